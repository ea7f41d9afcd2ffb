/** Points without their text: from the index in memory where a tenant is held there, else from the file. */
import type { HitKind } from "../../core/records.ts";
import type { Visibility } from "../../core/visibility.ts";
import type { SqliteFile } from "../../sqlite/sqlite-file.ts";
import type { OutlineList, PointOutline } from "../vector-store.ts";
import { rangeOf } from "./point-number.ts";
import { isWanted, type ViewedPoint } from "../wanted.ts";
import { decodeView } from "./point-view.ts";
import type { TenantIndex } from "./tenant-index.ts";

/** Rows read at once. */
const OUTLINE_ROWS = 512;

const EVERY_KIND: readonly HitKind[] = ["event", "trait", "note", "turn"];

/** What narrows an outline. */
export interface OutlineOptions {
  readonly visibility: Visibility;
  readonly limit: number;
}

interface OutlineRow {
  readonly seq: number;
  readonly id: string;
  readonly kind: HitKind;
  readonly at: number;
  readonly view: string;
}

/** Reads nothing: views that were looked at once are kept. */
export function outlineIndex(
  index: TenantIndex,
  { visibility, limit }: OutlineOptions,
): OutlineList {
  const items: PointOutline[] = [];
  for (let slot = 0; slot < index.slotCount; slot += 1) {
    const isKind = visibility.kinds?.has(index.kindAt(slot)) ?? true;
    const view = isKind ? index.viewAt(slot) : undefined;
    if (!view || !isWanted(view, { visibility, filter: null })) continue;
    if (items.length === limit) return { items, isTruncated: true };
    items.push(outlineOf(index.idAt(slot), view));
  }
  return { items, isTruncated: false };
}

/** Reads the columns it needs, in steps. */
export function outlineFile(
  { file, tenantRow }: { readonly file: SqliteFile; readonly tenantRow: number },
  { visibility, limit }: OutlineOptions,
): OutlineList {
  const kinds = JSON.stringify([...(visibility.kinds ?? EVERY_KIND)]);
  const { first, last } = rangeOf(tenantRow);
  const sql =
    "SELECT seq, id, kind, at, view FROM point WHERE seq > ? AND seq <= ? AND is_redacted = 0 " +
    `AND kind IN (SELECT value FROM json_each(?)) ORDER BY seq LIMIT ${OUTLINE_ROWS}`;
  const items: PointOutline[] = [];
  let after = first;
  for (;;) {
    const rows = file.all<OutlineRow>(sql, after, last, kinds);
    for (const { id, kind, at, view: json } of rows) {
      const view = decodeView(kind, at, json);
      if (!isWanted(view, { visibility, filter: null })) continue;
      if (items.length === limit) return { items, isTruncated: true };
      items.push(outlineOf(id, view));
    }
    const end = rows.at(-1);
    if (end === undefined || rows.length < OUTLINE_ROWS) return { items, isTruncated: false };
    after = end.seq;
  }
}

function outlineOf(id: string, { kind, at, projection }: ViewedPoint): PointOutline {
  return { id, kind, at, spells: projection.spells };
}
