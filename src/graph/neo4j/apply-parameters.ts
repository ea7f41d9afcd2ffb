/** The changes of a working set as the parameters of the statement that writes them. */
import type {
  Attestation,
  Mention,
  Merge,
  Spell,
  Supersession,
  Tombstone,
} from "../../core/records.ts";
import type { AttestationRow, ProjectedEntity } from "../ledger/ledger-tables.ts";
import { toldKey } from "../ledger/told-key.ts";
import type { RelationProjection } from "../../core/validity/project.ts";
import type { GraphNames } from "./graph-names.ts";
import type { Parameters } from "./neo4j-connection.ts";
import type { RowChange, RowTable } from "./row-table.ts";
import { namesOf, type RelationRow, type Tables } from "./rows.ts";
import { listedKey, orEmpty, spellLists, utc } from "./values.ts";

/** All that was changed. */
export function applyParameters(tenant: string, tables: Tables, names: GraphNames): Parameters {
  const { evidence, supersession, mention, merge, relation, entity, tombstone } = tables;
  const kept = { evidence: split(evidence), supersession: split(supersession) };
  const said = { mention: split(mention), merge: split(merge) };
  return {
    ...entityChanges(tenant, entity, names),
    ...relationChanges(tenant, relation, names),
    evidence: kept.evidence.written.map((row) => ({
      id: row.attestation.id,
      properties: evidenceProperties(tenant, row),
    })),
    supersessions: kept.supersession.written.map((one) => ({
      id: one.id,
      properties: supersessionProperties(tenant, one),
    })),
    mentions: said.mention.written.map((one) => ({
      id: one.id,
      properties: mentionProperties(tenant, one),
    })),
    merges: said.merge.written.map((one) => ({
      id: one.id,
      properties: mergeProperties(tenant, one),
    })),
    tombstones: split(tombstone).written.map((one) => tombstoneRow(one)),
    erased: {
      evidence: kept.evidence.erased.map(({ attestation }) => attestation.id),
      supersession: kept.supersession.erased.map(({ id }) => id),
      mention: said.mention.erased.map(({ id }) => id),
      merge: said.merge.erased.map(({ id }) => id),
      relation: split(relation).erased.map(({ record }) => record.id),
    },
    aliases: distinct(said.merge.written.map(pairOf)),
    names: distinct(said.mention.written.map(nameRow)),
    lostAliases: distinct(said.merge.erased.map(pairOf)),
    lostNames: distinct(said.mention.erased.map(nameRow)),
  };
}

interface Split<Row> {
  readonly written: readonly Row[];
  readonly erased: readonly Row[];
}

/** Sorted by id, so that writers lock in one order. */
function split<Row>(table: Pick<RowTable<Row>, "changes">): Split<Row> {
  const changes = [...table.changes()].toSorted(([a], [b]) => (a < b ? -1 : 1));
  return {
    written: changes.flatMap(([, { after }]) => after ?? []),
    erased: changes.flatMap(([, { before, after }]) => (after === null ? (before ?? []) : [])),
  };
}

function evidenceProperties(
  tenant: string,
  { attestation: one, timeline, spells }: AttestationRow,
): Parameters {
  return {
    tenant,
    id: one.id,
    of: one.of,
    form: one.form,
    turn: one.turnId,
    episode: one.episodeId,
    memory: one.memoryId,
    text: one.text,
    agent: one.agentId,
    run: one.runId,
    subject: one.slot?.subject ?? null,
    value: one.slot?.value ?? null,
    at: utc(one.episodeAt),
    recordedAt: utc(one.recordedAt),
    corrects: one.corrects ? true : null,
    timeline,
    spells,
    record: JSON.stringify(one satisfies Attestation),
  };
}

function supersessionProperties(tenant: string, one: Supersession): Parameters {
  const { id, old, by, mode, turnId: turn, episodeId: episode } = one;
  const at = utc(one.episodeAt);
  return { tenant, id, old, by, mode, turn, episode, at, record: JSON.stringify(one) };
}

function mentionProperties(tenant: string, one: Mention): Parameters {
  const { id, key, name, type, turnId: turn, episodeId: episode, of, episodeAt: time } = one;
  const { nameKey: begins, aliasKey: alias } = namesOf(one);
  const where = { turn, episode, of, agent: orEmpty(one.agentId), time, at: utc(time) };
  return { tenant, id, key, name, type, alias, begins, ...where, record: JSON.stringify(one) };
}

