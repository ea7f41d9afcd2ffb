/** Looks up what the planner has to know: which ids statements have, and which of those they name exist. */
import { canonicalizeRelation } from "../../core/relations/relations.ts";
import type { Tenant } from "../../core/scope.ts";
import type { Stores } from "../stores.ts";
import {
  excludedBy,
  memoryIdOf,
  memoryKey,
  type RelationIdentity,
  relationIdOf,
  relationKey,
} from "./identities.ts";
import type { MemoryIdentity, PlanSnapshot } from "./plan.ts";
import { GENERATIONS_AT_ONCE, readAhead, type TextMatches } from "./read-ahead.ts";
import type { ReadEpisode } from "./stated.ts";
import {
  memoryIdentities,
  namedBy,
  relationIdentities,
  relationIdentity,
} from "./stated-identities.ts";

/** Most generations of one statement: it was deleted and told again that often. */
const MAX_GENERATIONS = 10_000;

/** Looks up, in a handful of calls whatever the tenant already has, what the plan of this episode depends on. */
export async function takeSnapshot(read: ReadEpisode, stores: Stores): Promise<PlanSnapshot> {
  const { tenant } = read.episode.scope;
  const memories = memoryIdentities(read);
  const relations = relationIdentities(read);
  const matches = await readAhead({ read, memories, relations }, stores);
  const revised = await revisedIds(tenant, { memories, matches }, stores);
  const open = memories.filter((identity) => !revised.has(memoryKey(identity)));
  const memoryIds = await liveIds(
    open.map((identity) => ({
      key: memoryKey(identity),
      textKey: identity.textKey,
      idOf: (generation: number) => memoryIdOf(tenant, identity, generation),
    })),
    tenant,
    stores,
  );
  const relationIds = await liveIds(
    relations.map((identity) => ({
      key: relationKey(identity),
      textKey: null,
      idOf: (generation: number) => relationIdOf(tenant, identity, generation),
    })),
    tenant,
    stores,
  );
  for (const [key, id] of revised) memoryIds.set(key, id);
  const namedIds = await existingIds(namedBy(read), tenant, stores);
  const tellers = await tellersOf(read, relationIds, stores);
  const tellings = await tellingsOf(read, relationIds, stores);
  return { memoryIds, relationIds, namedIds, tellers, tellings };
}

/** What was told of the edges that the statements may end or that may end them, and of the memories that told an end. */
async function tellingsOf(
  read: ReadEpisode,
  relationIds: ReadonlyMap<string, string>,
  { graph }: Stores,
): Promise<PlanSnapshot["tellings"]> {
  const { tenant } = read.episode.scope;
  const ids = manyValued(read).flatMap((identity) => relationIds.get(relationKey(identity)) ?? []);
  if (ids.length === 0) return new Map();
  const edges = Map.groupBy((await graph.ledgerOf(tenant, ids)).attestations, ({ of }) => of);
  const asked = ids.flatMap((id) => edges.get(id) ?? []);
  const enders = asked.flatMap(({ statedTo, memoryId }) =>
    statedTo === null || memoryId === null ? [] : memoryId,
  );
  if (enders.length === 0) return edges;
  const { attestations } = await graph.ledgerOf(tenant, [...new Set(enders)]);
  return new Map([...edges, ...Map.groupBy(attestations, ({ of }) => of)]);
}

/** The edges of relations with many values, and those that these exclude. */
function manyValued(read: ReadEpisode): RelationIdentity[] {
  const edges = read.statements.relations.filter(({ relationship, cardinality }) => {
    const known = canonicalizeRelation(relationship);
    return (cardinality ?? known.cardinality) === "many";
  });
  const identities = edges.flatMap((stated) => relationIdentity(stated, read) ?? []);
  return [...identities, ...identities.flatMap((identity) => excludedBy(identity) ?? [])];
}

/** The edges that statements replace, and the memories that tell each; none if nobody told of it. */
async function tellersOf(
  read: ReadEpisode,
  relationIds: ReadonlyMap<string, string>,
  { graph }: Stores,
): Promise<Map<string, readonly string[]>> {
  const ids = read.statements.relations.flatMap((stated) => {
    const identity = stated.replaces && relationIdentity({ ...stated, ...stated.replaces }, read);
    return (identity && relationIds.get(relationKey(identity))) ?? [];
  });
  const relations =
    ids.length === 0 ? [] : await graph.getRelations(read.episode.scope.tenant, ids);
  return new Map(relations.map(({ id, memoryIds }) => [id, memoryIds]));
}

async function existingIds(
  ids: readonly string[],
  tenant: Tenant,
  stores: Stores,
): Promise<Set<string>> {
  if (ids.length === 0) return new Set();
  const points = await stores.vector.get(tenant, ids);
  const relations = await stores.graph.getRelations(tenant, ids);
  const memories = points.filter(({ kind }) => kind !== "turn");
  return new Set([...memories, ...relations].map(({ id }) => id));
}

interface Candidate {
  readonly key: string;
  /** The text it must have, for a memory; null for a relation. */
  readonly textKey: string | null;
  idOf(generation: number): string;
}

/** The first generation of each that was neither deleted nor corrected away. */
async function liveIds(
  candidates: readonly Candidate[],
  tenant: Tenant,
  stores: Stores,
): Promise<Map<string, string>> {
  const found = new Map<string, string>();
  let open = candidates;
  let from = 0;
  while (open.length > 0 && from < MAX_GENERATIONS) {
    const count = Math.min(from === 0 ? GENERATIONS_AT_ONCE : from, MAX_GENERATIONS - from);
    const generations = Array.from({ length: count }, (_, offset) => from + offset);
    const ids = open.flatMap((candidate) =>
      generations.map((generation) => candidate.idOf(generation)),
    );
    const graves = await stores.graph.tombstones(tenant, ids);
    const dead = new Set(graves.map(({ id }) => id));
    const points = await stores.vector.get(
      tenant,
      ids.filter((id) => !dead.has(id)),
    );
    const textKeys = new Map(points.map(({ id, textKey }) => [id, textKey]));
    open = open.filter((candidate) => {
      const isFree = (id: string): boolean => {
        if (dead.has(id)) return false;
        const textKey = textKeys.get(id);
        return textKey === undefined || candidate.textKey === null || textKey === candidate.textKey;
      };
      const id = generations.map((generation) => candidate.idOf(generation)).find(isFree);
      if (id !== undefined) found.set(candidate.key, id);
      return id === undefined;
    });
    from += count;
  }
  return found;
}

/** Memories that the user revised to say what is stated now. */
async function revisedIds(
  tenant: Tenant,
  {
    memories,
    matches,
  }: { readonly memories: readonly MemoryIdentity[]; readonly matches: TextMatches },
  { vector }: Stores,
): Promise<Map<string, string>> {
  const byTextKey = Map.groupBy(memories, ({ textKey }) => textKey);
  const found = new Map<string, string>();
  if (matches.length === 0) return found;
  const points = await vector.get(
    tenant,
    matches.map(({ id }) => id),
  );
  for (const point of points.toSorted((a, b) => (a.id < b.id ? -1 : 1))) {
    for (const identity of byTextKey.get(point.textKey ?? "") ?? []) {
      const { kind, attributedTo, agentId } = identity;
      const isSame =
        point.kind === kind && point.attributedTo === attributedTo && point.agentId === agentId;
      if (isSame && !found.has(memoryKey(identity))) found.set(memoryKey(identity), point.id);
    }
  }
  return found;
}
