/**
 * Nearest vectors by a scan over all of a tenant's, quantised to int8 and kept in memory.
 *
 * A scan and not an index, because inside one tenant it is fast enough (50,000 vectors of 384
 * dimensions in 1 ms), needs no building or tuning, and loses nothing to a filter. Stored vectors are
 * scaled so that their largest component is 127. The query keeps up to 16 bits a component, for which
 * the kernel has room anyway, so that next to none of the error is its own.
 */
import { InvalidArgumentError, LimitExceededError } from "../../core/errors.ts";
import { bestSlots, GROUP_SLOTS, type ScanHit, type Scored } from "./best-slots.ts";
import { BLOCK_ROWS, createPlainArena, maxRowsOf } from "./code-arena.ts";
import type { CodeArena } from "./code-arena.ts";
import { createWasmArena } from "./vector-scan-wasm.ts";

/** The most dimensions a scan takes: dot products have 31 bits, which leave a query 11 of its 16 here. */
export const MAX_DIMENSIONS = 8192;

/** Largest code of a component of a stored vector: 8 bits with a sign. */
const MAX_CODE = 127;
/** Largest code of a query's component: 16 bits with a sign. */
const MAX_QUERY_CODE = 32_767;
const LANES = 16;
/** Most queries of one pass, as the scores of each are kept: 8 bytes a vector. */
const MAX_QUERIES_AT_ONCE = 8;

/** A set of vectors that is searched whole. Not for use from several threads. */
export interface VectorScan {
  /** Live vectors. */
  readonly size: number;

  /** Memory held, in bytes; removing gives none back, so rebuild a scan that is mostly removed. */
  readonly bytes: number;

  /**
   * Appends a vector and returns its slot: 0, 1, 2 and so on, none used twice.
   *
   * @param embedding - `dimensions` finite components. Its length does not matter, as scores are
   * cosines; a vector of zeros scores 0 with every query.
   * @throws {InvalidArgumentError} If it has other dimensions or a component that is not finite.
   * @throws {LimitExceededError} If the scan holds 2 GiB of vectors.
   */
  add(embedding: Float32Array): number;

  /** Gives out the next slot without a vector: no search returns it. @throws {LimitExceededError} As `add`. */
  skip(): number;

  /** Takes the vector in `slot` out of every later search; does nothing if there is none. */
  remove(slot: number): void;

  /**
   * Returns the `limit` best live slots by approximate cosine, in [-1, 1], best first, ties by slot.
   *
   * Measured error 0.0014 at most in 384 dimensions, more where one component dwarfs the others: fetch
   * four times what you need and rescore it exactly. O(slots given out * dimensions), the same result
   * with SIMD and without.
   *
   * @param query - `dimensions` finite components, of any length.
   * @param accept - Which slots may be returned. Called at most once for a slot, and only where the answer may matter.
   * It must not use this scan.
   * @throws {InvalidArgumentError} If `query` has other dimensions or a component that is not finite, or
   * `limit` is not an integer `>= 0`.
   */
  search(query: Float32Array, limit: number, accept?: (slot: number) => boolean): ScanHit[];

  /**
   * What `search` returns for each of these, in one pass over the vectors: block by block, so that each is fetched from
   * memory once.
   */
  searchEach(
    queries: readonly Float32Array[],
    limit: number,
    accept?: (slot: number) => boolean,
  ): ScanHit[][];
}

/**
 * Returns an empty scan for vectors of `dimensions`.
 *
 * @param createArena - Where the vectors are kept: by default WebAssembly, or else plain JavaScript.
 * @throws {InvalidArgumentError} If `dimensions` is not an integer from 1 to {@link MAX_DIMENSIONS}.
 */
export function createVectorScan(
  dimensions: number,
  createArena: (stride: number) => CodeArena = createFastestArena,
): VectorScan {
  if (!(Number.isInteger(dimensions) && dimensions >= 1 && dimensions <= MAX_DIMENSIONS)) {
    const requirement = `an integer from 1 to ${MAX_DIMENSIONS}`;
    throw new InvalidArgumentError("create a vector scan", "dimensions", requirement, dimensions);
  }
  return new QuantisedScan(dimensions, createArena);
}

