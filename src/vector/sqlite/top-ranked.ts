import { compareHits } from "../compare-hits.ts";
import type { ScoredId } from "../vector-store.ts";

/**
 * The best `limit` of the points that are offered: by score, the largest first, ties by id.
 *
 * A binary heap with the worst on top. O(log limit) an offer, and only what would be kept is asked about.
 */
export class TopRanked {
  readonly #limit: number;
  readonly #heap: ScoredId[] = [];

  constructor(limit: number) {
    this.#limit = limit;
  }

  /** A score below this is not among the best: there is no need to offer it. */
  get least(): number {
    const isFull = this.#heap.length >= this.#limit;
    return isFull ? (this.#heap[0]?.score ?? Number.POSITIVE_INFINITY) : Number.NEGATIVE_INFINITY;
  }

  /** Keeps the point if it is among the best and `accept` has it. */
  offer(id: string, score: number, accept: () => boolean): void {
    const hit = { id, score };
    if (this.#heap.length < this.#limit) {
      if (accept()) this.#push(hit);
      return;
    }
    const worst = this.#heap[0];
    if (worst !== undefined && compareHits(hit, worst) < 0 && accept()) this.#replaceWorst(hit);
  }

  /** What was kept, best first. */
  toSorted(): ScoredId[] {
    return this.#heap.toSorted(compareHits);
  }

  #push(hit: ScoredId): void {
    const heap = this.#heap;
    let index = heap.length;
    heap.push(hit);
    while (index > 0) {
      const parent = (index - 1) >> 1;
      if (!this.#isWorse(index, parent)) return;
      this.#swap(index, parent);
      index = parent;
    }
  }

  #replaceWorst(hit: ScoredId): void {
    this.#heap[0] = hit;
    let index = 0;
    for (;;) {
      let worst = index;
      for (const child of [2 * index + 1, 2 * index + 2]) {
        if (child < this.#heap.length && this.#isWorse(child, worst)) worst = child;
      }
      if (worst === index) return;
      this.#swap(index, worst);
      index = worst;
    }
  }

  #isWorse(index: number, other: number): boolean {
    return compareHits(this.#at(index), this.#at(other)) > 0;
  }

  #swap(index: number, other: number): void {
    const hit = this.#at(index);
    this.#heap[index] = this.#at(other);
    this.#heap[other] = hit;
  }

  #at(index: number): ScoredId {
    // In range: every caller stays below the heap's length.
    return this.#heap[index] as ScoredId;
  }
}
