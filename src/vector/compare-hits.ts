import type { ScoredId } from "./vector-store.ts";

/** Orders hits: negative if `a` comes first. */
export function compareHits(a: ScoredId, b: ScoredId): number {
  if (a.score !== b.score) return b.score - a.score;
  if (a.id === b.id) return 0;
  return a.id < b.id ? -1 : 1;
}
