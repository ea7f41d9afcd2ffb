/**
 * Which entity a key stands for after aliases and merges.
 *
 * Merges are edges; connected keys are one entity, whatever order the merges came in (union-find's result without its
 * order: the representative is chosen from the finished set).
 */
import type { Merge } from "../records.ts";
import { AGENT_KEY, USER_KEY } from "../speaker.ts";

/** Takes a key to its entity's; an unmerged key is its own. */
export type Canonical = (key: string) => string;

/** Takes every key as it is: for ledgers without merges. */
export const identity: Canonical = (key) => key;

/**
 * Builds the canonical function of a set of merges.
 *
 * The representative of connected keys is the speaker's own key if it is among them; else the key that nothing merged
 * away (the `into` of its merges); among several, or in a circle, the smallest. O(n log n).
 */
export function canonicalizer(merges: readonly Pick<Merge, "from" | "into">[]): Canonical {
  if (merges.length === 0) return identity;
  const neighbours = new Map<string, Set<string>>();
  const mergedAway = new Set<string>();
  for (const { from, into } of merges) {
    if (from === into) continue;
    mergedAway.add(from);
    neighboursOf(neighbours, from).add(into);
    neighboursOf(neighbours, into).add(from);
  }
  const representative = new Map<string, string>();
  for (const key of neighbours.keys()) {
    if (representative.has(key)) continue;
    const group = reach(key, neighbours);
    const chosen = choose(group, mergedAway);
    for (const member of group) representative.set(member, chosen);
  }
  return (key) => representative.get(key) ?? key;
}

function neighboursOf(neighbours: Map<string, Set<string>>, key: string): Set<string> {
  const known = neighbours.get(key);
  if (known) return known;
  const fresh = new Set<string>();
  neighbours.set(key, fresh);
  return fresh;
}

function reach(start: string, neighbours: ReadonlyMap<string, ReadonlySet<string>>): string[] {
  const group = new Set([start]);
  for (const key of group) for (const next of neighbours.get(key) ?? []) group.add(next);
  return [...group];
}

function choose(group: readonly string[], mergedAway: ReadonlySet<string>): string {
  const speaker = [USER_KEY, AGENT_KEY].find((key) => group.includes(key));
  if (speaker) return speaker;
  const kept = group.filter((key) => !mergedAway.has(key));
  return (kept.length > 0 ? kept : group).toSorted()[0]!;
}
