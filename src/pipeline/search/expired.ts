/**
 * What has expired by what turns say of themselves.
 *
 * As a rule it was erased before anybody searches. A search within a time budget may have to answer before the journal
 * has said what is to be erased: what it knows by itself to have expired it does not show.
 */
import type { PathStep } from "../../core/hit.ts";
import type { StoredPoint } from "../../vector/vector-store.ts";
import type { FoldedCandidate } from "./fold.ts";
import type { FoundRelation } from "./rank-relations.ts";

/** Whether a turn has expired by a time, epoch ms. A memory does not say: its turns do. */
export function isExpired({ turn }: Pick<StoredPoint, "turn">, time: number): boolean {
  const expiresAt = turn?.expiresAt ?? null;
  return expiresAt !== null && expiresAt <= time;
}

/** The ids of those that have expired. */
export function expiredIds(points: Iterable<StoredPoint>, time: number): Set<string> {
  const ids = new Set<string>();
  for (const point of points) if (isExpired(point, time)) ids.add(point.id);
  return ids;
}

/** The hits but for memories that nothing tells except turns that have expired. */
export function lastingHits(
  hits: readonly FoldedCandidate[],
  expired: ReadonlySet<string>,
): readonly FoldedCandidate[] {
  if (expired.size === 0) return hits;
  return hits.filter(({ candidate: { point } }) => isTold(point.projection.evidence, expired));
}

/** The relations but for those that nothing tells except turns that have expired, and those found by way of these. */
export function lastingRelations(
  relations: readonly FoundRelation[],
  expired: ReadonlySet<string>,
): readonly FoundRelation[] {
  if (expired.size === 0) return relations;
  const gone = relations.filter(({ relation }) => !isTold(relation.turnIds, expired));
  const steps = new Set(
    gone.map(({ relation: { sourceName, type, destinationName } }) =>
      stepKey({ source: sourceName, relationship: type, destination: destinationName }),
    ),
  );
  return relations.filter(
    (one) => !gone.includes(one) && !one.path.some((passed) => steps.has(stepKey(passed))),
  );
}

function stepKey({ source, relationship, destination }: PathStep): string {
  return JSON.stringify([source, relationship, destination]);
}

/** Whether there is a turn among these that has not expired, or nothing is known of them. */
function isTold(turnIds: readonly string[], expired: ReadonlySet<string>): boolean {
  return turnIds.length === 0 || turnIds.some((id) => !expired.has(id));
}
