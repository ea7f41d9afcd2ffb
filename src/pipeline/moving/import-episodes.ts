/** Puts episodes of an export into the stores: the same steps as a commit's, and as safe to repeat. */
import { step, stepAll, type Steps } from "../../core/awaitable.ts";
import { statementKey } from "../../core/names.ts";
import type { Attestation, LedgerRecords } from "../../core/records.ts";
import type { Tenant } from "../../core/scope.ts";
import { TENANT_TOMBSTONE } from "../../graph/graph-store.ts";
import type { NewPoint, StoredPoint } from "../../vector/vector-store.ts";
import { memoryPoint, turnPoint } from "../add/points.ts";
import type { Stores } from "../stores.ts";
import { partRecords } from "./known-records.ts";
import type { EpisodeLine, ExportedMemory, ExportedTurn } from "./export-lines.ts";

/** Whether a tombstone keeps an id dead that was recorded then. */
type IsDead = (id: string, recordedAt: number) => boolean;

/** Episodes to be kept together. */
export interface EpisodeBatch {
  readonly lines: readonly EpisodeLine[];
  /** Whether the tenant had nothing when the import began. */
  readonly isFresh: boolean;
}

/**
 * The steps that keep some episodes of a tenant. Their points come without vectors: those have lines of their own.
 *
 * @returns The ids of episodes that are not kept, as others of the same ids are there: one key for two adds.
 */
export function* importEpisodes(
  tenant: Tenant,
  { lines, isFresh }: EpisodeBatch,
  { vector, graph, journal }: Stores,
): Steps<readonly string[]> {
  const conflicting = yield* readConflicts(tenant, lines, vector);
  const episodes = lines.filter(({ id }) => !conflicting.has(id));
  const isDead = yield* readDead(tenant, episodes, graph);
  const points = pointsOf(episodes, isDead);
  yield* step(vector.insert(tenant, points));
  for (const { id, revisions } of memoriesIn(episodes)) {
    for (const { id: revisionId, text, recordedAt } of revisions) {
      const record = {
        id: revisionId,
        memoryId: id,
        text,
        textKey: statementKey(text),
        recordedAt,
      };
      yield* step(vector.revise(tenant, { ...record, searchText: text }, null));
    }
  }
  const redacted = turnsIn(episodes).filter(({ isRedacted }) => isRedacted);
  if (redacted.length > 0) yield* step(vector.redact(tenant, redacted.map(idOf)));
  const records = together(episodes.map((episode) => episode.records));
  const dead = new Set<string>();
  for (const part of yield* partsOf(tenant, { records, isFresh }, graph)) {
    const outcome = yield* step(graph.commit(tenant, part));
    for (const id of outcome.dead) dead.add(id);
    const { redactedTurnIds, projections } = outcome;
    if (outcome.dead.size > 0) yield* step(vector.remove(tenant, [...outcome.dead]));
    if (redactedTurnIds.length > 0) yield* step(vector.redact(tenant, redactedTurnIds));
    yield* step(vector.project(tenant, projections));
  }
  const ids = new Set([...points, ...records.relations].map(idOf)).difference(dead);
  const entries = episodes
    .flatMap(({ entry }) => entry ?? [])
    .filter(({ episodeId, recordedAt }) => !isDead(episodeId, recordedAt));
  // Last: until then a repeated add is told anew, which comes to the same. Nobody here is at work on what is pending.
  yield* stepAll([
    journal.own(tenant, [...ids]),
    ...entries.map((entry) => journal.begin(tenant, { ...entry, leaseUntil: 0 })),
  ]);
  return [...conflicting];
}

/** The records as they are committed: what is there already by itself, so that an interrupted commit is completed. */
function* partsOf(
  tenant: Tenant,
  { records, isFresh }: { readonly records: LedgerRecords; readonly isFresh: boolean },
  graph: Stores["graph"],
): Steps<LedgerRecords[]> {
  if (isFresh) return [records];
  const { fresh, known } = yield* partRecords(tenant, records, graph);
  const { attestations, supersessions, merges } = known;
  const isNone = attestations.length + supersessions.length + merges.length === 0;
  return isNone ? [fresh] : [fresh, known];
}

/** Episodes whose turns are there already and were recorded at another time: mixed, they would attest each other's. */
function* readConflicts(
  tenant: Tenant,
  lines: readonly EpisodeLine[],
  vector: Stores["vector"],
): Steps<ReadonlySet<string>> {
  const turns = new Map(turnsIn(lines).map((turn) => [turn.id, turn]));
  const there = yield* step<readonly StoredPoint[]>(vector.get(tenant, [...turns.keys()]));
  const others = there.filter(({ id, recordedAt }) => turns.get(id)?.recordedAt !== recordedAt);
  return new Set(others.flatMap(({ id }) => turns.get(id)?.episodeId ?? []));
}

function* readDead(
  tenant: Tenant,
  episodes: readonly EpisodeLine[],
  graph: Stores["graph"],
): Steps<IsDead> {
  const ids = [...episodes, ...turnsIn(episodes), ...memoriesIn(episodes)].map(idOf);
  const graves = yield* step(graph.tombstones(tenant, [...new Set([...ids, TENANT_TOMBSTONE])]));
  const erasedAt = new Map(
    graves.flatMap(({ id, at, form }) => (form === "erased" ? [[id, at] as const] : [])),
  );
  const all = erasedAt.get(TENANT_TOMBSTONE) ?? Number.NEGATIVE_INFINITY;
  return (id, recordedAt) =>
    recordedAt < all || recordedAt <= (erasedAt.get(id) ?? Number.NEGATIVE_INFINITY);
}

/** What lives of the turns and memories. A memory lives if any telling of it here is later than its tombstone. */
function pointsOf(episodes: readonly EpisodeLine[], isDead: IsDead): NewPoint[] {
  return episodes.flatMap((episode): NewPoint[] => {
    const { id, turns, memories, records } = episode;
    const living = turns.filter(
      (turn) => !isDead(turn.id, turn.recordedAt) && !isDead(id, turn.recordedAt),
    );
    const told = Map.groupBy(records.attestations, ({ of }) => of);
    return [
      ...living.map((turn) => turnPoint(turn, null)),
      ...memories.flatMap((memory) => {
        const tellings = told.get(memory.id) ?? [];
        const first = tellings.find(({ recordedAt }) => !isDead(memory.id, recordedAt));
        return first ? pointOf(memory, first) : [];
      }),
    ];
  });
}

function pointOf(memory: ExportedMemory, told: Attestation): NewPoint {
  const record = { ...memory, textKey: statementKey(memory.text) };
  return { ...memoryPoint(record, told, null), at: memory.at };
}

function turnsIn(episodes: readonly EpisodeLine[]): ExportedTurn[] {
  return episodes.flatMap(({ turns }) => turns);
}

function memoriesIn(episodes: readonly EpisodeLine[]): ExportedMemory[] {
  const memories = episodes.flatMap((episode) => episode.memories);
  return [...new Map(memories.map((memory) => [memory.id, memory])).values()];
}

function together(all: readonly LedgerRecords[]): LedgerRecords {
  return {
    relations: all.flatMap(({ relations }) => relations),
    attestations: all.flatMap(({ attestations }) => attestations),
    supersessions: all.flatMap(({ supersessions }) => supersessions),
    mentions: all.flatMap(({ mentions }) => mentions),
    merges: all.flatMap(({ merges }) => merges),
  };
}

function idOf({ id }: { readonly id: string }): string {
  return id;
}
