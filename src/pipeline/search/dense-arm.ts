/** The arm that finds by meaning: the vectors nearest to the query's. */
import { stepAll, type Steps } from "../../core/awaitable.ts";
import { type ArmInput, armOptions, ranked, type RankedId } from "./arm-input.ts";

/** Vectors fetched: more than are shown, so that the tail says what an unrelated text scores in this tenant. */
export const DENSE_LIMIT = 64;
/** With fewer hits than this there is no tail to tell the level by, and the lowest of them is taken. */
const MIN_TAIL = 20;

/** What the arm found. */
export interface DenseFindings {
  readonly hits: readonly RankedId[];
  /**
   * The cosine of a text that has nothing to do with the query, for this model, tenant and query. Models differ by a
   * multiple in it, so a cosine by itself says little.
   */
  readonly level: number;
  /** Whether the list was full, so that more lies below it. */
  readonly isFull: boolean;
  /** Whether points without a vector were passed over. */
  readonly isPartial: boolean;
  /** Whether the store could not look at everything. */
  readonly isTruncated: boolean;
}

/** Finds the memories and turns whose vectors are nearest to `embedding`. */
export function* denseArm(input: ArmInput, embedding: Float32Array): Steps<DenseFindings> {
  const { stores, tenant } = input;
  const options = armOptions(input, DENSE_LIMIT);
  const [scored, bare] = yield* stepAll([
    stores.vector.searchDense(tenant, embedding, options),
    stores.vector.unembedded(tenant, { cursor: null, limit: 1 }),
  ]);
  const hits = ranked(scored);
  const isFull = hits.length >= options.limit;
  const isTruncated = scored.isTruncated === true;
  const isPartial = bare.items.length > 0;
  return { hits, level: levelOf(hits), isFull, isPartial, isTruncated };
}

/**
 * How far a cosine is on the way from what an unrelated text has to what the same text has, in [0, 1]: models that put all
 * texts close together are as sure by a smaller step.
 */
export function nearness(cosine: number, level: number): number {
  const above = cosine - level;
  return level < 1 && above > LEAST_STEP ? above / (1 - level) : 0;
}

/** Stores compute cosines to within 1e-5 of each other: what is hardly more tells nothing, and would seem to in one of them. */
const LEAST_STEP = 1e-4;

/** The mean of the last tenth. */
function levelOf(hits: readonly RankedId[]): number {
  const tail = hits.slice(hits.length < MIN_TAIL ? -1 : -Math.ceil(hits.length / 10));
  if (tail.length === 0) return 0;
  return tail.reduce((sum, { score }) => sum + score, 0) / tail.length;
}
