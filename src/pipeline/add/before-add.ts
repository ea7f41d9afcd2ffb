/** What is seen to before an add: what has expired, what was left unfinished, and whether this episode is there already. */
import { MnemographError, PartialWriteError, StoreUnavailableError } from "../../core/errors.ts";
import type { JournalEntry } from "../../journal/journal.ts";
import type { Engine } from "../engine.ts";
import { dueEpisodes, expireDue } from "../forget.ts";
import { finishEntry, MAX_RECOVERED_BY_ADD, recoverEntries } from "../recover.ts";
import type { AddResult } from "./add-result.ts";
import type { CheckedAddOptions } from "./add-options.ts";
import { deferredResult, erasedResult, repeatedResult } from "./repeated-add.ts";
import { previewApart } from "./run-plan.ts";
import { readTask } from "../task.ts";
import type { Episode } from "./stated.ts";

/** An add that is about to begin. */
export interface ComingAdd {
  readonly episode: Episode;
  readonly checked: CheckedAddOptions;
  readonly idempotencyKey: string | undefined;
}

/**
 * Sees to what comes first. Independent questions are asked at once: on a server they are one request.
 *
 * @param engine - With the stores as this add sees them. @param opened - With the stores as they are.
 * @returns The result, if the episode was added or erased before.
 */
export async function settleEarlier(
  { episode, checked, idempotencyKey }: ComingAdd,
  engine: Engine,
  opened: Engine,
): Promise<AddResult | undefined> {
  const { transactor, journal, graph } = engine.stores;
  const { tenant } = episode.scope;
  const isKeyed = checked.idempotencyKey !== undefined;
  const limits = { now: engine.clock.now(), limit: MAX_RECOVERED_BY_ADD };
  const [due, first, pending] = await Promise.all([
    dueEpisodes(tenant, engine),
    // Where the journal is a server, one that is known not to be there can be begun without looking again.
    isKeyed || !transactor ? journal.get(tenant, episode.id) : undefined,
    transactor || checked.dryRun === true ? [] : journal.pending(tenant, limits),
  ]);
  if (due.length > 0) await expireDue(tenant, opened, due);
  const others = pending.filter(({ episodeId }) => episodeId !== episode.id);
  if (others.length > 0) await recoverEntries(tenant, others, opened, { graph });
  if (!isKeyed) return undefined;
  const entry = due.length > 0 ? await journal.get(tenant, episode.id) : first;
  // In one file nothing is pending.
  if (entry?.status === "pending") {
    return ofPending(entry, { episode, checked, idempotencyKey }, opened);
  }
  return (await repeatedResult(episode, entry, engine)) ?? (await ifErased(episode, engine));
}

/**
 * The result of an add that another writer of its key began while this one was read: what that one is still at is done
 * here as well, which changes nothing.
 *
 * @throws {StoreUnavailableError} If the other one has taken it back, so that sending it again tells it anew.
 */
export async function resultOfOther(
  episode: Episode,
  idempotencyKey: string | undefined,
  engine: Engine,
): Promise<AddResult> {
  const { journal, graph } = engine.stores;
  const { tenant } = episode.scope;
  const entry = await journal.get(tenant, episode.id);
  const result =
    entry?.status === "pending"
      ? await finishRepeat(episode, idempotencyKey, engine)
      : await repeatedResult(episode, entry, engine);
  if (result) return result;
  const graves = await graph.tombstones(tenant, [episode.id]);
  if (graves.length > 0) return erasedResult(episode, engine);
  const reason = "another writer of its key began it and took it back";
  throw new StoreUnavailableError("add an episode", "the journal", { reason });
}

/** Where the graph is a server it is asked when the add is planned, unless a model would have been paid by then. */
async function ifErased(episode: Episode, engine: Engine): Promise<AddResult | undefined> {
  const { transactor, graph } = engine.stores;
  if (!transactor && engine.languageModel === null) return undefined;
  try {
    const graves = await graph.tombstones(episode.scope.tenant, [episode.id]);
    return graves.length > 0 ? erasedResult(episode, engine) : undefined;
  } catch (error) {
    if (transactor || !(error instanceof StoreUnavailableError)) throw error;
    return undefined;
  }
}

async function ofPending(
  entry: JournalEntry,
  { episode, checked, idempotencyKey }: ComingAdd,
  opened: Engine,
): Promise<AddResult | undefined> {
  if (checked.dryRun === true) return previewRepeat(episode, entry, opened);
  return finishRepeat(episode, idempotencyKey, opened);
}

/** What an add that was interrupted will have come to once it is finished, by its plan. Nothing is written. */
async function previewRepeat(
  episode: Episode,
  entry: JournalEntry,
  engine: Engine,
): Promise<AddResult | undefined> {
  const task = entry.plan === null ? null : readTask(entry.plan);
  // An entry of another form has not an add's id.
  if (!task || !("plan" in task)) return undefined;
  const { plan } = task;
  // Those that are not stored yet would be embedded by whoever finishes it.
  const embeddings = new Map(plan.memories.map(({ id }) => [id, null]));
  const { described } = await previewApart(
    { plan, embedded: { embeddings }, isBegun: true },
    engine,
  );
  return { ...deferredResult(episode.id, described, engine), plan };
}

/** Finishes an add that was interrupted, for whoever sends it again; its writer is gone, or does the same. */
async function finishRepeat(
  episode: Episode,
  idempotencyKey: string | undefined,
  engine: Engine,
): Promise<AddResult | undefined> {
  const { tenant } = episode.scope;
  const { journal } = engine.stores;
  try {
    const finished = await finishEntry(tenant, episode.id, engine);
    if (finished?.described) return deferredResult(episode.id, finished.described, engine);
    return await repeatedResult(episode, await journal.get(tenant, episode.id), engine);
  } catch (error) {
    const isOurs = error instanceof MnemographError && error.isRetryable;
    if (!isOurs || error instanceof PartialWriteError) throw error;
    throw new PartialWriteError("add an episode", [], ["facts", "graph"], {
      cause: error,
      idempotencyKey,
    });
  }
}
