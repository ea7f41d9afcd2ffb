/** Writes that concern more than one store: one transaction where they share a file, else journaled so that they can be finished. */
import { type Awaitable, runAsync, runSync, type Steps } from "../core/awaitable.ts";
import { MnemographError, PartialWriteError } from "../core/errors.ts";
import type { Tenant } from "../core/scope.ts";
import type { JournalEntry } from "../journal/journal.ts";
import type { Engine } from "./engine.ts";
import type { Stores } from "./stores.ts";
import { LEASE_MS, type Task, writeTask } from "./task.ts";

/** Something to be done in several stores. */
export interface DrivenTask {
  readonly tenant: Tenant;
  /** What it is, in the words of an error. */
  readonly action: string;
  readonly task: Task;
}

/** Runs steps in one transaction where the stores share a file, else one by one. */
export function drive<T>(steps: () => Steps<T>, { transactor }: Stores): Awaitable<T> {
  return transactor ? transactor.transaction(() => runSync(steps())) : runAsync(steps());
}

/**
 * Runs the steps of a task. Across separate stores the journal has it until all of them are done: if one fails, the next
 * call of the tenant, the next open or `repair()` finishes it.
 *
 * @throws {PartialWriteError} If a separate store failed on the way. What fails before the journal has the task, or is no
 * failure of a store, is thrown as it is, and nothing is left to do.
 */
export async function driveTask<T>(
  { tenant, action, task }: DrivenTask,
  steps: () => Steps<T>,
  { stores, clock, ids }: Engine,
): Promise<T> {
  const { transactor, journal } = stores;
  if (transactor) return transactor.transaction(() => runSync(steps()));
  const id = ids.next();
  const now = clock.now();
  const entry: JournalEntry = {
    episodeId: id,
    status: "pending",
    plan: writeTask(task),
    outcome: null,
    // A deletion's own entry is not something that was told meanwhile.
    recordedAt: "at" in task ? task.at : now,
    turnCount: 0,
    agentId: null,
    runId: null,
    expiresAt: null,
    leaseUntil: now + LEASE_MS,
    unread: null,
  };
  await journal.begin(tenant, entry, { isOwnId: true });
  let result: T;
  try {
    result = await runAsync(steps());
  } catch (error) {
    if (!(error instanceof MnemographError)) throw error;
    if (error.code === "NOT_FOUND") {
      await endTask(tenant, id, stores);
      throw error;
    }
    await releaseEntry(tenant, id, stores);
    throw new PartialWriteError(action, ["journal"], ["facts", "graph"], { cause: error });
  }
  await endTask(tenant, id, stores);
  return result;
}

/** All is done: if the journal cannot be told, whoever finds the task does it again, which changes nothing. */
export async function endTask(tenant: Tenant, id: string, { journal }: Stores): Promise<void> {
  await quietly(() => journal.forget(tenant, { episodeIds: [id], ids: [] }));
}

/** Ends the lease of an entry; if that fails it ends by itself. */
export async function releaseEntry(tenant: Tenant, id: string, { journal }: Stores): Promise<void> {
  await quietly(() => journal.release(tenant, id));
}

async function quietly(work: () => Awaitable<unknown>): Promise<void> {
  try {
    await work();
  } catch {
    // What it was for has happened, or failed with an error of its own.
  }
}
