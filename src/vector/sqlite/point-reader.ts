import { cutPage, oneMore } from "../../core/cut-page.ts";
import type { Page, PageOptions } from "../../core/page.ts";
import type { HitKind } from "../../core/records.ts";
import type { SqliteFile } from "../../sqlite/sqlite-file.ts";
import type { ListOptions, PointCounts, Reach, StoredPoint } from "../vector-store.ts";
import type { Visibility } from "../../core/visibility.ts";
import { decodeListCursor, encodeListCursor } from "../page-cursor.ts";
import type { SearchedTenant } from "./point-search.ts";
import { POINT_COLUMNS, toStoredPoints } from "./point-rows.ts";
import type { PointRow } from "./point-rows.ts";
import { PointCache } from "./point-cache.ts";
import { isWanted } from "../wanted.ts";
import { decodeView } from "./point-view.ts";
import { numberOf, rangeOf, rowOf } from "./point-number.ts";
import type { TenantIndex } from "./tenant-index.ts";

/** Rows looked at at once by a listing: most are shown. */
const LIST_ROWS = 128;

/** Row numbers as SQLite joins them, the nearest first; null for none. */
interface RowsBeside {
  readonly id: string;
  readonly before: string | null;
  readonly after: string | null;
}

/**
 * What is read from the file, not found in an index in memory. Every method is of one tenant, by its row number.
 *
 * Indexes are named wherever ids or keys are listed: SQLite's planner sometimes walks through all of a tenant instead.
 */
export class PointReader {
  readonly #file: SqliteFile;
  readonly #kept = new PointCache();

  constructor(file: SqliteFile) {
    this.#file = file;
  }

  /** The points of these ids, those that are kept from before without reading them; `index` says what they are now. */
  getKept(tenantRow: number, ids: readonly string[], index: TenantIndex): StoredPoint[] {
    const points: StoredPoint[] = [];
    const missing: string[] = [];
    for (const id of new Set(ids)) {
      const slot = index.slotOfId(id);
      const row = slot === undefined ? undefined : rowOf(tenantRow, index.numberAt(slot));
      const kept =
        slot === undefined || row === undefined
          ? undefined
          : this.#kept.get(row, index.stampAt(slot));
      if (kept) points.push(kept);
      else missing.push(id);
    }
    if (missing.length === 0) return points;
    for (const point of this.get(tenantRow, missing)) {
      points.push(point);
      const slot = index.slotOfId(point.id);
      // Revisions may come in without a write of the row.
      if (slot === undefined || point.originalText !== null) continue;
      this.#kept.put(rowOf(tenantRow, index.numberAt(slot)), index.stampAt(slot), point);
    }
    return points;
  }

  /** The points of these ids. */
  get(tenantRow: number, ids: readonly string[]): StoredPoint[] {
    const rows = this.#file.all<PointRow>(
      `SELECT ${POINT_COLUMNS} FROM point INDEXED BY point_id WHERE tenant = ? AND id IN (SELECT value FROM json_each(?))`,
      tenantRow,
      JSON.stringify(ids),
    );
    return toStoredPoints(this.#file, tenantRow, rows);
  }

