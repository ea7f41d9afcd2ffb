/** Measures of a ranking of turns against the turns that are a question's evidence. All in [0, 1]. */
import { createRandom, type Random } from "../world/prng.ts";
import type { ApiHit } from "../memory-api.ts";

/** How well one question's evidence was found. */
export interface TurnMetrics {
  readonly recallAt5: number;
  readonly recallAt10: number;
  readonly recallAt20: number;
  readonly recallAt50: number;
  /** 1 if all evidence is among the first ten turns. */
  readonly allAt10: number;
  /** One over the rank of the first turn of the evidence; 0 if it is not among those ranked. */
  readonly reciprocalRank: number;
  /** Discounted gain of the first ten turns over the best possible; every turn of the evidence gains 1. */
  readonly ndcgAt10: number;
}

/** The names of the measures, in the order in which they are shown. */
export const METRIC_NAMES: readonly (keyof TurnMetrics)[] = [
  "recallAt5",
  "recallAt10",
  "recallAt20",
  "recallAt50",
  "allAt10",
  "reciprocalRank",
  "ndcgAt10",
];

/** What the measures are called in tables. */
export const METRIC_TITLES: Readonly<Record<keyof TurnMetrics, string>> = {
  recallAt5: "R@5",
  recallAt10: "R@10",
  recallAt20: "R@20",
  recallAt50: "R@50",
  allAt10: "all@10",
  reciprocalRank: "MRR",
  ndcgAt10: "nDCG@10",
};

/** Most turns of a ranking that are looked at. */
export const MAX_TURNS = 50;

/** A mean with the interval in which it lies with 95 % confidence. */
export interface Estimate {
  readonly mean: number;
  readonly low: number;
  readonly high: number;
}

/**
 * The turns a list of hits gives, in order: a turn gives itself, a memory the turns of its evidence in their order.
 * Repeats are dropped, and no more than {@link MAX_TURNS} are kept, so a memory that cites many turns buys nothing.
 */
export function turnsOf(hits: readonly Pick<ApiHit, "evidence">[]): string[] {
  const refs = hits.flatMap(({ evidence }) => evidence.flatMap(({ ref }) => ref ?? []));
  return [...new Set(refs)].slice(0, MAX_TURNS);
}

/** Measures one ranking. `gold` must not be empty. */
export function measureRanking(ranking: readonly string[], gold: readonly string[]): TurnMetrics {
  const wanted = new Set(gold);
  const ranks = ranking
    .slice(0, MAX_TURNS)
    .flatMap((id, index) => (wanted.has(id) ? [index + 1] : []));
  const recallAt = (limit: number): number =>
    ranks.filter((rank) => rank <= limit).length / wanted.size;
  const gain = (positions: readonly number[]): number =>
    positions.reduce((sum, rank) => sum + 1 / Math.log2(rank + 1), 0);
  const ideal = Array.from({ length: Math.min(10, wanted.size) }, (_, index) => index + 1);
  return {
    recallAt5: recallAt(5),
    recallAt10: recallAt(10),
    recallAt20: recallAt(20),
    recallAt50: recallAt(50),
    allAt10: recallAt(10) === 1 ? 1 : 0,
    reciprocalRank: ranks[0] === undefined ? 0 : 1 / ranks[0],
    ndcgAt10: gain(ranks.filter((rank) => rank <= 10)) / gain(ideal),
  };
}

/**
 * The mean of the values with a bootstrap interval: the 2.5th and 97.5th percentile of the means of `rounds` samples
 * drawn with replacement. The same values give the same interval.
 */
export function estimateMean(values: readonly number[], rounds = 1000): Estimate {
  if (values.length === 0) {
    return { mean: 0, low: 0, high: 0 };
  }
  const random = createRandom(1, "bootstrap");
  const means = Array.from({ length: rounds }, () => resampledMean(values, random));
  const sorted = means.toSorted((a, b) => a - b);
  const at = (part: number): number => sorted[Math.floor(part * (rounds - 1))] ?? 0;
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return { mean, low: at(0.025), high: at(0.975) };
}

/** Each measure in percent with its interval, in the order of {@link METRIC_NAMES}. */
export function showEstimates(estimates: Readonly<Record<keyof TurnMetrics, Estimate>>): string[] {
  const one = (share: number): string => (share * 100).toFixed(1);
  return METRIC_NAMES.map((name) => {
    const { mean, low, high } = estimates[name];
    return `${one(mean)} [${one(low)}, ${one(high)}]`;
  });
}

function resampledMean(values: readonly number[], random: Random): number {
  let sum = 0;
  for (let draw = 0; draw < values.length; draw++) {
    sum += values[random.integer(0, values.length - 1)] ?? 0;
  }
  return sum / values.length;
}
