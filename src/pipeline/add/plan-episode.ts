/** From what was read of an episode to its plan, also while the graph is down. */
import { StoreUnavailableError } from "../../core/errors.ts";
import type { GraphStore } from "../../graph/graph-store.ts";
import type { Stores } from "../stores.ts";
import { makePlan } from "./make-plan.ts";
import type { Plan } from "./plan.ts";
import { takeSnapshot } from "./prepare.ts";
import type { ReadEpisode } from "./stated.ts";

/** A plan, and whether the graph was asked for it. */
export interface PlannedEpisode {
  readonly plan: Plan;
  /** Whether the graph is down, so that this is only what the facts are written by: it is planned anew when it is back. */
  readonly isProvisional: boolean;
  /** Whether the episode was erased before; false if it was not asked. */
  readonly isErased: boolean;
}

/** How an episode is planned. */
export interface PlanningOptions {
  /** Whether it may have been erased before: one that is new cannot have been. */
  readonly mayBeErased: boolean;
}

/**
 * Plans an episode. Where the graph is a store of its own and is down, ids are those of statements that were never
 * deleted, and nothing that it knows is named.
 */
export async function planEpisode(
  read: ReadEpisode,
  stores: Stores,
  { mayBeErased }: PlanningOptions,
): Promise<PlannedEpisode> {
  try {
    const plan = makePlan(read, await takeSnapshot(read, stores));
    const { id, scope } = read.episode;
    const graves = mayBeErased ? await stores.graph.tombstones(scope.tenant, [id]) : [];
    return { plan, isProvisional: false, isErased: graves.length > 0 };
  } catch (error) {
    if (stores.transactor || !(error instanceof StoreUnavailableError)) throw error;
    // If it was the other store, it is met again here.
    const plan = makePlan(
      read,
      await takeSnapshot(read, { ...stores, graph: silent(stores.graph) }),
    );
    return { plan, isProvisional: true, isErased: false };
  }
}

/** A graph that knows nothing, to plan without one. */
function silent(graph: GraphStore): GraphStore {
  const answers = {
    prefetch: (): readonly string[] => [],
    tombstones: (): [] => [],
    getRelations: (): [] => [],
    ledgerOf: () => ({ attestations: [], supersessions: [] }),
  } satisfies Partial<GraphStore>;
  // Planning asks nothing else of it.
  return new Proxy(graph, {
    get: (target, name): unknown => Reflect.get(name in answers ? answers : target, name),
  });
}
