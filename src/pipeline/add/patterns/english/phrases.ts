import { gerundOf } from "../../../../core/relations/verb-forms.ts";
import {
  dateEnd,
  isGlued,
  isMark,
  isPhraseEnd,
  sliceTokens,
  wordAt,
  type EnglishText,
} from "./english-text.ts";
import { hasOwnArticle, isSentenceEnd, skipListSeparator, type Span } from "./names.ts";
import { isVerbForm } from "./verb-lexicon.ts";
import { wordSet } from "./word-set.ts";
import { emptyHeads, evaluations, languages } from "./words.ts";

/** What a phrase may begin with. */
export interface PhraseRules {
  /** Whether "a", "an" or "the" may stand before it. */
  readonly allowsArticle: boolean;
  /** Words it may have. */
  readonly maxWords: number;
}

/** Bound on the items of a list. */
const maxListItems = 8;

const articles = wordSet("a an the");

/**
 * Reads a noun phrase of plain words: "long walks", "video games", "Japanese food".
 *
 * Nothing that points ("this", "your …"), evaluates, or is too long to be a value is read.
 */
export function readPhrase(
  text: EnglishText,
  at: number,
  rules: PhraseRules,
): Span<string> | undefined {
  const hasArticle = articles.has(wordAt(text, at));
  // "The Beatles" is a name, "the beach" is some beach.
  const isNamed = text.tokens[at + 1]?.isCapitalised === true;
  if (hasArticle && !rules.allowsArticle && !isNamed) {
    return undefined;
  }
  const body = hasArticle ? at + 1 : at;
  const start = hasOwnArticle(text, at) ? at : body;
  let end = body;
  while (end - start <= rules.maxWords && !isPhraseEnd(text, end)) {
    end += 1;
  }
  const isSized = end > start && end - start <= rules.maxWords;
  return isSized && isValue(text, start, end)
    ? { value: sliceTokens(text, start, end), end }
    : undefined;
}

/** Whether the words from `start` to `end` name something by themselves. */
function isValue(text: EnglishText, start: number, end: number): boolean {
  const head = wordAt(text, start);
  const isAlone = end === start + 1;
  const isEmpty =
    emptyHeads.has(head) ||
    /\d/.test(head) ||
    (isAlone && (evaluations.has(head) || head.endsWith("ly") || isCutVerb(text, start)));
  return !isEmpty && !isGlued(text, end) && wordAt(text, end) !== "'s";
}

const verbComplements = wordSet(
  "out up off around back away down over through into for to a an the my your our his her their it them him you us me",
  "this that these those each every what how",
);

/** "hanging" of "hanging out", "holding" of "holding them": without the rest it means something else. */
function isCutVerb(text: EnglishText, at: number): boolean {
  return wordAt(text, at).endsWith("ing") && verbComplements.has(wordAt(text, at + 1));
}

/** Reads "skiing", "skiing, hiking and pizza", "to cook and bake". */
export function readPhrases(
  text: EnglishText,
  at: number,
  rules: PhraseRules,
): Span<string[]> | undefined {
  const isInfinitive = wordAt(text, at) === "to";
  const first = isInfinitive ? readInfinitive(text, at + 1) : readPhrase(text, at, rules);
  if (first === undefined) {
    return undefined;
  }
  const items = [first.value];
  let { end } = first;
  while (items.length < maxListItems) {
    const next = isInfinitive ? readInfinitiveItem(text, end) : readListItem(text, end, rules);
    if (next === undefined) {
      break;
    }
    items.push(next.value);
    ({ end } = next);
  }
  return { value: items, end };
}

const finiteVerbs = wordSet(
  "likes loves hates enjoys prefers plays works lives has does goes makes wants needs is are was were do did can will",
);

