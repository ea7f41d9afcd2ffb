/**
 * Index terms of a text for BM25: stems for Latin script, character bigrams and words for scripts
 * that are written without spaces.
 *
 * Source: for bigrams beside words, Nie, Gao, Zhang & Zhou, "On the Use of Words and N-grams for
 * Chinese Information Retrieval", IRAL 2000. Stems: Porter, "An algorithm for suffix stripping", 1980.
 */
import { append } from "../core/append.ts";
import { stemmer } from "stemmer";
import { plainKinship } from "./kinship-words.ts";
import {
  CHINESE_FUNCTION_CHARACTERS,
  CHINESE_FUNCTION_WORDS,
  ENGLISH_STOP_WORDS,
} from "./stop-words.ts";

/** No term is longer than this many UTF-16 units; longer ones are cut, in documents and queries alike. */
export const MAX_TOKEN_LENGTH = 64;

/** Runs of a script written without spaces: Chinese, Japanese, Korean, Thai and its neighbours. */
const UNSPACED = String.raw`\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Hangul}\p{sc=Bopomofo}\p{sc=Thai}\p{sc=Lao}\p{sc=Khmer}\p{sc=Myanmar}ー`;
const LETTER = String.raw`[[\p{L}\p{N}\p{M}]--[${UNSPACED}]]`;
const JOINER = String.raw`(?:['._\-]|(?<=\p{Nd}),(?=\p{Nd}))`;
const RUN = new RegExp(
  String.raw`(?<unspaced>[${UNSPACED}]+)|(?<code>(?<!${LETTER})[acf](?:\+\+|#)(?!${LETTER}))|${LETTER}+(?:${JOINER}${LETTER}+)*`,
  "gv",
);

/** Normalising is quadratic in a run of combining marks; no language stacks more than this. */
const EXCESS_MARKS = /(\p{M}{8})\p{M}+/gu;
const APOSTROPHES = /[’‘ʼʻ′＇]/gu;
const NUMBER = /^\p{Nd}+(?:[.,]\p{Nd}+)*$/u;
const LATIN = /^[\p{sc=Latin}\p{M}\p{N}]+$/u;
const KANA = /[\p{sc=Hiragana}\p{sc=Katakana}ー]/u;
/** A compound of more parts than these is found by its parts alone. */
const MAX_JOINED_PARTS = 3;
/** One switch between letters and digits, as in "gpt4" and "3pm". */
const LETTERS_AND_DIGITS = /^(?:(\p{L}+)(\p{N}+)|(\p{N}+(?:\.\p{N}+)*)(\p{L}+))$/u;
/** What parts a compound; a dot between digits is a decimal point. */
const SEPARATOR = /[_\-,]|(?<!\p{N})\.|\.(?!\p{N})/u;
const POSSESSIVE_OR_CONTRACTION = /(?<=.)'(?:s|m|d|re|ve|ll)$/u;
const ACRONYM = /^\p{L}\p{M}?(?:\.\p{L}\p{M}?)+$/u;
/** Letters that Unicode does not decompose into a base and a mark. */
const LATIN_FOLDS: ReadonlyMap<string, string> = new Map([
  ["ß", "ss"],
  ["æ", "ae"],
  ["œ", "oe"],
  ["ø", "o"],
  ["đ", "d"],
  ["ð", "d"],
  ["ł", "l"],
  ["þ", "th"],
  ["ı", "i"],
]);
const FOLDABLE = /[ßæœøđðłþı]/gu;

/** Splits scripts without spaces into words. Made when there are some: it takes a dictionary. */
class WordSegmenter {
  #segmenter: Intl.Segmenter | undefined;

  segment(text: string): Intl.Segments {
    // ICU has one dictionary for Chinese and Japanese and splits Korean at spaces, whatever the locale.
    this.#segmenter ??= new Intl.Segmenter("zh", { granularity: "word" });
    return this.#segmenter.segment(text);
  }
}
const wordSegmenter = new WordSegmenter();

/** A term, and whether it is too common to search for. */
interface Term {
  readonly token: string;
  readonly isStopWord: boolean;
}

/**
 * Returns the index terms of a text, in reading order and with repeats: the same for documents and queries.
 *
 * - Latin script: compatibility forms, case and diacritics folded, possessives cut, stemmed. A compound
 *   yields its parts and itself without joiners ("covid-19": `covid`, `19`, `covid19`), numbers stay whole ("3.5").
 * - Words for the same kin are one: "mum" and "mother", 爸 and 父亲.
 * - Chinese, Japanese, Korean, Thai: every character bigram, and the dictionary's words; single characters
 *   only if they are words that carry meaning, or if the run is one character long.
 * - Stop words are dropped, unless the text has nothing else.
 *
 * Deterministic, never throws (lone surrogates are skipped), no term is empty or longer than
 * {@link MAX_TOKEN_LENGTH}. O(length).
 */
export function analyze(text: string): string[] {
  const terms = termsOf(text);
  const kept = terms.filter((term) => !term.isStopWord);
  return (kept.length > 0 ? kept : terms).map((term) => term.token);
}

/** The terms of {@link analyze} that are no stop words: none of a text that has nothing else. */
export function contentTerms(text: string): string[] {
  return termsOf(text).flatMap(({ token, isStopWord }) => (isStopWord ? [] : [token]));
}

