/** What can be read from a query without a model and without looking at the memory. */
import type { DateMention } from "../../text/dates.ts";
import { findDates } from "../../text/dates.ts";
import { isCjk } from "../../text/language.ts";
import {
  CHINESE_FUNCTION_CHARACTERS,
  CHINESE_FUNCTION_WORDS,
  ENGLISH_STOP_WORDS,
} from "../../text/stop-words.ts";
import { analyze } from "../../text/tokens.ts";
import { withoutAsking } from "./asking-phrases.ts";
import { type EventBound, readEventBound } from "./event-bound.ts";
import { type PastIntent, readPastIntent } from "./past-intent.ts";
import type { Span } from "./span.ts";

/** Characters of a query that are read: a pasted page is cut here, as its tail adds cost and no aim. */
export const MAX_QUERY_CHARACTERS = 4000;
/** Index terms of a query that are searched for: beyond them a text is no question. */
export const MAX_QUERY_TERMS = 48;
/** Words of a query that names and relations are looked for among. */
export const MAX_QUERY_WORDS = 64;

/** A word of the query with its place. */
export interface QueryWord {
  /** As it is written, in lower case. */
  readonly text: string;
  readonly start: number;
  readonly end: number;
  /** Its index term, also of a stop word. */
  readonly stem: string;
  /** Itself without inflection: "lives", "lived" and "living" are one, "manages" and "manager" two. */
  readonly root: string;
  /** Whether it says too little to be explained by anything. */
  readonly isStopWord: boolean;
  readonly isCjk: boolean;
}

/** A query, read. */
export interface Query {
  /** As given, cut at {@link MAX_QUERY_CHARACTERS}. */
  readonly text: string;
  /** Its index terms without repeats, at most {@link MAX_QUERY_TERMS}. */
  readonly terms: readonly string[];
  readonly words: readonly QueryWord[];
  readonly dates: readonly DateMention[];
  /** Set if it asks how things were. */
  readonly past: PastIntent | null;
  /** Set if it asks for what happened before or after something else. */
  readonly bound: EventBound | null;
  /** Where it says "I", "my" or 我. */
  readonly firstPersons: readonly Span[];
  /** Where it says "you" or 你. */
  readonly secondPersons: readonly Span[];
}

/** What reading depends on. */
export interface ReadingOptions {
  /** What "last May" counts from, epoch ms. */
  readonly reference: number;
  readonly timeZone: string;
  /** Whether a time was named by parameter: then a date in the words does not ask about another time. */
  readonly isTimeGiven: boolean;
}

/** "Tell me" asks and is about nobody. */
const FIRST_PERSON =
  /(?<![\p{L}\p{N}])(?:I|(?<!\b(?:give|let|remind|show|tell)\s)me|my|mine|myself|(?<!\b(?:can|could|shall|should|let)\s)we|our|ours|ourselves|(?<!\blet\s)us)(?![\p{L}\p{N}])|(?<!告诉|提醒)[我咱]/giu;
const SECOND_PERSON = /(?<![\p{L}\p{N}])(?:you|your|yours|yourself)(?![\p{L}\p{N}])|你|您/giu;

/** Finds words where there are spaces and where there are none; the platform's dictionary is the same for both. */
const wordSegmenter: Intl.Segmenter = new Intl.Segmenter("zh", { granularity: "word" });

/** Reads a query. Pure. */
export function readQuery(query: string, options: ReadingOptions): Query {
  const text = query.slice(0, MAX_QUERY_CHARACTERS).toWellFormed();
  const dates = findDates(text, options);
  return {
    text,
    terms: readTerms(text),
    words: readWords(text),
    dates,
    bound: readEventBound(text, dates),
    past: readPastIntent(text, options.isTimeGiven ? [] : dates, options.reference),
    firstPersons: spansOf(text, FIRST_PERSON),
    secondPersons: spansOf(text, SECOND_PERSON),
  };
}

function readTerms(text: string): string[] {
  const asked = analyze(withoutAsking(text));
  const terms = asked.length > 0 ? asked : analyze(text);
  return [...new Set(terms)].slice(0, MAX_QUERY_TERMS);
}

/** The index term of a single word; a stop word's too. */
export function stemOf(word: string): string {
  return analyze(word)[0] ?? word;
}

/**
 * An English word without the endings of verbs and plurals. Lighter than a stem, which takes "manager" and "manages" for
 * one word: whose manager somebody is and whom somebody manages are opposite questions.
 */
export function rootOf(word: string): string {
  const plain = word === "favorite" ? "favourite" : word;
  if (!/^[a-z]{4,}$/u.test(plain)) return plain;
  const bare = plain.replace(
    /(?<=[a-z]{3})ing$|(?<=[a-z]{2}[^e])ed$|(?<=[a-z]{2}(?:s|x|z|ch|sh|i|o))es$|(?<=[a-z]{2}[^su])s$/u,
    "",
  );
  return bare
    .replace(/([bdgmnprt])\1$/u, "$1")
    .replace(/(?<=[a-z]{2})e$/u, "")
    .replace(/(?<=[^aeiou])y$/u, "i");
}

function spansOf(text: string, pattern: RegExp): Span[] {
  return Array.from(text.matchAll(pattern), ({ index, 0: { length } }) => ({
    start: index,
    end: index + length,
  }));
}

function readWords(text: string): QueryWord[] {
  const words: QueryWord[] = [];
  for (const { segment, index, isWordLike } of wordSegmenter.segment(text)) {
    if (words.length >= MAX_QUERY_WORDS) break;
    if (isWordLike !== true) continue;
    const lower = segment.toLowerCase().replace(/['’]s$/u, "");
    const isUnspaced = isCjk(segment.codePointAt(0) ?? 0);
    words.push({
      text: lower,
      start: index,
      end: index + lower.length,
      stem: stemOf(lower),
      root: rootOf(lower),
      isStopWord: isEmpty(lower, text.slice(0, index)),
      isCjk: isUnspaced,
    });
  }
  return words;
}

/** Questions ask how things are, also those that do not say "now". */
const PRESENT_WORDS: ReadonlySet<string> = new Set(
  "now currently nowadays presently 现在 目前 如今 眼下 當前 当前 現在 目前".split(" "),
);
/** What stands between 哪 and the thing that is asked for. */
const MEASURE_WORDS: ReadonlySet<string> = new Set("家个個位只隻座所间間种種款门門本部首条條");

function isEmpty(word: string, before: string): boolean {
  if (PRESENT_WORDS.has(word) || ENGLISH_STOP_WORDS.has(word)) return true;
  if (!isCjk(word.codePointAt(0) ?? 0)) return false;
  return isGrammar(word) || (MEASURE_WORDS.has(word) && before.endsWith("哪"));
}

function isGrammar(word: string): boolean {
  return (
    CHINESE_FUNCTION_WORDS.has(word) ||
    Array.from(word).every((character) => CHINESE_FUNCTION_CHARACTERS.has(character))
  );
}
