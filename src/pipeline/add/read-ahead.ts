/** Has servers read at once what a plan will be made of. */
import { turnIdOf } from "../../core/ids.ts";
import { entityKey } from "../../core/names.ts";
import type { SlotClaim } from "../../core/records.ts";
import { AGENT_KEY, USER_KEY } from "../../core/speaker.ts";
import type { Stores } from "../stores.ts";
import { excludedBy, memoryIdOf, type RelationIdentity, relationIdOf } from "./identities.ts";
import type { MemoryIdentity } from "./plan.ts";
import { namedBy, relationIdentity, resolve } from "./stated-identities.ts";
import type { ReadEpisode, StatedName } from "./stated.ts";

/** Generations looked up at once: nearly every statement is in its first. */
export const GENERATIONS_AT_ONCE = 4;

/** What a plan will be made of. */
export interface Ahead {
  readonly read: ReadEpisode;
  readonly memories: readonly MemoryIdentity[];
  readonly relations: readonly RelationIdentity[];
}

/** Memories by the key of their text. */
export type TextMatches = Awaited<ReturnType<Stores["vector"]["findByTextKey"]>>;

/**
 * Where the stores are separate, has their sessions read at once what planning looks up one thing after the other. In
 * nearly every case nothing more is asked until the commit.
 *
 * @returns The memories that have the text of one stated.
 */
export async function readAhead(
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
  const slots = slotsIn(read, relations);
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

/** What is stated of slots and edges. */
function slotsIn(read: ReadEpisode, relations: readonly RelationIdentity[]): SlotClaim[] {
  const claimed = read.statements.facts.flatMap(({ slot, sources }) => {
    if (!slot) return [];
    const { subject: source, relationship, value: destination } = slot;
    const identity = relationIdentity({ source, relationship, destination, sources }, read);
    return identity ? [identity, excludedBy(identity) ?? []].flat() : [];
  });
  return [...relations, ...claimed].map(({ source, type, destination }) => ({
    subject: source,
    type,
    value: destination,
  }));
}

/** The keys of the entities that statements name, and of whoever speaks. */
function keysIn(read: ReadEpisode): string[] {
  const { facts, relations, entities } = read.statements;
  const named: (readonly [StatedName, number | undefined])[] = [];
  const name = (names: readonly StatedName[], sources: readonly number[]): void => {
    for (const one of names) named.push([one, sources[0]]);
  };
  for (const { slot, sources } of facts) if (slot) name([slot.subject, slot.value], sources);
  for (const { source, destination, replaces, sources } of relations) {
    name([source, destination], sources);
    if (replaces) name([replaces.source, replaces.destination], sources);
  }
  for (const { name: own, aliases, sources } of entities) {
    name(
      [own, ...aliases].map((one) => ({ name: one, type: null })),
      sources,
    );
  }
  const keys = named.flatMap(([one, source]) => resolve(one, read, source)?.key ?? []);
  const { scope, messages } = read.episode;
  const spoken = [scope.userId, scope.agentId, ...messages.map((message) => message.name)];
  const speakers = spoken.flatMap((one) => (one === null ? [] : entityKey(one)));
  return [...new Set([...keys, ...speakers, USER_KEY, AGENT_KEY])].filter((key) => key !== "");
}
