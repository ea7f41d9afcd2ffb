/** The ledger's records as rows of the embedded file. */
import { entityKey, nameKey } from "../../core/names.ts";
import type {
  Attestation,
  LedgerRecords,
  Mention,
  Merge,
  RelationRecord,
  Supersession,
  Tombstone,
} from "../../core/records.ts";
import type { Canonical } from "../../core/validity/canonical.ts";
import { timelineOf } from "../../core/validity/starts.ts";
import type { SqliteFile } from "../../sqlite/sqlite-file.ts";
import type {
  FreshRecords,
  AttestationColumn,
  AttestationRow,
  MentionColumn,
  MergeColumn,
  RecordTable,
  SupersessionColumn,
} from "../ledger/ledger-tables.ts";
import { followMerges } from "../ledger/follow-merges.ts";
import { toldKey } from "../ledger/told-key.ts";
import type { EdgeCache } from "./edge-cache.ts";

/** A tenant's part of the file. */
export interface TenantFile {
  readonly file: SqliteFile;
  /** Row id of the tenant. */
  readonly row: number;
  readonly edges: EdgeCache;
}

interface RawAttestation {
  readonly record: string;
  readonly timeline: string;
  readonly spells: string;
}

/** Attestations whose `column` is one of `values`. */
export function findAttestations(
  { file, row }: TenantFile,
  column: AttestationColumn,
  values: Iterable<string>,
): AttestationRow[] {
  const list = JSON.stringify([...values]);
  if (list === "[]") return [];
  const sql = `SELECT record, timeline, spells FROM attestation WHERE tenant = ? AND ${column} IN (SELECT value FROM json_each(?))`;
  return file.all<RawAttestation>(sql, row, list).map((raw) => ({
    // Written by this module from an Attestation.
    attestation: JSON.parse(raw.record) as Attestation,
    timeline: raw.timeline,
    spells: raw.spells,
  }));
}

/** The timelines in which these statements were told. */
export function timelinesOf({ file, row }: TenantFile, ids: Iterable<string>): Set<string> {
  // Named, as with DISTINCT the planner walks through all of the tenant in the order of another index.
  const sql = `SELECT DISTINCT timeline FROM attestation INDEXED BY attestation_of WHERE tenant = ? AND of_id IN (SELECT value FROM json_each(?))`;
  const rows = file.all<{ readonly timeline: string }>(sql, row, JSON.stringify([...ids]));
  return new Set(rows.map(({ timeline }) => timeline));
}

/** Supersessions from or to one of these statements. */
export function findSupersessions(
  { file, row }: TenantFile,
  column: SupersessionColumn,
  values: Iterable<string>,
): Supersession[] {
  const sql = `SELECT record FROM supersession WHERE tenant = ? AND ${column} IN (SELECT value FROM json_each(?))`;
  return records<Supersession>(file, sql, row, values);
}

/** Mentions whose `column` is one of `values`. */
export function findMentions(
  { file, row }: TenantFile,
  column: MentionColumn,
  values: Iterable<string>,
): Mention[] {
  const sql = `SELECT record FROM mention WHERE tenant = ? AND ${column} IN (SELECT value FROM json_each(?))`;
  return records<Mention>(file, sql, row, values);
}

/** All merges connected to any of these keys, directly or not, however often each was told. */
export function findMerges({ file, row }: TenantFile, keys: Iterable<string>): Merge[] {
  // Two searches, as one with OR reads all merges of the tenant.
  const sql = `SELECT record FROM merge WHERE tenant = ?1 AND from_key IN (SELECT value FROM json_each(?2))
    UNION ALL SELECT record FROM merge WHERE tenant = ?1 AND into_key IN (SELECT value FROM json_each(?2))`;
  return followMerges(keys, (fresh) =>
    file.all<{ record: string }>(sql, row, JSON.stringify(fresh)).map(toMerge),
  );
}

/**
 * The merges that decide which entities the keys connected to these stand for: of all that say the same, the first to be
 * told, and the caller's last (see `canonicalizer`). Their number does not count: the user is called by name all the time.
 *
 * @param without - Merges; those that would decide if they were not there are found as well.
 */
