import type { Discourse } from "../discourse.ts";
import { canHold, isOfNamed, putRight, type ValueKind } from "../putting-right.ts";
import type { Clause, Statement } from "../reading.ts";
import {
  dateEnd,
  isAnymore,
  isMark,
  isPhraseEnd,
  wordAt,
  type EnglishText,
} from "./english-text.ts";
import { isSentenceEnd, readName, type Span } from "./names.ts";
import { readDate, readPhrase } from "./phrases.ts";
import { readProfession } from "./professions.ts";
import { matchWords, wordPattern, type WordPattern } from "./word-pattern.ts";
import { wordSet } from "./word-set.ts";

const admission =
  /^(?:(?:oh|ah|oops|sorry|no|nope|wait|actually|hmm|well|ok|okay|and|but|my bad)[\s,.!—–-]{1,3}){0,4}(?:i (?:was|am) (?:wrong|mistaken)|i(?:'|’)?m (?:wrong|mistaken)|i misspoke|i made a mistake|i got (?:that|it) wrong|i mixed (?:that|it) up|(?:a |small |quick |one )?correction|(?:that|it)(?:'s|’s| was| is) (?:wrong|not right|incorrect|a mistake)|that(?:'|’)?s not (?:right|correct|true)|scratch that|let me correct (?:that|myself)|i take that back)\b(?: (?:earlier|before|about (?:that|it)|when i said that|there|just now|though|on that)){0,2}\s*[:,;.!—–-]*\s*/i;

/** A sentence that admits a mistake ("I was wrong: …"), split into the admission and what is right. */
export function splitAdmission(
  sentence: string,
): { readonly length: number; readonly isAlone: boolean } | undefined {
  const match = admission.exec(sentence);
  return match === null
    ? undefined
    : { length: match[0].length, isAlone: match[0].length === sentence.length };
}

const denialOpeners = wordSet("no nope actually sorry wait oops correction");

/** Whether a sentence contrasts what is right with what was said: "No, Ana works at X, not Y." */
export function contrasts(text: EnglishText): boolean {
  return (
    opensWithDenial(text) &&
    !tellsChange(text) &&
    text.tokens.some((token, index) => token.lower === "not" && isNegatedValue(text, index))
  );
}

/** Whether a sentence opens by taking back what was said: "No, …", "Actually, …". */
export function opensWithDenial(text: EnglishText): boolean {
  return denialOpeners.has(wordAt(text, 0));
}

function isNegatedValue(text: EnglishText, at: number): boolean {
  const start = /^(?:in|at|from)$/.test(wordAt(text, at + 1)) ? at + 2 : at + 1;
  return isMark(text, at - 1) && readName(text, start, "organization") !== undefined;
}

/** Words that tell a change rather than a mistake. */
const changing = wordSet("now longer nowadays currently since recently moved");

/** Whether a sentence says that something has changed, so that what was said before was right then. */
export function tellsChange(text: EnglishText): boolean {
  return text.tokens.some(({ lower }, index) => changing.has(lower) || isAnymore(text, index));
}

/**
 * Reads a correction that only names the right value: "No, it was Braga", "Actually, it's Braga, not Lisbon",
 * "Sorry, I meant Braga". Undefined if nothing said before is meant by it.
 *
 * @param isAdmitted - Whether a mistake was admitted right before.
 */
export function readCorrection(
  text: EnglishText,
  discourse: Discourse,
  isAdmitted: boolean,
): Clause | undefined {
  const start = skipDenial(text, isAdmitted);
  const value = start && readValue(text, start.at);
  const wrong = value && readWrong(text, value.end);
  if (start === undefined || value === undefined || !isLast(text, wrong?.end ?? value.end)) {
    return undefined;
  }
  const isMeant = (statement: Statement): boolean =>
    canHold(statement, value.kinds) && !(start.isBare && isOfNamed(statement));
  const corrected =
    wrong === undefined
      ? discourse.findLatest(
          isMeant,
          start.isAdmission ? "admission" : "denial",
          start.isPast ? "was" : "any",
        )
      : discourse.findTold(wrong.value, isMeant);
  return corrected && putRight(corrected, value.value, text.source.length, "en");
}

/** Whether a sentence is over at a token. */
export function isLast(text: EnglishText, at: number): boolean {
  return at >= text.tokens.length || isSentenceEnd(text, at);
}

const denialWords = wordPattern(
  "no|nope|sorry|actually|oops|wait|correction|well|oh|hmm|my|mistake|bad|ah|,|.|!|:|-|–|—*",
);
const denial = /\b(?:no|nope|sorry|actually|oops|wait|correction)\b/i;
const meant = ["i meant|mean", "make that|it"].map((source) => wordPattern(source));
const stated = ["it|that is|was|'s actually?", "it|that should be"].map((source) =>
  wordPattern(source),
);
const preposition = wordPattern("in|at|from|to?");

interface ValueStart {
  readonly at: number;
  /** Whether it says that something was wrong, so that it is no answer to a question. */
  readonly isAdmission: boolean;
  /** Whether the value may as well be the name of whom it was said: "I meant Anna". */
  readonly isBare: boolean;
  /** Whether it says what was. */
  readonly isPast: boolean;
}

/** Where the value begins after "no, it was"; undefined if the sentence denies nothing. */
function skipDenial(text: EnglishText, isAdmitted: boolean): ValueStart | undefined {
  const start = matchWords(text, 0, denialWords) ?? 0;
  const said = text.source.slice(0, text.tokens[start]?.start ?? 0);
  const isDenial = isAdmitted || denial.test(said);
  const meantAt = skipVerb(text, start, meant);
  if (meantAt !== undefined) {
    return { ...meantAt, isAdmission: true, isPast: false };
  }
  const statedAt = isDenial ? skipVerb(text, start, stated) : undefined;
  if (statedAt !== undefined) {
    const isPast = wordAt(text, start + 1) === "was";
    return { at: statedAt.at, isAdmission: isAdmitted, isBare: false, isPast };
  }
  // "Wait, no, Milan": one such word alone may speak to somebody ("Sorry, Ana!").
  const isTwice = /\b(?:wait|oops|actually)\b/i.test(said) && /\b(?:no|nope|sorry)\b/i.test(said);
  return isTwice ? { at: start, isAdmission: true, isBare: true, isPast: false } : undefined;
}

function skipVerb(
  text: EnglishText,
  start: number,
  verbs: readonly WordPattern[],
): Pick<ValueStart, "at" | "isBare"> | undefined {
  for (const verb of verbs) {
    const end = matchWords(text, start, verb);
    const at = end === undefined ? undefined : matchWords(text, end, preposition);
    if (at !== undefined) {
      return { at, isBare: at === end };
    }
  }
  return undefined;
}

/** A value, and what it can be by the way it is written. */
export interface Value extends Span<string> {
  readonly kinds: readonly ValueKind[];
}

/** Reads a value by itself: a name, a date, a number, a profession or a few words. */
export function readValue(text: EnglishText, at: number): Value | undefined {
  const date = dateEnd(text, at) === undefined ? undefined : readDate(text, at);
  if (date !== undefined) {
    return { ...date, kinds: ["date"] };
  }
  if (/^\d{1,3}$/.test(wordAt(text, at)) && isPhraseEnd(text, at + 1)) {
    return { value: wordAt(text, at), end: at + 1, kinds: ["number"] };
  }
  const name = readName(text, at, "organization");
  if (name !== undefined) {
    return { ...name, kinds: ["name", "phrase"] };
  }
  const job = readProfession(text, at);
  if (job !== undefined) {
    return { ...job, kinds: ["profession", "phrase"] };
  }
  const phrase = readPhrase(text, at, { allowsArticle: true, maxWords: 3 });
  return phrase && { ...phrase, kinds: ["phrase"] };
}

const contrast = ["not", "instead|rather of|than"].map((source) => wordPattern(source));

/** ", not Lisbon", " instead of Lisbon". */
function readWrong(text: EnglishText, at: number): Span<string> | undefined {
  const start = wordAt(text, at) === "," ? at + 1 : at;
  for (const pattern of contrast) {
    const end = matchWords(text, start, pattern);
    if (end !== undefined) {
      return readValue(text, matchWords(text, end, preposition) ?? end);
    }
  }
  return undefined;
}

const negated = wordPattern(",? not to|in|at|from?");

/** ", not nuts" after what holds instead. */
export function readNegated(text: EnglishText, at: number): Value | undefined {
  const valueAt = matchWords(text, at, negated);
  const value = valueAt === undefined ? undefined : readValue(text, valueAt);
  return value !== undefined && isPhraseEnd(text, value.end) ? value : undefined;
}

/** What stands between a value and the right one; "no" alone does not: "tea, no sugar". */
const repairs = [
  ",|-|–|—|(|…* i mean|meant",
  ",|-|–|—|(|… no|nope|oh|oops* wait|sorry|actually|rather|oops",
  ",|-|–|—|(|… no|nope ,|-|–|—",
  ", or rather",
].map((source) => wordPattern(source));
const repairOpening = wordPattern(",|no|i|mean|meant|make|that|it|'s|is* in|at|from|to?");

/** "… in Rome, no wait, Milan", "… in Rome, I mean Milan": what is said in place of the words just before. */
export function readRepair(text: EnglishText, at: number): Value | undefined {
  const openingAt = repairs
    .map((pattern) => matchWords(text, at, pattern))
    .find((end) => end !== undefined);
  const valueAt = openingAt === undefined ? undefined : matchWords(text, openingAt, repairOpening);
  const value = valueAt === undefined ? undefined : readValue(text, valueAt);
  return value !== undefined && isLast(text, value.end) ? value : undefined;
}
