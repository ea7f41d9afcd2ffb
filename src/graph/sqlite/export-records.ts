/** The ledger of the embedded file page by page, as an export has it. */
import { cutPage, oneMore } from "../../core/cut-page.ts";
import type { Page, PageOptions } from "../../core/page.ts";
import type { Tombstone } from "../../core/records.ts";
import type { Tenant } from "../../core/scope.ts";
import type { SqliteFile } from "../../sqlite/sqlite-file.ts";
import { tenantPage } from "../../sqlite/tenant-page.ts";
import type { EpisodeRecords } from "../graph-store.ts";
import { episodeRecords } from "../ledger/episode-records.ts";
import type { SqliteLedgerTables } from "./sqlite-ledger-tables.ts";

/** A tenant's part of the file. */
interface TenantPart {
  readonly file: SqliteFile;
  readonly row: number;
}

const TABLES = ["attestation", "supersession", "mention", "merge"] as const;

/** One page of episodes, with their records. */
export function pageOfEpisodes(
  part: SqliteLedgerTables,
  options: PageOptions,
): Page<EpisodeRecords> {
  const { items, cursor } = cutPage(episodeIds(part, options), options, (id) => id);
  if (items.length === 0) return { items: [], cursor };
  return { items: episodeRecords(part, items), cursor };
}

/** One page of tombstones. The cursor is the last one's id and form. */
export function pageOfTombstones({ file, row }: TenantPart, options: PageOptions): Page<Tombstone> {
  const [id, form] = options.cursor === null ? ["", ""] : parseCursor(options.cursor);
  const sql =
    "SELECT id, at, form FROM tombstone WHERE tenant = ? AND (id, form) > (?, ?) ORDER BY id, form LIMIT ?";
  const rows = file.all<Tombstone>(sql, row, id, form, oneMore(options));
  const found = rows.map((one): Tombstone => ({ id: one.id, at: one.at, form: one.form }));
  return cutPage(found, options, (one) => `${one.id} ${one.form}`);
}

/** One page of the tenants whose ledger was ever written to. */
export function pageOfTenants(file: SqliteFile, options: PageOptions): Page<Tenant> {
  const isBuried = "EXISTS (SELECT 1 FROM tombstone WHERE tenant = tenant.id)";
  return tenantPage(file, `revision > 0 OR ${isBuried}`, options);
}

/** The next episodes of any table, one more than asked for. */
function episodeIds({ file, row }: TenantPart, options: PageOptions): string[] {
  // Each table by its own index and only as far as the page goes: a UNION of all would be read to its end.
  const found = TABLES.flatMap((table) => {
    const sql =
      `SELECT DISTINCT episode_id FROM ${table} INDEXED BY ${table}_episode ` +
      "WHERE tenant = ? AND episode_id > ? ORDER BY episode_id LIMIT ?";
    return file.all<{ episode_id: string }>(sql, row, options.cursor ?? "", oneMore(options));
  });
  return [...new Set(found.map(({ episode_id }) => episode_id))]
    .toSorted(compareText)
    .slice(0, oneMore(options));
}

/** A form has no space. */
function parseCursor(cursor: string): readonly [string, string] {
  const end = cursor.lastIndexOf(" ");
  return [cursor.slice(0, end), cursor.slice(end + 1)];
}

/** As SQLite compares text: by code points. */
function compareText(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}
