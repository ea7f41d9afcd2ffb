/**
 * Personalised PageRank: how near each node is to the seeds, by all paths at once.
 *
 * Source: Haveliwala, "Topic-Sensitive PageRank", WWW 2002, section 2.1 (the vector v is the seeds), by power
 * iteration. Deviation: the graph is undirected, so that only a seed without edges can be a dead end with
 * mass; its mass returns to that seed and not to all, hence scores are additive over seeds.
 */
import { greatest } from "../core/extremes.ts";
import { assert, InvalidArgumentError } from "../core/errors.ts";
import type { Options } from "../core/options.ts";

/** An undirected edge. Parallel edges add up; a loop keeps mass where it is. */
export interface WeightedEdge {
  readonly source: string;
  readonly target: string;
  /** Finite and `>= 0`; only ratios matter. */
  readonly weight: number;
}

/** When the iteration stops, and how far it walks. */
export interface PagerankSettings {
  /** The probability to follow an edge rather than return to the seeds, in [0, 1). @defaultValue {@link DEFAULT_DAMPING} */
  readonly damping: number;
  /** Stops once an iteration moves less mass than this, `>= 0`. @defaultValue {@link DEFAULT_TOLERANCE} */
  readonly tolerance: number;
  /** Iterations at most, an integer from 1 to 1,000. @defaultValue {@link DEFAULT_MAX_ITERATIONS} */
  readonly maxIterations: number;
}

/**
 * HippoRAG's: Gutiérrez, Shu, Gu, Yasunaga & Su, "HippoRAG: Neurobiologically Inspired Long-Term Memory for
 * Large Language Models", NeurIPS 2024, section 3, kept by HippoRAG 2. The web's 0.85 strays too far.
 */
export const DEFAULT_DAMPING = 0.5;

/** Far below what could reorder hits; at the default damping some 30 iterations. */
export const DEFAULT_TOLERANCE = 1e-9;

/** Reached only at a damping near 1: the error shrinks at least by the damping in each iteration. */
export const DEFAULT_MAX_ITERATIONS = 100;

const ITERATION_BOUND = 1000;
const ACTION = "rank nodes";

/**
 * Returns the score of every node of an edge and of every seed, best first, ties by id in UTF-16 order.
 *
 * Scores are `>= 0` and sum to 1; nodes that no seed reaches have 0. Without a seed of positive weight the
 * result is empty. The order of `edges` and `seeds` makes no difference, to the last bit.
 * O(iterations * edges), and sorting.
 *
 * @param seeds - Node to weight, finite and `>= 0`; only ratios matter. Nodes without edges are allowed.
 * @throws {InvalidArgumentError} If a weight or a setting is outside its range.
 */
export function personalizedPagerank(
  edges: readonly WeightedEdge[],
  seeds: ReadonlyMap<string, number>,
  options: Options<PagerankSettings> = {},
): Map<string, number> {
  const settings = resolveSettings(options);
  checkWeights(edges, seeds);
  const largestSeed = Math.max(0, greatest(seeds.values()));
  if (largestSeed === 0) {
    return new Map();
  }

  const ids = nodeIds(edges, seeds);
  const indexes = new Map(ids.map((id, index) => [id, index]));
  const restart = toDistribution(ids.map((id) => (seeds.get(id) ?? 0) / largestSeed));
  const scores = iterate(toArcs(edges, indexes), restart, settings);
  const ranked = ids.map((id, index): [string, number] => [id, scores[index] ?? 0]);
  // The sort is stable and ids are in order: that is the tie-break.
  return new Map(ranked.toSorted(([, a], [, b]) => b - a));
}

/** The edges as parallel arrays over node indexes. */
interface Arcs {
  readonly sources: Uint32Array;
  readonly targets: Uint32Array;
  /** The probability to go from the source to the target, of all the source's edges. */
  readonly forward: Float64Array;
  /** The probability to go back; 0 for a loop, which `forward` counts. */
  readonly backward: Float64Array;
  /** By node: 1 where there is no edge to leave by, else 0. */
  readonly stays: Uint8Array;
}

