/** Numbers, literals and words that stand without quotes. */
import {
  CLOSE_BRACE,
  CLOSE_BRACKET,
  closesTuple,
  COMMA,
  quoteAt,
  skipSpaceAhead,
  structureAt,
} from "./characters.ts";
import { closesAt, isKeyAt, type ValuePlace } from "./string-end.ts";

/** What stands where a value should, without quotes. */
export interface BareWord {
  /** JSON, or what `jsonrepair` makes into it. */
  readonly json: string;
  readonly end: number;
  readonly isDamaged: boolean;
  /** Whether it is words, that may be a text without its quotes or none at all. */
  readonly isWords: boolean;
}

const TOKEN = /[^\s,，、:：{}[\]｛｝［］【】"“”„＂'‘’＇「」『』…]+/y;
const TUPLE_TOKEN = /[^\s,，、:：{}[\]｛｝［］【】()（）"“”„＂'‘’＇「」『』…]+/y;
const LITERALS: ReadonlyMap<string, string> = new Map([
  ["true", "true"],
  ["false", "false"],
  ["null", "null"],
  ["True", "true"],
  ["False", "false"],
  ["None", "null"],
  ["TRUE", "true"],
  ["FALSE", "false"],
  ["NULL", "null"],
  ["undefined", "null"],
  ["NaN", "null"],
]);
const NUMBER = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/;
/** What Python, Go and others print for a value of their own. */
const OTHER_LITERAL = /^(?:[+-]?Infinity|nil)$/;
const ELLIPSIS = /\.{3,}|…+/y;
/** More words of the same line, up to what may end a value. */
const REST = /[^,，{}[\]｛｝［］"“”＂\n]*/y;
const TUPLE_REST = /[^,，{}[\]｛｝［］()（）"“”＂\n]*/y;
/** What is taken for a string that was meant to have quotes. */
const PLAIN = /^[\p{L}_][\p{L}\p{N}\p{M} _./@+-]*$/u;
/** Longest run of words, in characters, that is taken for such a string: a name or a value, not the prose around. */
const MAX_PLAIN_LENGTH = 200;
/** How far away the closing quote of a string may be that has no opening one. */
const MAX_UNOPENED_LENGTH = 2000;

/** Reads what stands at `index`, where a value is expected and no bracket or quote is. */
export function readBareWord(text: string, index: number, place: ValuePlace = "element"): BareWord {
  const token = match(place === "tuple" ? TUPLE_TOKEN : TOKEN, text, index);
  const end = index + token.length;
  const literal = LITERALS.get(token) ?? (NUMBER.test(token) ? token : undefined);
  if (literal !== undefined && endsValue(text, end, place)) {
    return { json: literal, end, isDamaged: false, isWords: false };
  }
  const lost = endOfUnopened(text, index, place);
  if (lost !== undefined) return { json: "", end: lost, isDamaged: true, isWords: false };
  return readWords(text, index, Math.max(end, index + 1), place);
}

/** Behind the dots at `index` that stand in a list for what was not written; `index` itself if there are none. */
export function skipEllipsis(text: string, index: number): number {
  return index + match(ELLIPSIS, text, index).length;
}

function match(pattern: RegExp, text: string, index: number): string {
  pattern.lastIndex = index;
  return pattern.exec(text)?.[0] ?? "";
}

function endsValue(text: string, end: number, place: ValuePlace): boolean {
  const next = skipSpaceAhead(text, end);
  if (next >= text.length) return true;
  if (place === "tuple" && closesTuple(text, next)) return true;
  const structure = structureAt(text, next);
  if (structure === COMMA || structure === CLOSE_BRACE || structure === CLOSE_BRACKET) return true;
  return isKeyAt(text, next);
}

/** Behind the quote that closes a string whose opening quote is missing; undefined if it is not one. */
function endOfUnopened(text: string, index: number, place: ValuePlace): number | undefined {
  const last = Math.min(text.length, index + MAX_UNOPENED_LENGTH);
  for (let at = index; at < last && text[at] !== "\n"; at += 1) {
    if (text[at] === "\\") at += 1;
    else if (quoteAt(text, at)) {
      if (closesAt(text, at + 1, place)) return at + 1;
      if (text[at] === '"') return undefined;
    }
  }
  return undefined;
}

function readWords(text: string, index: number, firstEnd: number, place: ValuePlace): BareWord {
  const isTuple = place === "tuple";
  const end = firstEnd + match(isTuple ? TUPLE_REST : REST, text, firstEnd).length;
  const words = text.slice(index, end).trim();
  if (quoteAt(text, end)) return skipLostQuote(text, end);
  // Words in parentheses are a remark.
  const isShort = !isTuple && words.length <= MAX_PLAIN_LENGTH;
  const isPlain = isShort && PLAIN.test(words) && endsValue(text, end, place);
  const isOdd = /^[+-]?(?:\.?\d|Infinity$)/.test(words) && !/\s/.test(words);
  if (!isPlain) return { json: words, end, isDamaged: !isOdd, isWords: false };
  const isWords = !OTHER_LITERAL.test(words);
  return { json: JSON.stringify(words), end, isDamaged: false, isWords };
}

/** The quote that would have opened the string is missing: the one at `quote` closes it, or opens what comes next. */
function skipLostQuote(text: string, quote: number): BareWord {
  const isNextKey = isKeyAt(text, quote);
  return { json: "", end: isNextKey ? quote : quote + 1, isDamaged: true, isWords: false };
}
