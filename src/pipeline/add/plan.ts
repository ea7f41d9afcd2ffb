/** The plan of an add: plain data, made without I/O, that can be applied any number of times with the same effect. */
import type {
  Attestation,
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
  /** The add it is of. */
  readonly episodeId: string;
  /** Whose memory it is for. */
  readonly scope: ResolvedScope;
  /** When it was said, epoch ms. */
  readonly at: number;
  /** When it is being recorded, epoch ms. */
  readonly recordedAt: number;
  /** When it is to be forgotten, epoch ms; null for never. */
  readonly expiresAt: number | null;
  /** The messages, as they will be kept. */
  readonly turns: readonly TurnRecord[];
  /** Memories told, whether new or known. */
  readonly memories: readonly MemoryRecord[];
  /** Edges, attestations, links, mentions and merges. */
  readonly records: LedgerRecords;
  /** The facts of the extraction, in its order, by the memory each became. */
  readonly facts: readonly PlannedFact[];
  /** Memories that it ends without putting anything in their place. */
  readonly endedIds: readonly string[];
  /** What was stated and will not be stored. */
  readonly failed: readonly Failure[];
  /** What a model has still to read of the episode, as JSON; null for nothing. */
  readonly unread: string | null;
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
  /** Of the edges that the extraction says were wrong and that exist, by id, the memories that tell them. */
  readonly tellers: ReadonlyMap<string, readonly string[]>;
  /**
   * What was told before of the edges with many values that the extraction tells, and of those that cannot hold beside
   * them; and of the memories that told an end of one. By id of the edge or memory.
   */
  readonly tellings: ReadonlyMap<string, readonly Attestation[]>;
}