function iterate(
  { sources, targets, forward, backward, stays }: Arcs,
  restart: Float64Array,
  { damping, tolerance, maxIterations }: PagerankSettings,
): Float64Array {
  let scores = restart;
  for (let iteration = 0; iteration < maxIterations; iteration += 1) {
    // All indexes below come from the arrays' own construction.
    const walked = scores.map((score, node) => score * (stays[node] as number));
    for (let edge = 0; edge < sources.length; edge += 1) {
      const source = sources[edge] as number;
      const target = targets[edge] as number;
      const there = (scores[source] as number) * (forward[edge] as number);
      const back = (scores[target] as number) * (backward[edge] as number);
      walked[target] = (walked[target] as number) + there;
      walked[source] = (walked[source] as number) + back;
    }

    let moved = 0;
    for (const [node, mass] of walked.entries()) {
      const score = damping * mass + (1 - damping) * (restart[node] as number);
      moved += Math.abs(score - (scores[node] as number));
      walked[node] = score;
    }
    scores = walked;
    if (moved <= tolerance) {
      break;
    }
  }
  return scores;
}

/** Returns the edges in an order of their own, so that sums round the same whatever order they came in. */
function toArcs(edges: readonly WeightedEdge[], indexes: ReadonlyMap<string, number>): Arcs {
  const largest = edges.reduce((most, edge) => Math.max(most, edge.weight), 0);
  const ordered = edges
    .filter((edge) => edge.weight > 0)
    .map(({ source, target, weight }) => {
      const [a, b] = [mustGetIndex(indexes, source), mustGetIndex(indexes, target)];
      // Relative to the largest, so that sums neither overflow nor vanish.
      return { low: Math.min(a, b), high: Math.max(a, b), weight: weight / largest };
    })
    .toSorted((a, b) => a.low - b.low || a.high - b.high || a.weight - b.weight);

  const strengths = new Float64Array(indexes.size);
  for (const { low, high, weight } of ordered) {
    strengths[low] = (strengths[low] ?? 0) + weight;
    if (high !== low) {
      strengths[high] = (strengths[high] ?? 0) + weight;
    }
  }
  const shareOf = (node: number, weight: number): number =>
    weight === 0 ? 0 : weight / (strengths[node] ?? weight);
  return {
    sources: Uint32Array.from(ordered, ({ low }) => low),
    targets: Uint32Array.from(ordered, ({ high }) => high),
    forward: Float64Array.from(ordered, ({ low, weight }) => shareOf(low, weight)),
    backward: Float64Array.from(ordered, ({ low, high, weight }) =>
      low === high ? 0 : shareOf(high, weight),
    ),
    stays: Uint8Array.from(strengths, (strength) => (strength === 0 ? 1 : 0)),
  };
}

function nodeIds(edges: readonly WeightedEdge[], seeds: ReadonlyMap<string, number>): string[] {
  const ids = new Set(seeds.keys());
  for (const { source, target } of edges) {
    ids.add(source).add(target);
  }
  return Array.from(ids).toSorted();
}

function toDistribution(weights: readonly number[]): Float64Array {
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return Float64Array.from(weights, (weight) => weight / total);
}

function mustGetIndex(indexes: ReadonlyMap<string, number>, id: string): number {
  const index = indexes.get(id);
  assert(index !== undefined, "every end of an edge is a node");
  return index;
}

function checkWeights(edges: readonly WeightedEdge[], seeds: ReadonlyMap<string, number>): void {
  const requirement = "a finite number >= 0";
  for (const { weight } of edges) {
    if (!(Number.isFinite(weight) && weight >= 0)) {
      throw new InvalidArgumentError(ACTION, "edges.weight", requirement, weight);
    }
  }
  for (const weight of seeds.values()) {
    if (!(Number.isFinite(weight) && weight >= 0)) {
      throw new InvalidArgumentError(ACTION, "seeds", `a map to ${requirement}`, weight);
    }
  }
}

function resolveSettings({
  damping = DEFAULT_DAMPING,
  tolerance = DEFAULT_TOLERANCE,
  maxIterations = DEFAULT_MAX_ITERATIONS,
}: Options<PagerankSettings>): PagerankSettings {
  if (!(damping >= 0 && damping < 1)) {
    throw new InvalidArgumentError(ACTION, "damping", "a number from 0 to below 1", damping);
  }
  if (!(Number.isFinite(tolerance) && tolerance >= 0)) {
    throw new InvalidArgumentError(ACTION, "tolerance", "a finite number >= 0", tolerance);
  }
  if (
    !(Number.isInteger(maxIterations) && maxIterations >= 1 && maxIterations <= ITERATION_BOUND)
  ) {
    const requirement = `an integer from 1 to ${ITERATION_BOUND}`;
    throw new InvalidArgumentError(ACTION, "maxIterations", requirement, maxIterations);
  }
  return { damping, tolerance, maxIterations };
}
