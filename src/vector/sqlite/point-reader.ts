import type { Page } from "../../core/page.ts";
import type { HitKind } from "../../core/records.ts";
import type { SqliteFile, SqliteValue } from "../../sqlite/sqlite-file.ts";
import type { ListOptions, PointCounts, StoredPoint } from "../vector-store.ts";
import type { Visibility } from "../../core/visibility.ts";
import { decodeListCursor, encodeListCursor } from "./page-cursor.ts";
import { POINT_COLUMNS, toStoredPoints } from "./point-rows.ts";
import type { PointRow } from "./point-rows.ts";
import { decodeView, isWanted } from "./point-view.ts";
import { rangeOf } from "./point-number.ts";

/** Rows looked at at once by a listing: most are shown. */
const LIST_ROWS = 128;
/** Turns looked at at once for a neighbour: hidden ones are passed over. */
const MAX_DISTANCE = 1000;

interface TurnPlace {
  readonly id: string;
  readonly conversation: string;
  readonly at: number;
  readonly episode_id: string;
  readonly turn_index: number;
}

/**
 * What is read from the file without an index in memory. Every method is of one tenant, by its row number.
 *
 * Indexes are named wherever ids or keys are listed: SQLite's planner sometimes walks through all of a tenant instead.
 */
export class PointReader {
  readonly #file: SqliteFile;

  constructor(file: SqliteFile) {
    this.#file = file;
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

  /** For each of these turns the visible turns around it, at most `distance` places away, in order. */
  neighbours(
    tenantRow: number,
    turnIds: readonly string[],
    { distance, visibility }: { readonly distance: number; readonly visibility: Visibility },
  ): Map<string, readonly string[]> {
    const places = this.#file.all<TurnPlace>(
      "SELECT id, conversation, at, episode_id, turn_index FROM point INDEXED BY point_id WHERE tenant = ? " +
        "AND id IN (SELECT value FROM json_each(?)) AND conversation IS NOT NULL",
      tenantRow,
      JSON.stringify(turnIds),
    );
    const limit = Math.min(distance, MAX_DISTANCE);
    return new Map(
      places.map((place) => {
        const before = this.#beside(tenantRow, place, { side: "before", limit }).toReversed();
        const rows = [...before, ...this.#beside(tenantRow, place, { side: "after", limit })];
        const shown = rows.filter(
          ({ kind, at, view, is_redacted }) =>
            is_redacted === 0 && isWanted(decodeView(kind, at, view), { visibility, filter: null }),
        );
        return [place.id, shown.map(({ id }) => id)];
      }),
    );
  }

  #beside(
    tenantRow: number,
    { conversation, at, episode_id, turn_index }: TurnPlace,
    { side, limit }: { readonly side: "before" | "after"; readonly limit: number },
  ): Pick<PointRow, "id" | "kind" | "at" | "view" | "is_redacted">[] {
    const [comparison, order] = side === "before" ? ["<", "DESC"] : [">", "ASC"];
    const parameters: SqliteValue[] = [tenantRow, conversation, at, episode_id, turn_index, limit];
    return this.#file.all(
      "SELECT id, kind, at, view, is_redacted FROM point WHERE tenant = ? AND conversation = ? " +
        `AND (at, episode_id, turn_index) ${comparison} (?, ?, ?) ` +
        `ORDER BY at ${order}, episode_id ${order}, turn_index ${order} LIMIT ?`,
      ...parameters,
    );
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
  ids(
    tenantRow: number,
    { cursor, limit }: { readonly cursor: string | null; readonly limit: number },
  ): Page<string> {
    if (limit === 0) return { items: [], cursor };
    const rows = this.#file.all<{ id: string }>(
      "SELECT id FROM point WHERE tenant = ? AND id > ? ORDER BY id LIMIT ?",
      tenantRow,
      cursor ?? "",
      limit + 1,
    );
    const items = rows.slice(0, limit).map(({ id }) => id);
    return { items, cursor: rows.length > limit ? (items.at(-1) ?? null) : null };
  }
}
