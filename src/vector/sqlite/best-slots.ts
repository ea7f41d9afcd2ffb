/** Picks the best of a scan's slots without looking at most of them. */

/** How many more slots than are wanted are asked about at first: enough where most are accepted. */
const LIKELY_FACTOR = 2;
/** Cosines are told apart by this many steps to find those. */
const SCORE_STEPS = 4096;
/** Slots of which the best score is known: most of these groups hold nothing that is wanted, and are passed over whole. */
export const GROUP_SLOTS = 16;

/** A slot with its approximate cosine to the query. */
export interface ScanHit {
  readonly slot: number;
  readonly score: number;
}

/** What a query scores with every slot, and at best with each group of {@link GROUP_SLOTS}. */
export interface Scored {
  /** NaN for removed slots. */
  readonly scores: Float64Array;
  readonly bests: Float64Array;
}

/**
 * The `limit` best of the slots that `accept` has, best first, ties by slot.
 *
 * What is likely among the best is asked about first, and the rest only if too much of that is not accepted: `accept` is
 * called at most once for a slot, and only where the answer may matter.
 */
export function bestSlots(
  scored: Scored,
  limit: number,
  accept: ((slot: number) => boolean) | undefined,
): ScanHit[] {
  const best = new BestSlots(limit);
  const likely = likelyThreshold(scored, LIKELY_FACTOR * limit);
  offerRange(scored, { least: likely, below: Number.POSITIVE_INFINITY }, { best, accept });
  if (best.isShort) {
    offerRange(scored, { least: Number.NEGATIVE_INFINITY, below: likely }, { best, accept });
  }
  return best.toSorted();
}

/** The best `capacity` slots of those pushed, of equal scores in ascending order; keeps at most twice as many in memory. */
class BestSlots {
  readonly #capacity: number;
  #hits: ScanHit[] = [];
  /** What a score must exceed to be worth pushing. */
  threshold: number;
  #isFull: boolean;

  constructor(capacity: number) {
    this.#capacity = capacity;
    this.threshold = capacity === 0 ? Number.POSITIVE_INFINITY : Number.NEGATIVE_INFINITY;
    this.#isFull = capacity === 0;
  }

  /** Whether fewer were pushed than are wanted. */
  get isShort(): boolean {
    return !this.#isFull;
  }

  /** Amortised O(log capacity). */
  push(hit: ScanHit): void {
    this.#hits.push(hit);
    this.#isFull ||= this.#hits.length >= this.#capacity;
    if (this.#hits.length >= 2 * this.#capacity) {
      this.#hits = this.toSorted();
      // A later slot with this very score would come after all that are kept.
      this.threshold = this.#hits.at(-1)?.score ?? this.threshold;
    }
  }

  /** Returns the best pushed so far, best first, ties by slot. */
  toSorted(): ScanHit[] {
    // The sort is stable and slots arrive in order: that is the tie-break.
    return this.#hits.toSorted((a, b) => b.score - a.score).slice(0, this.#capacity);
  }
}

/** Pushes the accepted slots whose score is in a range. */
function offerRange(
  { scores, bests }: Scored,
  { least, below }: { readonly least: number; readonly below: number },
  {
    best,
    accept,
  }: {
    readonly best: BestSlots;
    readonly accept: ((slot: number) => boolean) | undefined;
  },
): void {
  for (let group = 0; group < bests.length; group += 1) {
    // In range, as are the slots below.
    const most = bests[group] as number;
    if (!(most >= least && most > best.threshold)) continue;
    const end = Math.min((group + 1) * GROUP_SLOTS, scores.length);
    for (let slot = group * GROUP_SLOTS; slot < end; slot += 1) {
      // NaN for a removed slot, of which no comparison holds.
      const score = scores[slot] as number;
      if (!(score >= least && score < below && score > best.threshold)) continue;
      if (accept === undefined || accept(slot)) best.push({ slot, score });
    }
  }
}

/**
 * A score that about `count` of the scores reach, or some more: at least as many, if there are.
 *
 * From the best of each group where there are many more of those than are wanted: each stands for a slot of its own.
 */
function likelyThreshold({ scores, bests }: Scored, count: number): number {
  const sample = bests.length > GROUP_SLOTS * count ? bests : scores;
  const counts = new Uint32Array(SCORE_STEPS + 1);
  const stepOf = (score: number): number => Math.floor(((score + 1) / 2) * SCORE_STEPS);
  for (let index = 0; index < sample.length; index += 1) {
    const score = sample[index] as number;
    if (Number.isNaN(score)) continue;
    const step = Math.min(SCORE_STEPS, Math.max(0, stepOf(score)));
    counts[step] = (counts[step] as number) + 1;
  }
  let reached = 0;
  for (let step = SCORE_STEPS; step > 0; step -= 1) {
    reached += counts[step] as number;
    if (reached >= count) return (step / SCORE_STEPS) * 2 - 1;
  }
  return Number.NEGATIVE_INFINITY;
}
