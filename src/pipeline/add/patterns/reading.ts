import type { EntityName, RelationEnds } from "./extraction.ts";

/**
 * How a statement stands in time: it holds, it began at the date named, it held at that time, it is over since
 * then, or it happened.
 */
export type Tense = "holds" | "begins" | "past" | "ended" | "happened";

/** One relation read from a clause, in the canonical direction. */
export interface Statement {
  /** Type of a canonical relation. */
  readonly type: string;
  readonly source: EntityName;
  readonly destination: EntityName;
  readonly tense: Tense;
  /** True if the clause's own verb says it; false for what it mentions by the way ("my sister Ana"). */
  readonly isMain: boolean;
  /** Set if it says that what the slot held was never true. */
  readonly corrects?: true;
  /** The ends of the same relation that it says were wrong, of a relation with many values. */
  readonly replaces?: RelationEnds;
}

/** A clause that was understood. */
export interface Clause {
  /** Where it stands in its sentence. */
  readonly start: number;
  readonly end: number;
  /** What leads into it, from where its part of the sentence begins up to its own first word; absent if that is nothing. */
  readonly lead?: { readonly start: number; readonly end: number };
  /** The clause as a sentence of its own: subject filled in, pronouns replaced by names. */
  readonly text: string;
  readonly statements: readonly Statement[];
  /** Whether the speaker is whom it is about. */
  readonly isOwn: boolean;
  /** Whether the sentence says nothing else. */
  readonly isWhole: boolean;
}

/** What was read from one sentence. */
export interface SentenceReading {
  /** The sentence with pronouns replaced by the names they stand for. */
  readonly text: string;
  readonly clauses: readonly Clause[];
  /** What is mentioned by the way, outside any clause that was understood. */
  readonly asides: readonly Statement[];
  /** The kind of fact the sentence is even if no relation was read from it; undefined if chit-chat. */
  readonly worth: "event" | "trait" | undefined;
  /** Whether what is worth keeping is about the speaker. */
  readonly isOwn: boolean;
  /** Other names mentioned. */
  readonly names: readonly string[];
}

/** A reading of a sentence that says nothing worth keeping. */
export const emptyReading: SentenceReading = {
  text: "",
  clauses: [],
  asides: [],
  worth: undefined,
  isOwn: false,
  names: [],
};
