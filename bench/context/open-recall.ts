/** Opens the library to measure what it recalls, with the built-in embedder or a model behind an OpenAI-compatible URL. */
import { Memory, openAIEmbeddingModel } from "../../src/index.ts";
import type { RecallMemory } from "./measure-context.ts";

/** Where an embedding model answers. */
export interface EmbeddingAccess {
  /** Base URL, as "http://127.0.0.1:8089/v1". */
  readonly url: string;
  readonly model: string;
}

/** Opens a memory on the file at `path`, without a language model. */
export async function openRecall(
  path: string,
  access: EmbeddingAccess | null,
): Promise<RecallMemory> {
  const embeddingModel = access
    ? openAIEmbeddingModel({ baseURL: access.url, apiKey: "none", model: access.model })
    : null;
  return Memory.open({ path, languageModel: null, embeddingModel });
}
