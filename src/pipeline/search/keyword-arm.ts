/** The arm that finds by words, and learns what each word of the query is worth in this tenant. */
import { step, type Steps } from "../../core/awaitable.ts";
import { type ArmInput, armOptions, ranked, type RankedId } from "./arm-input.ts";

/** Hits fetched: the best turns of a LoCoMo conversation are among the first 60 or next to one of them, memories on top. */
export const KEYWORD_LIMIT = 160;

/** What the arm found. */
export interface KeywordFindings {
  /** Scores are shares of the query: BM25 over the most that a text could have, in [0, 1]. */
  readonly hits: readonly RankedId[];
  /** What each term of the query weighs: its inverse document frequency. */
  readonly weights: ReadonlyMap<string, number>;
  readonly isFull: boolean;
  /** Whether the store could not look at everything. */
  readonly isTruncated: boolean;
}

/** Finds the memories and turns that have the query's words. */
export function* keywordArm(input: ArmInput): Steps<KeywordFindings> {
  const { stores, tenant, query } = input;
  const options = armOptions(input, KEYWORD_LIMIT);
  const { terms } = query;
  if (terms.length === 0) {
    return { hits: [], weights: new Map(), isFull: false, isTruncated: false };
  }
  const found = yield* step(stores.vector.searchKeywords(tenant, terms, options));
  const shares = found.hits.map(({ id, score }) => ({
    id,
    score: found.idfSum > 0 ? Math.min(1, score / found.idfSum) : 0,
  }));
  return {
    hits: ranked(shares),
    weights: found.weights,
    isFull: found.hits.length >= options.limit,
    isTruncated: found.isTruncated === true,
  };
}
