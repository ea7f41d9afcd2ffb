/** Mending what verification finds. */
import { append } from "../core/append.ts";
import { step, type Steps } from "../core/awaitable.ts";
import { ModelRequestError, ModelUnavailableError } from "../core/errors.ts";
import type { Tenant } from "../core/scope.ts";
import type { CaughtUpEpisode } from "./add/add-result.ts";
import { catchUpAll } from "./add/catch-up.ts";
import { drive } from "./drive-task.ts";
import type { Engine } from "./engine.ts";
import { fillVectors } from "./fill-vectors.ts";
import { expireDue } from "./forget.ts";
import { attestedIn } from "./forget-steps.ts";
import { reconcile } from "./reconcile.ts";
import { recoverTenant } from "./recover.ts";
import type { Stores } from "./stores.ts";
import { only } from "./tenants.ts";
import { type Fault, verify } from "./verify.ts";

/** What `repair` did. */
export interface RepairReport {
  /** What was at fault before. */
  readonly mended: readonly Fault[];
  /** What is still at fault. */
  readonly left: readonly Fault[];
  /** Adds whose model was down, read now. */
  readonly caughtUp: readonly CaughtUpEpisode[];
}

/** Mends what `verify` finds: projects anew, erases what nothing attests and what has expired, and purges the file. */
export async function repair(
  tenants: AsyncIterable<Tenant>,
  engine: Engine,
  signal?: AbortSignal,
): Promise<RepairReport> {
  let isReaderUp = true;
  let isModelUp = true;
  const mended: Fault[] = [];
  const left: Fault[] = [];
  const caughtUp: CaughtUpEpisode[] = [];
  for await (const tenant of tenants) {
    await expireDue(tenant, engine);
    const before = await verify(only(tenant), engine);
    // What is in flight is left to whoever is at it.
    if (before.faults.length === 0) continue;
    if (!engine.stores.transactor) await recoverTenant(tenant, engine, signal);
    if (isReaderUp) isReaderUp = await readIfUp(tenant, { caughtUp, signal }, engine);
    await mend(tenant, before.faults, { engine, signal });
    const isBare = before.faults.some(({ kind }) => kind === "missing-vector");
    // Once it is down it is not asked for every tenant: each time would wait for all the retries.
    if (isBare && isModelUp) isModelUp = await fillIfUp(tenant, engine, signal);
    const after = await verify(only(tenant), engine);
    const still = new Set(after.faults.map(({ kind, id }) => `${kind} ${id}`));
    append(
      mended,
      before.faults.filter(({ kind, id }) => !still.has(`${kind} ${id}`)),
    );
    append(left, after.faults);
  }
  engine.home.purge({ isThorough: true });
  return { mended, left, caughtUp };
}

/** Reads what is still to be read. False if the model does not answer. */
async function readIfUp(
  tenant: Tenant,
  { caughtUp, signal }: { caughtUp: CaughtUpEpisode[]; signal: AbortSignal | undefined },
  engine: Engine,
): Promise<boolean> {
  const { episodes, isDown } = await catchUpAll(tenant, engine, signal);
  append(caughtUp, episodes);
  return !isDown;
}

/** Makes the vectors that are missing. False if the model does not answer: they are then told as left. */
async function fillIfUp(
  tenant: Tenant,
  engine: Engine,
  signal: AbortSignal | undefined,
): Promise<boolean> {
  try {
    await fillVectors(() => only(tenant), engine, { signal });
    return true;
  } catch (error) {
    signal?.throwIfAborted();
    if (error instanceof ModelUnavailableError || error instanceof ModelRequestError) return false;
    throw error;
  }
}

async function mend(
  tenant: Tenant,
  faults: readonly Fault[],
  { engine, signal }: { readonly engine: Engine; readonly signal: AbortSignal | undefined },
): Promise<void> {
  const { stores } = engine;
  if (stores.transactor) await drive(() => repairSteps(tenant, faults, stores), stores);
  else await reconcile(tenant, stores, signal);
}

function* repairSteps(
  tenant: Tenant,
  faults: readonly Fault[],
  { graph, vector }: Stores,
): Steps<void> {
  const found = faults.filter(({ kind }) => kind === "memory-without-evidence");
  const suspects = found.map(({ id }) => id);
  // Asked again where nobody can write in between: what another writer added meanwhile is no orphan.
  const told = attestedIn(yield* step(graph.ledgerOf(tenant, suspects)));
  const orphans = suspects.filter((id) => !told.has(id));
  yield* step(vector.remove(tenant, orphans));
  const outcome = yield* step(graph.rebuild(tenant));
  yield* step(vector.project(tenant, outcome.projections));
}
