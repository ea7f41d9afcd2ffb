import type { JournalEntry } from "../../src/journal/journal.ts";

/** An episode's entry: an add that is pending, and whose lease has ended, unless it is told otherwise. */
export function pendingEntry(
  episodeId: string,
  overrides: Partial<JournalEntry> = {},
): JournalEntry {
  return {
    episodeId,
    status: "pending",
    plan: "plan",
    outcome: null,
    recordedAt: 1,
    turnCount: 1,
    agentId: null,
    runId: null,
    expiresAt: null,
    leaseUntil: 0,
    unread: null,
    ...overrides,
  };
}
