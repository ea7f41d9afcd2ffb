/** The steps of a deletion: as one transaction of the embedded file, or one by one across separate stores. */
import { append } from "../core/append.ts";
import { type Awaitable, step, stepAll, type Steps } from "../core/awaitable.ts";
import { greatest } from "../core/extremes.ts";
import { turnIdOf } from "../core/ids.ts";
import type { Page } from "../core/page.ts";
import type { Tenant } from "../core/scope.ts";
import type { Ledger } from "../core/validity/starts.ts";
import type { ForgetOutcome } from "../graph/graph-store.ts";
import type { JournalEntry } from "../journal/journal.ts";
import type { StoredPoint } from "../vector/vector-store.ts";
import type { Stores } from "./stores.ts";
import { type EraseRequest, readTask, type Task } from "./task.ts";

/** Records read in one go. */
const PAGE_SIZE = 500;

/** What the steps of a deletion did. */
export interface Erased {
  readonly outcome: ForgetOutcome;
  readonly turnIds: readonly string[];
}

/** The steps of a deletion, for whoever drives them. Repeating them erases what has come back, and no more. */
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
  yield* stepAll([
    vector.remove(tenant, gone),
    vector.redact(tenant, outcome.redactedTurnIds),
    vector.project(tenant, outcome.projections),
  ]);
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
  const entries = yield* stepAll(episodeIds.map((id) => journal.get(tenant, id)));
  const turnIds: string[] = [];
  for (const entry of entries) if (entry) append(turnIds, turnIdsOf(entry));
  return turnIds;
}

/** The turns of an episode. */
export function turnIdsOf({ episodeId, turnCount }: JournalEntry): string[] {
  return Array.from({ length: turnCount }, (_, index) => turnIdOf(episodeId, index));
}

/** The steps that erase a tenant, where no other writer can come in between. */
export function* eraseTenantSteps(
  tenant: Tenant,
  { graph, vector, journal }: Stores,
  now: number,
): Steps<void> {
  yield* step(graph.forgetTenant(tenant, now));
  yield* step(vector.removeTenant(tenant));
  yield* step(journal.forgetTenant(tenant));
}

/**
 * The steps that erase what a tenant had at a time, across separate stores: what is told meanwhile stays. Repeating them
 * erases no more.
 */
export function* eraseTenantApart(
  tenant: Tenant,
  stores: Stores,
  { at, lateIds = [] }: Pick<Extract<Task, { readonly form: "forget-tenant" }>, "at" | "lateIds">,
): Steps<void> {
  const { graph, vector } = stores;
  const all = yield* allEntries(tenant, stores);
  // The deletion's own entry may be of the millisecond after it.
  const entries = all.filter((entry) => !isTenantsEnd(entry));
  const isOld = ({ recordedAt }: { readonly recordedAt: number }): boolean => recordedAt <= at;
  const known = new Set(lateIds);
  const late = entries.filter((entry) => !isOld(entry) && known.has(entry.episodeId));
  const old = entries.filter(isOld);
  if (late.length > 0) {
    // Dead at the times that they bear, so that none comes back from a plan.
    const now = greatest(late.map(({ recordedAt }) => recordedAt));
    yield* eraseSteps(tenant, requestOf(late), { stores, now });
  }
  if (old.length + late.length === entries.length) {
    yield* eraseTenantSteps(tenant, stores, at);
    return;
  }
  yield* eraseSteps(tenant, requestOf(old), { stores, now: at });
  // What an earlier attempt took out of the ledger is still there for nobody.
  const ids = yield* allSteps((cursor) => vector.ids(tenant, { cursor, limit: PAGE_SIZE }));
  const points = yield* step<readonly StoredPoint[]>(vector.get(tenant, ids));
  const left = points.filter(isOld).map(({ id }) => id);
  const told = attestedIn(yield* step(graph.ledgerOf(tenant, left)));
  yield* step(
    vector.remove(
      tenant,
      left.filter((id) => !told.has(id)),
    ),
  );
}

function isTenantsEnd({ status, plan }: JournalEntry): boolean {
  return status === "pending" && plan !== null && readTask(plan).form === "forget-tenant";
}

/** Whole episodes, turns included. */
function requestOf(entries: readonly JournalEntry[]): EraseRequest {
  const episodeIds = entries.map(({ episodeId }) => episodeId);
  return { episodeIds, turnIds: entries.flatMap((entry) => turnIdsOf(entry)) };
}

/** Every entry of a tenant. */
export function allEntries(tenant: Tenant, { journal }: Stores): Steps<JournalEntry[]> {
  return allSteps((cursor) => journal.entries(tenant, { cursor, limit: PAGE_SIZE }));
}

function* allSteps<T>(read: (cursor: string | null) => Awaitable<Page<T>>): Steps<T[]> {
  const items: T[] = [];
  let cursor: string | null = null;
  do {
    const page: Page<T> = yield* step(read(cursor));
    append(items, page.items);
    ({ cursor } = page);
  } while (cursor !== null);
  return items;
}

/** The statements that a ledger attests. */
export function attestedIn({ attestations }: Ledger): Set<string> {
  return new Set(attestations.map(({ of }) => of));
}
