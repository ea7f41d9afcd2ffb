import type { HitKind } from "../../core/records.ts";
import type { SqliteFile } from "../../sqlite/sqlite-file.ts";
import { Embeddings } from "./embeddings.ts";
import { numberOf, rangeOf, rowOf } from "./point-number.ts";
import { TenantIndex } from "./tenant-index.ts";
import type { IndexRow } from "./tenant-index.ts";

/** The memory that all cached tenants together may take: 256 MiB, 200,000 points of 384 dimensions and more. */
export const DEFAULT_CACHE_BYTES: number = 256 * 2 ** 20;

/** Rows read at once while a tenant is loaded. */
const LOAD_ROWS = 512;

interface CachedIndex {
  readonly index: TenantIndex;
  /** Its size when it was put here. */
  readonly bytes: number;
  /** The file's `rollbackCount` when rows that were not committed were read into it; null if none were. */
  uncommittedSince: number | null;
}

/** Counters of a tenant: of the writes to its points, and of their removals. */
export interface Stamps {
  readonly point_stamp: number;
  readonly erasure_generation: number;
}

interface PointRow {
  readonly seq: number;
  readonly id: string;
  readonly kind: HitKind;
  readonly at: number;
  readonly stamp: number;
  readonly view: string;
  readonly is_redacted: number;
}

/**
 * Keeps the indexes of the tenants that were searched last, and brings them up to date before each use.
 *
 * Every write to a point gives its row the tenant's next `point_stamp`, and every removal raises `erasure_generation`,
 * so a write by another process is seen like one of this. What a transaction wrote and took back is never kept.
 */
export class IndexCache {
  readonly #file: SqliteFile;
  readonly #embeddings: Embeddings;
  readonly #maxBytes: number;
  readonly #dimensions: number;
  /** The generation of embeddings that the indexes are of. */
  #generation: number | undefined;
  /** The least recently used first. */
  readonly #indexes = new Map<number, CachedIndex>();
  #bytes = 0;
  /** The last one that was larger than the cache may be, for as long as nobody needs its memory. */
  #oversized: { readonly tenantRow: number; readonly cached: WeakRef<CachedIndex> } | undefined;

  constructor(
    file: SqliteFile,
    { maxBytes, dimensions }: { readonly maxBytes: number; readonly dimensions: number },
  ) {
    this.#file = file;
    this.#embeddings = new Embeddings(file);
    this.#maxBytes = maxBytes;
    this.#dimensions = dimensions;
  }

  /** Tenants held now. */
  get size(): number {
    return this.#indexes.size;
  }

  /** Memory held now, in bytes: an estimate. */
  get bytes(): number {
    return this.#bytes;
  }

  /**
   * The tenant's index as the file is now. Call it inside a snapshot or transaction, and use it there only.
   *
   * One that is larger than the cache may be lasts as long as the work at hand, so that a search builds it once, and
   * after that until the garbage collector comes by.
   */
  read(tenantRow: number): TenantIndex {
    this.#dropOtherGenerations();
    const stamps = readStamps(this.#file, tenantRow);
    const cached = this.#take(tenantRow);
    const index = cached?.index ?? new TenantIndex(this.#dimensions);
    const isStale =
      index.stamp !== stamps.point_stamp || index.generation !== stamps.erasure_generation;
    // Not in the cache while it is being changed: if that fails, it is gone.
    if (isStale) this.#refresh(tenantRow, index, stamps);
    if (index.isMostlyRemoved) return this.read(tenantRow);
    const isUncommitted = isStale && this.#file.hasUncommitted;
    const uncommittedSince = isUncommitted
      ? this.#file.rollbackCount
      : (cached?.uncommittedSince ?? null);
    this.#keep(tenantRow, { index, bytes: index.bytes, uncommittedSince });
    return index;
  }

  /** As {@link read}, but only of a tenant that is held; undefined for others. */
  readHeld(tenantRow: number): TenantIndex | undefined {
    const isHeld = this.#indexes.has(tenantRow) || this.#oversizedOf(tenantRow) !== undefined;
    return isHeld ? this.read(tenantRow) : undefined;
  }

  /** What was made when the file had another embedding model is void. */
  #dropOtherGenerations(): void {
    const generation = this.#file.embedding.generation();
    if (generation === this.#generation) return;
    this.#indexes.clear();
    this.#oversized = undefined;
    this.#bytes = 0;
    this.#generation = generation;
  }

  #take(tenantRow: number): CachedIndex | undefined {
    const kept = this.#indexes.get(tenantRow);
    const cached = kept ?? this.#oversizedOf(tenantRow);
    if (cached === undefined) return undefined;
    if (kept) this.#drop(tenantRow, kept);
    else this.#oversized = undefined;
    if (cached.uncommittedSince === null) return cached;
    // What it read has been taken back since, or something else has: either way it may hold what never was.
    if (cached.uncommittedSince !== this.#file.rollbackCount) return undefined;
    if (!this.#file.hasUncommitted) cached.uncommittedSince = null;
    return cached;
  }

  #oversizedOf(tenantRow: number): CachedIndex | undefined {
    return this.#oversized?.tenantRow === tenantRow ? this.#oversized.cached.deref() : undefined;
  }

  #keep(tenantRow: number, cached: CachedIndex): void {
    if (cached.bytes > this.#maxBytes) {
      this.#oversized = { tenantRow, cached: new WeakRef(cached) };
      return;
    }
    this.#indexes.set(tenantRow, cached);
    this.#bytes += cached.bytes;
    for (const [row, oldest] of this.#indexes) {
      if (this.#bytes <= this.#maxBytes) return;
      this.#drop(row, oldest);
    }
  }

  #drop(tenantRow: number, { bytes }: CachedIndex): void {
    this.#indexes.delete(tenantRow);
    this.#bytes -= bytes;
  }

  #refresh(tenantRow: number, index: TenantIndex, stamps: Stamps): void {
    if (index.slotCount === 0) this.#load(tenantRow, index);
    else this.#catchUp(tenantRow, index, stamps);
    index.stamp = stamps.point_stamp;
    index.generation = stamps.erasure_generation;
  }

