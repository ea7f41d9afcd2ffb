/**
 * Where a string ends, also if quotes stand in it unescaped or its closing quote is missing: a quote closes a string when
 * what follows is what has to follow a string in that place.
 */
import {
  CLOSE_BRACE,
  CLOSE_BRACKET,
  closesTuple,
  COLON,
  COMMA,
  OPEN_BRACE,
  OPEN_BRACKET,
  opensTuple,
  quoteAt,
  type QuoteStyle,
  skipSpaceAhead,
  structureAt,
} from "./characters.ts";

/** Where a string stands: before a colon, after one, in an array, or in a tuple. */
export type StringPlace = "key" | "member" | "element" | "tuple";
/** Where a value stands. */
export type ValuePlace = Exclude<StringPlace, "key">;

/** A string that has ended. */
export interface StringEnd {
  /** The index after the last character of what is quoted. */
  readonly contentEnd: number;
  /** The index to go on from: behind the closing quote, if there is one. */
  readonly end: number;
  /** Whether quotes inside it may mean that it is not one string: fit to find the way on, not to be kept. */
  readonly isDoubtful: boolean;
  /** Whether it has its own quote in it without a backslash. */
  readonly hasBareQuotes: boolean;
}

/** A key and its colon. The length is bounded so that a look ahead stays cheap. */
const KEY_AHEAD =
  /(?:"(?:\\.|[^"\\]){0,200}"|'(?:\\.|[^'\\]){0,200}'|[“”„](?:\\.|[^”“\\]){0,200}[”“"]|[‘’](?:\\.|[^’\\]){0,200}’|＂[^＂]{0,200}＂|「[^」]{0,200}」|『[^』]{0,200}』|[A-Za-z_$][\w$-]{0,63}["'”’]?)\s*[:：]/y;
/** A key that lost a quote or its colon: a string before it has ended, even so. */
const BROKEN_KEY_AHEAD =
  /["'“”‘’„][^"'“”‘’\\\n,，:：{}[\]]{1,64}(?:[:：]|["'”’]\s*(?:[[{"“'\d-]|true|false|null|None|True|False))|[^\s"'“”‘’\\,，:：{}[\]]{1,64}["'”’]\s*[:：]/y;
const LITERAL_AHEAD =
  /[-\d{[｛［【"'“”„‘’＂＇「『]|(?:true|false|null|None|True|False|NaN)\b|[(（]\s*(?:$|[-\d{[｛［【"'“”„‘’＂＇「『(（)）]|(?:None|True|False)\b)/y;
/** Dots in place of what a list would go on with, whole or cut. */
const ELLIPSIS_AHEAD = /(?:\.{3,}|…+)\s*(?:[,，\]］】)）#]|\/[/*]|$)|\.{1,2}$/y;
const REST_OF_KEY = /[^"“”＂'‘’\\\n]{1,64}["“”＂'’]\s*[:：]/y;
const STRUCTURE_BEFORE =
  /(?:[,，]\s*|[}\]｝］】]\s*[,，]?\s*(?:[{｛]\s*)?|[\n\r]\s*(?:[[［【]\s*)?[{｛]\s*)$/;
const STRUCTURE_RUN = /[\s{}[\],，｛｝［］【】]+$/;
/** How far before a quote is looked for that, in characters: brackets and white space of some levels. */
const MAX_LOOK_BEHIND = 64;

/**
 * Finds the end of the string that opens at `open`.
 *
 * Linear in the string's length.
 *
 * @param closing - `own`: only the counterpart of the opening quote closes, and pairs of quotes inside are counted.
 *   `any`: every quote of that kind may.
 * @returns undefined if the text ends first.
 */
export function findStringEnd(
  text: string,
  open: number,
  place: StringPlace,
  closing: "own" | "any" = "own",
): StringEnd | undefined {
  const style = quoteAt(text, open);
  if (!style) return undefined;
  if (place === "key") return findKeyEnd(text, open, style);
  const pattern = closing === "any" ? style.anySpecial : style.special;
  const pairs = pairsIn(style, closing);
  const bare: number[] = [];
  let depth = 0;
  for (let found = seek(pattern, text, open + 1); found >= 0;) {
    const character = text.charAt(found);
    const depthInside = depthAfter(character, depth, pairs);
    if (depthInside !== undefined) depth = depthInside;
    else if (character !== "\\") {
      const end = endAt(text, { open, bare, style }, found, place);
      if (end) return end;
      bare.push(found);
    }
    found = seek(pattern, text, found + (character === "\\" ? 2 : 1));
  }
  return undefined;
}

/** The end of a string, if a quote in it closes it, or shows that it was never closed. */
function endAt(
  text: string,
  string: OpenString,
  quote: number,
  place: ValuePlace,
): StringEnd | undefined {
  if (closesAt(text, quote + 1, place)) return describeEnd(text, string, quote);
  return missingQuote(text, string.open, quote);
}

/** A name ends with the first quote: the colon behind it shows soon enough whether that was right. */
function findKeyEnd(text: string, open: number, style: QuoteStyle): StringEnd | undefined {
  let found = seek(style.special, text, open + 1);
  while (found >= 0 && text.charAt(found) !== style.close) {
    found = seek(style.special, text, found + (text.charAt(found) === "\\" ? 2 : 1));
  }
  return found < 0 ? undefined : describeEnd(text, { open, bare: [], style }, found);
}

interface Pair {
  readonly open: string;
  readonly close: string;
}

/** How many quotations are open behind a quote; undefined if it does not open or close one. */
function depthAfter(character: string, depth: number, pair: Pair | undefined): number | undefined {
  if (character === pair?.open) return depth + 1;
  return character === pair?.close && depth > 0 ? depth - 1 : undefined;
}

/** The quotes that are counted in pairs: all but in a string between “ and ” whose quotations are not in pairs. */
function pairsIn({ nests, open, close }: QuoteStyle, closing: "own" | "any"): Pair | undefined {
  if (closing === "own") return nests ? { open, close } : undefined;
  return nests ? undefined : { open: "“", close: "”" };
}

function seek(pattern: RegExp, text: string, from: number): number {
  pattern.lastIndex = from;
  // It matches one code unit.
  return pattern.test(text) ? pattern.lastIndex - 1 : -1;
}

/** Whether what stands at `after` may follow a string. */
export function closesAt(text: string, after: number, place: ValuePlace): boolean {
  const following = skipSpaceAhead(text, after);
  if (following >= text.length) return true;
  if (place === "tuple" && closesTuple(text, following)) return isTupleEnd(text, following);
  switch (structureAt(text, following)) {
    case CLOSE_BRACE:
    case CLOSE_BRACKET:
      return true;
    case COMMA:
      return followsComma(text, skipSpaceAhead(text, following + 1), place);
    case COLON:
      return place !== "member" && isKeyLike(text, following);
    case OPEN_BRACE:
    case OPEN_BRACKET:
      return place !== "member";
    default:
      return opensNext(text, following, place) && lacksComma(text, after, following, place);
  }
}

/** Whether a parenthesis closes a tuple: words go on behind one that closes in a text. */
function isTupleEnd(text: string, parenthesis: number): boolean {
  const next = skipSpaceAhead(text, parenthesis + 1);
  if (next >= text.length || closesTuple(text, next) || opensTuple(text, next)) return true;
  const structure = structureAt(text, next);
  return structure !== 0 && structure !== COLON;
}

/** Whether a quote stands there, or dots for the rest of a list. */
function opensNext(text: string, index: number, place: ValuePlace): boolean {
  if (quoteAt(text, index)) return true;
  return place !== "member" && matchesAt(ELLIPSIS_AHEAD, text, index);
}

/** In an array, a string before a colon is a key whose brace is missing; prose after a quote is not. */
function isKeyLike(text: string, colon: number): boolean {
  const value = skipSpaceAhead(text, colon + 1);
  return value >= text.length || matchesAt(LITERAL_AHEAD, text, value);
}

function followsComma(text: string, next: number, place: ValuePlace): boolean {
  if (next >= text.length) return true;
  if (place === "tuple" && closesTuple(text, next)) return isTupleEnd(text, next);
  const structure = structureAt(text, next);
  // A comma too many, or a closing brace too few.
  if (structure === CLOSE_BRACE || structure === CLOSE_BRACKET || structure === OPEN_BRACE) {
    return true;
  }
  if (place !== "member") {
    return matchesAt(LITERAL_AHEAD, text, next) || matchesAt(ELLIPSIS_AHEAD, text, next);
  }
  return matchesAt(KEY_AHEAD, text, next) || matchesAt(BROKEN_KEY_AHEAD, text, next);
}

function lacksComma(text: string, after: number, next: number, place: ValuePlace): boolean {
  if (place === "member") return matchesAt(KEY_AHEAD, text, next);
  return next === after || text.slice(after, next).includes("\n");
}

/** Whether a key and its colon stand at `index`. */
export function isKeyAt(text: string, index: number): boolean {
  return matchesAt(KEY_AHEAD, text, index);
}

/** The name that stands at `index` between quotes; empty if none does. */
export function keyNameAt(text: string, index: number): string {
  const end = findStringEnd(text, index, "key")?.contentEnd;
  return end === undefined ? "" : text.slice(index + 1, end);
}

function matchesAt(pattern: RegExp, text: string, index: number): boolean {
  pattern.lastIndex = index;
  return pattern.test(text);
}

/** A quote that opens the next key shows that the string before it was never closed. */
function missingQuote(text: string, open: number, quote: number): StringEnd | undefined {
  if (!matchesAt(REST_OF_KEY, text, quote + 1)) return undefined;
  const before = text.slice(Math.max(open + 1, quote - MAX_LOOK_BEHIND), quote);
  if (!STRUCTURE_BEFORE.test(before)) return undefined;
  const end = quote - (STRUCTURE_RUN.exec(before)?.[0].length ?? 0);
  return { contentEnd: end, end, isDoubtful: true, hasBareQuotes: true };
}

interface OpenString {
  readonly open: number;
  readonly bare: readonly number[];
  readonly style: QuoteStyle;
}

function describeEnd(text: string, { open, bare, style }: OpenString, close: number): StringEnd {
  return {
    contentEnd: close,
    end: close + 1,
    isDoubtful: bare.length > 0 && isDoubtful(text, open, bare, style),
    hasBareQuotes: bare.length > 0,
  };
}

/** Quotes inside are believed when they come in pairs around words, or stand in a word (6" pipe, Ana's). */
function isDoubtful(
  text: string,
  open: number,
  bare: readonly number[],
  { close }: QuoteStyle,
): boolean {
  const quotes =
    close === "'" || close === "’" ? bare.filter((quote) => !isApostrophe(text, quote)) : bare;
  if (bare.some((quote) => structureAt(text, skipSpaceAhead(text, quote + 1)) === COLON)) {
    return true;
  }
  if (quotes.length % 2 === 1) return quotes.some((quote) => !isAfterWord(text, quote));
  return quotes.some((quote, index) =>
    index % 2 === 0 ? !isOpening(text, open, quote) : isBlank(text[quote - 1]),
  );
}

function isApostrophe(text: string, quote: number): boolean {
  return isWord(text[quote - 1]) && isWord(text[quote + 1]);
}

function isAfterWord(text: string, quote: number): boolean {
  const isCut = structureAt(text, skipSpaceAhead(text, quote + 1)) !== 0;
  return isWord(text[quote - 1]) && !isCut;
}

function isOpening(text: string, open: number, quote: number): boolean {
  const before = text[quote - 1];
  const isEdge = quote === open + 1 || isBlank(before) || !isWord(before);
  return isEdge && !isBlank(text[quote + 1]) && structureAt(text, quote + 1) === 0;
}

function isBlank(character: string | undefined): boolean {
  return character === undefined || /\s/.test(character);
}

function isWord(character: string | undefined): boolean {
  return character !== undefined && /[\p{L}\p{N}]/u.test(character);
}
