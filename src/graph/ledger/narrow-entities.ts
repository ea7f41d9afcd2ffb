/** Entities as a reader narrowed to an agent sees them: from the mentions of that agent and of none. */
import { isOfReader } from "../../core/agent-shares.ts";
import { entityKey } from "../../core/names.ts";
import { canonicalizer } from "../../core/validity/canonical.ts";
import type { Visibility } from "../../core/visibility.ts";
import type { Entity } from "../graph-store.ts";
import { entitiesOf } from "./entity-projection.ts";
import { canonicalFor, type Facet, type FacetKind, type LedgerTables } from "./ledger-tables.ts";

/**
 * Leaves out what no mention that the agent may see names, and of the rest the names, type and time that only others
 * gave. An entity all of whose names the agent may see costs a few look-ups; of another its mentions are read.
 */
export function narrowEntities(
  tables: LedgerTables,
  entities: readonly Entity[],
  agentId: string | null,
): readonly Entity[] {
  if (agentId === null || entities.length === 0) return entities.map(shownOf);
  const whole = whollySeen(tables, entities, agentId);
  const parted = new Set(entities.map(({ key }) => key)).difference(whole);
  const seen = entitiesOf(tables, parted, (mention) => isOfReader(mention.agentId, agentId));
  return entities.flatMap((entity) => {
    const own = whole.has(entity.key) ? entity : seen.get(entity.key);
    return own ? shownOf(own) : [];
  });
}

/** An entity without what only the ledger keeps of it. */
export function shownOf({ key, name, type, aliases, firstAt }: Entity): Entity {
  return { key, name, type, aliases, firstAt };
}

/** Entities of which every name, the type and the first time are told where the agent may see it. */
function whollySeen(
  tables: LedgerTables,
  entities: readonly Entity[],
  agentId: string,
): ReadonlySet<string> {
  const membersOf = readMembers(tables, entities);
  const facets = (of: (entity: Entity) => readonly (string | number)[]): Facet[] =>
    entities.flatMap((entity) =>
      of(entity).flatMap((what) =>
        membersOf(entity.key).map((toldUnder): Facet => ({ entity: entity.key, toldUnder, what })),
      ),
    );
  const namesOf = ({ name, aliases }: Entity): string[] => [
    ...new Set([name, ...aliases].map(entityKey)),
  ];
  const typeOf = ({ type }: Entity): string[] => (type === null ? [] : [type]);
  const told = {
    names: readTold(tables, "name", facets(namesOf), agentId),
    types: readTold(tables, "type", facets(typeOf), agentId),
    times: readTold(
      tables,
      "time",
      facets(({ firstAt }) => [firstAt]),
      agentId,
    ),
  };
  const isWhole = (entity: Entity): boolean =>
    namesOf(entity).every((name) => told.names.has(JSON.stringify([entity.key, name]))) &&
    typeOf(entity).every((type) => told.types.has(JSON.stringify([entity.key, type]))) &&
    told.times.has(JSON.stringify([entity.key, entity.firstAt]));
  return new Set(entities.filter(isWhole).map(({ key }) => key));
}

/** The facets that some mention which the agent may see tells, as JSON of entity and what. */
function readTold(
  tables: LedgerTables,
  kind: FacetKind,
  facets: readonly Facet[],
  agentId: string,
): ReadonlySet<string> {
  const told = facets.length === 0 ? [] : tables.findTold(kind, facets, agentId);
  return new Set(told.map(({ entity, what }) => JSON.stringify([entity, what])));
}

/** The keys that an entity is told under: its own, and those merged into it. */
function readMembers(
  tables: LedgerTables,
  entities: readonly Entity[],
): (key: string) => readonly string[] {
  const keys = new Set(entities.map(({ key }) => key));
  const merges = tables.countingMerges(keys);
  const canonical = canonicalizer(merges);
  const all = new Set([...keys, ...merges.flatMap(({ from, into }) => [from, into])]);
  const members = Map.groupBy(all, canonical);
  return (key) => members.get(key) ?? [key];
}

/** Those of the entities that some turn of the agent or of none names, and some turn that attests something in the run. */
export function namedIn(
  tables: LedgerTables,
  entities: readonly Entity[],
  narrow: Pick<Visibility, "agentId" | "runId">,
): Set<string> {
  const keys = new Set(entities.map(({ key }) => key));
  if (narrow.agentId === null && narrow.runId === null) return keys;
  const merges = tables.countingMerges(keys);
  const members = new Set([...keys, ...merges.flatMap(({ from, into }) => [from, into])]);
  return new Set(Array.from(tables.findNamed(members, narrow), canonicalizer(merges)));
}

/** The entities that these keys are today, each once, by key, as the reader sees them. */
export function entitiesSeen(
  tables: LedgerTables,
  keys: readonly string[],
  agentId: string | null,
): readonly Entity[] {
  const canonical = canonicalFor(tables, keys);
  return narrowEntities(tables, tables.readEntities(new Set(keys.map(canonical))), agentId);
}
