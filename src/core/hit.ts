/** What a search gives back. Times are ISO 8601 strings in UTC; null where there is none. */
import type { ErrorCode } from "./errors.ts";
import type { Attribution, HitKind, Metadata } from "./records.ts";

/** A turn that a hit was read from. */
export interface Evidence {
  /** The turn's id. */
  readonly turnId: string;
  /** The id of the episode it was said in. */
  readonly episodeId: string;
  /** The caller's own id of the message; absent if it had none. */
  readonly ref?: string;
  /** As the message had it: `user`, `assistant`, … */
  readonly role: string;
  /** Who spoke; absent if the message named nobody. */
  readonly name?: string;
  /** When it was said. */
  readonly at: string;
  /** What was said; absent once it was erased. */
  readonly text?: string;
  /** True if the text was erased. */
  readonly redacted?: true;
}

/** One edge of a path, in its own direction. */
export interface PathStep {
  /** Name of the entity it leads from. */
  readonly source: string;
  /** Type of the relation, as `WORKS_AT`. */
  readonly relationship: string;
  /** Name of the entity it leads to. */
  readonly destination: string;
}

/** What every reason has: words for a person. */
interface Reason {
  /** A short phrase: "3rd by meaning, cosine 0.71". */
  readonly text: string;
}

/** Found by one of the arms that rank. */
export interface ArmReason extends Reason {
  /** Which arm: by meaning or by words. */
  readonly by: "dense" | "keywords";
  /** From 1. */
  readonly rank: number;
  /** Cosine for `dense`; for `keywords` the share of the query that it has, in [0, 1]. */
  readonly score: number;
}

/** Found in the graph. */
export interface GraphReason extends Reason {
  /** By a walk through the graph. */
  readonly by: "graph";
  /** From 1, among the relations found. */
  readonly rank: number;
  /** How much of the query the path explains, in [0, 1]. */
  readonly score: number;
  /** Names of the entities the search began at. */
  readonly seeds: readonly string[];
  /** From a seed to the relation that told it. */
  readonly path: readonly PathStep[];
}

/** Dated in a range that the query names. */
export interface TimeReason extends Reason {
  /** By a date. */
  readonly by: "time";
  /** Start of the range; null if it is open. */
  readonly from: string | null;
  /** End of the range, exclusive; null if it is open. */
  readonly to: string | null;
}

/** Next to turns that match, in its conversation. */
export interface NeighbourReason extends Reason {
  /** By its place in a conversation. */
  readonly by: "neighbour";
  /** The turn it stands next to. */
  readonly of: string;
}

/** Said by someone the query names. */
export interface SpeakerReason extends Reason {
  /** By who said it. */
  readonly by: "speaker";
  /** Who. */
  readonly name: string;
}

/** Told by turns that match the query. */
export interface EvidenceReason extends Reason {
  /** By its evidence. */
  readonly by: "evidence";
  /** The turns that match. */
  readonly turnIds: readonly string[];
}

/** When what is shown held, if it is over or bounded. */
export interface SpellReason extends Reason {
  /** By when it holds. */
  readonly by: "spell";
  /** Start; null if unknown. */
  readonly validFrom: string | null;
  /** End, exclusive; null while it holds. */
  readonly validTo: string | null;
}

/** Shown although it is over, as the query asks about the past. */
export interface PastReason extends Reason {
  /** By a question about the past. */
  readonly by: "past";
  /** The words that ask for it. */
  readonly words: string;
}

/** Others that say the same and were folded into it. */
export interface FoldReason extends Reason {
  /** By what says the same. */
  readonly by: "fold";
  /** Their ids. */
  readonly ids: readonly string[];
}

/** Judged by a reranker. */
export interface RerankReason extends Reason {
  /** By a reranker. */
  readonly by: "rerank";
  /** From 1. */
  readonly rank: number;
  /** As the reranker gave it. */
  readonly score: number;
  /** The reranker's name. */
  readonly model: string;
}

/** With `explain`: what each part gave to the score. */
export interface ScoreReason extends Reason {
  /** By the sum of its parts. */
  readonly by: "score";
  /** By name, boosts included: their sum is the score, before a reranker's. */
  readonly parts: Readonly<Record<string, number>>;
  /** What each arm made of it, also where that counts for little; an arm that did not find it is left out. */
  readonly arms: Readonly<Partial<Record<"dense" | "keywords" | "graph" | "time", ArmRank>>>;
}

