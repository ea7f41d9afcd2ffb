/** What an extraction says, whoever made it: a model, the patterns, or the caller. Plain data; the planner's input. */
import type { Attribution, Metadata, Provenance } from "../../core/records.ts";
import type { Cardinality } from "../../core/relations/relations.ts";
import type { ResolvedScope } from "../../core/scope.ts";

/** An entity as a statement names it; "I" and 我 are the speaker. */
export interface StatedName {
  readonly name: string;
  readonly type: string | null;
}

/** A statement to remember. */
export interface StatedFact {
  readonly text: string;
  readonly kind: "event" | "trait" | "note";
  readonly attributedTo: Attribution;
  /** Indexes of the messages it was read from; never empty. */
  readonly sources: readonly number[];
  readonly validFrom: number | null;
  readonly validTo: number | null;
  readonly slot: {
    readonly subject: StatedName;
    readonly relationship: string;
    readonly value: StatedName;
  } | null;
  /** A memory's id, or true for whatever the slot holds. */
  readonly supersedes: string | true | null;
  readonly corrects: string | true | null;
  /** The memory that says the same in other words: this tells it again. */
  readonly repeats?: string | undefined;
  /** The memory, of a later time, that took this one's place. */
  readonly supersededBy?: string | undefined;
  /** Whether it holds when it is told as well, beside the start that it states. @defaultValue false */
  readonly isCurrent?: boolean | undefined;
  /** What read it, if not what read the rest. */
  readonly provenance?: Provenance | undefined;
}

/** A statement that a memory holds no longer, with nothing in its place. */
export interface StatedEnding {
  readonly memoryId: string;
  readonly text: string;
  readonly sources: readonly number[];
}

/** An edge to remember. */
export interface StatedRelation {
  readonly source: StatedName;
  readonly relationship: string;
  readonly destination: StatedName;
  readonly fact: string | null;
  readonly sources: readonly number[];
  readonly validFrom: number | null;
  readonly validTo: number | null;
  readonly cardinality: Cardinality | null;
  readonly corrects: string | true | null;
  /** Ends of the same relation that it says were never related; left alone if nobody told of them. */
  readonly replaces?: { readonly source: StatedName; readonly destination: StatedName } | undefined;
  /** Whether it holds when it is told as well, beside the start that it states. @defaultValue false */
  readonly isCurrent?: boolean | undefined;
  /** What read it, if not what read the rest. */
  readonly provenance?: Provenance | undefined;
}

/** An entity named, perhaps by several names. */
export interface StatedEntity {
  readonly name: string;
  readonly type: string | null;
  readonly aliases: readonly string[];
  readonly sources: readonly number[];
}

/** Everything an extraction says. */
export interface Statements {
  readonly facts: readonly StatedFact[];
  readonly relations: readonly StatedRelation[];
  readonly entities: readonly StatedEntity[];
  /** Memories that came to an end. */
  readonly endings?: readonly StatedEnding[] | undefined;
}

/** A message, checked. */
export interface EpisodeMessage {
  readonly role: string;
  readonly content: string;
  readonly name: string | null;
  readonly ref: string | null;
  /** When it was said, epoch ms. */
  readonly at: number;
  readonly metadata: Metadata;
}

/** One add, checked, before anything is extracted. */
export interface Episode {
  readonly id: string;
  readonly scope: ResolvedScope;
  readonly at: number;
  readonly recordedAt: number;
  readonly timeZone: string;
  readonly messages: readonly EpisodeMessage[];
  readonly metadata: Metadata;
  readonly expiresAt: number | null;
}

/** A fact with the memory that it is. */
export interface ToldFact {
  readonly fact: Pick<StatedFact, "text" | "sources">;
  readonly memory: { readonly id: string; readonly text: string };
  /** By the turns that tell it. */
  readonly attestations: readonly { readonly turnId: string }[];
}

/** An episode with what was extracted from it. */
export interface ReadEpisode {
  readonly episode: Episode;
  readonly statements: Statements;
  readonly provenance: Provenance;
  /** Facts of the episode that were stored before: edges that are read later belong to them all the same. */
  readonly told?: readonly ToldFact[] | undefined;
  /** What could not be read, told in the result. */
  readonly failed: readonly Failure[];
}

/** Something that was extracted and is not stored, and why. */
export interface Failure {
  /** What kind of thing it was. */
  readonly item: "fact" | "relation" | "entity" | "turn";
  /** The item as given, cut to 200 characters. */
  readonly text: string;
  /** Why it is not stored. */
  readonly reason: string;
}
