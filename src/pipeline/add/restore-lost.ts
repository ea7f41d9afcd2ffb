/** Memories that an add tells again, and that somebody erased between its plan and the ledger. */
import { step, type Steps } from "../../core/awaitable.ts";
import type { MemoryRecord } from "../../core/records.ts";
import type { Projection } from "../../core/visibility.ts";
import { attestedIn } from "../forget-steps.ts";
import type { Stores } from "../stores.ts";
import type { Plan } from "./plan.ts";
import { pointsOf } from "./points.ts";

/** What is there no longer, and what it is made of again. */
export interface LostMemories {
  readonly plan: Plan;
  readonly memories: readonly MemoryRecord[];
  readonly embeddings: ReadonlyMap<string, Float32Array | null>;
  readonly projections: ReadonlyMap<string, Projection>;
}

/**
 * Writes those anew that the ledger tells, without a vector where there is none.
 *
 * Whoever erases takes them out of the ledger first, and out of the vector store then. So it is asked before and after:
 * what is erased after the second time is taken out again by whoever erases it.
 */
export function* restoreLost(
  { plan, memories, embeddings, projections }: LostMemories,
  { vector, graph }: Stores,
): Steps<void> {
  const { tenant } = plan.scope;
  const ids = memories.map(({ id }) => id);
  const told = attestedIn(yield* step((graph.session?.() ?? graph).ledgerOf(tenant, ids)));
  const alive = memories.filter(({ id }) => told.has(id));
  const vectors = new Map(alive.map(({ id }) => [id, embeddings.get(id) ?? null]));
  const points = pointsOf({ ...plan, turns: [], memories: alive }, vectors);
  if (points.length === 0) return;
  yield* step(vector.insert(tenant, points));
  yield* step(vector.project(tenant, projections));
  const still = attestedIn(yield* step((graph.session?.() ?? graph).ledgerOf(tenant, ids)));
  const erased = points.flatMap(({ id }) => (still.has(id) ? [] : id));
  yield* step(vector.remove(tenant, erased));
}
