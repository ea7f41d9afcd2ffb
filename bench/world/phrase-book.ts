/** How a language says things. `{s}` is the subject, `{o}` the object, `{p}` the object before, `{d}` a date. */
import type { RelationName } from "./types.ts";

/** How a relation is told. `{a}` is the object with its article. */
export interface TellingPhrases {
  /** The statement itself, in several wordings that say the same. Used as the text of facts. */
  readonly facts: readonly string[];
  /** A message that tells it for the first time. */
  readonly told: readonly string[];
  /** A message that tells a change away from `{p}`. */
  readonly changed: readonly string[];
  /** A message that takes back `{p}`. */
  readonly corrected: readonly string[];
  /** A message that tells it again. */
  readonly repeated: readonly string[];
}

/** How a relation is asked about. */
export interface AskingPhrases {
  /** Asks for the value that holds. */
  readonly now: readonly string[];
  /** Asks for the value on the date `{d}`. */
  readonly then: readonly string[];
  /** Asks for the value just before `{o}`. */
  readonly before: readonly string[];
  /** Asks for all values; only for relations with many. */
  readonly all: readonly string[];
  /** Asks for all subjects with the value `{o}`. */
  readonly who: readonly string[];
  /** Names the object by its subject, so that questions can be chained: "{s}'s manager". */
  readonly noun: string | undefined;
}

/** All a language needs. */
export interface PhraseBook {
  readonly telling: Readonly<Record<RelationName, TellingPhrases>>;
  readonly asking: Readonly<Record<RelationName, AskingPhrases>>;
  /** Appended to a message: since when it holds. */
  readonly since: readonly string[];
  /** Said by the user without telling any fact; `{s}` is a person who is merely mentioned. */
  readonly smallTalk: readonly string[];
  /** Said by the assistant after something was told. It repeats nothing of it. */
  readonly acknowledgements: readonly string[];
  /** Said by the assistant after small talk. */
  readonly replies: readonly string[];
  /** Attempts to give the memory orders. */
  readonly injections: readonly string[];
  /** Puts two statements into one message. */
  readonly joint: string;
  /** Writes a date as people do. */
  readonly formatDate: (date: Date) => string;
  /** Writes an object with its article, where the language has one. */
  readonly withArticle: (object: string) => string;
}
