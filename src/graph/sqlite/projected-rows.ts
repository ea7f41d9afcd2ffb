/** What is projected of the ledger, as rows of the embedded file; and what is asked of the whole of it. */
import type { RelationRecord } from "../../core/records.ts";
import type { Visibility } from "../../core/visibility.ts";
import type { EdgeRow, Facet, FacetKind, ProjectedEntity } from "../ledger/ledger-tables.ts";
import type { ProjectedRelation } from "../ledger/relation-projection.ts";
import type { TenantFile } from "./ledger-rows.ts";

interface RawEdge {
  readonly source: string;
  readonly destination: string;
  readonly recorded_at: number;
  readonly is_shown: number;
  readonly projection: string;
  readonly record: string;
}

/** Edges of these ids as they are kept, also those that nothing attests. */
export function readEdges({ file, row }: TenantFile, ids: Iterable<string>): EdgeRow[] {
  const sql = `SELECT source, destination, recorded_at, is_shown, projection, record FROM relation WHERE tenant = ? AND id IN (SELECT value FROM json_each(?))`;
  return file.all<RawEdge>(sql, row, JSON.stringify([...ids])).map((edge) => ({
    source: edge.source,
    destination: edge.destination,
    recordedAt: edge.recorded_at,
    isShown: edge.is_shown === 1,
    projection: edge.projection,
    // Written by an insert from a RelationRecord.
    record: JSON.parse(edge.record) as RelationRecord,
  }));
}

/** Writes what is projected of an edge, unless a newer revision's is there. */
export function writeEdge(
  { file, row }: TenantFile,
  id: string,
  { source, destination, recordedAt, isShown, projection }: ProjectedRelation,
  revision: number,
): void {
  const sql = `UPDATE relation SET source = ?, destination = ?, recorded_at = ?, revision = ?, is_shown = ?, projection = ? WHERE tenant = ? AND id = ? AND revision <= ?`;
  const values = [source, destination, recordedAt, revision, isShown ? 1 : 0, projection] as const;
  file.run(sql, ...values, row, id, revision);
}

/** Writes an entity in the place of what it was. */
export function writeEntity({ file, row }: TenantFile, entity: ProjectedEntity): void {
  const { key, name, type, aliases, firstAt, settledAt } = entity;
  const sql = `INSERT OR REPLACE INTO entity (tenant, key, name, type, aliases, first_at, settled_at) VALUES (?, ?, ?, ?, ?, ?, ?)`;
  const shown = [key, name, type, JSON.stringify(aliases), firstAt] as const;
  file.run(sql, row, ...shown, settledAt);
}

/** Erases an entity. Returns whether there was one. */
export function eraseEntity({ file, row }: TenantFile, key: string): boolean {
  return file.run("DELETE FROM entity WHERE tenant = ? AND key = ?", row, key).changes > 0;
}

/** In SQL, what of a mention tells a facet. */
const TELLS: Readonly<Record<FacetKind, string>> = {
  name: "alias_key = what",
  type: "record ->> 'type' = what",
  time: "record ->> 'episodeAt' = what",
};

/** Those of the facets that some mention tells which this agent, or none, made. */
export function findTold(
  { file, row }: TenantFile,
  kind: FacetKind,
  facets: readonly Facet[],
  agentId: string,
): Facet[] {
  const sql = `WITH facet AS (SELECT value ->> 'entity' AS entity, value ->> 'toldUnder' AS told_key, value ->> 'what' AS what FROM json_each(?1))
    SELECT entity, told_key AS toldUnder, what FROM facet WHERE EXISTS (
      SELECT 1 FROM mention WHERE tenant = ?2 AND key = told_key AND ${TELLS[kind]}
        AND (record ->> 'agentId' IS NULL OR record ->> 'agentId' = ?3))`;
  return file.all<Facet & object>(sql, JSON.stringify(facets), row, agentId);
}

/** Those of the keys that a turn of the agent or of none names, and a turn that attests something in the run. */
export function findNamed(
  { file, row }: TenantFile,
  keys: Iterable<string>,
  { agentId, runId }: Pick<Visibility, "agentId" | "runId">,
): Set<string> {
  const sql = `SELECT value AS key FROM json_each(?1) WHERE EXISTS (
    SELECT 1 FROM mention WHERE mention.tenant = ?2 AND mention.key = json_each.value
      AND (?3 IS NULL OR record ->> 'agentId' IS NULL OR record ->> 'agentId' = ?3)
      AND (?4 IS NULL OR EXISTS (
        SELECT 1 FROM attestation WHERE attestation.tenant = ?2 AND attestation.turn_id = mention.turn_id
          AND attestation.record ->> 'runId' = ?4)))`;
  const list = JSON.stringify([...keys]);
  const named = file.all<{ readonly key: string }>(sql, list, row, agentId, runId);
  return new Set(named.map(({ key }) => key));
}

/** Every memory and relation that is attested, by id. */
export function statementIds({ file, row }: TenantFile): string[] {
  const sql = "SELECT DISTINCT of_id AS id FROM attestation WHERE tenant = ? ORDER BY of_id";
  return file.all<{ id: string }>(sql, row).map(({ id }) => id);
}

/** Every key that is mentioned or has an entity. */
export function entityKeys({ file, row }: TenantFile): Set<string> {
  const sql =
    "SELECT key FROM mention WHERE tenant = ?1 UNION SELECT key FROM entity WHERE tenant = ?1";
  return new Set(file.all<{ key: string }>(sql, row).map(({ key }) => key));
}

/** Records of edges that nothing attests. */
export function unattestedEdges({ file, row }: TenantFile): string[] {
  const sql = `SELECT id FROM relation WHERE tenant = ?1
    AND NOT EXISTS (SELECT 1 FROM attestation WHERE attestation.tenant = ?1 AND of_id = relation.id)`;
  return file.all<{ id: string }>(sql, row).map(({ id }) => id);
}
