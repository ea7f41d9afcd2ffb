import type { StoredPoint } from "../vector-store.ts";

/** Characters of all kept points together, of two bytes each: 32 MiB, some 15,000 points of usual length. */
const MAX_KEPT_CHARACTERS = 16_777_216;

/** What a point takes besides its text and lists, in characters: an estimate from heap snapshots, on the high side. */
const POINT_CHARACTERS = 750;
const EVIDENCE_CHARACTERS = 32;

interface KeptPoint {
  readonly point: StoredPoint;
  readonly stamp: number;
  readonly size: number;
}

/**
 * Points as they were read last, so that a search need not read again what every search comes by.
 *
 * Every write of a row has a stamp that no other write of that row has, so a row of the same stamp is the same, whoever
 * wrote it. Only what is committed may be put here.
 */
export class PointCache {
  readonly #maxSize: number;
  /** By row number; the first one put is the first to go. */
  readonly #points = new Map<number, KeptPoint>();
  #size = 0;

  constructor(maxSize: number = MAX_KEPT_CHARACTERS) {
    this.#maxSize = maxSize;
  }

  /** What is kept now, in characters: an estimate. */
  get size(): number {
    return this.#size;
  }

  /** The point as its row was written at `stamp`; if another write of it is here, that goes. */
  get(row: number, stamp: number): StoredPoint | undefined {
    const kept = this.#points.get(row);
    if (kept === undefined || kept.stamp === stamp) return kept?.point;
    this.#drop(row, kept);
    return undefined;
  }

  /** Keeps a point in the place of what it was before. */
  put(row: number, stamp: number, point: StoredPoint): void {
    const size = sizeOf(point);
    const before = this.#points.get(row);
    if (before) this.#drop(row, before);
    // One that leaves no room for others is not worth them.
    if (size > this.#maxSize) return;
    for (const [first, kept] of this.#points) {
      if (this.#size + size <= this.#maxSize) break;
      this.#drop(first, kept);
    }
    this.#points.set(row, { point, stamp, size });
    this.#size += size;
  }

  #drop(row: number, { size }: KeptPoint): void {
    this.#points.delete(row);
    this.#size -= size;
  }
}

function sizeOf({ text, projection }: StoredPoint): number {
  const characters = text.length + (projection.text?.length ?? 0);
  return POINT_CHARACTERS + characters + projection.evidence.length * EVIDENCE_CHARACTERS;
}
