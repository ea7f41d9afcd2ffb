import type { HitKind } from "../../core/records.ts";

/** What is kept of a point in every case. */
export interface SlotRow {
  readonly number: number;
  readonly kind: HitKind;
  readonly at: number;
  readonly stamp: number;
  readonly isEmbedded: boolean;
}

/** In the order of their codes. */
const KINDS: readonly HitKind[] = ["event", "trait", "note", "turn"];
const FIRST_ROOM = 64;
/** Of kind, flag, number, stamp and time. */
const ROW_BYTES = 1 + 1 + 4 + 4 + 8;

/**
 * What an index knows of its points besides their text: a packed column each, which take a tenth of what an object for
 * every point would, and which no garbage collection walks through.
 */
export class SlotColumns {
  #count = 0;
  #room = FIRST_ROOM;
  #kinds = new Uint8Array(FIRST_ROOM);
  #isEmbedded = new Uint8Array(FIRST_ROOM);
  // Both stay below 2^28: see `point-number.ts`.
  #numbers = new Int32Array(FIRST_ROOM);
  #stamps = new Int32Array(FIRST_ROOM);
  #times = new Float64Array(FIRST_ROOM);

  /** Memory held. */
  get bytes(): number {
    return this.#room * ROW_BYTES;
  }

  /** Slots given out. */
  get count(): number {
    return this.#count;
  }

  /** Adds a point in the next slot. */
  push({ number, kind, at, stamp, isEmbedded }: SlotRow): void {
    const slot = this.#count;
    if (slot === this.#room) this.#grow();
    this.#kinds[slot] = KINDS.indexOf(kind);
    this.#isEmbedded[slot] = isEmbedded ? 1 : 0;
    this.#numbers[slot] = number;
    this.#stamps[slot] = stamp;
    this.#times[slot] = at;
    this.#count += 1;
  }

  // Callers ask about slots that were given out: none of these is out of range.

  kindAt(slot: number): HitKind {
    return KINDS[this.#kinds[slot] as number] as HitKind;
  }

  isEmbedded(slot: number): boolean {
    return this.#isEmbedded[slot] === 1;
  }

  numberAt(slot: number): number {
    return this.#numbers[slot] as number;
  }

  timeAt(slot: number): number {
    return this.#times[slot] as number;
  }

  stampAt(slot: number): number {
    return this.#stamps[slot] as number;
  }

  setStamp(slot: number, stamp: number): void {
    this.#stamps[slot] = stamp;
  }

  #grow(): void {
    this.#room = Math.ceil(this.#room * 1.5);
    this.#kinds = into(new Uint8Array(this.#room), this.#kinds);
    this.#isEmbedded = into(new Uint8Array(this.#room), this.#isEmbedded);
    this.#numbers = into(new Int32Array(this.#room), this.#numbers);
    this.#stamps = into(new Int32Array(this.#room), this.#stamps);
    this.#times = into(new Float64Array(this.#room), this.#times);
  }
}

function into<Column extends Uint8Array | Int32Array | Float64Array>(
  larger: Column,
  column: Column,
): Column {
  larger.set(column);
  return larger;
}
