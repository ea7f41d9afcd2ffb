/** Opens the library for the benchmarks: the one place that names it. */
import { pathToFileURL } from "node:url";
import type { MemoryApi } from "./memory-api.ts";

/** Opens a memory on the embedded file at `path`, with no language model and the built-in embedder. */
export async function openMemory(path: string): Promise<MemoryApi> {
  // Imported by its address, so that benchmarks that need no library run while it does not build.
  const entry = new URL("../src/index.ts", import.meta.url);
  const library = (await import(pathToFileURL(entry.pathname).href)) as {
    readonly Memory: {
      open(options: {
        readonly path: string;
        readonly languageModel: null;
        readonly embeddingModel: null;
      }): Promise<MemoryApi>;
    };
  };
  return library.Memory.open({ path, languageModel: null, embeddingModel: null });
}
