/**
 * Finishes what a crash or an outage left between separate stores: adds whose graph was down, writers that died, deletions
 * and corrections that were interrupted.
 *
 * Every step can be repeated and two may recover at once: the lease keeps them from doing the same work, and nothing more.
 */
import { runAsync } from "../core/awaitable.ts";
import {
  MnemographError,
  ModelRequestError,
  ModelUnavailableError,
  NotFoundError,
  StoreOperationError,
} from "../core/errors.ts";
import type { Tenant } from "../core/scope.ts";
import type { JournalEntry } from "../journal/journal.ts";
import { embedTexts } from "./embed.ts";
import { endTask, releaseEntry } from "./drive-task.ts";
import type { Engine } from "./engine.ts";
import { eraseTenantApart } from "./erase-tenant.ts";
import { eraseSteps } from "./forget-steps.ts";
import { reconcile } from "./reconcile.ts";
import { recordSteps } from "./record-steps.ts";
import { type FinishedAdd, goOn } from "./replay-add.ts";
import { sessionOf } from "./session.ts";
import type { Stores } from "./stores.ts";
import { LEASE_MS, readTask, type Task } from "./task.ts";

/** Most pending entries that one add finishes: what an add costs stays bounded. */
export const MAX_RECOVERED_BY_ADD = 8;
/** Entries looked up at a time. */
const RECOVERED_AT_ONCE = 50;
/** Most tenants of a call, and most times that one's entries are looked up: 50,000 that a crash left. */
const MAX_ROUNDS = 1_000;

/** What was recovered. */
export interface Recovered {
  /** Entries that are done now. */
  readonly finishedIds: readonly string[];
  /** Whether a store did not answer: the rest is left for later. */
  readonly isDown: boolean;
}

/**
 * Finishes these entries of a tenant, as far as nobody else is at it, until a store does not answer. What cannot be
 * finished for another reason keeps its lease, so that others come first.
 *
 * @param options.graph - Asked first whether it answers. @defaultValue the engine's own
 */
export async function recoverEntries(
  tenant: Tenant,
  entries: readonly Pick<JournalEntry, "episodeId">[],
  engine: Engine,
  { graph = engine.stores.graph, signal }: RecoveryOptions = {},
): Promise<Recovered> {
  const finishedIds: string[] = [];
  try {
    await graph.revision(tenant);
    for (const { episodeId } of entries) {
      signal?.throwIfAborted();
      if (!(await claim(tenant, episodeId, engine))) continue;
      const finished = await finishClaimed(tenant, episodeId, engine);
      if (finished?.described) return { finishedIds, isDown: true };
      if (finished) finishedIds.push(episodeId);
    }
    return { finishedIds, isDown: false };
  } catch (error) {
    signal?.throwIfAborted();
    if (isDownError(error)) return { finishedIds, isDown: true };
    throw error;
  }
}

/** How entries are recovered. */
export interface RecoveryOptions {
  readonly graph?: Stores["graph"] | undefined;
  readonly signal?: AbortSignal | undefined;
}

async function claim(
  tenant: Tenant,
  episodeId: string,
  { clock, stores }: Engine,
): Promise<boolean> {
  const now = clock.now();
  return stores.journal.claim(tenant, episodeId, { now, leaseUntil: now + LEASE_MS });
}

/**
 * A store that is down ends it, and the lease with it; what is wrong with one entry alone does not hold up the others, and
 * it keeps its lease.
 */
async function finishClaimed(
  tenant: Tenant,
  episodeId: string,
  engine: Engine,
): Promise<FinishedAdd | undefined> {
  try {
    return await finishEntry(tenant, episodeId, engine);
  } catch (error) {
    if (isDownError(error)) await releaseEntry(tenant, episodeId, engine.stores);
    else if (error instanceof MnemographError) return undefined;
    throw error;
  }
}

function isDownError(error: unknown): boolean {
  return error instanceof MnemographError && error.isRetryable;
}

/** Finishes all that is pending of a tenant, but for what others are at. In one file nothing is. */
export async function recoverTenant(
  tenant: Tenant,
  engine: Engine,
  signal?: AbortSignal,
): Promise<Recovered> {
  if (engine.stores.transactor) return { finishedIds: [], isDown: false };
  return recoverPending(tenant, engine, signal);
}

