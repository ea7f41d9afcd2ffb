/** The ledger of the embedded file page by page, as an export has it. */
import type { Page } from "../../core/page.ts";
import type {
  Attestation,
  Mention,
  Merge,
  RelationRecord,
  Supersession,
  Tombstone,
} from "../../core/records.ts";
import type { Tenant } from "../../core/scope.ts";
import type { SqliteFile } from "../../sqlite/sqlite-file.ts";
import type { EpisodeRecords } from "../graph-store.ts";

/** A tenant's part of the file. */
interface TenantPart {
  readonly file: SqliteFile;
  readonly row: number;
}

interface PageOptions {
  readonly cursor: string | null;
  readonly limit: number;
}

interface EpisodeRow {
  readonly episode_id: string;
  readonly record: string;
}

const TABLES = ["attestation", "supersession", "mention", "merge"] as const;

/** One page of episodes, with their records. */
export function pageOfEpisodes(part: TenantPart, options: PageOptions): Page<EpisodeRecords> {
  const { items, cursor } = cut(episodeIds(part, options), options, (id) => id);
  if (items.length === 0) return { items: [], cursor };
  const attestations = recordsOf<Attestation>(part, "attestation", items);
  const supersessions = recordsOf<Supersession>(part, "supersession", items);
  const mentions = recordsOf<Mention>(part, "mention", items);
  const merges = recordsOf<Merge>(part, "merge", items);
  const relations = relationsOf(part, items);
  const episodes = items.map((episodeId): EpisodeRecords => {
    const told = attestations.get(episodeId) ?? [];
    const ids = new Set(told.map(({ of }) => of));
    return {
      episodeId,
      records: {
        relations: relations.filter(({ id }) => ids.has(id)),
        attestations: told,
        supersessions: supersessions.get(episodeId) ?? [],
        mentions: mentions.get(episodeId) ?? [],
        merges: merges.get(episodeId) ?? [],
      },
    };
  });
  return { items: episodes, cursor };
}

/** One page of tombstones. The cursor is the last one's id and form. */
export function pageOfTombstones({ file, row }: TenantPart, options: PageOptions): Page<Tombstone> {
  const [id, form] = options.cursor === null ? ["", ""] : parseCursor(options.cursor);
  const sql =
    "SELECT id, at, form FROM tombstone WHERE tenant = ? AND (id, form) > (?, ?) ORDER BY id, form LIMIT ?";
  const rows = file.all<Tombstone>(sql, row, id, form, oneMore(options));
  const found = rows.map((one): Tombstone => ({ id: one.id, at: one.at, form: one.form }));
  return cut(found, options, (one) => `${one.id} ${one.form}`);
}

/** One page of the tenants whose ledger was ever written to. */
export function pageOfTenants(file: SqliteFile, options: PageOptions): Page<Tenant> {
  const sql =
    "SELECT name FROM tenant WHERE name > ? AND (revision > 0 OR " +
    "EXISTS (SELECT 1 FROM tombstone WHERE tenant = tenant.id)) ORDER BY name LIMIT ?";
  const rows = file.all<{ name: Tenant }>(sql, options.cursor ?? "", oneMore(options));
  return cut(
    rows.map(({ name }) => name),
    options,
    (name) => name,
  );
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

function recordsOf<T>(
  { file, row }: TenantPart,
  table: (typeof TABLES)[number],
  ids: readonly string[],
): Map<string, T[]> {
  const sql =
    `SELECT episode_id, record FROM ${table} INDEXED BY ${table}_episode ` +
    "WHERE tenant = ? AND episode_id IN (SELECT value FROM json_each(?)) ORDER BY id";
  const rows = file.all<EpisodeRow>(sql, row, JSON.stringify(ids));
  const byEpisode = Map.groupBy(rows, ({ episode_id }) => episode_id);
  // Written by the store from a T.
  return new Map(
    Array.from(byEpisode, ([id, own]) => [id, own.map(({ record }) => JSON.parse(record) as T)]),
  );
}

/** The relations that these episodes tell, by id. */
function relationsOf({ file, row }: TenantPart, ids: readonly string[]): RelationRecord[] {
  const sql =
    "SELECT record FROM relation INDEXED BY relation_id WHERE tenant = ? AND id IN (" +
    "SELECT of_id FROM attestation INDEXED BY attestation_episode WHERE tenant = ? AND form = 'relation' " +
    "AND episode_id IN (SELECT value FROM json_each(?))) ORDER BY id";
  const rows = file.all<{ record: string }>(sql, row, row, JSON.stringify(ids));
  // Written by the store from a RelationRecord.
  return rows.map(({ record }) => JSON.parse(record) as RelationRecord);
}

/** Looks one further than the page, to know whether there is another. */
function oneMore({ limit }: PageOptions): number {
  return limit === 0 ? 0 : limit + 1;
}

function cut<T>(
  found: readonly T[],
  { cursor, limit }: PageOptions,
  cursorOf: (item: T) => string,
): Page<T> {
  if (limit === 0) return { items: [], cursor };
  const items = found.slice(0, limit);
  const last = items.at(-1);
  const hasMore = found.length > limit && last !== undefined;
  return { items, cursor: hasMore ? cursorOf(last) : null };
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
