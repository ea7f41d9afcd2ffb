/** Forgetting: a memory, a relation, a turn, an episode, what has expired, or a whole tenant. */
import { append } from "../core/append.ts";
import { type Awaitable, runAsync, runSync, step, type Steps } from "../core/awaitable.ts";
import { turnIdOf } from "../core/ids.ts";
import type { Tenant } from "../core/scope.ts";
import type { ForgetOutcome } from "../graph/graph-store.ts";
import type { Engine } from "./engine.ts";
import type { Stores } from "./stores.ts";

/** Expired episodes erased in one transaction: a bound on how long others wait for it. */
const MAX_EXPIRED_AT_ONCE = 1_000;

/** What was erased. */
export interface EraseReceipt {
  /** Memories that went. */
  readonly memoryIds: readonly string[];
  /** Relations that went. */
  readonly relationIds: readonly string[];
  /** Turns that went altogether. */
  readonly turnIds: readonly string[];
  /** Turns that other memories still rest on: only their text went. */
  readonly redactedTurnIds: readonly string[];
  /** Entities that nothing names any more. */
  readonly entityCount: number;
  /** Pieces of evidence that went. */
  readonly attestationCount: number;
  /**
   * Whether no byte of the embedded file and its log holds it any more. If not, a reader of another process delays it,
   * or the file is over 64 MiB and is not written anew for one deletion: `repair()` does it.
   */
  readonly isPurged: boolean;
}

/** What to erase. */
export interface EraseRequest {
  readonly memoryIds?: readonly string[];
  readonly relationIds?: readonly string[];
  readonly turnIds?: readonly string[];
  readonly episodeIds?: readonly string[];
}

/** Erases, in every store, and purges the embedded file. */
export async function erase(
  tenant: Tenant,
  request: EraseRequest,
  engine: Engine,
): Promise<EraseReceipt> {
  const { stores, clock, file, observer } = engine;
  const steps = (): Steps<Erased> => eraseSteps(tenant, request, { stores, now: clock.now() });
  const erased = await drive(steps, stores);
  const { isComplete } = file.purge();
  const receipt = receiptOf(erased, isComplete);
  observer({ type: "delete-end", removedCount: receipt.memoryIds.length });
  return receipt;
}

/** Erases what has expired, so that no answer shows it: all of it, in bounded steps. */
export async function expireDue(tenant: Tenant, engine: Engine): Promise<void> {
  const limits = { now: engine.clock.now(), limit: MAX_EXPIRED_AT_ONCE };
  let episodeIds: readonly string[];
  do {
    episodeIds = await engine.stores.journal.expired(tenant, limits);
    if (episodeIds.length > 0) await erase(tenant, { episodeIds }, engine);
  } while (episodeIds.length === MAX_EXPIRED_AT_ONCE);
}

/** Erases all of a tenant. */
export async function eraseTenant(tenant: Tenant, engine: Engine): Promise<EraseReceipt> {
  const { stores, clock, file } = engine;
  const counts = await stores.graph.counts(tenant);
  const memoryIds: string[] = [];
  let cursor: string | null = null;
  do {
    const page: { readonly items: readonly string[]; readonly cursor: string | null } =
      await stores.vector.ids(tenant, { cursor, limit: 1_000 });
    append(memoryIds, page.items);
    ({ cursor } = page);
  } while (cursor !== null);
  const now = clock.now();
  await drive(() => eraseTenantSteps(tenant, stores, now), stores);
  const { isComplete } = file.purge({ isThorough: true });
  const kinds = { relationIds: [], turnIds: [], redactedTurnIds: [] };
  const { entities: entityCount, attestations: attestationCount } = counts;
  return { memoryIds, ...kinds, entityCount, attestationCount, isPurged: isComplete };
}

function* eraseTenantSteps(
  tenant: Tenant,
  { graph, vector, journal }: Stores,
  now: number,
): Steps<void> {
  yield* step(graph.forgetTenant(tenant, now));
  yield* step(vector.removeTenant(tenant));
  yield* step(journal.forgetTenant(tenant));
}

/** What the steps of erasing did. */
export interface Erased {
  readonly outcome: ForgetOutcome;
  readonly turnIds: readonly string[];
}

/** The steps of erasing, for whoever drives them; `now` is the time of the tombstones. */
export function* eraseSteps(
  tenant: Tenant,
  request: EraseRequest,
  { stores, now }: { readonly stores: Stores; readonly now: number },
): Steps<Erased> {
  const { graph, vector, journal } = stores;
  const { memoryIds = [], relationIds = [], turnIds = [], episodeIds = [] } = request;
  const ofEpisodes = yield* turnsOf(tenant, episodeIds, stores);
  const allTurns = [...new Set([...turnIds, ...ofEpisodes])];
  const what = { memoryIds, relationIds, turnIds: allTurns, episodeIds, at: now };
  const outcome = yield* step(graph.forget(tenant, what));
  const gone = [...outcome.removed.memoryIds, ...outcome.removedTurnIds];
  yield* step(vector.remove(tenant, gone));
  yield* step(vector.redact(tenant, outcome.redactedTurnIds));
  yield* step(vector.project(tenant, outcome.projections));
  const ids = [...gone, ...outcome.removed.relationIds, ...episodeIds];
  yield* step(journal.forget(tenant, { episodeIds, ids }));
  return { outcome, turnIds: outcome.removedTurnIds };
}

/** Turns of episodes: their ids follow from the journal's count. */
function* turnsOf(
  tenant: Tenant,
  episodeIds: readonly string[],
  { journal }: Stores,
): Steps<string[]> {
  const turnIds: string[] = [];
  for (const episodeId of episodeIds) {
    const entry = yield* step(journal.get(tenant, episodeId));
    for (let index = 0; index < (entry?.turnCount ?? 0); index += 1) {
      turnIds.push(turnIdOf(episodeId, index));
    }
  }
  return turnIds;
}

/** Runs steps in one transaction where the stores share a file, else one by one. */
export function drive<T>(steps: () => Steps<T>, { transactor }: Stores): Awaitable<T> {
  return transactor ? transactor.transaction(() => runSync(steps())) : runAsync(steps());
}

function receiptOf({ outcome, turnIds }: Erased, isPurged: boolean): EraseReceipt {
  const { memoryIds, relationIds, entityKeys, attestationCount } = outcome.removed;
  return {
    memoryIds,
    relationIds,
    turnIds,
    redactedTurnIds: outcome.redactedTurnIds,
    entityCount: entityKeys.length,
    attestationCount,
    isPurged,
  };
}
