import type { Page } from "../../core/page.ts";
import { MAX_ANSWER_POINTS } from "../../qdrant/ensure-collection.ts";
import type { QdrantPayload, QdrantPoint } from "../../qdrant/qdrant-client.ts";
import { matches, matchesAny, within } from "../../qdrant/qdrant-filter.ts";
import type { QdrantCondition } from "../../qdrant/qdrant-filter.ts";
import { ID_KEY } from "../../qdrant/tenant-collection.ts";
import type { TenantCollection } from "../../qdrant/tenant-collection.ts";
import type { JournalEntry } from "../journal.ts";
import { nameOf, readEntry, toEntry } from "./entry-payload.ts";

/** What makes a point an entry. */
export const IS_ENTRY: QdrantCondition = matchesAny("state", ["pending", "unread", "read"]);
/** How many more are asked for, so that of entries of one time the first by id are among them. */
const MARGIN = 16;
const PAGE = 1000;

/** The payload of an episode's entry. */
export async function findEntry(
  own: TenantCollection,
  episodeId: string,
): Promise<QdrantPayload | undefined> {
  const [found = []] = await own.query("read an episode", [
    { filter: entryFilter(own, episodeId), limit: 1, with_payload: true },
  ]);
  return found[0]?.payload ?? undefined;
}

function entryFilter(
  own: TenantCollection,
  episodeId: string,
): { readonly must: readonly QdrantCondition[] } {
  return { must: [{ has_id: own.pointIds([episodeId]) }, IS_ENTRY] };
}

/** All entries, by id. */
export async function pageOfEntries(
  own: TenantCollection,
  { cursor, limit }: { readonly cursor: string | null; readonly limit: number },
): Promise<Page<JournalEntry>> {
  if (limit === 0) return { items: [], cursor };
  const filter = { must: [IS_ENTRY] };
  const found = await own.page("list episodes", { filter, cursor, limit, with_payload: true });
  const items = payloadsOf(found).slice(0, limit).map(toEntry);
  // Ids of one millisecond from two processes may have one first half: those the server orders by its second one.
  const byId = items.toSorted((a, b) => compareIds(a.episodeId, b.episodeId));
  return { items: byId, cursor: found.length > limit ? (items.at(-1)?.episodeId ?? null) : null };
}

/** Entries in a state whose lease ended before now, oldest first. */
export async function openEntries(
  own: TenantCollection,
  state: "pending" | "unread",
  { now, limit }: { readonly now: number; readonly limit: number },
): Promise<JournalEntry[]> {
  if (limit === 0) {
    own.collection.connection.mustBeOpen("list episodes");
    return [];
  }
  const [found = []] = await own.query(`list ${state} episodes`, [
    {
      query: { order_by: { key: "recordedAt", direction: "asc" } },
      filter: { must: [matches("state", state), within("leaseUntil", { lt: now })] },
      limit: Math.min(limit + MARGIN, MAX_ANSWER_POINTS),
      with_payload: true,
    },
  ]);
  return payloadsOf(found)
    .map(toEntry)
    .toSorted((a, b) => a.recordedAt - b.recordedAt || compareIds(a.episodeId, b.episodeId))
    .slice(0, limit);
}

/** Whether an entry is pending that is told by its lease or by its age. */
export async function hasPending(
  own: TenantCollection,
  {
    leaseBefore,
    recordedBefore,
  }: { readonly leaseBefore: number; readonly recordedBefore: number },
): Promise<boolean> {
  const [found = []] = await own.query("look for pending episodes", [
    {
      filter: {
        must: [matches("state", "pending")],
        should: [
          within("leaseUntil", { lt: leaseBefore }),
          within("recordedAt", { lt: recordedBefore }),
        ],
      },
      limit: 1,
      with_payload: false,
    },
  ]);
  return found.length > 0;
}

/** Episodes that end by now, oldest first. */
export async function expiredEntries(
  own: TenantCollection,
  { now, limit }: { readonly now: number; readonly limit: number },
): Promise<string[]> {
  if (limit === 0) {
    own.collection.connection.mustBeOpen("list expired episodes");
    return [];
  }
  const [found = []] = await own.query("list expired episodes", [
    {
      query: { order_by: { key: "expiresAt", direction: "asc" } },
      filter: { must: [IS_ENTRY, within("expiresAt", { lte: now })] },
      limit: Math.min(limit + MARGIN, MAX_ANSWER_POINTS),
      with_payload: [ID_KEY, "expiresAt"],
    },
  ]);
  return payloadsOf(found)
    .map(readEntry)
    .toSorted((a, b) => (a.expiresAt ?? 0) - (b.expiresAt ?? 0) || compareIds(a[ID_KEY], b[ID_KEY]))
    .slice(0, limit)
    .map((entry) => entry[ID_KEY]);
}

/** Episodes told to an agent, in a run, or both. */
export async function episodesOf(
  own: TenantCollection,
  { agentId, runId }: { readonly agentId: string | null; readonly runId: string | null },
): Promise<string[]> {
  const must = [
    IS_ENTRY,
    ...(agentId === null ? [] : [matches("agent", nameOf(agentId))]),
    ...(runId === null ? [] : [matches("run", nameOf(runId))]),
  ];
  const ids: string[] = [];
  let cursor: string | null = null;
  for (;;) {
    const found: readonly QdrantPoint[] = await own.page("list episodes", {
      filter: { must },
      cursor,
      limit: PAGE,
      with_payload: [ID_KEY],
    });
    for (const payload of payloadsOf(found).slice(0, PAGE)) {
      cursor = readEntry(payload)[ID_KEY];
      ids.push(cursor);
    }
    if (found.length <= PAGE) return ids.toSorted(compareIds);
  }
}

/** What points say. */
export function payloadsOf(found: readonly QdrantPoint[]): QdrantPayload[] {
  return found.flatMap(({ payload }) => (payload ? [payload] : []));
}

function compareIds(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
