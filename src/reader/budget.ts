/** How many characters are read in all, whatever the text. */

/** How often each character may be read on average. Plain JSON needs 1 to 2, a cut and damaged answer 3 to 5. */
const PASSES = 24;
const MIN_CHARACTERS = 4096;

/** Keeps reading linear: what has to be read again is paid for, and there is an end to it. */
export class Budget {
  #left: number;

  constructor(length: number) {
    this.#left = PASSES * length + MIN_CHARACTERS;
  }

  /** Whether nothing is left. */
  get isSpent(): boolean {
    return this.#left <= 0;
  }

  /** Pays for characters that were read. */
  spend(count: number): void {
    this.#left -= count + 1;
  }
}
