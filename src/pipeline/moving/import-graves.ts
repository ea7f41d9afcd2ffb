/** Takes over tombstones: what was deleted elsewhere goes here, too, and stays dead. */
import { step, type Steps } from "../../core/awaitable.ts";
import { greatest } from "../../core/extremes.ts";
import type { Page } from "../../core/page.ts";
import type { HitKind, Tombstone } from "../../core/records.ts";
import type { Tenant } from "../../core/scope.ts";
import type { Ledger } from "../../core/validity/starts.ts";
import { type EpisodeRecords, type Relation, TENANT_TOMBSTONE } from "../../graph/graph-store.ts";
import type { JournalEntry } from "../../journal/journal.ts";
import type { StoredPoint } from "../../vector/vector-store.ts";
import { eraseSteps } from "../forget-steps.ts";
import type { EraseRequest } from "../task.ts";
import type { Stores } from "../stores.ts";

/** Looked at in one step: what a tenant has from before it was deleted elsewhere. */
const PAGE_SIZE = 256;

/**
 * The steps that take over some tombstones of a tenant. Returns how many memories, relations and turns went.
 *
 * What was recorded after a tombstone stays. A memory with a telling from after it stays whole.
 */
export function* importGraves(
  tenant: Tenant,
  graves: readonly Tombstone[],
  stores: Stores,
): Steps<number> {
  let erasedCount = 0;
  const whole = graves.find(({ id }) => id === TENANT_TOMBSTONE);
  if (whole) erasedCount += yield* eraseBefore(tenant, whole.at, stores);
  const erased = graves.filter(({ id, form }) => form === "erased" && id !== TENANT_TOMBSTONE);
  for (const [at, request] of yield* foundOf(tenant, erased, stores)) {
    erasedCount += yield* eraseAt(tenant, { request, at }, stores);
  }
  yield* redact(tenant, graves, stores);
  yield* step(stores.graph.bury(tenant, graves));
  return erasedCount;
}

function* eraseAt(
  tenant: Tenant,
  { request, at }: { readonly request: EraseRequest; readonly at: number },
  stores: Stores,
): Steps<number> {
  const { outcome, turnIds } = yield* eraseSteps(tenant, request, { stores, now: at });
  const { memoryIds, relationIds } = outcome.removed;
  return memoryIds.length + relationIds.length + turnIds.length;
}

/** Everything told before the tenant was deleted elsewhere, episode by episode: what was told after it stays. */
function* eraseBefore(tenant: Tenant, at: number, stores: Stores): Steps<number> {
  let erasedCount = 0;
  for (const read of [readJournal, readLedger]) {
    let cursor: string | null = null;
    do {
      const page: Aged = yield* read(tenant, cursor, stores);
      const episodeIds = page.items.filter(({ recordedAt }) => recordedAt < at).map(({ id }) => id);
      if (episodeIds.length > 0) {
        // A tenant's tombstone covers what is before it, an episode's what is not after it.
        erasedCount += yield* eraseAt(tenant, { request: { episodeIds }, at: at - 1 }, stores);
      }
      ({ cursor } = page);
    } while (cursor !== null);
  }
  return erasedCount;
}

/** Episodes, and when the last of each was recorded. */
interface Aged {
  readonly items: readonly { readonly id: string; readonly recordedAt: number }[];
  readonly cursor: string | null;
}

function* readJournal(tenant: Tenant, cursor: string | null, { journal }: Stores): Steps<Aged> {
  const page = yield* step<Page<JournalEntry>>(
    journal.entries(tenant, { cursor, limit: PAGE_SIZE }),
  );
  const items = page.items.map(({ episodeId, recordedAt }) => ({ id: episodeId, recordedAt }));
  return { items, cursor: page.cursor };
}

