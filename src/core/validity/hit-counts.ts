/**
 * How many of some sets each index is in, counted for 32 indexes at a time.
 *
 * Source: vertical counters, as in Hacker's Delight (Warren, 2nd edition, 2012, section 8-2, bit matrices as numbers
 * side by side): slice `k` has bit `k` of every count.
 */
import { bitsOf, type IndexSet } from "./index-set.ts";

/** Counts of the indexes below a bound, all zero at first. */
export class HitCounts {
  readonly #wordCount: number;
  readonly #slices: Uint32Array[] = [];

  /** @param bound - As the sets have it. */
  constructor(bound: number) {
    this.#wordCount = (bound + 31) >>> 5;
  }

  /** Whether an index is counted at all. */
  has(index: number): boolean {
    return ((this.#counted(index >>> 5) >>> (index & 31)) & 1) === 1;
  }

  /** Counts every member once more. Returns those that were not counted before. */
  add({ words }: IndexSet): number[] {
    return this.#each(words, (word, bits) => {
      let carry = bits;
      for (let slice = 0; carry !== 0; slice += 1) {
        const counts = (this.#slices[slice] ??= new Uint32Array(this.#wordCount));
        const before = counts[word] ?? 0;
        counts[word] = before ^ carry;
        carry &= before;
      }
    });
  }

  /** Counts every member once less; each must be counted. Returns those that are not counted any more. */
  subtract({ words }: IndexSet): number[] {
    return this.#each(words, (word, bits) => {
      let borrow = bits;
      for (const counts of this.#slices) {
        if (borrow === 0) return;
        const before = counts[word] ?? 0;
        counts[word] = before ^ borrow;
        borrow &= ~before;
      }
    });
  }

  /** Does something to each word that has bits. Returns the indexes that began or ceased to be counted. */
  #each(words: Uint32Array, work: (word: number, bits: number) => void): number[] {
    const changed: number[] = [];
    for (let word = 0; word < words.length; word += 1) {
      const bits = words[word] ?? 0;
      if (bits === 0) continue;
      const before = this.#counted(word);
      work(word, bits);
      const turned = before ^ this.#counted(word);
      if (turned === 0) continue;
      for (const bit of bitsOf(turned)) changed.push(word * 32 + bit);
    }
    return changed;
  }

  #counted(word: number): number {
    let counted = 0;
    for (const counts of this.#slices) counted |= counts[word] ?? 0;
    return counted;
  }
}