function mergeProperties(tenant: string, one: Merge): Parameters {
  const { id, from, into, turnId: turn, episodeId: episode, reason } = one;
  const caller = reason === "caller";
  const at = utc(one.episodeAt);
  const told = toldKey(one);
  return { tenant, id, from, into, turn, episode, caller, told, at, record: JSON.stringify(one) };
}

function tombstoneRow({ id, at, form }: Tombstone): Parameters {
  return { id, form, time: at, at: utc(at) };
}

function pairOf({ from, into }: Merge): Parameters {
  return { from, into };
}

function nameRow(mention: Mention): Parameters {
  const { nameKey: begins, aliasKey: name } = namesOf(mention);
  return { key: mention.key, name, begins, agent: orEmpty(mention.agentId) };
}

function entityChanges(
  tenant: string,
  table: Tables["entity"],
  names: GraphNames,
): { readonly entities: readonly Parameters[]; readonly erasedEntities: readonly string[] } {
  const entities: Parameters[] = [];
  const erasedEntities: string[] = [];
  for (const [key, { before, after }] of [...table.changes()].toSorted(([a], [b]) =>
    a < b ? -1 : 1,
  )) {
    if (!after) {
      erasedEntities.push(key);
      continue;
    }
    const labels = names.labels(after.type);
    const formerLabels = names
      .labels(before?.type ?? null)
      .filter((label) => !labels.includes(label));
    entities.push({ key, labels, formerLabels, properties: entityProperties(tenant, after) });
  }
  return { entities, erasedEntities };
}

function entityProperties(tenant: string, entity: ProjectedEntity): Parameters {
  const { key, name, type, aliases, firstAt, settledAt } = entity;
  const times = { firstAt: utc(firstAt), firstTime: firstAt, settledTime: settledAt };
  return { tenant, key, name, type, aliases, ...times };
}

function relationChanges(tenant: string, table: Tables["relation"], names: GraphNames): Parameters {
  const changes = [...table.changes()].toSorted(([a], [b]) => (a < b ? -1 : 1));
  const written = changes.flatMap(([, { after }]) => after ?? []);
  return {
    relations: written.map((row) => ({
      id: row.record.id,
      properties: relationProperties(tenant, row),
    })),
    edges: written.flatMap((row) => {
      const { record, source, destination } = row;
      const type = names.relationType(record.type);
      const properties = edgeProperties(tenant, row);
      return row.isShown ? { id: record.id, source, destination, type, properties } : [];
    }),
    erasedEdges: changes.flatMap(([id, change]) => {
      const { before } = change;
      const isErased = before?.isShown === true && isElsewhere(change);
      return isErased ? { id, source: before.source, destination: before.destination } : [];
    }),
  };
}

/** Whether an edge is no longer drawn where it was. */
function isElsewhere({ before, after }: RowChange<RelationRow>): boolean {
  if (after?.isShown !== true) return true;
  return before?.source !== after.source || before.destination !== after.destination;
}

function relationProperties(tenant: string, row: RelationRow): Parameters {
  const { record, source, destination, recordedAt, revision, isShown, projection } = row;
  const { fact = null, retractedAt = null } = projectionOf(row);
  return {
    ...visibilityOf(row),
    tenant,
    id: record.id,
    source,
    type: record.type,
    destination,
    fact,
    retractedAt: utc(retractedAt),
    recordedAt: utc(recordedAt),
    time: recordedAt,
    listed: isShown ? listedKey(recordedAt) : null,
    revision,
    isShown,
    state: projection,
    record: JSON.stringify(record),
  };
}

function edgeProperties(tenant: string, row: RelationRow): Parameters {
  const { record, recordedAt, revision } = row;
  const { fact = null, spells = [] } = projectionOf(row);
  const last: Spell | undefined = spells.at(-1);
  return {
    id: record.id,
    tenant,
    type: record.type,
    fact,
    validFrom: utc(last?.from),
    validTo: utc(last?.to),
    closedAt: utc(last?.closedAt),
    recordedAt: utc(recordedAt),
    revision: BigInt(revision),
    listed: listedKey(recordedAt),
    ...visibilityOf(row),
  };
}

/** What decides who may see an edge, and of when. */
function visibilityOf(row: RelationRow): Parameters {
  const { spells = [], agentIds = [], runIds = [] } = projectionOf(row);
  return { agents: agentIds.map(orEmpty), runs: runIds, ...spellLists(spells) };
}

function projectionOf({ projection }: RelationRow): Partial<RelationProjection> {
  // Written by the projection from one, or "{}".
  return JSON.parse(projection) as Partial<RelationProjection>;
}

function distinct(rows: readonly Parameters[]): Parameters[] {
  return [...new Map(rows.map((row) => [JSON.stringify(row), row])).values()];
}
