/**
 * What is written: insert-only records. What holds is computed from them (see `validity/`), never stored as truth.
 *
 * Times are epoch milliseconds, UTC. Entity keys are as the record named them; merges are applied when deriving.
 */

/** Metadata of a memory or turn: JSON values under string keys. */
export type Metadata = Readonly<Record<string, MetadataValue>>;
/** One metadata value: any JSON value. */
export type MetadataValue =
  | string
  | number
  | boolean
  | null
  | readonly MetadataValue[]
  | { readonly [key: string]: MetadataValue };

/** What a memory is: something that happened, something that holds until told otherwise, or a text kept verbatim. */
export type MemoryKind = "event" | "trait" | "note";
/** Every kind of search result. */
export type HitKind = MemoryKind | "turn";
/** Who said it of themselves: the user's side or the assistant's. */
export type Attribution = "user" | "assistant";

/** Where something stands in the order of telling: by episode time, then episode id, then index. */
export interface Told {
  /** When the episode was said, epoch ms. */
  readonly episodeAt: number;
  readonly episodeId: string;
  /** Position within the episode; a later turn has a larger one. */
  readonly index: number;
}

/** One message of an episode, kept verbatim. */
export interface TurnRecord {
  readonly id: string;
  readonly episodeId: string;
  readonly index: number;
  readonly role: string;
  readonly name: string | null;
  readonly content: string;
  /** The caller's own id of the message. */
  readonly ref: string | null;
  readonly at: number;
  readonly recordedAt: number;
  readonly agentId: string | null;
  readonly runId: string | null;
  readonly metadata: Metadata;
  readonly expiresAt: number | null;
}

/** One remembered statement, however often told. */
export interface MemoryRecord {
  readonly id: string;
  readonly kind: MemoryKind;
  readonly attributedTo: Attribution;
  /** Set on the assistant's own statements only. */
  readonly agentId: string | null;
  readonly text: string;
  /** What the text is compared by, `statementKey(text)`. */
  readonly textKey: string;
  readonly recordedAt: number;
  readonly provenance: Provenance;
}

/** What read a statement: a model and a prompt, the built-in patterns, or the caller. */
export interface Provenance {
  readonly extractor: "model" | "patterns" | "caller" | "verbatim";
  readonly model: string | null;
  readonly prompt: string | null;
  readonly promptVersion: string | null;
}

/** A directed typed edge between two entities. */
export interface RelationRecord {
  readonly id: string;
  readonly source: string;
  readonly type: string;
  readonly destination: string;
  readonly recordedAt: number;
  readonly provenance: Provenance;
}

/** What a statement says of a slot: the subject's value of a single-valued relation. Keys are entity keys. */
export interface SlotClaim {
  readonly subject: string;
  readonly type: string;
  readonly value: string;
}

/** This turn told this memory or relation. */
export interface Attestation extends Told {
  readonly id: string;
  /** The memory or relation it attests. */
  readonly of: string;
  readonly form: MemoryKind | "relation";
  readonly turnId: string;
  readonly recordedAt: number;
  readonly statedFrom: number | null;
  readonly statedTo: number | null;
  /** For a memory: the slot it claims, or null. For a relation: its ends, always. */
  readonly slot: SlotClaim | null;
  /** Whether the slot has one value at a time. */
  readonly isSingle: boolean;
  /** Retracts whatever else the slot held when this was told. */
  readonly corrects: boolean;
  /** For a relation: the memory it was told by, if one names both ends. */
  readonly memoryId: string | null;
  /** The statement as told here; null for a relation whose turn was erased. */
  readonly text: string | null;
  /** Whether this is the user's revision of the memory (its `turnId` is then the revision's id): its slot replaces what was read before. */
  readonly isRevision: boolean;
  readonly agentId: string | null;
  readonly runId: string | null;
  readonly metadata: Metadata;
  readonly expiresAt: number | null;
}

/** One statement put an end to another, or showed that it never held. */
export interface Supersession extends Told {
  readonly id: string;
  /** The memory or relation that ended. */
  readonly old: string;
  /** The memory or relation that took its place, or the turn that said it is over. */
  readonly by: string;
  readonly byForm: "memory" | "relation" | "turn";
  readonly mode: "ended" | "retracted";
  readonly turnId: string;
  readonly recordedAt: number;
}

/** A turn named an entity, possibly by another name than before. */
export interface Mention extends Told {
  readonly id: string;
  readonly key: string;
  readonly name: string;
  readonly type: string | null;
  /** Whether `name` is stated to be another name of the entity. */
  readonly isAlias: boolean;
  readonly turnId: string;
  /** The memory or relation it was named in; null for a bare mention. */
  readonly of: string | null;
  readonly recordedAt: number;
  readonly agentId: string | null;
  readonly expiresAt: number | null;
}

/** Two keys are one entity. */
export interface Merge extends Told {
  readonly id: string;
  readonly from: string;
  readonly into: string;
  readonly reason: "alias" | "caller";
  /** The turn that said so; null when the caller merged by hand. */
  readonly turnId: string | null;
  readonly recordedAt: number;
}

/** The user's correction of a memory's text. */
export interface Revision {
  readonly id: string;
  readonly memoryId: string;
  readonly text: string;
  readonly textKey: string;
  readonly recordedAt: number;
}

/** An id that was erased, and when; it keeps what was recorded before it dead. Of a redacted turn only the text is gone. */
export interface Tombstone {
  readonly id: string;
  readonly at: number;
  readonly form: "erased" | "redacted";
}

/** Everything a commit hands to the graph store, to be inserted once. */
export interface LedgerRecords {
  readonly relations: readonly RelationRecord[];
  readonly attestations: readonly Attestation[];
  readonly supersessions: readonly Supersession[];
  readonly mentions: readonly Mention[];
  readonly merges: readonly Merge[];
}

/** Orders by telling: negative if `a` was told before `b`. */
export function compareTold(a: Told, b: Told): number {
  if (a.episodeAt !== b.episodeAt) return a.episodeAt - b.episodeAt;
  if (a.episodeId !== b.episodeId) return a.episodeId < b.episodeId ? -1 : 1;
  return a.index - b.index;
}

/** A run of one value, or of one statement that holds: `[from, to)` in the world. */
export interface Spell {
  /** Start, epoch ms; null if unknown. */
  readonly from: number | null;
  /** End, epoch ms, exclusive; null while it holds. */
  readonly to: number | null;
  /** When the end was learned of; null while none is known. */
  readonly closedAt: number | null;
}
