/** The plan of an add: plain data, made without I/O, that can be applied any number of times with the same effect. */
import type {
  Attribution,
  LedgerRecords,
  MemoryKind,
  MemoryRecord,
  TurnRecord,
} from "../../core/records.ts";
import type { ResolvedScope } from "../../core/scope.ts";
import type { Failure } from "./stated.ts";

/** What an add is going to write. */
export interface Plan {
  readonly episodeId: string;
  readonly scope: ResolvedScope;
  readonly at: number;
  readonly recordedAt: number;
  readonly expiresAt: number | null;
  readonly turns: readonly TurnRecord[];
  /** Memories told, whether new or known. */
  readonly memories: readonly MemoryRecord[];
  readonly records: LedgerRecords;
  /** The facts of the extraction, in its order, by the memory each became. */
  readonly facts: readonly PlannedFact[];
  readonly failed: readonly Failure[];
}

/** A fact of the extraction and the memory it became. */
export interface PlannedFact {
  readonly memoryId: string;
  readonly text: string;
  readonly kind: MemoryKind;
  readonly attestationIds: readonly string[];
  /** Memories it names as ended or taken back. */
  readonly names: readonly string[];
}

/** What memory a statement is, before it has an id. */
export interface MemoryIdentity {
  readonly kind: MemoryKind;
  readonly attributedTo: Attribution;
  /** The agent, for the assistant's own statements; else null. */
  readonly agentId: string | null;
  readonly textKey: string;
}

/** What the planner has to know of the tenant, by the keys of `identities.ts`. */
export interface PlanSnapshot {
  /** The id to use for each memory identity. */
  readonly memoryIds: ReadonlyMap<string, string>;
  /** The id to use for each relation identity. */
  readonly relationIds: ReadonlyMap<string, string>;
  /** Which of the memories and relations that the extraction names by id exist. */
  readonly namedIds: ReadonlySet<string>;
}