export function countingMerges(
  { file, row }: TenantFile,
  keys: Iterable<string>,
  without: readonly Merge[] = [],
): Merge[] {
  const lists = without.length > 0 ? ["[]", JSON.stringify(without.map(toldKey))] : ["[]"];
  return followMerges(keys, (fresh) =>
    lists.flatMap((left) =>
      COUNTING.flatMap((sql) =>
        file.all<{ record: string }>(sql, row, JSON.stringify(fresh), left).map(toMerge),
      ),
    ),
  );
}

/** From each key to the next one that it was merged with, by the index, and of each pair the merges that count. */
const COUNTING = [pairsOf("from_key", "into_key"), pairsOf("into_key", "from_key")];

function pairsOf(own: "from_key" | "into_key", other: "from_key" | "into_key"): string {
  const next = `SELECT min(${other}) FROM merge WHERE tenant = ?1 AND ${own} =`;
  const told = `FROM merge WHERE tenant = ?1 AND ${own} = pair.own AND ${other} = pair.other AND told NOT IN (SELECT value FROM json_each(?3))`;
  return `WITH RECURSIVE
    pair (own, other) AS (
      SELECT value, (${next} value) FROM json_each(?2)
      UNION ALL SELECT own, (${next} pair.own AND ${other} > pair.other) FROM pair WHERE other IS NOT NULL
    ),
    counting (record) AS (
      SELECT (SELECT record ${told} AND is_caller = 0 ORDER BY told LIMIT 1) FROM pair WHERE other IS NOT NULL
      UNION ALL
      SELECT (SELECT record ${told} AND is_caller = 1 ORDER BY told DESC LIMIT 1) FROM pair WHERE other IS NOT NULL
    )
    SELECT record FROM counting WHERE record IS NOT NULL`;
}

function toMerge({ record }: { readonly record: string }): Merge {
  // Written by this module from a Merge.
  return JSON.parse(record) as Merge;
}

/** Merges that these turns or episodes told. */
export function findMergesTold(
  { file, row }: TenantFile,
  column: MergeColumn,
  values: Iterable<string>,
): Merge[] {
  const sql = `SELECT record FROM merge WHERE tenant = ? AND ${column} IN (SELECT value FROM json_each(?))`;
  return records<Merge>(file, sql, row, values);
}

/** Which of these keys some turn still names. */
export function findMentioned({ file, row }: TenantFile, keys: Iterable<string>): Set<string> {
  const sql = `SELECT value AS key FROM json_each(?) WHERE EXISTS (SELECT 1 FROM mention WHERE tenant = ? AND mention.key = json_each.value)`;
  const found = file.all<{ key: string }>(sql, JSON.stringify([...keys]), row);
  return new Set(found.map(({ key }) => key));
}

/** Relation records of these ids. */
export function findRelationRecords(tenant: TenantFile, ids: Iterable<string>): RelationRecord[] {
  const sql = `SELECT record FROM relation WHERE tenant = ? AND id IN (SELECT value FROM json_each(?))`;
  return records<RelationRecord>(tenant.file, sql, tenant.row, ids);
}

/** Tombstones among these ids. */
export function findTombstones({ file, row }: TenantFile, ids: Iterable<string>): Tombstone[] {
  const list = JSON.stringify([...ids]);
  if (list === "[]") return [];
  const sql = `SELECT id, at, form FROM tombstone WHERE tenant = ? AND id IN (SELECT value FROM json_each(?)) ORDER BY id, at`;
  return file.all<Tombstone>(sql, row, list).map((tombstone) => ({ ...tombstone }));
}

/** Writes tombstones. Of two of one form the later one counts; a turn may have one of each form. */
export function buryAll({ file, row }: TenantFile, tombstones: readonly Tombstone[]): void {
  const sql = `INSERT INTO tombstone (tenant, id, at, form) VALUES (?, ?, ?, ?)
    ON CONFLICT (tenant, id, form) DO UPDATE SET at = max(at, excluded.at)`;
  for (const { id, at, form } of tombstones) file.run(sql, row, id, at, form);
}

/** Inserts what is not there yet. Returns what was not. */
export function insertRecords(
  tenant: TenantFile,
  ledger: LedgerRecords,
  canonical: Canonical,
): FreshRecords {
  for (const relation of ledger.relations) insertRelation(tenant, relation, canonical);
  const fresh = [
    ...ledger.attestations.filter((one) => insertAttestation(tenant, one, canonical)),
    ...ledger.supersessions.filter((one) => insertSupersession(tenant, one)),
    ...ledger.merges.filter((one) => insertMerge(tenant, one)),
  ];
  return {
    mentions: ledger.mentions.filter((mention) => insertMention(tenant, mention)),
    ids: new Set(fresh.map(({ id }) => id)),
  };
}

