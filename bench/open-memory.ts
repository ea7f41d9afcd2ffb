/** Opens the library for the benchmarks: the one place that names it. */
import { pathToFileURL } from "node:url";
import type { EmbeddingModel } from "../src/models/embedding-model.ts";
import { type Embedder, openEmbedder } from "./embedder.ts";
import type { MemoryApi } from "./memory-api.ts";

/** How a Qdrant server is reached. */
export interface QdrantAccess {
  readonly url: string;
  readonly apiKey?: string;
  readonly collectionName: string;
  readonly timeoutMs: number;
}

/** How a Neo4j server is reached. */
export interface Neo4jAccess {
  readonly url: string;
  readonly username?: string;
  readonly password?: string;
  readonly timeoutMs: number;
}

/** The servers that take the place of the file's parts. */
export interface BenchServers {
  readonly vector?: QdrantAccess;
  readonly graph?: Neo4jAccess;
}

/** What only those look at who keep house. */
export interface HousedMemory extends MemoryApi {
  reset(): Promise<void>;
  stats(scope?: { readonly userId: string }): Promise<{
    readonly memories: number;
    readonly entities: number;
    readonly relations: number;
  }>;
}

/**
 * Opens a memory on the embedded file at `path`, or on servers, with no language model and the built-in embedder or the one
 * that is named.
 *
 * What no server is named for lies in the file.
 */
export async function openMemory(
  path: string,
  servers: BenchServers = {},
  embedder: Embedder | null = null,
): Promise<HousedMemory> {
  // Imported by its address, so that benchmarks that need no library run while it does not build.
  const entry = new URL("../src/index.ts", import.meta.url);
  const library = (await import(pathToFileURL(entry.pathname).href)) as {
    readonly Memory: {
      open(
        options: BenchServers & {
          readonly path?: string;
          readonly languageModel: null;
          readonly embeddingModel: EmbeddingModel | null;
        },
      ): Promise<HousedMemory>;
    };
  };
  const isWithoutFile = servers.vector !== undefined && servers.graph !== undefined;
  const where = isWithoutFile ? servers : { path, ...servers };
  const embeddingModel = await openEmbedder(embedder);
  return library.Memory.open({ ...where, languageModel: null, embeddingModel });
}
