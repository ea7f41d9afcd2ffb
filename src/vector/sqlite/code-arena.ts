/** Where a scan keeps its quantised vectors, and the one operation that has to be fast: integer dot products. */

/** Rows whose dot products are computed in one call; bounds the buffer they are returned in. */
export const BLOCK_ROWS = 1024;

/** The longest stride. */
const LONGEST_STRIDE = 8_192;
/** Rows of the longest stride that an arena may hold: with its header under 2 GiB, what 31-bit addresses reach. */
const MAX_LONGEST_ROWS = 262_136;

/** How many rows of a stride an arena may hold: as many bytes, whatever the stride. */
export function maxRowsOf(stride: number): number {
  return Math.floor((MAX_LONGEST_ROWS * LONGEST_STRIDE) / stride);
}

/**
 * A growing table of int8 rows, all of one length, the stride.
 *
 * Implementations only do integer arithmetic that cannot overflow, so they agree exactly.
 */
export interface CodeArena {
  /** Memory held, room to grow included. */
  readonly bytes: number;

  /**
   * Appends a row of `stride` codes; its index is the count of rows before it.
   *
   * The caller stays below {@link maxRowsOf}.
   *
   * @throws {RangeError} If the machine has no memory for it; the arena is then unchanged.
   */
  append(codes: Int8Array): void;

  /**
   * Returns the dot products of `query` with the `count` rows from `first` on.
   *
   * The result is valid until the next call; what it holds past `count` means nothing.
   *
   * @param query - `stride` codes, small enough that no dot product leaves 31 bits.
   * @param first - An index; rows `first` to `first + count` (exclusive) exist.
   * @param count - At most {@link BLOCK_ROWS}.
   */
  dots(query: Int16Array, first: number, count: number): Int32Array;
}

/** Returns an arena in plain JavaScript, for where WebAssembly or its SIMD is missing or out of memory. */
export function createPlainArena(stride: number): CodeArena {
  return new PlainArena(stride);
}

class PlainArena implements CodeArena {
  readonly #stride: number;
  readonly #products = new Int32Array(BLOCK_ROWS);
  #codes = new Int8Array(0);
  #usedBytes = 0;

  constructor(stride: number) {
    this.#stride = stride;
  }

  get bytes(): number {
    return this.#codes.byteLength + this.#products.byteLength;
  }

  append(codes: Int8Array): void {
    const neededBytes = this.#usedBytes + this.#stride;
    if (neededBytes > this.#codes.length) {
      const grown = new Int8Array(Math.max(neededBytes, Math.ceil(this.#codes.length * 1.25)));
      grown.set(this.#codes);
      this.#codes = grown;
    }
    this.#codes.set(codes, this.#usedBytes);
    this.#usedBytes = neededBytes;
  }

  dots(query: Int16Array, first: number, count: number): Int32Array {
    const codes = this.#codes;
    for (let row = 0; row < count; row += 1) {
      const start = (first + row) * this.#stride;
      let sum = 0;
      for (let index = 0; index < query.length; index += 1) {
        // In range by contract: a check would cost more than the multiplication.
        sum += (codes[start + index] as number) * (query[index] as number);
      }
      this.#products[row] = sum;
    }
    return this.#products;
  }
}
