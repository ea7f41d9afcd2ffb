/**
 * Vectors from the letters of a text, for when no embedding model is configured.
 *
 * Texts are near each other if they share words, word stems or parts of words; synonyms are not near. Stems,
 * and the character n-grams of each word with its ends marked, are hashed into a vector. Scripts without
 * spaces yield characters and bigrams, never dictionary words, so that vectors do not depend on the ICU version.
 *
 * Source: for n-grams as parts of a word's vector, Bojanowski, Grave, Joulin & Mikolov, "Enriching
 * Word Vectors with Subword Information", TACL 2017, section 3.2 (there 3 to 6, learnt; here 3 to 5, hashed).
 */
import { append } from "../../core/append.ts";
import type { Options } from "../../core/options.ts";
import { CHINESE_FUNCTION_CHARACTERS, ENGLISH_STOP_WORDS } from "../../text/stop-words.ts";
import { analyze, words } from "../../text/tokens.ts";
import { checkSettings, COUNT, type SettingRules } from "../check-settings.ts";
import type { EmbeddingModel, EmbeddingOptions, EmbeddingResult } from "../embedding-model.ts";
import { addFeature, EMPTY_HASH, extendHash, hashText } from "./feature-hash.ts";

/** Components of a lexical embedding, unless the caller says otherwise. More lose less to collisions. */
export const DEFAULT_LEXICAL_DIMENSIONS = 384;

/** How lexical embeddings are made. */
export interface LexicalSettings {
  /** An integer from 32 to 8,192. @defaultValue {@link DEFAULT_LEXICAL_DIMENSIONS} */
  readonly dimensions: number;
}

const MIN_DIMENSIONS = 32;
/** The most that a scan of vectors takes. */
const MAX_DIMENSIONS = 8192;

// Weights by evidence recall on LoCoMo (five conversations, mean over six hash seeds): R@10 is 44.6 with
// these, 42.4 without n-grams, 43.7 without spread, and flat around them. 1,024 dimensions reach 48.3.
const WORD = { weight: 1, spread: 4 } as const;
/** Of all n-grams of a word together. */
const NGRAM_WEIGHT = 1;
const STOP_WORD = { weight: 0.15, spread: 1 } as const;
const CHARACTER = { weight: 0.5, spread: 2 } as const;
const MIN_NGRAM = 3;
/** Longest piece of a word: with more letters it is the word itself in most languages that have spaces. */
const MAX_NGRAM = 5;

/** Scripts written without spaces. */
const UNSPACED =
  /[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Hangul}\p{sc=Bopomofo}\p{sc=Thai}\p{sc=Lao}\p{sc=Khmer}\p{sc=Myanmar}ー]+/gu;
const HIRAGANA = /\p{sc=Hiragana}/u;
/** Normalising is quadratic in a run of combining marks. */
const EXCESS_MARKS = /(\p{M}{8})\p{M}+/gu;
/** The accents of European languages; marks elsewhere are letters in their own right. */
const ACCENTS = /[\u0300-\u036f]+/gu;
const LETTER = /\p{L}/u;

const ACTION = "make an embedding model";
const RULES: SettingRules<Options<LexicalSettings>> = {
  dimensions: {
    requirement: `an integer from ${MIN_DIMENSIONS} to ${MAX_DIMENSIONS}`,
    holds: (value) =>
      COUNT.holds(value) && Number(value) >= MIN_DIMENSIONS && Number(value) <= MAX_DIMENSIONS,
  },
};

/** The embedding model that is always there. No download, no key, no I/O; the same vectors on every machine. */
export class LexicalEmbeddingModel implements EmbeddingModel {
  readonly id = "lexical-v1";
  readonly dimensions: number;
  readonly isModel = false;
  /** Bounds how long one request keeps the event loop: some 10 ms for short texts. */
  readonly maxInputsPerRequest = 256;

  /** @throws {InvalidArgumentError} If a setting is unknown or outside its range. */
  constructor(settings: Options<LexicalSettings> = {}) {
    const { dimensions = DEFAULT_LEXICAL_DIMENSIONS } = checkSettings(settings, RULES, ACTION);
    this.dimensions = dimensions;
  }

  /**
   * Embeds texts as {@link embedLexically} does; both purposes give the same vectors.
   *
   * @throws The signal's reason, untouched, if it is aborted before the call.
   */
  async doEmbed(texts: readonly string[], { signal }: EmbeddingOptions): Promise<EmbeddingResult> {
    signal?.throwIfAborted();
    return { embeddings: texts.map((text) => embedLexically(text, this.dimensions)) };
  }
}

/**
 * Returns the lexical embedding of a text: `dimensions` components, length 1.
 *
 * A text of symbols alone is embedded by its code points. All texts with nothing but white space have one
 * fixed vector, a unit vector along a component that means nothing. O(length).
 */
