/** What a pending entry of the journal says is to be done: enough for whoever finds it to finish it. */
import type { LedgerRecords, Revision } from "../core/records.ts";
import type { Plan } from "./add/plan.ts";
import type { ReadEpisode } from "./add/stated.ts";

/** How long a writer's claim on a pending entry lasts, in milliseconds: longer than any commit takes. */
export const LEASE_MS = 60_000;

/** What to erase. */
export interface EraseRequest {
  readonly memoryIds?: readonly string[];
  readonly relationIds?: readonly string[];
  readonly turnIds?: readonly string[];
  readonly episodeIds?: readonly string[];
}

/** Something to be done across separate stores. Plain data, kept as JSON. */
export type Task =
  /** A plan to be applied. */
  | {
      readonly form: "add";
      readonly plan: Plan;
      /** Memories that were written before the graph could be asked for their ids: those that nothing tells go. */
      readonly formerIds?: readonly string[] | undefined;
    }
  /** What was read while the graph was down: to be planned anew. `plan` is what the facts were written by meanwhile. */
  | { readonly form: "read"; readonly read: ReadEpisode; readonly plan: Plan }
  /** Records for the ledger, and the revision of a memory's text that they come of. */
  | {
      readonly form: "records";
      readonly records: LedgerRecords;
      readonly revision: Revision | null;
    }
  /** A deletion. It has ids alone. */
  | { readonly form: "forget"; readonly request: EraseRequest; readonly at: number }
  /**
   * The deletion of a whole tenant, of what was recorded before `at`. `lateIds` are episodes that were there all the same,
   * though recorded later: by a machine whose clock is ahead.
   */
  | {
      readonly form: "forget-tenant";
      readonly at: number;
      readonly lateIds?: readonly string[] | undefined;
    };

/** A task as the journal keeps it: without what is not stored, as that was told by its text to whoever added it. */
export function writeTask(task: Task): string {
  if (!("plan" in task)) return JSON.stringify(task);
  const kept = { ...task, plan: { ...task.plan, failed: [] } };
  return JSON.stringify(
    kept.form === "read" ? { ...kept, read: { ...kept.read, failed: [] } } : kept,
  );
}

/** Reads what {@link writeTask} wrote. */
export function readTask(text: string): Task {
  // Nobody else writes the plan of an entry.
  return JSON.parse(text) as Task;
}
