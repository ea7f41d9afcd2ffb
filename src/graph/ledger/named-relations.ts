/** Gives edges the names of their ends. */
import { sentenceFor } from "../../core/relations/relations.ts";
import { textFor } from "../../core/visibility.ts";
import type { Entity, Relation } from "../graph-store.ts";
import type { LedgerTables } from "./ledger-tables.ts";
import type { NamelessRelation } from "./nameless-relation.ts";
import { narrowEntities } from "./narrow-entities.ts";

/**
 * Gives the ends of edges their names, in one read.
 *
 * @param agentId - Whose words are shown, beside those of no agent; null for all.
 */
export function withNames(
  tables: LedgerTables,
  relations: readonly NamelessRelation[],
  agentId: string | null,
): Relation[] {
  if (relations.length === 0) return [];
  const keys = new Set(relations.flatMap(({ source, destination }) => [source, destination]));
  const names = tables.namesOf(keys);
  for (const { key, name } of agentId === null ? [] : namesSeen(tables, keys, agentId)) {
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

/** The relations that these memories tell, and those that are shown in their place, by id. */
export function relationsTold(
  tables: LedgerTables,
  memoryIds: readonly string[],
  agentId: string | null,
): Relation[] {
  const told = tables
    .findAttestations("memory_id", memoryIds)
    .map(({ attestation }) => attestation.of);
  const edges = tables.readRelations(new Set(told));
  const shownAs = edges.flatMap(({ foldedInto }) => foldedInto ?? []);
  return withNames(tables, tables.readRelations(new Set([...told, ...shownAs])), agentId);
}

/** An end that the agent knows by no name keeps the one it has: what it says can then not be told without. */
function namesSeen(
  tables: LedgerTables,
  keys: Iterable<string>,
  agentId: string,
): readonly Pick<Entity, "key" | "name">[] {
  return narrowEntities(tables, tables.readEntities(keys), agentId);
}