/** The same wherever the stores are: an import may bring into one file what was pending on servers. */
export async function recoverPending(
  tenant: Tenant,
  engine: Engine,
  signal?: AbortSignal,
): Promise<Recovered> {
  const { stores, clock } = engine;
  const finishedIds: string[] = [];
  for (let round = 0; round < MAX_ROUNDS; round += 1) {
    signal?.throwIfAborted();
    const limits = { now: clock.now(), limit: RECOVERED_AT_ONCE };
    const entries = await stores.journal.pending(tenant, limits);
    if (entries.length === 0) break;
    const recovered = await recoverEntries(tenant, entries, engine, { signal });
    for (const id of recovered.finishedIds) finishedIds.push(id);
    if (recovered.isDown) return { finishedIds, isDown: true };
  }
  return { finishedIds, isDown: false };
}

/**
 * Finishes what is pending of every tenant: what opening does, beside the calls.
 *
 * It ends when a store does not answer, or at 1,000 tenants: the rest is finished by their next add, or by `repair()`.
 */
export async function recoverAll(engine: Engine, signal: AbortSignal): Promise<Recovered> {
  const { journal } = engine.stores;
  const finishedIds: string[] = [];
  const { items } = await journal.tenants({ cursor: null, limit: MAX_ROUNDS, isPending: true });
  for (const tenant of items) {
    signal.throwIfAborted();
    const recovered = await recoverTenant(tenant, engine, signal);
    for (const id of recovered.finishedIds) finishedIds.push(id);
    if (recovered.isDown) return { finishedIds, isDown: true };
  }
  return { finishedIds, isDown: false };
}

/**
 * Finishes one entry, whoever's it is.
 *
 * @returns Undefined if there is nothing to finish. `described` is set if the graph is down, so that it is still pending.
 */
export async function finishEntry(
  tenant: Tenant,
  episodeId: string,
  opened: Engine,
): Promise<FinishedAdd | undefined> {
  const engine: Engine = { ...opened, stores: sessionOf(opened.stores) };
  const { stores } = engine;
  const entry = await stores.journal.get(tenant, episodeId);
  if (entry?.status !== "pending" || entry.plan === null) return undefined;
  const task = readTask(entry.plan);
  switch (task.form) {
    case "add":
    case "read":
      return goOn(task, engine);
    default:
      await finishOther(tenant, task, engine);
      await endTask(tenant, episodeId, stores);
      return { described: null };
  }
}

/** Finishes an add of the tenant that may be pending. */
export function finisher(
  tenant: Tenant,
  engine: Engine,
): (episodeId: string) => Promise<FinishedAdd | undefined> {
  return async (episodeId) => finishEntry(tenant, episodeId, engine);
}

async function finishOther(
  tenant: Tenant,
  task: Exclude<Task, { readonly form: "add" | "read" }>,
  engine: Engine,
): Promise<void> {
  const { stores } = engine;
  switch (task.form) {
    case "records": {
      const embedding = task.revision ? await embedNow(task.revision.text, engine) : null;
      await runAsync(recordSteps({ tenant, ...task, embedding }, stores)).catch(
        (error: unknown) => {
          // What it was about has been erased since.
          if (!(error instanceof NotFoundError)) throw error;
        },
      );
      break;
    }
    case "forget": {
      await runAsync(eraseSteps(tenant, task.request, { stores, now: task.at }));
      // The ledger may have forgotten before, and told nobody what went.
      await reconcile(tenant, stores);
      break;
    }
    case "forget-tenant":
      await runAsync(eraseTenantApart({ tenant, task, stores, finish: finisher(tenant, engine) }));
      break;
    default:
      // It stays for who knows it: ended here, what was acknowledged would be lost.
      task satisfies never;
      throw new StoreOperationError("finish what was interrupted", "the journal", {
        reason: "it is of a kind that another version of mnemograph writes",
      });
  }
}

/** Null if the model is down or refuses: then it is made later. */
async function embedNow(text: string, { embeddingModel }: Engine): Promise<Float32Array | null> {
  try {
    const options = { purpose: "document", signal: undefined } as const;
    const { embeddings } = await embedTexts([text], embeddingModel, options);
    return embeddings[0] ?? null;
  } catch (error) {
    if (error instanceof ModelUnavailableError || error instanceof ModelRequestError) return null;
    throw error;
  }
}
