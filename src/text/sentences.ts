import {
  CLOSING_ABBREVIATIONS,
  NUMBER_ABBREVIATIONS,
  OPEN_ABBREVIATIONS,
  SENTENCE_OPENERS,
  TITLES,
} from "./abbreviations.ts";
import { isCjk } from "./language.ts";

/** A sentence and where it stands: `text` is `source.slice(start, end)`, without white space around it. */
export interface Sentence {
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

const LINE_BREAKS = "\n\r\u0085\u2028\u2029";
const CJK_TERMINATORS = "。！？；｡";
const TERMINATORS = `.!?…${CJK_TERMINATORS}`;
const CLOSERS = "\"'”’»›)]}」』）】》〉〕］｝＂＇";
/** Longest abbreviation or opening word that is looked at, which bounds the work at each full stop. */
const MAX_WORD_LENGTH = 12;

/**
 * Splits a text into sentences, in order and without overlap; together they hold every visible character.
 *
 * Sentences end at 。！？；… ! ? . and at line breaks, together with closing quotes and brackets that follow.
 * Abbreviations ("Dr.", "e.g."), initials, decimals, list numbers, domain names and URLs do not end one, nor
 * does a quotation that its sentence carries on after (`"Go!" she said`). O(length).
 */
export function splitSentences(text: string): Sentence[] {
  const sentences: Sentence[] = [];
  let start = 0;
  let index = 0;
  while (index < text.length) {
    const character = text.charAt(index);
    if (LINE_BREAKS.includes(character)) {
      pushTrimmed(sentences, text, start, index);
      index += 1;
      start = index;
    } else if (TERMINATORS.includes(character)) {
      const marksEnd = skipWhile(text, index, TERMINATORS);
      const end = skipWhile(text, marksEnd, CLOSERS);
      if (isBoundary(text, { start, marksStart: index, marksEnd, end })) {
        pushTrimmed(sentences, text, start, end);
        start = end;
      }
      index = end;
    } else {
      index += 1;
    }
  }
  pushTrimmed(sentences, text, start, text.length);
  return sentences;
}

/** Terminator marks at `marksStart` to `marksEnd`, closers up to `end`, in a sentence begun at `start`. */
interface Stop {
  readonly start: number;
  readonly marksStart: number;
  readonly marksEnd: number;
  readonly end: number;
}

function isBoundary(text: string, stop: Stop): boolean {
  const marks = text.slice(stop.marksStart, Math.min(stop.marksEnd, stop.marksStart + 2));
  if (CJK_TERMINATORS.includes(marks.charAt(0)) || stop.end >= text.length) {
    return true;
  }
  const isAfterCjk = isCjkAt(text, stop.marksStart - 1);
  const trailsOff = marks.startsWith("…") || marks === "..";
  // Chinese puts no space after a mark, and "……" trails off where a sentence ends.
  if (isCjkAt(text, stop.end) || (isAfterCjk && trailsOff)) {
    return marks !== "." || isAfterCjk;
  }
  return /\s/u.test(text.charAt(stop.end)) && !carriesOn(text, stop, marks);
}

/** Whether a sentence goes on after marks that white space follows. */
function carriesOn(text: string, stop: Stop, marks: string): boolean {
  const next = wordAfter(text, stop.end);
  const trailsOff = marks.startsWith("…") || marks === "..";
  // "Wait... what" and `"Go." she said`
  if (/^\p{Ll}/u.test(next) && (trailsOff || stop.end > stop.marksEnd)) {
    return true;
  }
  return marks === "." && isAbbreviation(text, stop, next);
}

function isAbbreviation(text: string, stop: Stop, next: string): boolean {
  const word = wordBefore(text, stop.marksStart, stop.start);
  // "1. Buy milk"
  if (/^\d{1,3}$/u.test(word)) {
    return text.slice(stop.start, stop.marksStart).trim() === word;
  }
  const lower = word.toLowerCase();
  if (TITLES.has(word) || OPEN_ABBREVIATIONS.has(lower)) {
    return true;
  }
  if (NUMBER_ABBREVIATIONS.has(lower) && /^\p{N}/u.test(next)) {
    return true;
  }
  const isInitial = /^(?:\p{L}\.)*\p{Lu}$/u.test(word);
  if (!isInitial && !CLOSING_ABBREVIATIONS.has(lower)) {
    return false;
  }
  return next !== "" && !(/^\p{Lu}/u.test(next) && SENTENCE_OPENERS.has(next.toLowerCase()));
}

function wordBefore(text: string, end: number, start: number): string {
  const window = text.slice(Math.max(start, end - MAX_WORD_LENGTH), end);
  return /[\p{L}\p{N}.]*$/u.exec(window)?.[0].replace(/^\.+/u, "") ?? "";
}

/** The first word after `index` on the same or a later line, without the quotes before it. */
function wordAfter(text: string, index: number): string {
  let start = index;
  while (start < text.length && /[\s"'“‘(]/u.test(text.charAt(start))) {
    start += 1;
  }
  return /^[\p{L}\p{N}]+/u.exec(text.slice(start, start + MAX_WORD_LENGTH))?.[0] ?? "";
}

function isCjkAt(text: string, index: number): boolean {
  const codePoint = index < 0 ? undefined : text.codePointAt(index);
  return codePoint !== undefined && isCjk(codePoint);
}

function skipWhile(text: string, from: number, characters: string): number {
  let index = from;
  while (index < text.length && characters.includes(text.charAt(index))) {
    index += 1;
  }
  return index;
}

function pushTrimmed(sentences: Sentence[], text: string, start: number, end: number): void {
  let first = start;
  let last = end;
  while (first < last && /\s/u.test(text.charAt(first))) {
    first += 1;
  }
  while (last > first && /\s/u.test(text.charAt(last - 1))) {
    last -= 1;
  }
  if (first < last) {
    sentences.push({ text: text.slice(first, last), start: first, end: last });
  }
}
