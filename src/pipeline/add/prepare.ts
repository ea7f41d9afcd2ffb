/** Looks up what the planner has to know: which ids statements have, and which of those they name exist. */
import { canonicalizeRelation } from "../../core/relations/relations.ts";
import { turnIdOf } from "../../core/ids.ts";
import type { SlotClaim } from "../../core/records.ts";
import type { Tenant } from "../../core/scope.ts";
import type { Stores } from "../stores.ts";
import {
  excludedBy,
  identityOf,
  memoryIdOf,
  memoryKey,
  type RelationIdentity,
  relationIdOf,
  relationKey,
} from "./identities.ts";
import type { MemoryIdentity, PlanSnapshot } from "./plan.ts";
import { type ResolvedName, resolveName } from "./resolve-names.ts";
import type { ReadEpisode, StatedName, StatedRelation } from "./stated.ts";

/** Generations looked up at once: nearly every statement is in its first. */
const GENERATIONS_AT_ONCE = 4;

/** Most generations of one statement: it was deleted and told again that often. */
export const MAX_GENERATIONS = 10_000;

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

interface Ahead {
  readonly read: ReadEpisode;
  readonly memories: readonly MemoryIdentity[];
  readonly relations: readonly RelationIdentity[];
}

type TextMatches = Awaited<ReturnType<Stores["vector"]["findByTextKey"]>>;

/**
 * Where the stores are separate, has their sessions read at once what is looked up below, one thing after the other. In
 * nearly every case nothing more is asked until the commit.
 *
 * @returns The memories that have the text of one stated.
 */
async function readAhead(
  { read, memories, relations }: Ahead,
  { vector, graph, transactor }: Stores,
): Promise<TextMatches> {
  const textKeys = [...new Set(memories.map(({ textKey }) => textKey))];
  if (transactor) return vector.findByTextKey(read.episode.scope.tenant, textKeys);
  const { episode } = read;
  const { tenant } = episode.scope;
  const generations = Array.from({ length: GENERATIONS_AT_ONCE }, (_, index) => index);
  const memoryIds = memories.flatMap((one) =>
    generations.map((generation) => memoryIdOf(tenant, one, generation)),
  );
  const relationIds = relations.flatMap((one) =>
    generations.map((generation) => relationIdOf(tenant, one, generation)),
  );
  const named = namedBy(read);
  const turnIds = episode.messages.map((_, index) => turnIdOf(episode.id, index));
  const ids = [...memoryIds, ...relationIds, ...named, ...turnIds, episode.id];
  const slots = slotsIn(read);
  // First, as it tells which memories may end: they are read with the others.
  const near = await graph.prefetch?.(tenant, { ids, keys: keysIn(read), slots });
  const [matches] = await Promise.all([
    vector.findByTextKey(tenant, textKeys),
    vector.get(tenant, [...memoryIds, ...relationIds, ...named, ...turnIds, ...(near ?? [])]),
  ]);
  // What was written while the graph was down may have the id of something deleted.
  const found = matches.map(({ id }) => id);
  const graves = found.length === 0 ? [] : await graph.tombstones(tenant, found);
  const dead = new Set(graves.map(({ id }) => id));
  return matches.filter(({ id }) => !dead.has(id));
}

/** The keys of the entities that statements name. */
function keysIn(read: ReadEpisode): string[] {
  const { facts, relations, entities } = read.statements;
  const named: (readonly [StatedName, number | undefined])[] = [
    ...facts.flatMap(({ slot, sources }) =>
      slot ? [[slot.subject, sources[0]] as const, [slot.value, sources[0]] as const] : [],
    ),
    ...relations.flatMap(({ source, destination, replaces, sources }) => [
      [source, sources[0]] as const,
      [destination, sources[0]] as const,
      ...(replaces
        ? [[replaces.source, sources[0]] as const, [replaces.destination, sources[0]] as const]
        : []),
    ]),
    ...entities.flatMap(({ name, aliases, sources }) =>
      [name, ...aliases].map((one) => [{ name: one, type: null }, sources[0]] as const),
    ),
  ];
  const keys = named.flatMap(([name, source]) => resolve(name, read, source)?.key ?? []);
  return [...new Set(keys)];
}

/** The slots in which the statements may stand. */
function slotsIn(read: ReadEpisode): SlotClaim[] {
  const { facts, relations } = read.statements;
  const claimed = facts.flatMap(({ slot, sources }) =>
    slot ? { ...slot, source: slot.subject, destination: slot.value, sources } : [],
  );
  const edges = [
    ...claimed,
    ...relations,
    ...relations.flatMap(({ replaces, ...rest }) => (replaces ? { ...rest, ...replaces } : [])),
  ];
  return edges.flatMap((stated) => {
    const identity = relationIdentity(stated, read);
    const ends = identity && [identity, excludedBy(identity)].filter((one) => one !== undefined);
    return (ends ?? []).map(({ source, type, destination }) => ({
      subject: source,
      type,
      value: destination,
    }));
  });
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

/** Memories and relations that the statements name by their ids. */
function namedBy({ statements }: ReadEpisode): string[] {
  const links = [
    ...statements.facts.flatMap(({ supersedes, corrects, repeats, supersededBy }) => [
      supersedes,
      corrects,
      repeats,
      supersededBy,
    ]),
    ...statements.relations.map(({ corrects }) => corrects),
    ...(statements.endings ?? []).map(({ memoryId }) => memoryId),
  ];
  return links.filter((link) => typeof link === "string");
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
    const count = from === 0 ? GENERATIONS_AT_ONCE : from;
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
  { memories, matches }: Pick<Ahead, "memories"> & { readonly matches: TextMatches },
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

function memoryIdentities({ episode, statements }: ReadEpisode): MemoryIdentity[] {
  const identities = statements.facts.map((fact) => identityOf(fact, episode));
  const distinct = new Map(identities.map((identity) => [memoryKey(identity), identity]));
  return [...distinct.values()].filter(({ textKey }) => textKey !== "");
}

function relationIdentities(read: ReadEpisode): RelationIdentity[] {
  const distinct = new Map<string, RelationIdentity>();
  for (const stated of read.statements.relations) {
    for (const ends of [stated, ...(stated.replaces ? [stated.replaces] : [])]) {
      const identity = relationIdentity({ ...stated, ...ends }, read);
      const excluded = identity && excludedBy(identity);
      for (const one of [identity, excluded]) if (one) distinct.set(relationKey(one), one);
    }
  }
  return [...distinct.values()];
}

function relationIdentity(
  stated: Pick<StatedRelation, "source" | "destination" | "relationship" | "sources">,
  read: ReadEpisode,
): RelationIdentity | undefined {
  const { type, isInverse } = canonicalizeRelation(stated.relationship);
  const from = resolve(stated.source, read, stated.sources[0]);
  const to = resolve(stated.destination, read, stated.sources[0]);
  if (!from || !to) return undefined;
  const [source, destination] = isInverse ? [to.key, from.key] : [from.key, to.key];
  return { source, type, destination };
}

function resolve(name: StatedName, { episode }: ReadEpisode, source = 0): ResolvedName | undefined {
  const resolved = resolveName(name, episode, source);
  return "reason" in resolved ? undefined : resolved;
}
