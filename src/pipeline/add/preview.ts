/** What a commit across separate stores would come to: there is no transaction that could be taken back. */
import { StoreUnavailableError } from "../../core/errors.ts";
import type { CommitPreview, Relation } from "../../graph/graph-store.ts";
import type { Stores } from "../stores.ts";
import { type Committed, shownPoints, toldIds } from "./commit.ts";
import type { EmbeddedPlan } from "./embed-plan.ts";
import type { Plan } from "./plan.ts";
import { asStored, pointsOf } from "./points.ts";

/** A commit as it would be, with the relations it would bear on. */
export interface PreviewedPlan {
  /** `ledger` is null if the graph is down, or cannot tell before it writes. */
  readonly committed: Committed;
  readonly relations: readonly Relation[];
}

/** What is looked at before it is written. */
export interface PreviewInput {
  readonly plan: Plan;
  readonly embedded: Pick<EmbeddedPlan, "embeddings">;
  /** Whether its commit was begun, so that what is new by it may be there. @defaultValue false */
  readonly isBegun?: boolean | undefined;
}

/** Works out what a commit would come to. Writes nothing. */
export async function previewPlan(
  { plan, embedded, isBegun = false }: PreviewInput,
  stores: Stores,
): Promise<PreviewedPlan> {
  const { tenant } = plan.scope;
  const preview = await previewLedger(plan, stores);
  const { outcome: ledger = null, relations = [] } = preview ?? {};
  const dead = ledger?.dead ?? new Set<string>();
  const fresh = pointsOf(plan, embedded.embeddings).filter(({ id }) => !dead.has(id));
  const told = toldIds(plan, ledger?.changes ?? []);
  const ids = new Set([...fresh.map(({ id }) => id), ...told]);
  const stored = await stores.vector.get(tenant, [...ids]);
  const known = new Set(stored.map(({ id }) => id));
  const added = fresh.filter(({ id }) => !known.has(id));
  const own = stored.filter(({ recordedAt }) => isBegun && recordedAt === plan.recordedAt);
  const points = [...stored, ...added.map(asStored)].filter(({ id }) => told.has(id));
  const committed: Committed = {
    isNew: true,
    isUnembedded: false,
    inserted: new Set([...added, ...own].map(({ id }) => id)),
    present: new Set([...known, ...added.map(({ id }) => id)]),
    ledger,
    points: shownPoints(plan, points, ledger?.projections ?? new Map()),
  };
  return { committed, relations };
}

async function previewLedger(
  { scope, records }: Plan,
  { graph }: Stores,
): Promise<CommitPreview | null> {
  try {
    return (await graph.preview?.(scope.tenant, records, scope.agentId)) ?? null;
  } catch (error) {
    if (error instanceof StoreUnavailableError) return null;
    throw error;
  }
}
