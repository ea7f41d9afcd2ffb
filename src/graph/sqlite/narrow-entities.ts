/** Entities as a reader narrowed to an agent sees them: from the mentions of that agent and of none. */
import { isOfReader } from "../../core/agent-shares.ts";
import { entityKey } from "../../core/names.ts";
import { canonicalizer } from "../../core/validity/canonical.ts";
import type { Entity } from "../graph-store.ts";
import { entitiesOf } from "./entity-projection.ts";
import { countingMerges, type TenantFile } from "./ledger-rows.ts";

/** In SQL, whether a mention is the reader's to see; `?3` is the agent. */
const IS_SEEN = "(record ->> 'agentId' IS NULL OR record ->> 'agentId' = ?3)";

/**
 * Leaves out what no mention that the agent may see names, and of the rest the names, type and time that only others
 * gave. An entity all of whose names the agent may see costs a few look-ups; of another its mentions are read.
 */
export function narrowEntities(
  tenant: TenantFile,
  entities: readonly Entity[],
  agentId: string | null,
): readonly Entity[] {
  if (agentId === null || entities.length === 0) return entities;
  const whole = whollySeen(tenant, entities, agentId);
  const parted = new Set(entities.map(({ key }) => key)).difference(whole);
  const seen = entitiesOf(tenant, parted, (mention) => isOfReader(mention.agentId, agentId));
  return entities.flatMap((entity) => {
    if (whole.has(entity.key)) return entity;
    const own = seen.get(entity.key);
    if (!own) return [];
    const { key, name, type, aliases, firstAt } = own;
    return { key, name, type, aliases, firstAt };
  });
}

/** One thing that an entity shows: `[entity, key it was told under, what of it]`. */
type Facet = readonly [entity: string, key: string, what: string | number];

/** Entities of which every name, the type and the first time are told where the agent may see it. */
function whollySeen(
  tenant: TenantFile,
  entities: readonly Entity[],
  agentId: string,
): ReadonlySet<string> {
  const membersOf = readMembers(tenant, entities);
  const facets = (of: (entity: Entity) => readonly (string | number)[]): Facet[] =>
    entities.flatMap((entity) =>
      of(entity).flatMap((what) =>
        membersOf(entity.key).map((member): Facet => [entity.key, member, what]),
      ),
    );
  const namesOf = ({ name, aliases }: Entity): string[] => [
    ...new Set([name, ...aliases].map(entityKey)),
  ];
  const typeOf = ({ type }: Entity): string[] => (type === null ? [] : [type]);
  const told = {
    names: readTold(tenant, agentId, "alias_key = what", facets(namesOf)),
    types: readTold(tenant, agentId, "record ->> 'type' = what", facets(typeOf)),
    times: readTold(
      tenant,
      agentId,
      "record ->> 'episodeAt' = what",
      facets(({ firstAt }) => [firstAt]),
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
  { file, row }: TenantFile,
  agentId: string,
  tells: string,
  facets: readonly Facet[],
): ReadonlySet<string> {
  if (facets.length === 0) return new Set();
  const sql = `WITH facet AS (SELECT value ->> 0 AS entity, value ->> 1 AS told_key, value ->> 2 AS what FROM json_each(?1))
    SELECT entity, what FROM facet WHERE EXISTS (
      SELECT 1 FROM mention WHERE tenant = ?2 AND key = told_key AND ${tells} AND ${IS_SEEN})`;
  const rows = file.all<{ readonly entity: string; readonly what: string | number }>(
    sql,
    JSON.stringify(facets),
    row,
    agentId,
  );
  return new Set(rows.map(({ entity, what }) => JSON.stringify([entity, what])));
}

/** The keys that an entity is told under: its own, and those merged into it. */
function readMembers(
  tenant: TenantFile,
  entities: readonly Entity[],
): (key: string) => readonly string[] {
  const keys = new Set(entities.map(({ key }) => key));
  const merges = countingMerges(tenant, keys);
  const canonical = canonicalizer(merges);
  const all = new Set([...keys, ...merges.flatMap(({ from, into }) => [from, into])]);
  const members = Map.groupBy(all, canonical);
  return (key) => members.get(key) ?? [key];
}
