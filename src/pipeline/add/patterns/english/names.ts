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
export type NameKind = "person" | "place" | "organization" | "subject" | "any";

interface NameRules {
  readonly maxWords: number;
  readonly connectors: ReadonlySet<string>;
  readonly allowsNumbers: boolean;
}

const personConnectors = wordSet(
  "de da do dos das di van von der den del la le al bin ibn el ten ter",
);
const otherConnectors = wordSet(
  "of de da do dos das di du del la le el les upon & y e van von der den",
);

const rules: Readonly<Record<NameKind, NameRules>> = {
  person: { maxWords: 4, connectors: personConnectors, allowsNumbers: false },
  place: { maxWords: 5, connectors: otherConnectors, allowsNumbers: true },
  organization: { maxWords: 6, connectors: otherConnectors, allowsNumbers: true },
  subject: { maxWords: 6, connectors: otherConnectors, allowsNumbers: true },
  any: { maxWords: 6, connectors: otherConnectors, allowsNumbers: true },
};

const anyName: NameRules = {
  maxWords: 8,
  connectors: personConnectors.union(otherConnectors),
  allowsNumbers: false,
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
  const word = isTitle(text, start) ? start + 1 : start;
  if (!isNameWord(text, word)) {
    return undefined;
  }
  const end = nameEnd(text, word, rules[kind]);
  const first = hasOwnArticle(text, at) && word === at + 1 ? at : word;
  if (wordAt(text, end) === "'s") {
    return allowsPossessive.has(kind) ? readPossessive(text, first, end + 1) : undefined;
  }
  const value = sliceTokens(text, first, end);
  return isDemonym(text, word, end) || isGlued(text, end) || value.length > 80
    ? undefined
    : { value, end };
}

function isDemonym(text: EnglishText, at: number, end: number): boolean {
  return end === at + 1 && demonyms.has(wordAt(text, at));
}

/** "St. Mary's", where nothing follows that may be hers. */
function readPossessive(text: EnglishText, first: number, end: number): Span<string> | undefined {
  return isPhraseEnd(text, end) ? { value: sliceTokens(text, first, end), end } : undefined;
}

const allowsPossessive: ReadonlySet<NameKind> = new Set<NameKind>(["organization", "subject"]);

/** Whether an article is a part of the name after it, as it is written inside a sentence: "in The Hague". */
export function hasOwnArticle(text: EnglishText, at: number): boolean {
  const isNamed = text.tokens[at + 1]?.isCapitalised === true;
  return at > 0 && text.tokens[at]?.text === "The" && isNamed;
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
  const next = skipListSeparator(text, at);
  // "Rome or Milan" leaves open which.
  const start = next !== undefined && wordAt(text, next - 1) === "or" ? undefined : next;
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

/** The index after the longest name of whatever kind that starts at a token; the same index if none does. */
export function wholeNameEnd(text: EnglishText, at: number): number {
  return isNameWord(text, at) ? nameEnd(text, at, anyName) : at;
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
  const isOther = /^(?:also|better|otherwise|sometimes)$/.test(word);
  const known = isOther ? at + 1 : at;
  if (wordAt(text, known) === "known" && wordAt(text, known + 1) === "as") {
    return known + 2;
  }
  return isOther && wordAt(text, known) === "called" ? known + 1 : undefined;
}
