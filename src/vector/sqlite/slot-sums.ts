/**
 * Adds up a number for each of some slots.
 *
 * Kept from one search to the next, as an array with a place for every slot of a large tenant is slow to get.
 */
export class SlotSums {
  #sums = new Float64Array(0);
  /** The slots that have a sum, in the order of their first addition. */
  readonly #slots: number[] = [];

  /** Memory held, in bytes. */
  get bytes(): number {
    return this.#sums.byteLength;
  }

  /** Makes room for slots below `slotCount`; what was left by a search that failed is forgotten. */
  begin(slotCount: number): void {
    this.#forget();
    if (slotCount > this.#sums.length) this.#sums = new Float64Array(Math.ceil(slotCount * 1.25));
  }

  /** Adds a number above 0. */
  add(slot: number, amount: number): void {
    // In range: there is room for every slot.
    const sum = this.#sums[slot] as number;
    if (sum === 0) this.#slots.push(slot);
    this.#sums[slot] = sum + amount;
  }

  /** Calls `visit` for every slot that has a sum, in the order of their first addition, and forgets them. */
  take(visit: (slot: number, sum: number) => void): void {
    for (const slot of this.#slots) {
      const sum = this.#sums[slot] as number;
      this.#sums[slot] = 0;
      visit(slot, sum);
    }
    this.#slots.length = 0;
  }

  #forget(): void {
    for (const slot of this.#slots) this.#sums[slot] = 0;
    this.#slots.length = 0;
  }
}
