/** Opens the library to measure what it recalls. */
import { Memory } from "../../src/index.ts";
import { type Embedder, openEmbedder } from "../embedder.ts";
import type { RecallMemory } from "./measure-context.ts";

/** Opens a memory on the file at `path`, without a language model; null for the built-in embedder. */
export async function openRecall(path: string, embedder: Embedder | null): Promise<RecallMemory> {
  return Memory.open({ path, languageModel: null, embeddingModel: await openEmbedder(embedder) });
}