/** What one query of a pass is scored in. */
interface Room extends Scored {
  /** The query, quantised. */
  readonly codes: Int16Array;
}

/** A query of a pass, as far as slots are given out. */
interface AskedQuery extends Room {
  readonly inverseNorm: number;
}

class QuantisedScan implements VectorScan {
  readonly #dimensions: number;
  readonly #maxSlots: number;
  readonly #maxQueryCode: number;
  readonly #arena: CodeArena;
  /** Keeps zeros past `dimensions`, as the codes of queries do: the padding up to the stride. */
  readonly #rowCodes: Int8Array;
  /** One over the length of a slot's codes, 0 for a vector of zeros, NaN once removed. */
  #inverseNorms = new Float32Array(16);
  #slotCount = 0;
  #size = 0;
  /** Of the last searches: kept, as large arrays are slow to get. */
  readonly #rooms: Room[] = [];

  constructor(dimensions: number, createArena: (stride: number) => CodeArena) {
    const stride = Math.ceil(dimensions / LANES) * LANES;
    this.#dimensions = dimensions;
    this.#maxSlots = maxRowsOf(stride);
    // The largest codes whose dot product is sure to fit an i32: 32,767 up to 516 dimensions.
    this.#maxQueryCode = Math.min(MAX_QUERY_CODE, Math.floor((2 ** 31 - 1) / (MAX_CODE * stride)));
    this.#arena = createArena(stride);
    this.#rowCodes = new Int8Array(stride);
  }

  get size(): number {
    return this.#size;
  }