function* readLedger(tenant: Tenant, cursor: string | null, { graph }: Stores): Steps<Aged> {
  const page = yield* step<Page<EpisodeRecords>>(
    graph.recordsByEpisode(tenant, { cursor, limit: PAGE_SIZE }),
  );
  const items = page.items.map(({ episodeId, records }) => {
    const { attestations, supersessions, mentions, merges } = records;
    const told = [...attestations, ...supersessions, ...mentions, ...merges];
    return { id: episodeId, recordedAt: greatest(told.map(({ recordedAt }) => recordedAt)) };
  });
  return { items, cursor: page.cursor };
}

/** What is here of the erased, by the time of the deletion. */
function* foundOf(
  tenant: Tenant,
  graves: readonly Tombstone[],
  { vector, graph, journal }: Stores,
): Steps<Map<number, EraseRequest>> {
  const erasedAt = new Map(graves.map(({ id, at }) => [id, at]));
  const ids = [...erasedAt.keys()];
  const points = yield* step<readonly StoredPoint[]>(vector.get(tenant, ids));
  const relations = yield* step<readonly Relation[]>(graph.getRelations(tenant, ids));
  if (points.length + relations.length === 0) return new Map();
  const statements = [...points, ...relations].map(({ id }) => id);
  const { attestations } = yield* step<Ledger>(graph.ledgerOf(tenant, statements));
  const isOver = (id: string, recordedAt: number): boolean =>
    recordedAt <= (erasedAt.get(id) ?? Number.NEGATIVE_INFINITY);
  const later = new Set(
    attestations
      .filter(({ of, recordedAt, isRevision }) => !isRevision && !isOver(of, recordedAt))
      .map(({ of }) => of),
  );
  const turns = points.filter(({ kind }) => kind === "turn");
  const isGone = ({ id, recordedAt }: { readonly id: string; readonly recordedAt: number }) =>
    isOver(id, recordedAt) && !later.has(id);
  const episodeIds: string[] = [];
  for (const id of new Set(turns.flatMap(({ turn }) => turn?.episodeId ?? []))) {
    const entry = yield* step<JournalEntry | undefined>(journal.get(tenant, id));
    if (entry && isOver(id, entry.recordedAt)) episodeIds.push(id);
  }
  const found = [
    ...points.filter(isGone).map(({ id, kind }) => ({ id, what: whatOf(kind) })),
    ...relations.filter(isGone).map(({ id }) => ({ id, what: "relationIds" as const })),
    ...episodeIds.map((id) => ({ id, what: "episodeIds" as const })),
  ];
  const byTime = Map.groupBy(found, ({ id }) => erasedAt.get(id) ?? 0);
  return new Map(Array.from(byTime, ([at, own]) => [at, requestOf(own)]));
}

type What = keyof EraseRequest;

function whatOf(kind: HitKind): What {
  return kind === "turn" ? "turnIds" : "memoryIds";
}

function requestOf(found: readonly { readonly id: string; readonly what: What }[]): EraseRequest {
  const of = (wanted: What): string[] =>
    found.filter(({ what }) => what === wanted).map(({ id }) => id);
  return {
    memoryIds: of("memoryIds"),
    relationIds: of("relationIds"),
    turnIds: of("turnIds"),
    episodeIds: of("episodeIds"),
  };
}

/** Takes the text of turns in which something was told that was deleted elsewhere. */
function* redact(tenant: Tenant, graves: readonly Tombstone[], { vector }: Stores): Steps<void> {
  const redactedAt = new Map(
    graves.flatMap(({ id, at, form }) => (form === "redacted" ? [[id, at] as const] : [])),
  );
  if (redactedAt.size === 0) return;
  const points = yield* step<readonly StoredPoint[]>(vector.get(tenant, [...redactedAt.keys()]));
  const open = points.filter(
    ({ id, isRedacted, recordedAt }) =>
      !isRedacted && recordedAt <= (redactedAt.get(id) ?? Number.NEGATIVE_INFINITY),
  );
  yield* step(
    vector.redact(
      tenant,
      open.map(({ id }) => id),
    ),
  );
}
