/** The steps of a deletion: as one transaction of the embedded file, or one by one across separate stores. */
import { append } from "../core/append.ts";
import { type Awaitable, step, stepAll, type Steps } from "../core/awaitable.ts";
import { turnIdOf } from "../core/ids.ts";
import type { Page } from "../core/page.ts";
import type { Tenant } from "../core/scope.ts";
import type { Ledger } from "../core/validity/starts.ts";
import type { ForgetOutcome } from "../graph/graph-store.ts";
import type { JournalEntry } from "../journal/journal.ts";
import type { ErasedCounts } from "./erased-counts.ts";
import type { Stores } from "./stores.ts";
import type { EraseRequest } from "./task.ts";

/** Records read in one go. */
const PAGE_SIZE = 500;

/** What the steps of a deletion did. */
export interface Erased {
  readonly outcome: ForgetOutcome;
  readonly turnIds: readonly string[];
  /** How much went from each store. */
  readonly counts: ErasedCounts;
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
  const [pointCount, redactedTurnCount] = yield* stepAll([
    vector.remove(tenant, gone),
    vector.redact(tenant, outcome.redactedTurnIds),
    vector.project(tenant, outcome.projections),
  ]);
  const { relationIds: goneEdges, entityKeys, attestationCount } = outcome.removed;
  const ids = [...gone, ...goneEdges, ...episodeIds];
  const forgotten = yield* step(journal.forget(tenant, { episodeIds, ids }));
  const counts: ErasedCounts = {
    vector: { pointCount, redactedTurnCount },
    graph: {
      entityCount: entityKeys.length,
      relationCount: goneEdges.length,
      attestationCount,
    },
    journal: forgotten,
  };
  return { outcome, turnIds: outcome.removedTurnIds, counts };
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
): Steps<ErasedCounts> {
  const records = yield* step(graph.forgetTenant(tenant, now));
  const pointCount = yield* step(vector.removeTenant(tenant));
  const entries = yield* step(journal.forgetTenant(tenant));
  return { vector: { pointCount, redactedTurnCount: 0 }, graph: records, journal: entries };
}

/** Whole episodes, turns included. */
export function requestOf(entries: readonly JournalEntry[]): EraseRequest {
  const episodeIds = entries.map(({ episodeId }) => episodeId);
  return { episodeIds, turnIds: entries.flatMap((entry) => turnIdsOf(entry)) };
}

/** Every entry of a tenant. */
export function allEntries(tenant: Tenant, { journal }: Stores): Steps<JournalEntry[]> {
  return allSteps((cursor) => journal.entries(tenant, { cursor, limit: PAGE_SIZE }));
}

/** Every item of a listing. */
export function* allSteps<T>(read: (cursor: string | null) => Awaitable<Page<T>>): Steps<T[]> {
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
