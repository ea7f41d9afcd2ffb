/** Puts episodes of an export into the stores: the same steps as a commit's, and as safe to repeat. */
import { step, stepAll, type Steps } from "../../core/awaitable.ts";
import { statementKey } from "../../core/names.ts";
import type { Attestation, LedgerRecords } from "../../core/records.ts";
import type { Tenant } from "../../core/scope.ts";
import { TENANT_TOMBSTONE } from "../../graph/graph-store.ts";
import type { NewPoint } from "../../vector/vector-store.ts";
import { memoryPoint, turnPoint } from "../add/points.ts";
import type { Stores } from "../stores.ts";
import type { EpisodeLine, ExportedMemory, ExportedTurn } from "./export-lines.ts";

/** Whether a tombstone keeps an id dead that was recorded then. */
type IsDead = (id: string, recordedAt: number) => boolean;

/** The steps that keep some episodes of a tenant. Their points come without vectors: those have lines of their own. */
export function* importEpisodes(
  tenant: Tenant,
  episodes: readonly EpisodeLine[],
  { vector, graph, journal }: Stores,
): Steps<void> {
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
  const outcome = yield* step(graph.commit(tenant, records));
  const { dead, redactedTurnIds, projections } = outcome;
  if (dead.size > 0) yield* step(vector.remove(tenant, [...dead]));
  if (redactedTurnIds.length > 0) yield* step(vector.redact(tenant, redactedTurnIds));
  yield* step(vector.project(tenant, projections));
  const ids = new Set([...points, ...records.relations].map(idOf)).difference(dead);
  const entries = episodes
    .flatMap(({ entry }) => entry ?? [])
    .filter(({ episodeId, recordedAt }) => !isDead(episodeId, recordedAt));
  // Last: until then a repeated add is told anew, which comes to the same. Nobody here is at work on what is pending.
  yield* stepAll([
    journal.own(tenant, [...ids]),
    ...entries.map((entry) => journal.begin(tenant, { ...entry, leaseUntil: 0 })),
  ]);
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
