/** Searches a file with weights of one's own: past the face of the library, which has none to set. */
import { openEmbedded } from "../../src/open-stores.ts";
import { LexicalEmbeddingModel } from "../../src/models/lexical/lexical-embedding-model.ts";
import { systemClock } from "../../src/core/clock.ts";
import { checkSearch } from "../../src/pipeline/search-options.ts";
import { search } from "../../src/pipeline/search/search.ts";
import type { PartWeights } from "../../src/pipeline/search/part-weights.ts";
import { type Embedder, openEmbedder } from "../embedder.ts";
import type { ApiHit } from "../memory-api.ts";

/** Answers a question of a tenant with these weights; hits that score nothing are left out. */
export type WeightedSearch = (
  query: string,
  options: { readonly userId: string; readonly limit: number; readonly asOf?: string },
  weights: PartWeights,
) => Promise<readonly ApiHit[]>;

/** Opens the file at `path` for as long as `use` takes; null for the built-in embedder. */
export async function withWeights<Result>(
  path: string,
  embedder: Embedder | null,
  use: (search: WeightedSearch) => Promise<Result>,
): Promise<Result> {
  const { stores, home, embeddingModel } = openEmbedded({
    path,
    embeddingModel: (await openEmbedder(embedder)) ?? new LexicalEmbeddingModel(),
    busyTimeoutMs: 5000,
    cacheBytes: 256 * 2 ** 20,
  });
  try {
    return await use(async (query, options, weights) => {
      const request = checkSearch(query, options);
      const context = { stores, embeddingModel, clock: systemClock, reranker: null, weights };
      const { results } = await search(request, context);
      return results.filter(({ score }) => score > 0);
    });
  } finally {
    await home.close();
  }
}