  #load(tenantRow: number, index: TenantIndex): void {
    const { first, last } = rangeOf(tenantRow);
    const sql =
      "SELECT seq, id, kind, at, stamp, view, is_redacted FROM point " +
      `WHERE seq > ? AND seq <= ? ORDER BY seq LIMIT ${LOAD_ROWS}`;
    let after = first;
    for (;;) {
      const rows = this.#file.all<PointRow>(sql, after, last);
      const end = rows.at(-1);
      if (end === undefined) return;
      const range = { first: after, last: end.seq };
      const embeddings = this.#embeddings.inRange(range, this.#dimensions);
      for (const row of rows) {
        if (row.is_redacted === 0) index.add(toIndexRow(row), embeddings.get(row.seq));
      }
      if (rows.length < LOAD_ROWS) return;
      after = end.seq;
    }
  }

  #catchUp(tenantRow: number, index: TenantIndex, stamps: Stamps): void {
    if (index.generation !== stamps.erasure_generation) this.#dropRemoved(tenantRow, index);
    const sql =
      "SELECT seq, id, kind, at, stamp, view, is_redacted FROM point WHERE tenant = ? AND stamp > ? ORDER BY seq";
    for (const row of this.#file.all<PointRow>(sql, tenantRow, index.stamp)) {
      const slot = index.slotOf(numberOf(row.seq));
      if (row.is_redacted !== 0) index.remove(numberOf(row.seq));
      else if (slot !== undefined && index.isEmbedded(slot)) index.update(slot, row);
      else this.#putRow(index, row);
    }
  }

  /** Adds a point that is new, or that had no embedding the last time and may have one now. */
  #putRow(index: TenantIndex, row: PointRow): void {
    index.remove(numberOf(row.seq));
    index.add(toIndexRow(row), this.#own(this.#embeddings.get(row.seq)));
  }

  /** Another process may have changed the model: then nothing is compared, but the other arms still need the index. */
  #own(embedding: Float32Array | null | undefined): Float32Array | undefined {
    return embedding?.length === this.#dimensions ? embedding : undefined;
  }

  /** Numbers are never given twice, so whatever is gone from the file was removed. */
  #dropRemoved(tenantRow: number, index: TenantIndex): void {
    // As one JSON value: a row each would take three times as long.
    const sql = "SELECT json_group_array(seq) AS rows FROM point WHERE tenant = ?";
    const found = this.#file.get<{ rows: string }>(sql, tenantRow);
    // Written by SQLite from integers.
    const live = new Set(JSON.parse(found?.rows ?? "[]") as number[]);
    for (const number of index.numbers()) {
      if (!live.has(rowOf(tenantRow, number))) index.remove(number);
    }
  }
}

function toIndexRow({ seq, id, kind, at, stamp, view }: PointRow): IndexRow {
  return { number: numberOf(seq), id, kind, at, stamp, view };
}

/** The tenant's counters as they are now. */
export function readStamps(file: SqliteFile, tenantRow: number): Stamps {
  const sql = "SELECT point_stamp, erasure_generation FROM tenant WHERE id = ?";
  const none: Stamps = { point_stamp: 0, erasure_generation: 0 };
  return file.get<Stamps>(sql, tenantRow) ?? none;
}
