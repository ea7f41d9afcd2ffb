import type { Discourse } from "../discourse.ts";
import { isCorrectable, putRight } from "../putting-right.ts";
import type { Clause } from "../reading.ts";
import { isMark, wordAt, type EnglishText } from "./english-text.ts";
import { isSentenceEnd, readName, type Span } from "./names.ts";
import { readPhrase } from "./phrases.ts";
import { readProfession } from "./professions.ts";
import { matchWords, wordPattern } from "./word-pattern.ts";

const admission =
  /^(?:(?:oh|ah|oops|sorry|no|nope|wait|actually|hmm|well|ok|okay|and|but)[\s,.!—–-]{1,3}){0,4}(?:i (?:was|am) (?:wrong|mistaken)|i(?:'|’)?m (?:wrong|mistaken)|i misspoke|i made a mistake|i got (?:that|it) wrong|i mixed (?:that|it) up|(?:a |small |quick |one )?correction|(?:that|it)(?:'s|’s| was| is) (?:wrong|not right|incorrect|a mistake)|that(?:'|’)?s not (?:right|correct|true)|scratch that|let me correct (?:that|myself)|i take that back)\b(?: (?:earlier|before|about (?:that|it)|when i said that|there|just now|though|on that)){0,2}\s*[:,;.!—–-]*\s*/i;

/** A sentence that admits a mistake ("I was wrong: …"), split into the admission and what is right. */
export function splitAdmission(
  sentence: string,
): { readonly length: number; readonly isAlone: boolean } | undefined {
  const match = admission.exec(sentence);
  return match === null
    ? undefined
    : { length: match[0].length, isAlone: match[0].length === sentence.length };
}

/** Whether a sentence contrasts what is right with what was said: "No, Ana works at X, not Y." */
export function contrasts(text: EnglishText): boolean {
  const opensWithDenial = /^(?:no|nope|actually|sorry|wait|oops|correction)$/.test(wordAt(text, 0));
  return (
    opensWithDenial &&
    text.tokens.some((token, index) => token.lower === "not" && isNegatedValue(text, index))
  );
}

function isNegatedValue(text: EnglishText, at: number): boolean {
  const start = /^(?:in|at|from)$/.test(wordAt(text, at + 1)) ? at + 2 : at + 1;
  return isMark(text, at - 1) && readName(text, start, "organization") !== undefined;
}

/**
 * Reads a correction that only names the right value: "No, it was Braga", "Actually, it's Braga, not Lisbon",
 * "Sorry, I meant Braga". Undefined if nothing said before is meant by it.
 */
export function readCorrection(text: EnglishText, discourse: Discourse): Clause | undefined {
  const start = skipDenial(text);
  const value = start === undefined ? undefined : readValue(text, start);
  const wrong = value && readWrong(text, value.end);
  const end = wrong?.end ?? value?.end ?? 0;
  const isWhole = end >= text.tokens.length || isSentenceEnd(text, end);
  if (value === undefined || !isWhole) {
    return undefined;
  }
  const corrected = discourse.findCorrected(wrong?.value, isCorrectable);
  return corrected && putRight(corrected, value.value, text.source.length, "en");
}

const denialWords = wordPattern(
  "no|nope|sorry|actually|oops|wait|correction|well|oh|hmm|my|mistake|bad|ah|,|.|!|:|-|–|—*",
);
const denial = /\b(?:no|nope|sorry|actually|oops|wait|correction)\b/i;
const meant = ["i meant|mean", "make that|it"].map((source) => wordPattern(source));
const stated = ["it|that is|was|'s", "it|that should be"].map((source) => wordPattern(source));
const preposition = wordPattern("in|at|from?");

/** The index where the value begins after "no, it was"; undefined if the sentence denies nothing. */
function skipDenial(text: EnglishText): number | undefined {
  const start = matchWords(text, 0, denialWords) ?? 0;
  const isDenial = denial.test(text.source.slice(0, text.tokens[start]?.start ?? 0));
  for (const pattern of isDenial ? [...meant, ...stated] : meant) {
    const end = matchWords(text, start, pattern);
    if (end !== undefined) {
      return matchWords(text, end, preposition);
    }
  }
  return undefined;
}

function readValue(text: EnglishText, at: number): Span<string> | undefined {
  return (
    readName(text, at, "organization") ??
    readProfession(text, at) ??
    readPhrase(text, at, { allowsArticle: true, maxWords: 3 })
  );
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
