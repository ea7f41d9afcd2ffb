/** What the model-free extractor takes and gives: plain data, the same as a model's extraction. */

/** The reserved name of whoever says "I"; the caller resolves it by the message an item cites. */
export const SPEAKER = "I";

/** One message to read. */
export interface PatternMessage {
  /** What `sources` cite. */
  readonly index: number;
  readonly role: string;
  readonly name?: string | undefined;
  readonly content: string;
  /** When it was said, epoch ms. @defaultValue when the conversation was */
  readonly at?: number | undefined;
}

/** A conversation to read. */
export interface PatternInput {
  /** In the order they were said. */
  readonly messages: readonly PatternMessage[];
  /** What was said before it, in order: nothing is extracted from it, but a correction may mean it. @defaultValue none */
  readonly earlier?: readonly PatternMessage[] | undefined;
  /** When it was said, epoch ms. */
  readonly at: number;
  /** IANA name of the zone in which "yesterday" is meant. */
  readonly timeZone: string;
  /** Names of entities the tenant already has: they are recognised wherever they stand. */
  readonly knownNames?: readonly string[];
  /** Names in the messages that somebody was said to work at before: what is left there is no place. @defaultValue none */
  readonly employers?: readonly string[] | undefined;
}

/** An entity as a statement names it. */
export interface EntityName {
  /** The name as written, or {@link SPEAKER}. */
  readonly name: string;
  readonly type?: string | undefined;
}

/** The single-valued statement a fact makes. */
export interface ExtractedSlot {
  readonly subject: EntityName;
  /** A type of `core/relations`. */
  readonly relationship: string;
  readonly value: EntityName;
}

/** A statement worth remembering. */
export interface ExtractedFact {
  /** In the language it was said in, relative dates made absolute. */
  readonly text: string;
  readonly kind: "event" | "trait";
  readonly attributedTo: "user" | "assistant";
  /** Indexes of the messages it was read from. */
  readonly sources: readonly number[];
  /** Epoch ms; absent if not said. */
  readonly validFrom?: number;
  /** Epoch ms, exclusive; absent if not said to have ended. */
  readonly validTo?: number;
  readonly slot?: ExtractedSlot;
  /** Set if it says that what the slot held was never true. */
  readonly corrects?: true;
}

/** A directed edge. */
export interface ExtractedRelation {
  readonly source: EntityName;
  /** A type of `core/relations`, in its own direction. */
  readonly relationship: string;
  readonly destination: EntityName;
  /** The text of the fact it was read from. */
  readonly fact: string;
  readonly sources: readonly number[];
  readonly validFrom?: number;
  readonly validTo?: number;
  /** Set if it says that what the slot held was never true. */
  readonly corrects?: true;
  /** The ends of the same relation that it says were never related, if the relation has many values. */
  readonly replaces?: RelationEnds;
}

/** What an edge lies between. */
export interface RelationEnds {
  readonly source: EntityName;
  readonly destination: EntityName;
}

/** A node; the speaker appears under {@link SPEAKER} when an alias was given. */
export interface ExtractedEntity {
  readonly name: string;
  readonly type?: string | undefined;
  /** Other names it was said to have. */
  readonly aliases: readonly string[];
  readonly sources: readonly number[];
}

/** Everything read from one input. */
export interface Extraction {
  readonly facts: readonly ExtractedFact[];
  readonly relations: readonly ExtractedRelation[];
  readonly entities: readonly ExtractedEntity[];
}
