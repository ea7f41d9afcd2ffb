/** Forgetting: a memory, a relation, a turn, an episode, what has expired, or a whole tenant. */
import { type Awaitable, runAsync, type Steps } from "../core/awaitable.ts";
import { StoreUnavailableError } from "../core/errors.ts";
import type { Tenant } from "../core/scope.ts";
import type { JournalEntry } from "../journal/journal.ts";
import { driveTask } from "./drive-task.ts";
import type { Engine, StoreHome } from "./engine.ts";
import { eraseTenantApart } from "./erase-tenant.ts";
import type { ErasedCounts } from "./erased-counts.ts";
import { type ErasedStores, withPlaces } from "./erased-stores.ts";
import {
  allEntries,
  type Erased,
  eraseSteps,
  eraseTenantSteps,
  turnIdsOf,
} from "./forget-steps.ts";
import { finisher, recoverTenant } from "./recover.ts";
import type { Stores } from "./stores.ts";
import { type EraseRequest, readTask, type Task } from "./task.ts";
import { allPages, PAGE_SIZE } from "./listings.ts";

/** Expired episodes erased in one transaction: a bound on how long others wait for it. */
const MAX_EXPIRED_AT_ONCE = 1_000;

/** What was erased. */
export interface EraseReceipt {
  /** How much went from the vectors, the graph and the journal, as each of them counted it, and where these are. */
  readonly stores: ErasedStores;
  /** Memories that went. */
  readonly memoryIds: readonly string[];
  /** Relations that went; empty where a whole tenant did: `stores` says how many they were. */
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
   * or the file is over 64 MiB and is not written anew for one deletion: `repair()` does it. What is on servers is
   * unreachable by any call; what their disks still hold is theirs.
   */
  readonly isPurged: boolean;
}

/** What `delete` and expiry do, in the words of an error. */
const ACTION = "delete";

/**
 * Erases, in every store, and purges the embedded file.
 *
 * Where the graph is a store of its own and is down, nothing is done: what a deletion takes with it is the graph's to say.
 */
export async function erase(
  tenant: Tenant,
  request: EraseRequest,
  engine: Engine,
): Promise<EraseReceipt> {
  const { stores, clock, home, observer } = engine;
  if (!stores.transactor) await settle(tenant, engine);
  const now = clock.now();
  const task: Task = { form: "forget", request, at: now };
  const steps = (): Steps<Erased> => eraseSteps(tenant, request, { stores, now });
  const erased = await driveTask({ tenant, action: ACTION, task }, steps, engine);
  const { isComplete } = home.purge();
  const receipt = receiptOf(erased, { isPurged: isComplete, home });
  observer({ type: "delete-end", removedCount: receipt.memoryIds.length });
  return receipt;
}

/**
 * Finishes what is pending before something is erased, so that no fact is left that the graph has not heard of.
 *
 * @throws {StoreUnavailableError} If a store is down: then the deletion has not begun.
 */
async function settle(tenant: Tenant, engine: Engine): Promise<void> {
  await engine.stores.graph.revision(tenant);
  await recoverTenant(tenant, engine);
}

/** Episodes that are to be forgotten by now, the first of them. */
export function dueEpisodes(
  tenant: Tenant,
  { stores, clock }: Engine,
): Awaitable<readonly string[]> {
  const limits = { now: clock.now(), limit: MAX_EXPIRED_AT_ONCE };
  return stores.journal.expired(tenant, limits);
}

/**
 * Erases what has expired, so that no answer shows it: all of it, in bounded steps. While the graph is down, it is taken
 * out of the vector store, and the graph follows.
 *
 * @param first - What {@link dueEpisodes} said just now, if it was asked.
 */
export async function expireDue(
  tenant: Tenant,
  engine: Engine,
  first?: readonly string[],
): Promise<void> {
  let episodeIds = first ?? (await dueEpisodes(tenant, engine));
  while (episodeIds.length > 0) {
    try {
      await erase(tenant, { episodeIds }, engine);
    } catch (error) {
      if (engine.stores.transactor || !(error instanceof StoreUnavailableError)) throw error;
      await hideEpisodes(tenant, episodeIds, engine.stores);
      return;
    }
    if (episodeIds.length < MAX_EXPIRED_AT_ONCE) return;
    episodeIds = await dueEpisodes(tenant, engine);
  }
}

/** Takes episodes out of the vector store alone: their turns, and the memories that nothing else tells. */
async function hideEpisodes(
  tenant: Tenant,
  episodeIds: readonly string[],
  { journal, vector }: Stores,
): Promise<void> {
  const entries = await Promise.all(episodeIds.map(async (id) => journal.get(tenant, id)));
  const turnIds = entries.flatMap((entry) => (entry ? turnIdsOf(entry) : []));
  const told = entries.flatMap((entry) => (entry ? memoryIdsOf(entry) : []));
  const points = await vector.get(tenant, [...new Set(told)]);
  const gone = new Set(turnIds);
  const only = points.filter(({ projection }) => projection.evidence.every((id) => gone.has(id)));
  await vector.remove(tenant, [...turnIds, ...only.map(({ id }) => id)]);
}

/** The memories that an episode told: as its outcome has them, or its plan while it is pending. */
function memoryIdsOf({ outcome, plan }: JournalEntry): string[] {
  if (outcome) return outcome.results.map(({ id }) => id);
  const task = plan === null ? null : readTask(plan);
  return task && "plan" in task ? task.plan.memories.map(({ id }) => id) : [];
}

/** Erases all of a tenant. */
export async function eraseTenant(tenant: Tenant, engine: Engine): Promise<EraseReceipt> {
  const { stores, clock, home } = engine;
  // If the graph is down, the deletion does not begin.
  await stores.graph.revision(tenant);
  const pointIds = await allPages((cursor) =>
    stores.vector.ids(tenant, { cursor, limit: PAGE_SIZE }),
  );
  const entries = await runAsync(allEntries(tenant, stores));
  const ofTurns = new Set(entries.flatMap((entry) => turnIdsOf(entry)));
  const now = clock.now();
  // What is there now goes, whatever the clock said of the machine that told it.
  const late = entries.filter(({ recordedAt }) => recordedAt > now);
  const lateIds = late.map(({ episodeId }) => episodeId);
  const task = { form: "forget-tenant", at: now, lateIds } as const satisfies Task;
  const steps = (): Steps<ErasedCounts> =>
    stores.transactor
      ? eraseTenantSteps(tenant, stores, now)
      : eraseTenantApart({ tenant, task, stores, finish: finisher(tenant, engine) });
  const erased = await driveTask({ tenant, action: ACTION, task }, steps, engine);
  const { isComplete } = home.purge({ isThorough: true });
  const { entityCount, attestationCount } = erased.graph;
  return {
    stores: withPlaces(erased, home),
    memoryIds: pointIds.filter((id) => !ofTurns.has(id)),
    relationIds: [],
    turnIds: pointIds.filter((id) => ofTurns.has(id)),
    redactedTurnIds: [],
    entityCount,
    attestationCount,
    isPurged: isComplete,
  };
}

function receiptOf(
  { outcome, turnIds, counts }: Erased,
  { isPurged, home }: { readonly isPurged: boolean; readonly home: StoreHome },
): EraseReceipt {
  const { memoryIds, relationIds, entityKeys, attestationCount } = outcome.removed;
  return {
    stores: withPlaces(counts, home),
    memoryIds,
    relationIds,
    turnIds,
    redactedTurnIds: outcome.redactedTurnIds,
    entityCount: entityKeys.length,
    attestationCount,
    isPurged,
  };
}