function embedLexically(text: string, dimensions: number): Float32Array {
  const sums = new Float64Array(dimensions);
  const plain = text.replace(EXCESS_MARKS, "$1").normalize("NFKC");
  const spaced = plain.replace(UNSPACED, " ");
  addStems(sums, spaced);
  addWordParts(sums, spaced);
  if (spaced !== plain) {
    addCharacters(sums, plain);
  }
  return toUnitVector(sums) ?? embedSymbols(plain.trim(), sums);
}

function addStems(sums: Float64Array, text: string): void {
  for (const [stem, count] of countOf(analyze(text))) {
    addFeature(sums, hashText(stem), { ...WORD, weight: WORD.weight * dampen(count) });
  }
}

function addWordParts(sums: Float64Array, text: string): void {
  for (const [word, count] of countOf(words(text))) {
    if (ENGLISH_STOP_WORDS.has(word)) {
      const weight = STOP_WORD.weight * dampen(count);
      addFeature(sums, hashText(`stop ${word}`), { ...STOP_WORD, weight });
    } else if (LETTER.test(word)) {
      // Numbers have no parts: 2022 is not almost 2023.
      addNgrams(sums, word.normalize("NFD").replace(ACCENTS, ""), NGRAM_WEIGHT * dampen(count));
    }
  }
}

function addNgrams(sums: Float64Array, word: string, weight: number): void {
  const marked = `<${word}>`;
  let ngramCount = 0;
  for (let length = MIN_NGRAM; length <= MAX_NGRAM; length += 1) {
    ngramCount += Math.max(0, marked.length - length + 1);
  }
  const feature = { weight: weight / Math.sqrt(ngramCount), spread: 1 };
  for (let start = 0; start + MIN_NGRAM <= marked.length; start += 1) {
    // Not EMPTY_HASH, which begins the hashes of stems.
    let hash = ~EMPTY_HASH;
    const end = Math.min(start + MAX_NGRAM, marked.length);
    for (let index = start; index < end; index += 1) {
      hash = extendHash(hash, marked.charCodeAt(index));
      if (index - start >= MIN_NGRAM - 1) {
        addFeature(sums, hash, feature);
      }
    }
  }
}

/** Adds the characters and bigrams of scripts without spaces. */
function addCharacters(sums: Float64Array, text: string): void {
  const characters: string[] = [];
  const bigrams: string[] = [];
  for (const [run] of text.matchAll(UNSPACED)) {
    const ofRun = Array.from(run);
    append(characters, ofRun);
    for (const [index, character] of ofRun.entries()) {
      const next = ofRun[index + 1];
      if (next !== undefined) {
        bigrams.push(character + next);
      }
    }
  }
  for (const [character, count] of countOf(characters)) {
    const kind = isGrammar(character) ? STOP_WORD : CHARACTER;
    addFeature(sums, hashText(character), { ...kind, weight: kind.weight * dampen(count) });
  }
  for (const [bigram, count] of countOf(bigrams)) {
    const kind = Array.from(bigram).every(isGrammar) ? STOP_WORD : WORD;
    addFeature(sums, hashText(bigram), { ...kind, weight: kind.weight * dampen(count) });
  }
}

/** Whether a character is more likely a particle than a part of a name or noun. */
function isGrammar(character: string): boolean {
  return CHINESE_FUNCTION_CHARACTERS.has(character) || HIRAGANA.test(character);
}

/** Embeds a text that has no words, in `sums` that hold nothing. */
function embedSymbols(text: string, sums: Float64Array): Float32Array {
  for (const [symbol, count] of countOf(Array.from(text))) {
    addFeature(sums, hashText(symbol), { ...WORD, weight: WORD.weight * dampen(count) });
  }
  const embedding = toUnitVector(sums);
  if (embedding !== undefined) {
    return embedding;
  }
  const fixed = new Float32Array(sums.length);
  fixed[0] = 1;
  return fixed;
}

/** Returns undefined if there is nothing to scale, also where features cancelled each other out. */
function toUnitVector(sums: Float64Array): Float32Array | undefined {
  let squares = 0;
  for (const sum of sums) {
    squares += sum * sum;
  }
  if (squares === 0) {
    return undefined;
  }
  const length = Math.sqrt(squares);
  return Float32Array.from(sums.map((sum) => sum / length));
}

/** Sublinear term frequency; a square root and no logarithm, as IEEE 754 makes it the same everywhere. */
function dampen(count: number): number {
  return Math.sqrt(count);
}

function countOf(features: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const feature of features) {
    counts.set(feature, (counts.get(feature) ?? 0) + 1);
  }
  return counts;
}
