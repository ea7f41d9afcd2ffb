/** A profile as callers see it. Times are ISO 8601 strings in UTC; null where there is none. */
import type { Attribution, Metadata } from "../../core/records.ts";
import type { DatePrecision } from "../../text/calendar.ts";

/** A memory of a profile. */
export interface ProfileMemory {
  /** The memory. */
  readonly id: string;
  /** Its text, in the language it was said in. */
  readonly memory: string;
  /** Whose statement it is. */
  readonly attributedTo: Attribution;
  /** By name, who said it first; null if the message named nobody. */
  readonly speaker: string | null;
  /** The caller's metadata. */
  readonly metadata: Metadata;
  /** Since when it holds, or when it happened; null if unknown. */
  readonly validFrom: string | null;
  /** Until when, exclusive; null while it holds. */
  readonly validTo: string | null;
  /** The turns it was read from, in the order of telling; at most 256. */
  readonly turnIds: readonly string[];
  /**
   * The date as it was told, to its own precision: "2024-06-03", "2024-06", "2024-06-03 to 2024-06-09", "summer 2024",
   * "2024", "2020s"; null if unknown. Where only the time of telling is known, that day.
   */
  readonly date: string | null;
  /** How exactly the date is known; null without one. */
  readonly precision: DatePrecision | null;
  /** Whether somebody stated the date. If not, it is the day on which it was told. */
  readonly isDateStated: boolean;
}

/** What holds. */
export interface ProfileTrait extends ProfileMemory {
  /** It holds until told otherwise. */
  readonly kind: "trait";
}

/** What happened, began or ended. */
export interface ProfileEvent extends ProfileMemory {
  /** An event, or a trait that began or ended. */
  readonly kind: "event" | "trait";
  /** `happened`: an event. `began`, `ended`: a trait that came at a known date or in the place of another, or is over. */
  readonly change: "happened" | "began" | "ended";
}

/** Who a profile is of. */
export interface ProfilePerson {
  /** What the person is called; null if nobody said. */
  readonly name: string | null;
  /** Other names, sorted; the scope's `userId` is not among them. */
  readonly aliases: readonly string[];
}

/** A relation that holds although the memories that told it do not: "My sister Ana lives in Munich" of a sister who moved. */
export interface ProfileRelation {
  /** The relation. */
  readonly id: string;
  /** It as a sentence of its own, without a full stop; the user is "I". */
  readonly fact: string;
  /** Since when it holds; null if unknown. */
  readonly validFrom: string | null;
  /** Until when, exclusive; null while it holds. */
  readonly validTo: string | null;
  /** The first turns that tell it, in the order of telling; at most 4. */
  readonly turnIds: readonly string[];
}

/** What is known of a person: what `profile` returns. */
export interface Profile {
  /** Whom "I" stands for in what the user says. */
  readonly person: ProfilePerson;
  /** What most of the memories are written in; the headings of `text` are too. */
  readonly language: "en" | "zh";
  /** The moment in the world that it is of; null for now. */
  readonly asOf: string | null;
  /** What holds, the latest begun first. */
  readonly traits: readonly ProfileTrait[];
  /** Relations that hold although all that told them has ended, or that a caller gave without a fact, the latest begun first; at most as many as traits. */
  readonly relations: readonly ProfileRelation[];
  /** What happened and what changed, the earliest first; what has no date comes before all. */
  readonly timeline: readonly ProfileEvent[];
  /** How much there is beyond the limits. */
  readonly omitted: {
    /** Traits that began earlier than those shown. */
    readonly traits: number;
    /** Relations that began earlier than those shown; not counted where none is asked for, with a limit of 0. */
    readonly relations: number;
    /** Events and changes earlier than those shown. */
    readonly timeline: number;
    /**
     * Whether some were not looked at: there are more than 100,000 traits and events, or more than 1,000 beginnings of
     * traits that may be entries.
     */
    readonly isPartial: boolean;
  };
  /**
   * All of it as a diary, plain text ready for a prompt, between the marks `<recalled-memory>` and `</recalled-memory>`:
   * what comes back in them is not remembered anew. Empty if nothing is known.
   */
  readonly text: string;
}
