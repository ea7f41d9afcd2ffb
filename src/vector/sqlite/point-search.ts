import { inverseDocumentFrequency, MAX_TERM_WEIGHT, termWeight } from "../bm25.ts";
import { timeScore } from "../time-score.ts";
import type { ArmOptions, KeywordHits, ScoredId, TimeRange } from "../vector-store.ts";
import type { Embeddings } from "./embeddings.ts";
import type { Postings } from "./postings.ts";
import type { TenantIndex } from "./tenant-index.ts";
import { TopRanked } from "./top-ranked.ts";

/**
 * How far the quantised scan's cosine is from the exact one: at most 0.0026 in 384 dimensions of lexical, sparse, normal
 * and uniform vectors, and 0.0057 where one component is 25 times the others.
 */
const SCAN_ERROR = 0.006;
/** How many more candidates the quantised scan gives than are asked for: enough to find the exact best among them. */
const RESCORE_FACTOR = 4;
/** Most that come on top: in a long list the scan's error moves nothing that far. */
const MAX_EXTRA = 50;
/** The fewest candidates that are rescored. */
const MIN_RESCORED = 40;

/** A tenant as the arms search it. */
export interface SearchedTenant {
  readonly tenantRow: number;
  readonly index: TenantIndex;
}

/** For each query the best by exact cosine among the best of the quantised scan. */
export function searchDense(
  embeddings: Embeddings,
  { tenantRow, index }: SearchedTenant,
  queries: readonly Float32Array[],
  options: ArmOptions,
): ScoredId[][] {
  const { limit } = options;
  const count = Math.max(Math.min(RESCORE_FACTOR * limit, limit + MAX_EXTRA), MIN_RESCORED);
  const scanned = index.scan.searchEach(queries, count, (slot) => index.isWanted(slot, options));
  return queries.map((query, place) => {
    const candidates = scanned[place] ?? [];
    // What cannot come among the best, whichever way the scan errs, is not read.
    const least = (candidates[limit - 1]?.score ?? Number.NEGATIVE_INFINITY) - 2 * SCAN_ERROR;
    const near = candidates.filter(({ score }) => score >= least);
    const ids = new Map(near.map(({ slot }) => [index.numberAt(slot), index.idAt(slot)] as const));
    return embeddings.rescore(tenantRow, ids, query).slice(0, limit);
  });
}

/** The best by BM25 over the distinct terms of a query. */
export function searchKeywords(
  postings: Postings,
  { tenantRow, index }: SearchedTenant,
  terms: readonly string[],
  options: ArmOptions,
): KeywordHits {
  if (index.size === 0) return { hits: [], weights: new Map(), idfSum: 0 };
  const sums = index.sums();
  const weights = new Map<string, number>();
  let idfSum = 0;
  for (const term of new Set(terms)) {
    const having = postings.read(tenantRow, term);
    const idf = inverseDocumentFrequency(index.size, having.size);
    weights.set(term, idf * MAX_TERM_WEIGHT);
    idfSum += idf * MAX_TERM_WEIGHT;
    having.forEach((number, frequency, length) => {
      const slot = index.slotOf(number);
      if (slot === undefined) return;
      sums.add(slot, idf * termWeight(index.kindAt(slot), frequency, length));
    });
  }
  const best = new TopRanked(options.limit);
  sums.take((slot, score) => {
    if (score < best.least) return;
    best.offer(index.idAt(slot), score, () => index.isWanted(slot, options));
  });
  return { hits: best.toSorted(), weights, idfSum };
}

/** The nearest to the middle of a range. */
export function searchTime(
  { index }: SearchedTenant,
  range: TimeRange,
  options: ArmOptions,
): ScoredId[] {
  const best = new TopRanked(options.limit);
  for (let slot = 0; slot < index.slotCount; slot += 1) {
    const view = index.viewAt(slot);
    if (view === undefined) continue;
    const { kind, at, projection } = view;
    const score = timeScore({ kind, at, spells: projection.spells }, range);
    if (score !== undefined) {
      best.offer(index.idAt(slot), score, () => index.isWanted(slot, options));
    }
  }
  return best.toSorted();
}