function insertRelation(
  { file, row }: TenantFile,
  relation: RelationRecord,
  canonical: Canonical,
): void {
  const { id, source, type, destination, recordedAt } = relation;
  const sql = `INSERT OR IGNORE INTO relation (tenant, id, source, type, destination, recorded_at, record, projection) VALUES (?, ?, ?, ?, ?, ?, ?, '{}')`;
  const ends = [canonical(source), type, canonical(destination)] as const;
  file.run(sql, row, id, ...ends, recordedAt, JSON.stringify(relation));
}

function insertAttestation(
  { file, row }: TenantFile,
  one: Attestation,
  canonical: Canonical,
): boolean {
  const sql = `INSERT OR IGNORE INTO attestation (tenant, id, of_id, form, turn_id, episode_id, memory_id, slot_subject, slot_value, timeline, spells, record)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, '[]', ?)`;
  const slot = [one.slot?.subject ?? null, one.slot?.value ?? null] as const;
  const where = [row, one.id, one.of, one.form, one.turnId, one.episodeId, one.memoryId] as const;
  const timeline = timelineOf(one, canonical).timeline;
  return file.run(sql, ...where, ...slot, timeline, JSON.stringify(one)).changes > 0;
}

function insertSupersession({ file, row }: TenantFile, one: Supersession): boolean {
  const sql = `INSERT OR IGNORE INTO supersession (tenant, id, old_id, by_id, turn_id, episode_id, record) VALUES (?, ?, ?, ?, ?, ?, ?)`;
  const where = [one.id, one.old, one.by, one.turnId, one.episodeId] as const;
  return file.run(sql, row, ...where, JSON.stringify(one)).changes > 0;
}

function insertMention({ file, row }: TenantFile, one: Mention): boolean {
  const sql = `INSERT OR IGNORE INTO mention (tenant, id, key, name_key, alias_key, turn_id, episode_id, of_id, record) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`;
  const names = [one.key, nameKey(one.name), entityKey(one.name)] as const;
  const where = [one.turnId, one.episodeId, one.of] as const;
  return file.run(sql, row, one.id, ...names, ...where, JSON.stringify(one)).changes > 0;
}

function insertMerge({ file, row }: TenantFile, one: Merge): boolean {
  const sql = `INSERT OR IGNORE INTO merge (tenant, id, from_key, into_key, turn_id, episode_id, is_caller, told, record) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`;
  const where = [one.id, one.from, one.into, one.turnId, one.episodeId] as const;
  const isCaller = one.reason === "caller" ? 1 : 0;
  const json = JSON.stringify(one);
  return file.run(sql, row, ...where, isCaller, toldKey(one), json).changes > 0;
}

/** Erases rows of one record table by id. */
export function eraseRecords(
  { file, row }: TenantFile,
  table: RecordTable,
  ids: Iterable<string>,
): void {
  const list = JSON.stringify([...ids]);
  file.run(
    `DELETE FROM ${table} WHERE tenant = ? AND id IN (SELECT value FROM json_each(?))`,
    row,
    list,
  );
}

/** Puts an attestation into the timeline where it belongs since keys were merged or parted. */
export function moveAttestation({ file, row }: TenantFile, id: string, timeline: string): void {
  file.run(`UPDATE attestation SET timeline = ? WHERE tenant = ? AND id = ?`, timeline, row, id);
}

/** Writes when what an attestation told holds. */
export function writeSpells({ file, row }: TenantFile, id: string, spells: string): void {
  file.run(`UPDATE attestation SET spells = ? WHERE tenant = ? AND id = ?`, spells, row, id);
}

/** Erases the told text of relation attestations, leaving the edge. */
export function eraseText({ file, row }: TenantFile, attestation: Attestation): void {
  const sql = `UPDATE attestation SET record = ? WHERE tenant = ? AND id = ?`;
  file.run(sql, JSON.stringify({ ...attestation, text: null }), row, attestation.id);
}

function records<T>(file: SqliteFile, sql: string, row: number, values: Iterable<string>): T[] {
  const list = JSON.stringify([...values]);
  if (list === "[]") return [];
  // Written by this module from a T.
  return file.all<{ record: string }>(sql, row, list).map(({ record }) => JSON.parse(record) as T);
}
