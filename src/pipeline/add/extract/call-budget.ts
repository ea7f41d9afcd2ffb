/** How many calls of a model one window may cost, its halves included. */

/** Calls that are left. */
export class CallBudget {
  #left: number;

  constructor(count: number) {
    this.#left = count;
  }

  /** Takes one call. False if none is left. */
  take(): boolean {
    if (this.#left === 0) return false;
    this.#left -= 1;
    return true;
  }
}
