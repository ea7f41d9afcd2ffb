/** What changes entries: each write finds by its own filter whether it still may. */
import { randomUUID } from "node:crypto";

import { StoreUnavailableError } from "../../core/errors.ts";
import { QDRANT } from "../../qdrant/map-error.ts";
import type { QdrantPayload } from "../../qdrant/qdrant-client.ts";
import { matches, matchesAny, within } from "../../qdrant/qdrant-filter.ts";
import type { QdrantCondition } from "../../qdrant/qdrant-filter.ts";
import { MAX_WRITE_ATTEMPTS, type TenantCollection } from "../../qdrant/tenant-collection.ts";
import type { Amendment, EpisodeOutcome, JournalEntry } from "../journal.ts";
import { entryPayload, readEntry, stateOf } from "./entry-payload.ts";
import { findEntry } from "./read-entries.ts";

/** What an entry is that somebody has still to work on. */
const IS_OPEN: QdrantCondition = matchesAny("state", ["pending", "unread"]);

/** Writes an entry unless there is one. Returns whether it was written. */
export async function beginEntry(
  own: TenantCollection,
  entry: JournalEntry,
  isOwnId: boolean,
): Promise<boolean> {
  const writer = randomUUID();
  const point = own.newPoint(entry.episodeId, {}, entryPayload(entry, writer));
  await own.update("begin an episode", [own.insertion([point])]);
  return isOwnId || isWrittenBy(own, entry.episodeId, writer);
}

/** Marks a pending entry done. */
export async function finishEntry(
  own: TenantCollection,
  {
    episodeId,
    outcome,
    ids,
  }: {
    readonly episodeId: string;
    readonly outcome: EpisodeOutcome;
    readonly ids: readonly string[];
  },
): Promise<void> {
  const done = {
    plan: null,
    outcome: JSON.stringify(outcome),
    ids: [...new Set([episodeId, ...ids])],
    leaseUntil: 0,
  };
  const isPending = matches("state", "pending");
  // What is to be read later is marked in the entry, which is not read here: the first of the two that fits takes it.
  await own.update("finish an episode", [
    own.setting([episodeId], { ...done, state: "unread" }, [isPending, matches("isUnread", true)]),
    own.setting([episodeId], { ...done, state: "read" }, [isPending]),
  ]);
}

/** Takes the lease of an open entry, unless somebody has it. */
export async function claimEntry(
  own: TenantCollection,
  episodeId: string,
  { now, leaseUntil }: { readonly now: number; readonly leaseUntil: number },
): Promise<boolean> {
  const writer = randomUUID();
  const isFree = within("leaseUntil", { lt: now });
  await own.update("claim an episode", [
    own.setting([episodeId], { leaseUntil, writer }, [IS_OPEN, isFree]),
  ]);
  return isWrittenBy(own, episodeId, writer);
}

export async function releaseEntry(own: TenantCollection, episodeId: string): Promise<void> {
  await own.update("release an episode", [own.setting([episodeId], { leaseUntil: 0 }, [IS_OPEN])]);
}

export async function replanEntry(
  own: TenantCollection,
  episodeId: string,
  plan: string,
): Promise<void> {
  const isPending = matches("state", "pending");
  await own.update("plan an episode anew", [own.setting([episodeId], { plan }, [isPending])]);
}

/** Puts an outcome in place of an unread entry's. */
export async function amendEntry(
  own: TenantCollection,
  episodeId: string,
  { outcome, unread, ids }: Amendment,
): Promise<boolean> {
  return rewriteEntry(own, "amend an episode", episodeId, (payload) => {
    const entry = readEntry(payload);
    if (entry.state !== "unread") return undefined;
    return {
      outcome: JSON.stringify(outcome),
      unread,
      isUnread: unread !== null,
      state: stateOf({ status: "done", unread }),
      ids: [...new Set([...entry.ids, ...ids])],
      leaseUntil: 0,
    };
  });
}

/** Notes ids as points of their own. */
export async function ownIds(own: TenantCollection, ids: readonly string[]): Promise<void> {
  own.collection.connection.mustBeOpen("note ids");
  if (ids.length === 0) return;
  const points = Array.from(new Set(ids), (id) => own.newPoint(idKey(id), {}, { ids: [id] }));
  await own.update("note ids", [own.insertion(points)]);
}

/** The record id of the point that notes an id: an entry has its episode's. */
export function idKey(id: string): string {
  return `id:${id}`;
}

/** Changes an entry by what it says, and again if somebody else has changed it meanwhile. Returns whether it was changed. */
export async function rewriteEntry(
  own: TenantCollection,
  action: string,
  episodeId: string,
  change: (payload: QdrantPayload) => QdrantPayload | undefined,
): Promise<boolean> {
  for (let attempt = 0; attempt < MAX_WRITE_ATTEMPTS; attempt += 1) {
    const payload = await findEntry(own, episodeId);
    const changed = payload && change(payload);
    if (!payload || !changed) return false;
    const writer = randomUUID();
    const isAsRead = matches("writer", readEntry(payload).writer);
    await own.update(action, [own.setting([episodeId], { ...changed, writer }, [isAsRead])]);
    if (await isWrittenBy(own, episodeId, writer)) return true;
  }
  const reason = "others write the same episode all the time";
  throw new StoreUnavailableError(action, QDRANT, { reason });
}

/** Whether the last to write an entry was this writer. */
async function isWrittenBy(
  own: TenantCollection,
  episodeId: string,
  writer: string,
): Promise<boolean> {
  const [found = []] = await own.query("check an episode", [
    {
      filter: { must: [{ has_id: own.pointIds([episodeId]) }, matches("writer", writer)] },
      limit: 1,
      with_payload: false,
    },
  ]);
  return found.length > 0;
}
