/** A tenant's episodes as lines: the journal's entries and the ledger's records, with the turns and memories they are of. */
import { turnIdOf } from "../../core/ids.ts";
import type { LedgerRecords } from "../../core/records.ts";
import type { Tenant } from "../../core/scope.ts";
import type { EpisodeRecords } from "../../graph/graph-store.ts";
import type { JournalEntry } from "../../journal/journal.ts";
import type { StoredPoint } from "../../vector/vector-store.ts";
import type { Stores } from "../stores.ts";
import type { EpisodeLine, ExportedMemory, ExportedTurn } from "./export-lines.ts";
import { itemsOf } from "../listings.ts";
import { groupsOf, type Joined, joinById } from "./pages.ts";

/** Episodes read at once: one of thousands of messages is several megabytes. */
const EPISODES_AT_ONCE = 32;

const NO_RECORDS: LedgerRecords = {
  relations: [],
  attestations: [],
  supersessions: [],
  mentions: [],
  merges: [],
};

type Episode = Joined<JournalEntry, EpisodeRecords>;

/** Every episode of a tenant by id, those up to and including `after` left out, in groups that were read together. */
export async function* exportEpisodes(
  tenant: Tenant,
  after: string | null,
  { journal, graph, vector }: Stores,
): AsyncGenerator<EpisodeLine[]> {
  const limit = EPISODES_AT_ONCE;
  const entries = itemsOf((cursor) => journal.entries(tenant, { cursor, limit }));
  const ledger = itemsOf((cursor) => graph.recordsByEpisode(tenant, { cursor, limit }));
  const episodes = joinById(
    { items: entries, idOf: ({ episodeId }) => episodeId },
    { items: ledger, idOf: ({ episodeId }) => episodeId },
  );
  for await (const group of groupsOf(episodes, limit)) {
    const wanted = group.filter(({ id }) => after === null || id > after);
    if (wanted.length === 0) continue;
    const ids = new Set(wanted.flatMap((one) => [...turnIdsOf(one), ...memoryIdsOf(one)]));
    const points = new Map((await vector.get(tenant, [...ids])).map((point) => [point.id, point]));
    yield wanted.map((one) => lineOf(tenant, one, points));
  }
}

function lineOf(
  tenant: Tenant,
  episode: Episode,
  points: ReadonlyMap<string, StoredPoint>,
): EpisodeLine {
  const found = (ids: Iterable<string>): StoredPoint[] =>
    [...new Set(ids)].flatMap((id) => points.get(id) ?? []);
  return {
    kind: "episode",
    tenant,
    id: episode.id,
    entry: episode.left ?? null,
    turns: found(turnIdsOf(episode)).flatMap((point) => turnOf(point) ?? []),
    memories: found(memoryIdsOf(episode)).flatMap((point) => memoryOf(point) ?? []),
    records: episode.right?.records ?? NO_RECORDS,
  };
}

/** Those that the journal counts; and those that records name, should it know of none. */
function turnIdsOf({ id, left, right }: Episode): string[] {
  const turnIds = Array.from({ length: left?.turnCount ?? 0 }, (_, index) => turnIdOf(id, index));
  const told = right?.records.attestations.map(({ turnId }) => turnId) ?? [];
  return [...turnIds, ...told];
}

function memoryIdsOf({ right }: Episode): string[] {
  const attestations = right?.records.attestations ?? [];
  return attestations.flatMap(({ of, form }) => (form === "relation" ? [] : of));
}

function turnOf({ turn, ...point }: StoredPoint): ExportedTurn | undefined {
  if (!turn) return undefined;
  const { id, text, at, recordedAt, agentId, metadata, isRedacted } = point;
  return { id, ...turn, content: text, at, recordedAt, agentId, metadata, isRedacted };
}

function memoryOf(point: StoredPoint): ExportedMemory | undefined {
  const { id, kind, attributedTo, agentId, at, recordedAt, provenance, revisions } = point;
  if (kind === "turn" || !provenance) return undefined;
  return {
    id,
    kind,
    attributedTo,
    agentId,
    text: point.originalText ?? point.text,
    at,
    recordedAt,
    provenance,
    revisions: revisions.map((one) => ({
      id: one.id,
      text: one.text,
      recordedAt: one.recordedAt,
    })),
  };
}
