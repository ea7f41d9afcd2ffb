import {
  isGlued,
  isMark,
  isNameWord,
  isPhraseEnd,
  sliceTokens,
  wordAt,
  type EnglishText,
} from "./english-text.ts";
import { demonyms } from "./words.ts";
import { wordSet } from "./word-set.ts";

/** Something read from a text, and the index of the token after it. */
export interface Span<Value> {
  readonly value: Value;
  readonly end: number;
}

/** What a name is the name of, as far as it decides how it is written. */
export type NameKind = "person" | "place" | "organization" | "any";

interface NameRules {
  readonly maxWords: number;
  readonly connectors: ReadonlySet<string>;
  readonly allowsNumbers: boolean;
}

const personConnectors = wordSet(
  "de da do dos das di van von der den del la le al bin ibn el ten ter",
);
const otherConnectors = wordSet("of de da do dos das di du del la le el les upon & y e");

const rules: Readonly<Record<NameKind, NameRules>> = {
  person: { maxWords: 4, connectors: personConnectors, allowsNumbers: false },
  place: { maxWords: 5, connectors: otherConnectors, allowsNumbers: true },
  organization: { maxWords: 6, connectors: otherConnectors, allowsNumbers: true },
  any: { maxWords: 6, connectors: otherConnectors, allowsNumbers: true },
};

/** Bound on the items of a list. */
const maxListItems = 8;

/**
 * Reads the name that starts at a token, without a leading "the" or a title ("Dr."); undefined if none does.
 *
 * A name followed by "'s" is one only for an organisation whose name ends so ("St. Mary's"); otherwise
 * it belongs to something else ("Caroline's house").
 */
export function readName(text: EnglishText, at: number, kind: NameKind): Span<string> | undefined {
  const start = wordAt(text, at) === "the" && kind !== "person" ? at + 1 : at;
  const first = isTitle(text, start) ? start + 1 : start;
  if (!isNameWord(text, first)) {
    return undefined;
  }
  const end = nameEnd(text, first, rules[kind]);
  if (wordAt(text, end) === "'s") {
    return kind === "organization" && isPhraseEnd(text, end + 1)
      ? { value: sliceTokens(text, first, end + 1), end: end + 1 }
      : undefined;
  }
  const value = sliceTokens(text, first, end);
  const isAdjective = end === first + 1 && demonyms.has(value.toLowerCase());
  return isAdjective || isGlued(text, end) || value.length > 80 ? undefined : { value, end };
}

/**
 * Reads a list of names: "Rome", "Rome and Florence", "Rome, Florence, and Siena".
 *
 * Stops before an item that opens a clause of its own ("Rome and Ana visited Paris").
 */
export function readNames(
  text: EnglishText,
  at: number,
  kind: NameKind,
): Span<string[]> | undefined {
  const first = readName(text, at, kind);
  if (first === undefined) {
    return undefined;
  }
  const names = [first.value];
  let { end } = first;
  while (names.length < maxListItems) {
    const next = readListItem(text, end, kind);
    if (next === undefined) {
      break;
    }
    names.push(next.value);
    ({ end } = next);
  }
  return { value: names, end };
}

/** Reads "Tom and Eva" where a verb may follow, as after "my kids". */
export function readSubjectNames(text: EnglishText, at: number): Span<string[]> | undefined {
  const names: string[] = [];
  let end = at;
  let next: number | undefined = at;
  while (next !== undefined && names.length < maxListItems) {
    const name = readName(text, next, "person");
    if (name === undefined) {
      break;
    }
    names.push(name.value);
    ({ end } = name);
    next = skipListSeparator(text, end);
  }
  return names.length === 0 ? undefined : { value: names, end };
}

function readListItem(text: EnglishText, at: number, kind: NameKind): Span<string> | undefined {
  const start = skipListSeparator(text, at);
  const item = start === undefined ? undefined : readName(text, start, kind);
  if (item === undefined || !isPhraseEnd(text, item.end) || isAuxiliary(wordAt(text, item.end))) {
    return undefined;
  }
  const isAddressee = wordAt(text, at) === "," && start === at + 1 && isSentenceEnd(text, item.end);
  return isAddressee ? undefined : item;
}

const auxiliaries = wordSet(
  "is am are was were 'm 's 're 've 'd 'll has have had do does did can could will would shall should may might must",
);

function isAuxiliary(word: string): boolean {
  return auxiliaries.has(word);
}

/** The index after ",", "and", "or", "&" or ", and"; undefined if none stands there. */
export function skipListSeparator(text: EnglishText, at: number): number | undefined {
  const isComma = wordAt(text, at) === ",";
  const next = isComma ? at + 1 : at;
  const hasWord = ["and", "or", "&"].includes(wordAt(text, next));
  if (hasWord) {
    return next + 1;
  }
  return isComma ? next : undefined;
}

const greetings = wordSet(
  "hey hi hello thanks thank you yeah yep yes no wow congrats oh dear sorry bye sure cool absolutely so well ok okay aww nice great",
);

/** Whether a name speaks to someone: "Thanks, Maria!", "Hey Mel, …". Nobody is called "she" to her face. */
export function isVocative(text: EnglishText, start: number, end: number): boolean {
  const before = wordAt(text, start - 1);
  const after = wordAt(text, end);
  if (!isMark(text, end) && end < text.tokens.length) {
    return false;
  }
  if (start === 0) {
    const isApposed = /^(?:my|our|his|her|also|aka|who)$/.test(wordAt(text, end + 1));
    return after !== "" && !isApposed;
  }
  return greetings.has(before) || (before === "," && isSentenceEnd(text, end));
}

/** Whether nothing but closing marks follows. */
export function isSentenceEnd(text: EnglishText, at: number): boolean {
  return (
    isMark(text, at) &&
    wordAt(text, at) !== "," &&
    text.tokens.slice(at).every((token) => !token.isWord)
  );
}

function nameEnd(
  text: EnglishText,
  first: number,
  { maxWords, connectors, allowsNumbers }: NameRules,
): number {
  let end = first + 1;
  for (let count = 1; count < maxWords; count++) {
    const afterConnector = connectors.has(wordAt(text, end)) ? skipThe(text, end + 1) : end;
    if (isNameWord(text, afterConnector)) {
      end = afterConnector + 1;
    } else if (allowsNumbers && afterConnector === end && /^\d{1,4}$/.test(wordAt(text, end))) {
      return end + 1;
    } else {
      break;
    }
  }
  return end;
}

function skipThe(text: EnglishText, at: number): number {
  return wordAt(text, at) === "the" ? at + 1 : at;
}

function isTitle(text: EnglishText, at: number): boolean {
  return /^(?:dr|mr|mrs|ms|prof)\.?$/.test(wordAt(text, at)) && isNameWord(text, at + 1);
}

/** The index after "also known as", "aka" or "nicknamed"; undefined if none stands there. */
export function skipKnownAs(text: EnglishText, at: number): number | undefined {
  const word = wordAt(text, at);
  if (word === "aka" || word === "a.k.a" || word === "nicknamed") {
    return wordAt(text, at + 1) === "." ? at + 2 : at + 1;
  }
  const known = /^(?:also|better|otherwise)$/.test(word) ? at + 1 : at;
  return wordAt(text, known) === "known" && wordAt(text, known + 1) === "as"
    ? known + 2
    : undefined;
}
