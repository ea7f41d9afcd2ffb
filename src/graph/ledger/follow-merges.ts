import type { Merge } from "../../core/records.ts";

/** Follows merges from key to key until nothing is new. */
export function followMerges(
  keys: Iterable<string>,
  find: (keys: readonly string[]) => readonly Merge[],
): Merge[] {
  const found = new Map<string, Merge>();
  const seen = new Set<string>();
  let fresh = new Set(keys);
  while (fresh.size > 0) {
    for (const key of fresh) seen.add(key);
    const merges = find([...fresh]);
    fresh = new Set();
    for (const merge of merges) {
      found.set(merge.id, merge);
      for (const key of [merge.from, merge.into]) if (!seen.has(key)) fresh.add(key);
    }
  }
  return [...found.values()];
}