/** Reads the next item of a list, unless it opens a clause of its own ("… and Ana likes sushi"). */
function readListItem(text: EnglishText, at: number, rules: PhraseRules): Span<string> | undefined {
  const start = skipListSeparator(text, at);
  if (
    start === undefined ||
    isVerbForm(wordAt(text, start)) ||
    /[^e]ed$/.test(wordAt(text, start))
  ) {
    return undefined;
  }
  const item = readPhrase(text, start, { ...rules, maxWords: Math.min(rules.maxWords, 3) });
  if (item === undefined || hasFiniteVerb(text, start, item.end)) {
    return undefined;
  }
  return isAddressee(text, at, item.end) ? undefined : item;
}

function hasFiniteVerb(text: EnglishText, start: number, end: number): boolean {
  return text.tokens.slice(start, end + 1).some((token) => finiteVerbs.has(token.lower));
}

/** "I love pizza, Mel!" does not love Mel. */
function isAddressee(text: EnglishText, at: number, end: number): boolean {
  const isCapitalised = text.tokens[at + 1]?.isCapitalised === true;
  return wordAt(text, at) === "," && isCapitalised && isSentenceEnd(text, end);
}

/** Verbs that say nothing about a taste: "I love to hear that". */
const emptyInfinitives = wordSet(
  "hear see know have be get do chat talk help meet try go make take say think give let come keep share show spend look find use",
);

function readInfinitive(text: EnglishText, at: number): Span<string> | undefined {
  const verb = wordAt(text, at);
  if (isMark(text, at) || emptyInfinitives.has(verb) || emptyHeads.has(verb)) {
    return undefined;
  }
  if (isPhraseEnd(text, at + 1)) {
    return { value: gerundOf(verb), end: at + 1 };
  }
  const object = readPhrase(text, at + 1, { allowsArticle: false, maxWords: 3 });
  return object && { value: `${gerundOf(verb)} ${object.value}`, end: object.end };
}

/** "… and bake": one more plain verb, if nothing hangs on it. */
function readInfinitiveItem(text: EnglishText, at: number): Span<string> | undefined {
  const start = skipListSeparator(text, at);
  const verb = start === undefined ? "" : wordAt(text, start);
  const isPlain = /^\p{Ll}{2,}$/u.test(verb) && !/(?:ed|s|ing)$/.test(verb);
  return start !== undefined && isPlain && isPhraseEnd(text, start + 1)
    ? readInfinitive(text, start)
    : undefined;
}

const fluency = wordSet("fluent some basic good native both");

/** Reads a list of languages: "English and Portuguese". */
export function readLanguages(text: EnglishText, at: number): Span<string[]> | undefined {
  const found: string[] = [];
  let end = at;
  let next: number | undefined = skipFluency(text, at);
  while (next !== undefined && languages.has(wordAt(text, next)) && found.length < maxListItems) {
    found.push(sliceTokens(text, next, next + 1));
    end = next + 1;
    const separator = skipListSeparator(text, end);
    next = separator === undefined ? undefined : skipFluency(text, separator);
  }
  return found.length === 0 ? undefined : { value: found, end };
}

function skipFluency(text: EnglishText, at: number): number {
  return fluency.has(wordAt(text, at)) ? at + 1 : at;
}

/** A day of the calendar, not "tomorrow" or "next week". */
const calendarDay =
  /\d|^(?:january|february|march|april|may|june|july|august|september|october|november|december)/i;
const pointingDay = /\b(?:next|last|this|ago|from now|in \d)\b/i;

/** Reads the date that starts at a token, after "on" or "in". */
export function readDate(text: EnglishText, at: number): Span<string> | undefined {
  const next = /^(?:on|in)$/.test(wordAt(text, at)) ? at + 1 : at;
  const start = wordAt(text, next) === "the" ? next + 1 : next;
  const end = dateEnd(text, start);
  const value = end === undefined ? "" : sliceTokens(text, start, end);
  return end !== undefined && calendarDay.test(value) && !pointingDay.test(value)
    ? { value, end }
    : undefined;
}
