/** Reads edges, with the names of their ends. */
import { sentenceFor } from "../../core/relations/relations.ts";
import { textFor } from "../../core/visibility.ts";
import type { RelationProjection } from "../../core/validity/project.ts";
import type { Entity, Relation } from "../graph-store.ts";
import type { TenantFile } from "./ledger-rows.ts";
import { narrowEntities } from "./narrow-entities.ts";
import type { NamelessRelation } from "./nameless-relation.ts";

/** An edge as its row has it. */
interface RelationRow {
  readonly id: string;
  readonly source: string;
  readonly type: string;
  readonly destination: string;
  readonly recorded_at: number;
  readonly projection: string;
}

/** The columns of a {@link RelationRow}. */
const RELATION_COLUMNS = "id, source, type, destination, recorded_at, projection";

/** An entity as its row has it. */
export interface EntityRow {
  readonly key: string;
  readonly name: string;
  readonly type: string | null;
  readonly aliases: string;
  readonly first_at: number;
}

function toNameless(row: RelationRow): NamelessRelation {
  // Written by the projection from these; rows that have none yet are not read.
  const projection = JSON.parse(row.projection) as RelationProjection &
    Pick<NamelessRelation, "provenance">;
  const { id, source, type, destination } = row;
  return { ...projection, id, source, type, destination, recordedAt: row.recorded_at };
}

/**
 * Gives the ends of edges their names, in one read.
 *
 * @param agentId - Whose words are shown, beside those of no agent; null for all.
 */
export function withNames(
  tenant: TenantFile,
  relations: readonly NamelessRelation[],
  agentId: string | null,
): Relation[] {
  if (relations.length === 0) return [];
  const keys = new Set(relations.flatMap(({ source, destination }) => [source, destination]));
  const names = readNames(tenant, keys);
  for (const { key, name } of agentId === null ? [] : namesSeen(tenant, keys, agentId)) {
    names.set(key, name);
  }
  return relations.map((relation) => {
    const sourceName = names.get(relation.source) ?? relation.source;
    const destinationName = names.get(relation.destination) ?? relation.destination;
    const { spells, retractedAt, memoryIds, turnIds, agentIds, runIds } = relation;
    const { id, source, type, destination, recordedAt, provenance } = relation;
    const told = agentId === null || !relation.byAgent ? relation.fact : textFor(relation, agentId);
    const fact = told ?? sentenceFor(type, sourceName, destinationName, "en");
    const ends = { source, sourceName, type, destination, destinationName };
    return {
      id,
      ...ends,
      fact,
      spells,
      retractedAt,
      memoryIds,
      turnIds,
      agentIds,
      runIds,
      recordedAt,
      provenance,
    };
  });
}

/** An end that the agent knows by no name keeps the one it has: what it says can then not be told without. */
function namesSeen(
  tenant: TenantFile,
  keys: Iterable<string>,
  agentId: string,
): readonly Pick<Entity, "key" | "name">[] {
  return narrowEntities(tenant, readEntities(tenant, keys), agentId);
}

function readNames({ file, row }: TenantFile, keys: Iterable<string>): Map<string, string> {
  // As one JSON value, as a row each would take twice as long.
  const sql = `SELECT json_group_array(json_array(key, name)) AS names FROM entity
    WHERE tenant = ? AND key IN (SELECT value FROM json_each(?))`;
  const found = file.get<{ names: string }>(sql, row, JSON.stringify([...keys]));
  // Made by the statement from two texts each.
  return new Map(JSON.parse(found?.names ?? "[]") as [string, string][]);
}

/** Entities of these keys, by key. */
export function readEntities({ file, row }: TenantFile, keys: Iterable<string>): Entity[] {
  const list = JSON.stringify([...keys]);
  if (list === "[]") return [];
  const sql = `SELECT key, name, type, aliases, first_at FROM entity WHERE tenant = ? AND key IN (SELECT value FROM json_each(?)) ORDER BY key`;
  return file.all<EntityRow>(sql, row, list).map(toEntity);
}

/** Edges of these ids, by id, shown or not; those that nothing attests are none. */
export function readRelations(tenant: TenantFile, ids: Iterable<string>): NamelessRelation[] {
  const list = JSON.stringify([...ids]);
  if (list === "[]") return [];
  const sql = `SELECT ${RELATION_COLUMNS} FROM relation WHERE tenant = ? AND id IN (SELECT value FROM json_each(?)) AND revision > 0 ORDER BY id`;
  return tenant.file.all<RelationRow>(sql, tenant.row, list).map(toNameless);
}

/** Edges by the numbers of their rows. */
export function readRelationRows(
  { file, row }: TenantFile,
  rows: Iterable<number>,
): Map<number, NamelessRelation> {
  // Not by an index of the tenant's, through all of which the planner would walk.
  const sql = `SELECT seq, ${RELATION_COLUMNS} FROM relation NOT INDEXED
    WHERE seq IN (SELECT value FROM json_each(?)) AND tenant = ? AND revision > 0`;
  const found = file.all<RelationRow & { seq: number }>(sql, JSON.stringify([...rows]), row);
  return new Map(found.map((relation) => [relation.seq, toNameless(relation)]));
}

/** Reads an entity. */
export function toEntity({ key, name, type, aliases, first_at }: EntityRow): Entity {
  return { key, name, type, aliases: JSON.parse(aliases) as string[], firstAt: first_at };
}
