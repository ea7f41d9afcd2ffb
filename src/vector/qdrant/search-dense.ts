import type { ArmOptions } from "../vector-store.ts";
import { compileWant } from "./compile-filter.ts";
import { RECORD_FIELDS } from "./point-payload.ts";
import type { TenantSpace } from "./point-space.ts";
import { searchRanked } from "./ranked-search.ts";
import type { RankedHits } from "./ranked-search.ts";

/** The best by cosine; `isRead` says that all of them will be read. */
export async function searchDense(
  points: TenantSpace,
  embedding: Float32Array,
  { isRead = false, ...options }: ArmOptions & { readonly isRead?: boolean },
): Promise<RankedHits> {
  const { metadataIndexes, denseVector } = points.space;
  const { filter, isExact } = compileWant(options, metadataIndexes, {
    withoutRedacted: true,
  });
  const query = Array.from(embedding);
  const { hits, isTruncated } = await searchRanked({
    limit: options.limit,
    isExact,
    want: options,
    ask: async (limit) => {
      const [found = []] = await points.query("search by meaning", [
        {
          query,
          using: denseVector,
          filter,
          limit,
          with_payload: isRead && points.kept ? RECORD_FIELDS : points.hitFields(isExact),
        },
      ]);
      if (isRead) points.keep(found);
      else points.sketch(found);
      return found;
    },
  });
  // The server rounds to 32 bits.
  const clamp = (score: number): number => Math.min(1, Math.max(-1, score));
  return { hits: hits.map(({ id, score }) => ({ id, score: clamp(score) })), isTruncated };
}
