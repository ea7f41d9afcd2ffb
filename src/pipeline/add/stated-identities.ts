/** Which memories and relations an extraction states. */
import { canonicalizeRelation } from "../../core/relations/relations.ts";
import {
  excludedBy,
  identityOf,
  memoryKey,
  type RelationIdentity,
  relationKey,
} from "./identities.ts";
import type { MemoryIdentity } from "./plan.ts";
import { type ResolvedName, resolveName } from "./resolve-names.ts";
import type { ReadEpisode, StatedName, StatedRelation } from "./stated.ts";

/** The memories that the facts are, each once; a text without a letter or digit is none. */
export function memoryIdentities({ episode, statements }: ReadEpisode): MemoryIdentity[] {
  const identities = statements.facts.map((fact) => identityOf(fact, episode));
  const distinct = new Map(identities.map((identity) => [memoryKey(identity), identity]));
  return [...distinct.values()].filter(({ textKey }) => textKey !== "");
}

/** The edges that are stated, replaced or excluded, each once. */
export function relationIdentities(read: ReadEpisode): RelationIdentity[] {
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

/** The edge that is stated; undefined if an end is no name. */
export function relationIdentity(
  stated: Pick<StatedRelation, "source" | "relationship" | "destination" | "sources">,
  read: ReadEpisode,
): RelationIdentity | undefined {
  const { type, isInverse } = canonicalizeRelation(stated.relationship);
  const from = resolve(stated.source, read, stated.sources[0]);
  const to = resolve(stated.destination, read, stated.sources[0]);
  if (!from || !to) return undefined;
  const [source, destination] = isInverse ? [to.key, from.key] : [from.key, to.key];
  return { source, type, destination };
}

/** The entity that a name means; undefined if it is no name. */
export function resolve(
  name: StatedName,
  { episode }: ReadEpisode,
  source = 0,
): ResolvedName | undefined {
  const resolved = resolveName(name, episode, source);
  return "reason" in resolved ? undefined : resolved;
}

/** Memories and relations that the statements name by their ids. */
export function namedBy({ statements }: ReadEpisode): string[] {
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
