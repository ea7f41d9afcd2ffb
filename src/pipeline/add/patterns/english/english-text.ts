import type { NameEvidence } from "../name-evidence.ts";
import { tokenize, type Token } from "./tokens.ts";
import { neverNames, phraseStops, sentenceOpeners } from "./words.ts";

/** Where a date stands in a sentence. */
export interface DateSpan {
  readonly start: number;
  readonly end: number;
}

/** A sentence prepared for reading. */
export interface EnglishText {
  /** The sentence with its quotations masked, which is what patterns read. */
  readonly source: string;
  /** The sentence as written, of the same length. */
  readonly original: string;
  readonly tokens: readonly Token[];
  readonly dates: readonly DateSpan[];
  readonly evidence: NameEvidence;
}

/** Longest sentence that is read, in tokens: what is longer is a list, a log or a paste. */
const maxSentenceTokens = 120;

/** Share of capitalised words from which capitals tell nothing about names. */
const shoutingShare = 0.75;

/** A sentence to prepare. */
export type SentenceSource = Omit<EnglishText, "tokens">;

/**
 * Prepares a sentence; undefined if it is too long to read.
 *
 * In a sentence all in capitals or in title case no word counts as capitalised; in one whose writer does
 * not capitalise at all, the names known from elsewhere do.
 */
export function prepareEnglish(sentence: SentenceSource): EnglishText | undefined {
  const { source } = sentence;
  const tokens = tokenize(source);
  if (tokens.length === 0 || tokens.length > maxSentenceTokens) {
    return undefined;
  }
  const words = tokens.filter((token) => token.isWord && /^\p{L}{2}/u.test(token.text));
  const loud = words.filter((token) => token.isCapitalised && !neverNames.has(token.lower));
  const isShouting = words.length >= 6 && loud.length > words.length * shoutingShare;
  if (isShouting) {
    return { ...sentence, tokens: tokens.map((token) => ({ ...token, isCapitalised: false })) };
  }
  const isWhispering = tokens.some((token) => token.text === "i");
  const { nameWords } = sentence.evidence;
  return {
    ...sentence,
    tokens: isWhispering ? tokens.map((token) => asName(token, nameWords)) : tokens,
  };
}

/** Whoever writes "i" writes names in lower case too: those known from elsewhere count as capitalised. */
function asName(token: Token, nameWords: ReadonlySet<string>): Token {
  const isName = nameWords.has(token.lower) && !phraseStops.has(token.lower);
  return isName ? { ...token, isCapitalised: true } : token;
}

/** The lower-case word at an index, or "" past the end. */
export function wordAt(text: EnglishText, index: number): string {
  return text.tokens[index]?.lower ?? "";
}

/** Whether the token at an index is a mark or lies past the end. */
export function isMark(text: EnglishText, index: number): boolean {
  return text.tokens[index]?.isWord !== true;
}

/** Whether a token says of what is denied that it once was so: "anymore", "any more", "any longer". */
export function isAnymore(text: EnglishText, index: number): boolean {
  const word = wordAt(text, index);
  const isTwoWords = word === "any" && /^(?:more|longer)$/.test(wordAt(text, index + 1));
  return word === "anymore" || isTwoWords;
}

/** Whether a phrase that ends before `index` is over there: a mark, a word that stops phrases, a date, the end. */
export function isPhraseEnd(text: EnglishText, index: number): boolean {
  return (
    isMark(text, index) ||
    phraseStops.has(wordAt(text, index)) ||
    isAnymore(text, index) ||
    dateEnd(text, index) !== undefined
  );
}

/** Whether what ends before `index` owns what follows: "my wife's brother", "my parents' friend". */
export function isPossessive(text: EnglishText, index: number): boolean {
  const mark = wordAt(text, index);
  const last = text.tokens[index - 1];
  const isPlural =
    mark === "'" && last?.lower.endsWith("s") === true && last.end === text.tokens[index]?.start;
  return mark === "'s" || (isPlural && !isMark(text, index + 1));
}

/** Whether a word breaks off before an index at a mark inside it ("CS:GO", "and/or"). */
export function isGlued(text: EnglishText, index: number): boolean {
  const [before, mark, after] = [
    text.tokens[index - 1],
    text.tokens[index],
    text.tokens[index + 1],
  ];
  return (
    before?.end === mark?.start &&
    mark?.end === after?.start &&
    mark?.isWord === false &&
    after?.isWord === true
  );
}

/** The index after the date that starts at a token, or undefined if none does. */
export function dateEnd(text: EnglishText, index: number): number | undefined {
  const token = text.tokens[index];
  const date = token && text.dates.find((span) => span.start === token.start);
  if (date === undefined) {
    return undefined;
  }
  let end = index;
  while ((text.tokens[end]?.start ?? Infinity) < date.end) {
    end += 1;
  }
  return end;
}

/** The words between two tokens, the second excluded, without the marks of a quotation. */
export function sliceTokens(text: EnglishText, from: number, to: number): string {
  const first = text.tokens[from];
  const last = text.tokens[to - 1];
  return first === undefined || last === undefined
    ? ""
    : text.source.slice(first.start, last.end).replace(/\s+/g, " ");
}

/** Whether the token at an index can be part of a name. At the start of a sentence a capital alone is no proof. */
export function isNameWord(text: EnglishText, index: number): boolean {
  const token = text.tokens[index];
  if (token === undefined || !token.isWord || !token.isCapitalised || neverNames.has(token.lower)) {
    return false;
  }
  if (dateEnd(text, index) !== undefined) {
    return false;
  }
  return index > 0 ? !isCapitalisedFunctionWord(token) : isNameAtStart(text, token);
}

function isCapitalisedFunctionWord(token: Token): boolean {
  return phraseStops.has(token.lower) && !/^\p{Lu}{2}/u.test(token.text);
}

const commonEnding = /(?:ing|ly|ed|tion|ness|ment|ful|ous|ive|able)$/;

function isNameAtStart(text: EnglishText, token: Token): boolean {
  const { knownWords, nameWords, plainWords } = text.evidence;
  const isFunctionWord = phraseStops.has(token.lower);
  if (!isFunctionWord && knownWords.has(token.lower)) {
    return true;
  }
  if (sentenceOpeners.has(token.lower)) {
    return false;
  }
  const isPlain = plainWords.has(token.lower) || commonEnding.test(token.lower);
  return nameWords.has(token.lower) || !isPlain;
}
