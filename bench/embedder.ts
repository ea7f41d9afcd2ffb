/** Which embedding model a benchmark measures with, as the command line names it. */
import type { EmbeddingModel } from "../src/models/embedding-model.ts";
import { parseCount, UsageError } from "./command-line.ts";

/** An embedding model behind an OpenAI-compatible endpoint. */
export interface Embedder {
  /** Up to and including the version. */
  readonly baseUrl: string;
  /** As the endpoint knows it; what it wants in front of queries and documents is known by this name. */
  readonly model: string;
  /** Components of its vectors, where its name does not say it. */
  readonly dimensions?: number;
  /** The endpoint's key, where it wants one. */
  readonly apiKey?: string;
}

/** The options of the command line that name one, for `parseArgs`. */
export const EMBEDDER_OPTIONS = {
  embedder: { type: "string" },
  model: { type: "string" },
  dimensions: { type: "string" },
} as const;

/** How they are typed. */
export const EMBEDDER_USAGE = "[--embedder <base url> --model <name> [--dimensions <count>]]";

/** What the command line gives for {@link EMBEDDER_OPTIONS}. */
export type EmbedderValues = {
  readonly [Name in keyof typeof EMBEDDER_OPTIONS]?: string | undefined;
};

/**
 * The model that the command line names; null for the built-in embedder.
 *
 * @param apiKey - `OPENAI_API_KEY`, if it is set.
 * @throws {UsageError} If only a part of it is named.
 */
export function parseEmbedder(
  { embedder: baseUrl, model, dimensions }: EmbedderValues,
  apiKey: string | undefined = process.env["OPENAI_API_KEY"],
): Embedder | null {
  if (baseUrl === undefined && model === undefined && dimensions === undefined) return null;
  if (baseUrl === undefined || model === undefined) {
    throw new UsageError("Name an embedding model by both: --embedder <base url> --model <name>");
  }
  return {
    baseUrl,
    model,
    ...(dimensions !== undefined && { dimensions: parseCount("dimensions", dimensions, 1) }),
    ...(apiKey !== undefined && apiKey !== "" && { apiKey }),
  };
}

/** The model itself; null for the built-in embedder, which a memory has by itself. */
export async function openEmbedder(embedder: Embedder | null): Promise<EmbeddingModel | null> {
  if (!embedder) return null;
  // Imported when it is asked for, so that benchmarks that need no library run while it does not build.
  const { openAIEmbeddingModel } = await import("../src/index.ts");
  return openAIEmbeddingModel({ apiKey: "none", ...embedder });
}

/** What a benchmark says of the embedder it measures with. */
export function describeEmbedder(embedder: Embedder | null): string {
  return embedder
    ? `Vectors by ${embedder.model} at ${embedder.baseUrl}`
    : "Vectors by the built-in lexical embedder";
}

/** What follows the name of a file of results: "-e5-small"; nothing for the built-in embedder. */
export function embedderSuffix(embedder: Embedder | null): string {
  return embedder ? `-${embedder.model.replace(/[^\w.-]+/gu, "-")}` : "";
}
