/** Erases what a tenant had at a time, across separate stores, while others may be telling something new. */
import { append } from "../core/append.ts";
import { type Awaitable, step, type Steps } from "../core/awaitable.ts";
import { greatest } from "../core/extremes.ts";
import type { Tombstone } from "../core/records.ts";
import type { Tenant } from "../core/scope.ts";
import type { Projection } from "../core/visibility.ts";
import type { JournalEntry } from "../journal/journal.ts";
import type { StoredPoint } from "../vector/vector-store.ts";
import { type ErasedCounts, NOTHING_ERASED, sumErased } from "./erased-counts.ts";
import {
  allEntries,
  allSteps,
  attestedIn,
  eraseSteps,
  requestOf,
  turnIdsOf,
} from "./forget-steps.ts";
import { reconcile } from "./reconcile.ts";
import type { Stores } from "./stores.ts";
import { readTask, type Task } from "./task.ts";
import { PAGE_SIZE } from "./listings.ts";

/** The deletion of a tenant, and what it is done with. */
export interface TenantErasure {
  readonly tenant: Tenant;
  readonly task: Pick<Extract<Task, { readonly form: "forget-tenant" }>, "at" | "lateIds">;
  readonly stores: Stores;
  /** Finishes an add that is pending. */
  readonly finish: (episodeId: string) => Awaitable<unknown>;
}

/**
 * The steps that erase what a tenant had at a time: what is told meanwhile stays. Repeating them erases no more.
 *
 * An add that begins while they are under way is whole afterwards, or gone. Nothing of it is taken by the time that it
 * was recorded at; but the ledger of a tenant is erased as one, and it may have been told by then. So such adds are looked
 * for at the end: one that is still pending is finished here, as its plan tells all of it again, and of one that was done
 * before the ledger was erased the rest is erased too.
 *
 * @returns What went. Where repeating them finishes what another began, that is what was left.
 */
export function* eraseTenantApart(erasure: TenantErasure): Steps<ErasedCounts> {
  const { tenant, task, stores } = erasure;
  const { at } = task;
  const counts: ErasedCounts[] = [];
  const { old, late, newer } = yield* sortedEntries(erasure);
  if (late.length > 0) {
    // Dead at the times that they bear, so that none comes back from a plan.
    const now = greatest(late.map(({ recordedAt }) => recordedAt));
    counts.push((yield* eraseSteps(tenant, requestOf(late), { stores, now })).counts);
  }
  let edges: readonly string[] = [];
  if (newer.length === 0) {
    edges = yield* edgesOf(tenant, stores);
    const graph = yield* step(stores.graph.forgetTenant(tenant, at));
    counts.push({ ...NOTHING_ERASED, graph });
  } else counts.push((yield* eraseSteps(tenant, requestOf(old), { stores, now: at })).counts);
  const lateTimes = new Set(late.map(({ recordedAt }) => recordedAt));
  const { goneIds, pointCount } = yield* removePoints(erasure, lateTimes);
  counts.push({ ...NOTHING_ERASED, vector: { pointCount, redactedTurnCount: 0 } });
  counts.push(yield* forgetEntries(erasure, [...old, ...late], [...goneIds, ...edges]));
  counts.push(yield* settleNewer(erasure));
  return sumErased(counts);
}

/** Every edge that the ledger has. */
function* edgesOf(tenant: Tenant, { graph }: Stores): Steps<string[]> {
  const told = yield* allSteps((cursor) =>
    graph.recordsByEpisode(tenant, { cursor, limit: PAGE_SIZE }),
  );
  return [...new Set(told.flatMap(({ records }) => records.relations.map(({ id }) => id)))];
}

/**
 * Erases entries, and then what the journal has still noted as the tenant's: points and edges that no entry names, as they
 * fold into others or were there before.
 */
function* forgetEntries(
  { tenant, stores: { journal } }: TenantErasure,
  gone: readonly JournalEntry[],
  others: readonly string[],
): Steps<ErasedCounts> {
  const counts: ErasedCounts[] = [];
  for (let start = 0; start < gone.length; start += PAGE_SIZE) {
    const some = gone.slice(start, start + PAGE_SIZE);
    const ids = some.flatMap((entry) => [...idsIn(entry), ...turnIdsOf(entry)]);
    const episodeIds = some.map(({ episodeId }) => episodeId);
    const request = { episodeIds, ids: [...episodeIds, ...ids] };
    counts.push({ ...NOTHING_ERASED, journal: yield* step(journal.forget(tenant, request)) });
  }
  for (let start = 0; start < others.length; start += PAGE_SIZE) {
    const request = { episodeIds: [], ids: others.slice(start, start + PAGE_SIZE) };
    counts.push({ ...NOTHING_ERASED, journal: yield* step(journal.forget(tenant, request)) });
  }
  return sumErased(counts);
}

interface SortedEntries {
  readonly old: readonly JournalEntry[];
  /** Those that were there, though recorded later. */
  readonly late: readonly JournalEntry[];
  /** Those that stay. */
  readonly newer: readonly JournalEntry[];
}

