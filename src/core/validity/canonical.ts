/**
 * Which entity a key stands for after aliases and merges.
 *
 * A merge points from one key to another, and chains are followed. A name that two entities share ("Nita") belongs to
 * the one it was first said of: it must not make the two one. Computed from the finished set, whatever its order.
 */
import { compareTold, type Merge } from "../records.ts";

/** Takes a key to its entity's; an unmerged key is its own. */
export type Canonical = (key: string) => string;

/** Takes every key as it is: for ledgers without merges. */
export const identity: Canonical = (key) => key;

/**
 * Builds the canonical function of a set of merges.
 *
 * Of several merges of one key the caller's own count first, the last of them; then the one told first. In a circle the
 * smallest key stands for all. O(n log n).
 */
export function canonicalizer(merges: readonly Merge[]): Canonical {
  if (merges.length === 0) return identity;
  const into = new Map<string, string>();
  for (const merge of merges.toSorted(compareMerges)) {
    if (merge.from !== merge.into && !into.has(merge.from)) into.set(merge.from, merge.into);
  }
  const resolved = new Map<string, string>();
  for (const key of into.keys()) follow(key, into, resolved);
  return (key) => resolved.get(key) ?? key;
}

/** The merge that counts comes first. */
function compareMerges(a: Merge, b: Merge): number {
  const isOwn = (merge: Merge): boolean => merge.reason === "caller";
  if (isOwn(a) !== isOwn(b)) return isOwn(a) ? -1 : 1;
  const byTelling = compareTold(a, b) || (a.id < b.id ? -1 : 1);
  return isOwn(a) ? -byTelling : byTelling;
}

function follow(
  start: string,
  into: ReadonlyMap<string, string>,
  resolved: Map<string, string>,
): void {
  const path: string[] = [];
  const seen = new Set<string>();
  let key = start;
  for (;;) {
    const known = resolved.get(key);
    if (known !== undefined) {
      key = known;
      break;
    }
    if (seen.has(key)) {
      key = path.slice(path.indexOf(key)).toSorted()[0] ?? key;
      break;
    }
    const next = into.get(key);
    if (next === undefined) break;
    seen.add(key);
    path.push(key);
    key = next;
  }
  for (const member of path) resolved.set(member, key);
}