  get bytes(): number {
    let ofSearches = 0;
    for (const { scores, bests } of this.#rooms) ofSearches += scores.byteLength + bests.byteLength;
    return this.#arena.bytes + this.#inverseNorms.byteLength + ofSearches;
  }

  add(embedding: Float32Array): number {
    this.#check("add a vector", "embedding", embedding);
    const slot = this.#append(() => quantise(embedding, MAX_CODE, this.#rowCodes));
    this.#size += 1;
    return slot;
  }

  skip(): number {
    return this.#append(() => {
      this.#rowCodes.fill(0);
      return Number.NaN;
    });
  }

  /** Appends the row that `write` leaves in the buffer; what it returns is the row's inverse norm. */
  #append(write: () => number): number {
    const slot = this.#slotCount;
    if (slot >= this.#maxSlots) {
      throw new LimitExceededError("add a vector", "vectors of a scan", this.#maxSlots, slot + 1);
    }

    const inverseNorm = write();
    this.#arena.append(this.#rowCodes);
    if (slot >= this.#inverseNorms.length) {
      const grown = new Float32Array(Math.ceil(slot * 1.25));
      grown.set(this.#inverseNorms);
      this.#inverseNorms = grown;
    }
    this.#inverseNorms[slot] = inverseNorm;
    this.#slotCount += 1;
    return slot;
  }

  remove(slot: number): void {
    const inverseNorm = slot < this.#slotCount ? this.#inverseNorms[slot] : undefined;
    if (inverseNorm !== undefined && !Number.isNaN(inverseNorm)) {
      this.#inverseNorms[slot] = Number.NaN;
      this.#size -= 1;
    }
  }

  search(query: Float32Array, limit: number, accept?: (slot: number) => boolean): ScanHit[] {
    const [best = []] = this.searchEach([query], limit, accept);
    return best;
  }

  searchEach(
    queries: readonly Float32Array[],
    limit: number,
    accept?: (slot: number) => boolean,
  ): ScanHit[][] {
    for (const query of queries) this.#check("search vectors", "query", query);
    if (!(Number.isInteger(limit) && limit >= 0)) {
      throw new InvalidArgumentError("search vectors", "limit", "an integer >= 0", limit);
    }

    const best: ScanHit[][] = [];
    for (let start = 0; start < queries.length; start += MAX_QUERIES_AT_ONCE) {
      const scored = this.#score(queries.slice(start, start + MAX_QUERIES_AT_ONCE));
      for (const one of scored) best.push(bestSlots(one, Math.min(limit, this.#size), accept));
    }
    return best;
  }

  /** For each query the approximate cosine of every slot; NaN for removed ones. Valid until the next call. */
  #score(queries: readonly Float32Array[]): Scored[] {
    const asked = queries.map((query, place) => this.#ask(query, place));
    for (let first = 0; first < this.#slotCount; first += BLOCK_ROWS) {
      const count = Math.min(BLOCK_ROWS, this.#slotCount - first);
      for (const one of asked) this.#scoreBlock(one, first, count);
    }
    return asked;
  }

  #ask(query: Float32Array, place: number): AskedQuery {
    let room = this.#rooms[place];
    if (!room || room.scores.length < this.#slotCount) {
      const slots = Math.ceil(this.#slotCount * 1.25);
      const scores = new Float64Array(slots);
      const bests = new Float64Array(Math.ceil(slots / GROUP_SLOTS));
      room = { scores, bests, codes: new Int16Array(this.#rowCodes.length) };
      this.#rooms[place] = room;
    }
    const scores = room.scores.subarray(0, this.#slotCount);
    const bests = room.bests.subarray(0, Math.ceil(this.#slotCount / GROUP_SLOTS));
    bests.fill(Number.NEGATIVE_INFINITY);
    const inverseNorm = quantise(query, this.#maxQueryCode, room.codes);
    return { scores, bests, codes: room.codes, inverseNorm };
  }

  #scoreBlock(
    { scores, bests, codes, inverseNorm }: AskedQuery,
    first: number,
    count: number,
  ): void {
    const dots = this.#arena.dots(codes, first, count);
    for (let index = 0; index < count; index += 1) {
      // In range: all have an element for each of these slots.
      const slot = first + index;
      const score = (dots[index] as number) * (this.#inverseNorms[slot] as number) * inverseNorm;
      scores[slot] = score;
      const group = Math.floor(slot / GROUP_SLOTS);
      if (score > (bests[group] as number)) bests[group] = score;
    }
  }

  #check(action: string, argument: string, embedding: Float32Array): void {
    if (embedding.length !== this.#dimensions) {
      const requirement = `a vector of ${this.#dimensions} dimensions`;
      throw new InvalidArgumentError(action, argument, requirement, embedding.length);
    }
    for (let index = 0; index < embedding.length; index += 1) {
      if (!Number.isFinite(embedding[index])) {
        const requirement = "a vector of finite numbers";
        throw new InvalidArgumentError(action, argument, requirement, embedding[index]);
      }
    }
  }
}

/**
 * Fills `codes` with `embedding` scaled to the range -`maxCode` to `maxCode`, and returns one over the
 * length of the result, or 0 if `embedding` is all zeros.
 */
function quantise(embedding: Float32Array, maxCode: number, codes: Int8Array | Int16Array): number {
  let largest = 0;
  // Plain indexed loops, six times for...of and Math.round(): all of a tenant's vectors pass here when
  // it is first searched.
  for (let index = 0; index < embedding.length; index += 1) {
    const magnitude = Math.abs(embedding[index] as number);
    if (magnitude > largest) {
      largest = magnitude;
    }
  }
  if (largest === 0) {
    codes.fill(0);
    return 0;
  }

  const scale = maxCode / largest;
  let squares = 0;
  for (let index = 0; index < embedding.length; index += 1) {
    const code = Math.floor((embedding[index] as number) * scale + 0.5);
    codes[index] = code;
    squares += code * code;
  }
  return 1 / Math.sqrt(squares);
}

function createFastestArena(stride: number): CodeArena {
  return createWasmArena(stride) ?? createPlainArena(stride);
}
