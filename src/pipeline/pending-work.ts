/** What adds and deletions across separate stores have still to do. */
import type { Tenant } from "../core/scope.ts";
import type { Stores } from "./stores.ts";
import { readTask } from "./task.ts";
import { PAGE_SIZE } from "./listings.ts";

/** What is on its way. */
export interface PendingWork {
  /** Whether a memory is one that a pending add has written, or is about to. */
  readonly isUnderWay: (memoryId: string) => boolean;
  /** When the claims end of those who are, or may be, at work at this moment, by episode. */
  readonly leases: ReadonlyMap<string, number>;
}

/** Looks up what is on its way; nothing is where the stores share a file, as a transaction has no half. */
export async function pendingWork(
  tenant: Tenant,
  { journal, transactor }: Stores,
  now = 0,
): Promise<PendingWork> {
  if (transactor) return { isUnderWay: () => false, leases: new Map() };
  // Also those whose lease is alive.
  const entries = await journal.pending(tenant, { now: Number.MAX_SAFE_INTEGER, limit: PAGE_SIZE });
  const ids = entries.flatMap(({ plan }) => {
    const task = plan === null ? null : readTask(plan);
    return task && "plan" in task ? task.plan.memories.map(({ id }) => id) : [];
  });
  const memoryIds = new Set(ids);
  return {
    isUnderWay: (id) => memoryIds.has(id),
    leases: new Map(
      entries.flatMap(({ episodeId, leaseUntil }) =>
        leaseUntil >= now ? [[episodeId, leaseUntil] as const] : [],
      ),
    ),
  };
}