function termsOf(text: string): Term[] {
  const terms: Term[] = [];
  const known = new Map<string, readonly Term[]>();
  for (const { run, isUnspaced } of runsOf(text)) {
    if (isUnspaced) {
      for (const term of unspacedTerms(run)) {
        terms.push(term);
      }
    } else {
      const found = known.get(run) ?? spacedTerms(run);
      known.set(run, found);
      for (const term of found) {
        terms.push(term);
      }
    }
  }
  return terms;
}

/**
 * Returns the lower-cased words of a text as they are written, in order: no stems, nothing dropped.
 *
 * Compounds and contractions stay whole ("ana's", "covid-19", "3.5"), scripts without spaces are cut by
 * dictionary. Words longer than {@link MAX_TOKEN_LENGTH} are cut there. Never throws. O(length).
 */
export function words(text: string): string[] {
  const found: string[] = [];
  for (const { run, isUnspaced } of runsOf(text)) {
    if (isUnspaced) {
      for (const { segment } of wordSegmenter.segment(run)) {
        found.push(cap(segment));
      }
    } else if (run.length <= MAX_TOKEN_LENGTH) {
      found.push(run);
    } else {
      for (const part of run.split(/['._\-,]/u)) {
        found.push(cap(part));
      }
    }
  }
  return found;
}

interface Run {
  readonly run: string;
  readonly isUnspaced: boolean;
}

function* runsOf(text: string): Generator<Run> {
  const plain = text
    .replace(EXCESS_MARKS, "$1")
    .normalize("NFKC")
    .toLowerCase()
    .replace(APOSTROPHES, "'");
  for (const match of plain.matchAll(RUN)) {
    yield { run: match[0], isUnspaced: match.groups?.["unspaced"] !== undefined };
  }
}

function unspacedTerms(run: string): Term[] {
  const characters = Array.from(run);
  if (characters.length === 1) {
    return [{ token: run, isStopWord: CHINESE_FUNCTION_CHARACTERS.has(run) }];
  }
  const terms: Term[] = [];
  for (const { segment } of wordSegmenter.segment(run)) {
    terms.push({ token: cap(plainKinship(segment)), isStopWord: isFunctionWord(segment) });
  }
  for (let index = 1; index < characters.length; index += 1) {
    const bigram = `${characters[index - 1] ?? ""}${characters[index] ?? ""}`;
    terms.push({ token: bigram, isStopWord: isFunctionWord(bigram) });
  }
  return terms;
}

/** Grammar: a listed word, or nothing but characters that are grammar when alone. */
function isFunctionWord(word: string): boolean {
  if (word.length === 1) {
    return CHINESE_FUNCTION_CHARACTERS.has(word) || KANA.test(word);
  }
  if (word.length > 2) {
    return false;
  }
  return (
    CHINESE_FUNCTION_WORDS.has(word) ||
    (CHINESE_FUNCTION_CHARACTERS.has(word.charAt(0)) &&
      CHINESE_FUNCTION_CHARACTERS.has(word.charAt(1)))
  );
}

function spacedTerms(run: string): Term[] {
  if (NUMBER.test(run)) {
    return [toTerm(run.replaceAll(",", ""))];
  }
  // "u.s.a." is one word, not three letters.
  if (ACRONYM.test(run)) {
    return [toTerm(run.replaceAll(".", ""))];
  }
  const parts = run.split(SEPARATOR).map((part) => part.replace(POSSESSIVE_OR_CONTRACTION, ""));
  const tokens = [...parts];
  if (parts.length === 1) {
    append(tokens, innerParts(parts[0] ?? ""));
  } else if (parts.length <= MAX_JOINED_PARTS) {
    tokens.push(parts.join(""));
  }
  return tokens
    .map((token) => token.replaceAll("'", ""))
    .filter((token) => token !== "")
    .map(toTerm);
}

/** "gpt4" -> "gpt", "4"; "3.5gb" -> "3.5", "gb"; "l'amour" -> "amour". */
function innerParts(word: string): string[] {
  const [, ...pieces] = LETTERS_AND_DIGITS.exec(word) ?? [];
  const afterElision = /^.{1,2}'(?<rest>.{3,})$/u.exec(word)?.groups?.["rest"];
  return [...pieces, afterElision].filter((piece) => piece !== undefined);
}

function toTerm(surface: string): Term {
  const word = plainKinship(cap(LATIN.test(surface) ? foldLatin(surface) : surface));
  const isStemmed = /^[a-z]{3,}$/u.test(word);
  return { token: isStemmed ? stemmer(word) : word, isStopWord: ENGLISH_STOP_WORDS.has(word) };
}

function foldLatin(word: string): string {
  // Words cut here are cut to the same length again after folding, so the cut only bounds the work.
  const bounded = word.slice(0, MAX_TOKEN_LENGTH * 2);
  const folded = bounded.normalize("NFD").replace(/\p{M}+/gu, "");
  return folded === ""
    ? bounded
    : folded.replace(FOLDABLE, (letter) => LATIN_FOLDS.get(letter) ?? letter);
}

/** Cuts at {@link MAX_TOKEN_LENGTH}, never inside a surrogate pair. */
function cap(token: string): string {
  if (token.length <= MAX_TOKEN_LENGTH) {
    return token;
  }
  const last = token.charCodeAt(MAX_TOKEN_LENGTH - 1);
  const isHighSurrogate = last >= 0xd800 && last <= 0xdbff;
  return token.slice(0, isHighSurrogate ? MAX_TOKEN_LENGTH - 1 : MAX_TOKEN_LENGTH);
}
