import type { Page, PageOptions } from "../../core/page.ts";
import type { SqliteFile } from "../../sqlite/sqlite-file.ts";
import type { StoredPoint } from "../vector-store.ts";
import { POINT_COLUMNS, toStoredPoints } from "./point-rows.ts";
import type { PointRow } from "./point-rows.ts";

const COLUMNS = POINT_COLUMNS.replaceAll(/\w+/g, "p.$&");

/** The points of one file that lack an embedding, by tenant's row number and id. */
export class Unembedded {
  readonly #file: SqliteFile;

  constructor(file: SqliteFile) {
    this.#file = file;
  }

  add(tenantRow: number, id: string): void {
    const sql = "INSERT OR IGNORE INTO point_unembedded (tenant, id) VALUES (?, ?)";
    this.#file.run(sql, tenantRow, id);
  }

  remove(tenantRow: number, id: string): void {
    this.#file.run("DELETE FROM point_unembedded WHERE tenant = ? AND id = ?", tenantRow, id);
  }

  removeAll(tenantRow: number): void {
    this.#file.run("DELETE FROM point_unembedded WHERE tenant = ?", tenantRow);
  }

  count(tenantRow: number): number {
    const sql = "SELECT count(*) AS count FROM point_unembedded WHERE tenant = ?";
    return this.#file.get<{ count: number }>(sql, tenantRow)?.count ?? 0;
  }

  /** One page of them, by id. */
  page(tenantRow: number, { cursor, limit }: PageOptions): Page<StoredPoint> {
    if (limit === 0) return { items: [], cursor };
    const rows = this.#file.all<PointRow>(
      `SELECT ${COLUMNS} FROM point_unembedded u CROSS JOIN point p INDEXED BY point_id ` +
        "ON p.tenant = u.tenant AND p.id = u.id WHERE u.tenant = ? AND u.id > ? ORDER BY u.id LIMIT ?",
      tenantRow,
      cursor ?? "",
      limit + 1,
    );
    const shown = rows.slice(0, limit);
    const next = rows.length > limit ? (shown.at(-1)?.id ?? null) : null;
    return { items: toStoredPoints(this.#file, tenantRow, shown), cursor: next };
  }
}
