/** Reads edges and entities from their rows. */
import type { RelationProjection } from "../../core/validity/project.ts";
import type { TenantFile } from "./ledger-rows.ts";
import type { ProjectedEntity } from "../ledger/ledger-tables.ts";
import type { NamelessRelation } from "../ledger/nameless-relation.ts";

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
  readonly settled_at: number;
}

function toNameless(row: RelationRow): NamelessRelation {
  // Written by the projection from these; rows that have none yet are not read.
  const projection = JSON.parse(row.projection) as RelationProjection &
    Pick<NamelessRelation, "provenance">;
  const { id, source, type, destination } = row;
  return { ...projection, id, source, type, destination, recordedAt: row.recorded_at };
}

/** The names of entities, by key. */
export function readNames({ file, row }: TenantFile, keys: Iterable<string>): Map<string, string> {
  // As one JSON value, as a row each would take twice as long.
  const sql = `SELECT json_group_array(json_array(key, name)) AS names FROM entity
    WHERE tenant = ? AND key IN (SELECT value FROM json_each(?))`;
  const found = file.get<{ names: string }>(sql, row, JSON.stringify([...keys]));
  // Made by the statement from two texts each.
  return new Map(JSON.parse(found?.names ?? "[]") as [string, string][]);
}

/** Entities of these keys, by key. */
export function readEntities({ file, row }: TenantFile, keys: Iterable<string>): ProjectedEntity[] {
  const list = JSON.stringify([...keys]);
  if (list === "[]") return [];
  const sql = `SELECT key, name, type, aliases, first_at, settled_at FROM entity WHERE tenant = ? AND key IN (SELECT value FROM json_each(?)) ORDER BY key`;
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
export function toEntity(row: EntityRow): ProjectedEntity {
  const { key, name, type, first_at: firstAt, settled_at: settledAt } = row;
  // Written by `writeEntity` from a list of names.
  return { key, name, type, aliases: JSON.parse(row.aliases) as string[], firstAt, settledAt };
}
