/** Lets what is old count for less, where the caller asks for it. Pure. */
import type { StoredPoint } from "../../vector/vector-store.ts";
import { compareScored, type ScoredCandidate } from "./fuse.ts";

const DAY_MS = 86_400_000;

/** What age is counted by. */
export interface RecencyOptions {
  /** Days after which a score is half of what it was. */
  readonly halfLifeDays: number;
  /** What age counts to, epoch ms. */
  readonly now: number;
}

/**
 * Halves the score of events, notes and turns for each half-life that they are old. Best first, ties by id.
 *
 * Traits stay as they are: what holds does not hold less for having been told long ago. What is yet to come is not old.
 */
export function decayByAge(
  ranking: readonly ScoredCandidate[],
  { halfLifeDays, now }: RecencyOptions,
): ScoredCandidate[] {
  return ranking
    .map((one) => {
      const { point } = one.candidate;
      if (point.kind === "trait") return one;
      const days = Math.max(0, now - timeOf(point, now)) / DAY_MS;
      const recency = one.score * (2 ** (-days / halfLifeDays) - 1);
      return { ...one, score: one.score + recency, parts: { ...one.parts, recency } };
    })
    .toSorted(compareScored);
}

/** When an event happened, if that is known; when all else was said. */
function timeOf({ kind, at, projection }: StoredPoint, now: number): number {
  if (kind !== "event") return at;
  const begun = projection.spells.findLast(({ from }) => from !== null && from <= now);
  return begun?.from ?? at;
}
