import type { StoredPoint } from "../vector-store.ts";

/** The memory that all kept points may take together: 32 MiB, some 15,000 of usual length. */
export const MAX_KEPT_BYTES: number = 32 * 2 ** 20;

/** What a point takes besides its text and lists: an estimate from heap snapshots, on the high side. */
const POINT_BYTES = 1_500;
const BYTES_PER_CHARACTER = 2;
const BYTES_PER_EVIDENCE = 64;

interface KeptPoint {
  readonly point: StoredPoint;
  readonly stamp: number;
  readonly bytes: number;
}

/**
 * Points as they were read last, so that a search need not read again what every search comes by.
 *
 * Every write of a row has a stamp that no other write of that row has, so a row of the same stamp is the same, whoever
 * wrote it. Only what is committed may be put here.
 */
export class PointCache {
  readonly #maxBytes: number;
  /** By row number; the first one put is the first to go. */
  readonly #points = new Map<number, KeptPoint>();
  #bytes = 0;

  constructor(maxBytes: number = MAX_KEPT_BYTES) {
    this.#maxBytes = maxBytes;
  }

  /** Memory held now, in bytes: an estimate. */
  get bytes(): number {
    return this.#bytes;
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
    const bytes = bytesOf(point);
    const before = this.#points.get(row);
    if (before) this.#drop(row, before);
    // One that leaves no room for others is not worth them.
    if (bytes > this.#maxBytes) return;
    for (const [first, kept] of this.#points) {
      if (this.#bytes + bytes <= this.#maxBytes) break;
      this.#drop(first, kept);
    }
    this.#points.set(row, { point, stamp, bytes });
    this.#bytes += bytes;
  }

  #drop(row: number, { bytes }: KeptPoint): void {
    this.#points.delete(row);
    this.#bytes -= bytes;
  }
}

function bytesOf({ text, projection }: StoredPoint): number {
  const characters = text.length + (projection.text?.length ?? 0);
  const evidence = projection.evidence.length * BYTES_PER_EVIDENCE;
  return POINT_BYTES + characters * BYTES_PER_CHARACTER + evidence;
}