  /** Ids and keys of the memories with one of these keys, by id. */
  findByTextKey(
    tenantRow: number,
    textKeys: readonly string[],
  ): { readonly id: string; readonly textKey: string }[] {
    const rows = this.#file.all<{ id: string; text_key: string }>(
      "SELECT id, text_key FROM point INDEXED BY point_text_key WHERE tenant = ? AND text_key IS NOT NULL " +
        "AND text_key IN (SELECT value FROM json_each(?))",
      tenantRow,
      JSON.stringify(textKeys),
    );
    return rows
      .map(({ id, text_key }) => ({ id, textKey: text_key }))
      .toSorted((a, b) => (a.id < b.id ? -1 : 1));
  }

  /** One page of what is wanted, by time of recording, newest first, ties by id. */
  list(tenantRow: number, options: ListOptions): Page<StoredPoint> {
    if (options.limit === 0) return { items: [], cursor: options.cursor };
    const found: PointRow[] = [];
    let position = options.cursor === null ? undefined : decodeListCursor(options.cursor);
    for (;;) {
      const rows = this.#listRows(tenantRow, position);
      for (const row of rows) {
        if (isWanted(decodeView(row.kind, row.at, row.view), options)) found.push(row);
        // One more than asked for says that there is another page.
        if (found.length > options.limit) return this.#page(tenantRow, found, options.limit);
      }
      const last = rows.at(-1);
      if (last === undefined || rows.length < LIST_ROWS) {
        return this.#page(tenantRow, found, options.limit);
      }
      position = { recordedAt: last.recorded_at, id: last.id };
    }
  }

  #listRows(
    tenantRow: number,
    after: { readonly recordedAt: number; readonly id: string } | undefined,
  ): PointRow[] {
    const select = `SELECT ${POINT_COLUMNS} FROM point WHERE tenant = ? AND is_redacted = 0`;
    const order = `ORDER BY recorded_at DESC, id LIMIT ${LIST_ROWS}`;
    if (after === undefined) return this.#file.all<PointRow>(`${select} ${order}`, tenantRow);
    return this.#file.all<PointRow>(
      `${select} AND recorded_at <= ? AND (recorded_at < ? OR id > ?) ${order}`,
      tenantRow,
      after.recordedAt,
      after.recordedAt,
      after.id,
    );
  }

  #page(tenantRow: number, found: readonly PointRow[], limit: number): Page<StoredPoint> {
    const shown = found.slice(0, limit);
    const last = shown.at(-1);
    const hasMore = found.length > limit && last !== undefined;
    const cursor = hasMore ? encodeListCursor({ recordedAt: last.recorded_at, id: last.id }) : null;
    return { items: toStoredPoints(this.#file, tenantRow, shown), cursor };
  }

  /** For each of these turns the visible turns around it, within reach, in order. */
  neighbours(
    { tenantRow, index }: SearchedTenant,
    turnIds: readonly string[],
    { reach, visibility }: { readonly reach: Reach; readonly visibility: Visibility },
  ): Map<string, readonly string[]> {
    const rows = this.#turnRows({ tenantRow, index }, turnIds);
    if (rows.length === 0) return new Map();
    const found = this.#file.all<RowsBeside>(
      `SELECT id, ${BEFORE} AS before, ${AFTER} AS after FROM point AS own ` +
        "WHERE seq IN (SELECT value FROM json_each(?2))",
      reach.distance,
      JSON.stringify(rows),
      reach.pauseMs,
    );
    const shownOf = (beside: string | null): string[] => {
      const slots = (beside ?? "").split(",").map((row) => index.slotOf(numberOf(Number(row))));
      return slots.flatMap((slot) =>
        slot !== undefined && index.isWanted(slot, { visibility, filter: null })
          ? index.idAt(slot)
          : [],
      );
    };
    return new Map(
      found.map(({ id, before, after }) => [
        id,
        [...shownOf(before).toReversed(), ...shownOf(after)],
      ]),
    );
  }

  /** The rows of the turns among these; redacted ones are in no index. */
  #turnRows({ tenantRow, index }: SearchedTenant, ids: readonly string[]): number[] {
    const unknown: string[] = [];
    const rows: number[] = [];
    for (const id of new Set(ids)) {
      const slot = index.slotOfId(id);
      if (slot === undefined) unknown.push(id);
      else if (index.kindAt(slot) === "turn") rows.push(rowOf(tenantRow, index.numberAt(slot)));
    }
    if (unknown.length === 0) return rows;
    const found = this.#file.all<{ seq: number }>(
      "SELECT seq FROM point INDEXED BY point_id WHERE tenant = ? " +
        "AND id IN (SELECT value FROM json_each(?)) AND kind = 'turn'",
      tenantRow,
      JSON.stringify(unknown),
    );
    return [...rows, ...found.map(({ seq }) => seq)];
  }

  /** How many points of each kind there are. */
  counts(tenantRow: number): PointCounts {
    const { first, last } = rangeOf(tenantRow);
    const rows = this.#file.all<{ kind: HitKind; count: number }>(
      "SELECT kind, count(*) AS count FROM point WHERE seq BETWEEN ? AND ? GROUP BY kind",
      first,
      last,
    );
    const counts = { event: 0, trait: 0, note: 0, turn: 0 };
    for (const { kind, count } of rows) counts[kind] = count;
    return counts;
  }

  /** One page of all ids, by id. */
  ids(tenantRow: number, options: PageOptions): Page<string> {
    const rows = this.#file.all<{ id: string }>(
      "SELECT id FROM point WHERE tenant = ? AND id > ? ORDER BY id LIMIT ?",
      tenantRow,
      options.cursor ?? "",
      oneMore(options),
    );
    const ids = rows.map(({ id }) => id);
    return cutPage(ids, options, (id) => id);
  }
}

/**
 * The rows of the turns next to one, from the index alone: a join could not stop after the first few of each. Those of
 * its episode, then those of other times.
 */
function besideSql(comparison: "<" | ">", order: "ASC" | "DESC"): string {
  const [back, sign] = comparison === "<" ? [">=", "-"] : ["<=", "+"];
  const turns =
    "SELECT other.seq AS seq FROM point AS other INDEXED BY point_conversation " +
    "WHERE other.tenant = own.tenant AND other.conversation = own.conversation ";
  return (
    `(SELECT group_concat(seq) FROM (SELECT seq FROM (${turns}` +
    `AND other.at = own.at AND other.episode_id = own.episode_id AND other.turn_index ${comparison} own.turn_index ` +
    `ORDER BY other.turn_index ${order} LIMIT ?1) UNION ALL SELECT seq FROM (${turns}` +
    `AND other.at ${comparison} own.at AND other.at ${back} own.at ${sign} ?3 ` +
    `ORDER BY other.at ${order}, other.turn_index ${order}, other.episode_id ${order} LIMIT ?1) LIMIT ?1))`
  );
}

const BEFORE = besideSql("<", "DESC");
const AFTER = besideSql(">", "ASC");
