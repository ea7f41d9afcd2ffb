import type { HitKind } from "../../core/records.ts";
import { isWanted } from "../wanted.ts";
import type { ViewedPoint, Want } from "../wanted.ts";
import { decodeView } from "./point-view.ts";
import { SlotColumns } from "./slot-columns.ts";
import { SlotSums } from "./slot-sums.ts";
import { createVectorScan } from "./vector-scan.ts";
import type { VectorScan } from "./vector-scan.ts";

/** A point as the index takes it in. */
export interface IndexRow {
  /** Its number within the tenant. */
  readonly number: number;
  readonly id: string;
  readonly kind: HitKind;
  readonly at: number;
  /** Which write of the tenant's points it is of. */
  readonly stamp: number;
  /** Its view as JSON: read only when somebody asks. */
  readonly view: string;
}

/** What one slot weighs besides its vector, columns and view: its id, twice referred to, and the view's header. */
const SLOT_BYTES = 192;
/** How many times its length a view takes in memory once it is read: an estimate from heap snapshots, on the high side. */
const VIEW_FACTOR = 4;
/** Room for removed slots before it is better to start anew. */
const MIN_WASTED_SLOTS = 256;

/**
 * What searching a tenant needs of each of its points, in memory: its quantised vector, kind, time and view.
 *
 * Holds no text. Slots are the scan's: 0, 1, 2 and so on.
 */
export class TenantIndex {
  /** The vectors, by slot. */
  readonly scan: VectorScan;
  /** The tenant's `point_stamp` that this reflects. */
  stamp = -1;
  /** The tenant's `erasure_generation` that this reflects. */
  generation = -1;
  readonly #columns = new SlotColumns();
  readonly #ids: string[] = [];
  /** As JSON until somebody asks. */
  readonly #views: (string | ViewedPoint | undefined)[] = [];
  /** One more than the slot, by point number; 0 for none. */
  #slots = new Int32Array(64);
  readonly #slotsById = new Map<string, number>();
  readonly #sums = new SlotSums();
  /** By slot, what its view takes. */
  #viewBytes = new Uint32Array(64);
  #allViewBytes = 0;
  #size = 0;

  constructor(dimensions: number) {
    this.scan = createVectorScan(dimensions);
  }

  /** How many points it holds. */
  get size(): number {
    return this.#size;
  }

  /** Slots given out, those of removed points included. */
  get slotCount(): number {
    return this.#ids.length;
  }

  /** Memory held, in bytes: an estimate. */
  get bytes(): number {
    const arrays = this.#slots.byteLength + this.#viewBytes.byteLength + this.#sums.bytes;
    const rows = this.#columns.bytes + this.slotCount * SLOT_BYTES + this.#allViewBytes;
    return this.scan.bytes + arrays + rows;
  }

  /** Whether so many points were removed that it had better be built anew. */
  get isMostlyRemoved(): boolean {
    return this.slotCount - this.size > this.size + MIN_WASTED_SLOTS;
  }

  /** Sums by slot, none begun yet. Good until the next call. */
  sums(): SlotSums {
    this.#sums.begin(this.slotCount);
    return this.#sums;
  }

  /** The slot of a point, by its number; undefined if it is not here. */
  slotOf(number: number): number | undefined {
    const slot = this.#slots[number] ?? 0;
    return slot === 0 ? undefined : slot - 1;
  }

  /** The id of the point in a slot. */
  idAt(slot: number): string {
    return valueAt(this.#ids, slot);
  }

  /** The kind of the point in a slot. */
  kindAt(slot: number): HitKind {
    return this.#columns.kindAt(slot);
  }

  /** The point's number in its tenant. */
  numberAt(slot: number): number {
    return this.#columns.numberAt(slot);
  }

  /** The slot of a point, by its id; undefined if it is not here. */
  slotOfId(id: string): number | undefined {
    return this.#slotsById.get(id);
  }

  /** Which write of the tenant's points the one in a slot is of. */
  stampAt(slot: number): number {
    return this.#columns.stampAt(slot);
  }

  /** What visibility and filters look at; undefined if the point was removed. */
  viewAt(slot: number): ViewedPoint | undefined {
    const view = this.#views[slot];
    if (typeof view !== "string") return view;
    const read = decodeView(this.kindAt(slot), this.#columns.timeAt(slot), view);
    this.#views[slot] = read;
    this.#weighView(slot, view.length * VIEW_FACTOR);
    return read;
  }

  /** Whether an answer may hold the point in this slot. */
  isWanted(slot: number, want: Want): boolean {
    const view = this.viewAt(slot);
    return view !== undefined && isWanted(view, want);
  }

  /** Whether the point in this slot has a vector; one without is found by everything else. */
  isEmbedded(slot: number): boolean {
    return this.#columns.isEmbedded(slot);
  }

  /** Adds a point that is not here yet; undefined for one that is not embedded. */
  add(row: IndexRow, embedding: Float32Array | undefined): void {
    const slot = embedding ? this.scan.add(embedding) : this.scan.skip();
    const { number, kind, at, stamp } = row;
    this.#columns.push({ number, kind, at, stamp, isEmbedded: embedding !== undefined });
    this.#size += 1;
    this.#ids.push(row.id);
    this.#setView(slot, row.view);
    if (row.number >= this.#slots.length) {
      const grown = new Int32Array(Math.ceil((row.number + 1) * 1.25));
      grown.set(this.#slots);
      this.#slots = grown;
    }
    this.#slots[row.number] = slot + 1;
    this.#slotsById.set(row.id, slot);
  }

  /** Replaces the view of a point that is here. */
  update(slot: number, { stamp, view }: Pick<IndexRow, "stamp" | "view">): void {
    this.#columns.setStamp(slot, stamp);
    this.#setView(slot, view);
  }

  /** Takes a point out, if it is here. */
  remove(number: number): void {
    const slot = this.slotOf(number);
    if (slot === undefined) return;
    this.scan.remove(slot);
    this.#size -= 1;
    this.#slots[number] = 0;
    // A revised memory is here again, under a new number.
    if (this.slotOfId(this.idAt(slot)) === slot) this.#slotsById.delete(this.idAt(slot));
    this.#views[slot] = undefined;
    this.#weighView(slot, 0);
  }

  /** The numbers of all points that are here. */
  numbers(): number[] {
    const numbers: number[] = [];
    for (let slot = 0; slot < this.slotCount; slot += 1) {
      const number = this.numberAt(slot);
      if (this.slotOf(number) === slot) numbers.push(number);
    }
    return numbers;
  }

  #setView(slot: number, view: string): void {
    this.#views[slot] = view;
    this.#weighView(slot, view.length);
  }

  #weighView(slot: number, bytes: number): void {
    if (slot >= this.#viewBytes.length) {
      const grown = new Uint32Array(Math.ceil((slot + 1) * 1.5));
      grown.set(this.#viewBytes);
      this.#viewBytes = grown;
    }
    // In range, as it has just been made so.
    this.#allViewBytes += bytes - (this.#viewBytes[slot] as number);
    this.#viewBytes[slot] = bytes;
  }
}

/** What is at an index that the caller knows to be in range. */
function valueAt<T>(values: readonly T[], index: number): T {
  return values[index] as T;
}