/** A place in one arm. */
export interface ArmRank {
  /** From 1; absent for `time`, which only measures how near a date is. */
  readonly rank?: number;
  /** Cosine; share of the query's words; how much of the query a path explains; nearness to the date, in [0, 1]. */
  readonly score: number;
}

/** What was found and is not among the results, as a bound or a condition cut it off. */
export interface CutHit {
  /** The memory's or turn's id. */
  readonly id: string;
  /** What it says. */
  readonly memory: string;
  /** `event`, `trait` or `note` for a memory, else `turn`. */
  readonly kind: HitKind;
  /** Null for what was left out before it was scored. */
  readonly score: number | null;
  /** As of a result; null for what was left out before it was scored. */
  readonly relevance: number | null;
  /**
   * What cut it off: `limit`, `threshold` or `tokenBudget` of the call; `filters`; or `validity`: it does not hold at the
   * time asked about.
   */
  readonly by: "limit" | "threshold" | "tokenBudget" | "filters" | "validity";
  /** As of a result; empty for what was left out before it was scored. */
  readonly why: readonly Why[];
}

/** One reason why a hit is there. */
export type Why =
  | ArmReason
  | GraphReason
  | TimeReason
  | NeighbourReason
  | SpeakerReason
  | EvidenceReason
  | SpellReason
  | PastReason
  | FoldReason
  | RerankReason
  | ScoreReason;

/** One search result: a memory, or a turn that no better memory cites. */
export interface Hit {
  /** The memory's or turn's id. */
  readonly id: string;
  /** What it says; for a turn, what was said. */
  readonly memory: string;
  /** `event`, `trait` or `note` for a memory, else `turn`. */
  readonly kind: HitKind;
  /** Orders within one response; larger is better. */
  readonly score: number;
  /** In [0, 1], comparable between responses; what `threshold` cuts. */
  readonly relevance: number;
  /** The caller's metadata: for a memory that of all its tellings, a later one's keys winning. */
  readonly metadata: Metadata;
  /** Whose side said it. */
  readonly attributedTo: Attribution;
  /** The agent whose own statement it is, or that took part in the turn. */
  readonly agentId?: string;
  /** Since when it holds, or when it happened; for a turn when it was said. Null if unknown. */
  readonly validFrom: string | null;
  /** Until when it held, exclusive; null while it holds. */
  readonly validTo: string | null;
  /** When its end was learned of; absent while it holds. */
  readonly closedAt?: string;
  /** When it was first stored. */
  readonly recordedAt: string;
  /** The turns it was read from, in the order of telling; a turn is its own evidence. */
  readonly evidence: readonly Evidence[];
  /** Why it is there, the strongest reasons first. */
  readonly why: readonly Why[];
}

/** One edge that a search found. */
export interface RelationHit {
  /** The relation's id. */
  readonly id: string;
  /** Name of the entity it leads from. */
  readonly source: string;
  /** Type of the relation, as `WORKS_AT`. */
  readonly relationship: string;
  /** Name of the entity it leads to. */
  readonly destination: string;
  /** The relation as a sentence. */
  readonly fact: string;
  /** Since when it holds; null if unknown. */
  readonly validFrom: string | null;
  /** Until when it held, exclusive; null while it holds. */
  readonly validTo: string | null;
  /** Orders within one response; larger is better. */
  readonly score: number;
  /** From an entity the search began at to this relation, which is its last step. */
  readonly path: readonly PathStep[];
}

/** The parts of a search that can be missing from an answer. */
export type SearchPart =
  | "dense"
  | "keywords"
  | "graph"
  | "time"
  | "neighbours"
  | "knowledge"
  | "evidence"
  | "rerank"
  | "rewrite"
  | "journal";

/** A part of a search that is missing or was cut short. */
export interface Degradation {
  /** Which part. */
  readonly part: SearchPart;
  /** Why, as a sentence without a full stop. */
  readonly reason: string;
  /**
   * The error's code; `OUT_OF_TIME` for the time budget, `TRUNCATED` where a bound cut, `NOT_EMBEDDED` where vectors are
   * missing, `PENDING` where the graph lacks what was told while it was down, or by a writer that died.
   */
  readonly code: ErrorCode | "OUT_OF_TIME" | "TRUNCATED" | "NOT_EMBEDDED" | "PENDING";
}