function* sortedEntries({
  tenant,
  task: { at, lateIds = [] },
  stores,
}: TenantErasure): Steps<SortedEntries> {
  const all = yield* allEntries(tenant, stores);
  // The deletion's own entry may be of the millisecond after it.
  const entries = all.filter((entry) => !isTenantsEnd(entry));
  const known = new Set(lateIds);
  const later = entries.filter(({ recordedAt }) => recordedAt > at);
  return {
    old: entries.filter(({ recordedAt }) => recordedAt <= at),
    late: later.filter(({ episodeId }) => known.has(episodeId)),
    newer: later.filter(({ episodeId }) => !known.has(episodeId)),
  };
}

function isTenantsEnd({ status, plan }: JournalEntry): boolean {
  return status === "pending" && plan !== null && readTask(plan).form === "forget-tenant";
}

/** The statements that an entry is known to have told. */
function idsIn({ outcome, plan }: JournalEntry): string[] {
  if (outcome) return [...outcome.results.map(({ id }) => id), ...outcome.relations.added];
  const task = plan === null ? null : readTask(plan);
  if (!task || !("plan" in task)) return [];
  return [...task.plan.memories, ...task.plan.records.relations].map(({ id }) => id);
}

/**
 * Takes the points of the time before, and those recorded at these times, as far as nothing newer tells them. Where the
 * journal has nothing newer all of them are of before, whatever the clock said of the machine that told them: what is
 * under way has an entry before it has a point. Returns which, and how many of them were there.
 */
function* removePoints(
  erasure: TenantErasure,
  times: ReadonlySet<number>,
): Steps<{ readonly goneIds: readonly string[]; readonly pointCount: number }> {
  const {
    tenant,
    task: { at },
    stores: { graph, vector },
  } = erasure;
  const removed: string[] = [];
  let pointCount = 0;
  const ids = yield* allSteps((cursor) => vector.ids(tenant, { cursor, limit: PAGE_SIZE }));
  for (let start = 0; start < ids.length; start += PAGE_SIZE) {
    const some = ids.slice(start, start + PAGE_SIZE);
    const points = yield* step<readonly StoredPoint[]>(vector.get(tenant, some));
    const isOld = ({ recordedAt }: StoredPoint): boolean =>
      recordedAt <= at || times.has(recordedAt);
    const isAll = points.every(isOld) || (yield* sortedEntries(erasure)).newer.length === 0;
    const goneIds = points.filter((point) => isAll || isOld(point)).map(({ id }) => id);
    const told = attestedIn(yield* step(graph.ledgerOf(tenant, goneIds)));
    const untold = goneIds.filter((id) => !told.has(id));
    pointCount += yield* step(vector.remove(tenant, untold));
    append(removed, untold);
  }
  return { goneIds: removed, pointCount };
}

/** Makes whole, or erases, what was told while the tenant was being erased. */
function* settleNewer(erasure: TenantErasure): Steps<ErasedCounts> {
  const { tenant, stores, finish } = erasure;
  const { newer } = yield* sortedEntries(erasure);
  if (newer.length === 0) return NOTHING_ERASED;
  const pending = newer.filter(({ status }) => status === "pending");
  for (const { episodeId } of pending) yield* step(finish(episodeId));
  // Its own writer may have ended one of them first, with a ledger that was erased.
  const ended = pending.length > 0 ? (yield* sortedEntries(erasure)).newer : newer;
  const lost: JournalEntry[] = [];
  for (const entry of ended) {
    if (entry.status === "done" && (yield* isLost(tenant, entry, stores))) lost.push(entry);
  }
  const counts = lost.length > 0 ? yield* eraseLost(erasure, lost) : NOTHING_ERASED;
  // What they told that had been told before went with the others.
  yield* step(reconcile(tenant, stores));
  return counts;
}

/** Erases what is left of adds whose ledger was erased. */
function* eraseLost(
  { tenant, stores }: TenantErasure,
  lost: readonly JournalEntry[],
): Steps<ErasedCounts> {
  const now = greatest(lost.map(({ recordedAt }) => recordedAt));
  const { counts } = yield* eraseSteps(tenant, requestOf(lost), { stores, now });
  const ids = lost.flatMap((entry) => idsIn(entry));
  const told = attestedIn(yield* step(stores.graph.ledgerOf(tenant, ids)));
  const untold = ids.filter((id) => !told.has(id));
  const pointCount = yield* step(stores.vector.remove(tenant, untold));
  const journal = yield* step(stores.journal.forget(tenant, { episodeIds: [], ids: untold }));
  const vector = { pointCount, redactedTurnCount: 0 };
  return sumErased([counts, { ...NOTHING_ERASED, vector, journal }]);
}

/** Whether the ledger knows nothing of what an add came to, and nobody has deleted any of it. */
function* isLost(tenant: Tenant, entry: JournalEntry, { graph }: Stores): Steps<boolean> {
  const ids = idsIn(entry);
  if (ids.length === 0) return false;
  const turnIds = turnIdsOf(entry);
  const attesting = yield* step<ReadonlyMap<string, Projection>>(
    graph.turnProjections(tenant, turnIds),
  );
  if (attesting.size > 0) return false;
  const graves = yield* step<readonly Tombstone[]>(
    graph.tombstones(tenant, [...ids, ...turnIds, entry.episodeId]),
  );
  return graves.length === 0;
}
