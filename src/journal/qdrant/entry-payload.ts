/** Journal entries as payloads. */
import type { QdrantPayload } from "../../qdrant/qdrant-client.ts";
import { ID_KEY } from "../../qdrant/tenant-collection.ts";
import type { EpisodeOutcome, JournalEntry } from "../journal.ts";

/** Indexed fields, with the type of their index. */
export const ENTRY_FIELDS = {
  /** "pending", "unread" or "read" for entries; absent where ids alone are noted. */
  state: "keyword",
  /** The ids that belong to the tenant by this: the episode's own too. */
  ids: "keyword",
  agent: "keyword",
  run: "keyword",
  isUnread: "bool",
  writer: "keyword",
  recordedAt: "integer",
  leaseUntil: "integer",
  expiresAt: "integer",
} as const;

/** Whether somebody has still to work on an entry, and at what. */
export type EntryState = "pending" | "unread" | "read";

/** How an agent or run is named. */
export function nameOf(id: string): string {
  return `=${id}`;
}

/** The fields of a new entry. */
export function entryPayload(entry: JournalEntry, writer: string): QdrantPayload {
  return {
    state: stateOf(entry),
    ids: [entry.episodeId],
    writer,
    recordedAt: entry.recordedAt,
    leaseUntil: entry.leaseUntil,
    expiresAt: entry.expiresAt,
    turnCount: entry.turnCount,
    agent: entry.agentId === null ? null : nameOf(entry.agentId),
    run: entry.runId === null ? null : nameOf(entry.runId),
    plan: entry.plan,
    outcome: entry.outcome && JSON.stringify(entry.outcome),
    unread: entry.unread,
    isUnread: entry.unread !== null,
  };
}

/** The state of an entry that is so. */
export function stateOf({ status, unread }: Pick<JournalEntry, "status" | "unread">): EntryState {
  if (status === "pending") return "pending";
  return unread === null ? "read" : "unread";
}

/** A payload as it is read back: the server leaves out what is null. */
interface EntryPayload {
  readonly [ID_KEY]: string;
  readonly state: EntryState;
  readonly ids: readonly string[];
  readonly writer: string;
  readonly recordedAt: number;
  readonly leaseUntil: number;
  readonly expiresAt?: number | null;
  readonly turnCount: number;
  readonly agent?: string | null;
  readonly run?: string | null;
  readonly plan?: string | null;
  readonly outcome?: string | null;
  readonly unread?: string | null;
}

/** An entry's payload, as its fields. */
export function readEntry(payload: QdrantPayload): EntryPayload {
  // Written by `entryPayload` and by nobody else.
  return payload as unknown as EntryPayload;
}

/** The entry of a payload. */
export function toEntry(payload: QdrantPayload): JournalEntry {
  const entry = readEntry(payload);
  const { plan = null, outcome = null, agent = null, run = null, unread = null } = entry;
  return {
    episodeId: entry[ID_KEY],
    status: entry.state === "pending" ? "pending" : "done",
    plan,
    outcome: outcome === null ? null : (JSON.parse(outcome) as EpisodeOutcome),
    recordedAt: entry.recordedAt,
    turnCount: entry.turnCount,
    agentId: agent === null ? null : agent.slice(1),
    runId: run === null ? null : run.slice(1),
    expiresAt: entry.expiresAt ?? null,
    leaseUntil: entry.leaseUntil,
    unread,
  };
}
