/** Counts the query's index terms in texts, without indexing the texts: most words are passed over by their first letters. */
import { isCjk } from "../../text/language.ts";
import { plainKinship, wordsForKin } from "../../text/kinship-words.ts";
import { ENGLISH_STOP_WORDS } from "../../text/stop-words.ts";
import { analyze } from "../../text/tokens.ts";

/** How often each term of the query occurs in a text. */
export interface TermCounts {
  /** By the index of the term. */
  readonly counts: readonly number[];
  /** About how many index terms the text has. */
  readonly length: number;
}

/** No letters at all, or too few to tell: analyzed in any case. */
const PREFIX_LENGTH = 2;
/** A run of n characters has n - 1 bigrams and some words. */
const TERMS_PER_CJK_CHARACTER = 1.5;
const WORD = /[\p{L}\p{N}\p{M}]+/gu;
const ASCII_WORD = /[a-z0-9]+/g;
// oxlint-disable-next-line no-control-regex -- line breaks and tabs are ASCII too
const NOT_ASCII = /[^\u0000-\u007f]/;
const UNSPACED = /[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Hangul}]/u;
const EACH_UNSPACED = new RegExp(UNSPACED.source, "gu");
/** Where scripts without spaces begin: below it there is no need to ask. */
const FIRST_UNSPACED = 0x1100;

function startsUnspaced(word: string): boolean {
  return word.charCodeAt(0) >= FIRST_UNSPACED && isCjk(word.codePointAt(0) ?? 0);
}

interface WordReading {
  readonly terms: readonly number[];
  readonly isCounted: boolean;
}

/** Counts one query's terms. Remembers the words it has read, so it is for one search only. */
export class TermMatcher {
  /** The terms that are counted. */
  readonly terms: readonly string[];
  readonly #indexes: ReadonlyMap<string, number>;
  readonly #prefixes: ReadonlySet<string>;
  readonly #unspaced: readonly (readonly [term: string, index: number])[];
  readonly #words = new Map<string, WordReading>();

  constructor(terms: readonly string[]) {
    this.terms = terms;
    this.#indexes = new Map(terms.map((term, index) => [term, index]));
    this.#prefixes = new Set(terms.map((term) => term.slice(0, PREFIX_LENGTH)));
    this.#unspaced = terms
      .map((term, index) => [term, index] as const)
      .filter(([term]) => isCjk(term.codePointAt(0) ?? 0));
  }

  /** Counts the terms in a text. The length is an estimate. */
  count(text: string): TermCounts {
    const counts = Array.from(this.terms, () => 0);
    const lower = text.toLowerCase();
    let length = 0;
    // Letters beyond ASCII make the pattern, and reading it, several times slower.
    for (const word of lower.match(NOT_ASCII.test(lower) ? WORD : ASCII_WORD) ?? []) {
      if (startsUnspaced(word)) continue;
      const { terms, isCounted } = this.#read(word);
      for (const index of terms) counts[index] = (counts[index] ?? 0) + 1;
      if (isCounted) length += 1;
    }
    if (UNSPACED.test(lower)) length += this.#countUnspaced(lower, counts);
    return { counts, length };
  }

  #read(word: string): WordReading {
    const known = this.#words.get(word);
    if (known) return known;
    const isCandidate =
      NOT_ASCII.test(word) || this.#prefixes.has(plainKinship(word).slice(0, PREFIX_LENGTH));
    const stems = isCandidate ? new Set(analyze(word)) : new Set<string>();
    const reading = {
      terms: Array.from(stems).flatMap((stem) => this.#indexes.get(stem) ?? []),
      isCounted: word.length > 1 && !ENGLISH_STOP_WORDS.has(word),
    };
    this.#words.set(word, reading);
    return reading;
  }

  #countUnspaced(text: string, counts: number[]): number {
    for (const [term, index] of this.#unspaced) {
      counts[index] = (counts[index] ?? 0) + countOf(term, text);
    }
    return (text.match(EACH_UNSPACED)?.length ?? 0) * TERMS_PER_CJK_CHARACTER;
  }
}

function countOf(term: string, text: string): number {
  let count = 0;
  for (let at = text.indexOf(term); at >= 0; at = text.indexOf(term, at + 1)) count += 1;
  const others = wordsForKin(term);
  if (others.length === 0) return count;
  const rest = text.replaceAll(term, "\n");
  if (!others.some((other) => rest.includes(other))) return count;
  // 我弟 says 弟弟, and only the words of the text tell: to find them takes some thirty times as long.
  const terms = analyze(text).filter((one) => one === term).length;
  // As a pair of characters the plain word is a term once more.
  return Math.max(count, terms - count);
}
