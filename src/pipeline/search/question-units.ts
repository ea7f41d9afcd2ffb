/**
 * A question cut into units that a walk through the graph can explain: names, phrases that mean a relation, and other
 * words that say something. Each weighs what its words weigh for the keyword arm.
 */
import { foldChinese } from "../../core/relations/relation-key.ts";
import { isAskingWord } from "./asked-types.ts";
import { findIdioms } from "./question-idioms.ts";
import type { Query, QueryWord } from "./query.ts";
import { overlaps, type Span } from "./span.ts";
import type { PhraseReading, RelationLexicon } from "./relation-lexicon.ts";

/** Units of one question that walks look at; they are kept as bits of a number. */
export const MAX_UNITS = 24;

/** A unit that names an entity. */
export interface NameUnit extends Span {
  readonly form: "name";
  readonly keys: readonly string[];
  readonly weight: number;
}
/** A unit that means a relation. */
export interface RelationUnit extends Span {
  readonly form: "relation";
  readonly readings: readonly PhraseReading[];
  /** Where the first half of a Chinese phrase stands whose object is inside, as 在 of 在…工作; null if it is whole. */
  readonly gapStart: number | null;
  readonly weight: number;
}
/** A unit that is just a word. */
export interface WordUnit extends Span {
  readonly form: "word";
  readonly stem: string;
  readonly weight: number;
}
/** One part of a question. */
export type QuestionUnit = NameUnit | RelationUnit | WordUnit;

/** A name found in the query, with the entities it may mean. */
export interface NamedPlace extends Span {
  readonly keys: readonly string[];
}

/** What the units of a query depend on. */
export interface UnitOptions {
  readonly names: readonly NamedPlace[];
  /** Places that are read otherwise: dates, "before Porto". */
  readonly ignored: readonly Span[];
  readonly lexicon: RelationLexicon;
  /** What each index term weighs; a term that is not there weighs `defaultWeight`. */
  readonly weights: ReadonlyMap<string, number>;
}

/** What a readings' shorter phrase keeps beside a longer one at the same place ("work" in "work for"). */
const SHORTER_PHRASE = 0.5;
/** The least a relation phrase weighs, as a share of the mean word, and what "where" does: they may be on every page. */
const MIN_RELATION_SHARE = 0.5;

/** Cuts a query into units, in their order, without overlap: names first, then the longest relation phrases. */
export function questionUnits(query: Query, options: UnitOptions): QuestionUnit[] {
  const { names, ignored, weights } = options;
  const taken: Span[] = [...names, ...ignored];
  const weigh = weigherOf(query, weights);
  const units: QuestionUnit[] = names.map((name) => ({
    form: "name",
    ...name,
    weight: weigh(name),
  }));
  const floor = meanWeight(weights) * MIN_RELATION_SHARE;
  for (const phrase of relationPhrases(query, options.lexicon, taken)) {
    const { start, end, readings, gapStart } = phrase;
    const weight = Math.max(floor, weigh(phrase));
    units.push({ form: "relation", start, end, readings, gapStart, weight });
    taken.push(phrase);
  }
  for (const word of query.words) {
    const { start, end, stem, isStopWord } = word;
    const isAsking = isAskingWord(stem);
    if ((isStopWord && !isAsking) || taken.some((span) => overlaps(span, word))) continue;
    units.push({ form: "word", start, end, stem, weight: isAsking ? floor : weigh(word) });
  }
  return units.toSorted((a, b) => a.start - b.start).slice(0, MAX_UNITS);
}

/** The mean weight of a query's terms; 1 where nothing is known of them. */
export function meanWeight(weights: ReadonlyMap<string, number>): number {
  if (weights.size === 0) return 1;
  return weights.values().reduce((sum, weight) => sum + weight, 0) / weights.size;
}

/** What the words inside a place weigh together. */
function weigherOf(query: Query, weights: ReadonlyMap<string, number>): (span: Span) => number {
  const fallback = meanWeight(weights);
  return (span) =>
    query.words
      .filter((word) => !word.isStopWord && overlaps(span, word))
      .reduce((sum, { stem }) => sum + (weights.get(stem) ?? fallback), 0);
}

interface Phrase extends Span {
  readonly readings: readonly PhraseReading[];
  readonly gapStart: number | null;
}

/** The phrases of a query that mean a relation, the longest first at each place, in the order of the text. */
function relationPhrases(query: Query, lexicon: RelationLexicon, taken: readonly Span[]): Phrase[] {
  const found = [
    ...englishPhrases(query, lexicon),
    ...chinesePhrases(query, lexicon),
    ...idioms(foldChinese(query.text)),
  ];
  const open = found.filter((phrase) => !taken.some((span) => overlaps(span, phrase)));
  const chosen: FoundPhrase[] = [];
  for (const phrase of open.toSorted((a, b) => b.size - a.size || a.start - b.start)) {
    const outer = chosen.findIndex((other) => overlaps(other, phrase));
    const longer = chosen[outer];
    if (!longer) chosen.push(phrase);
    else if (!longer.isIdiom) {
      chosen[outer] = { ...longer, readings: merge(longer.readings, phrase.readings) };
    }
  }
  return chosen.toSorted((a, b) => a.start - b.start);
}

interface FoundPhrase extends Phrase {
  /** How many characters say it. */
  readonly size: number;
  /** Whether its words mean nothing by themselves: "for a living" has nothing to do with living somewhere. */
  readonly isIdiom?: boolean;
}

function merge(
  longer: readonly PhraseReading[],
  shorter: readonly PhraseReading[],
): PhraseReading[] {
  const added = shorter.filter(({ type }) => !longer.some((reading) => reading.type === type));
  const weakened = added.map((reading) => ({
    ...reading,
    weight: reading.weight * SHORTER_PHRASE,
  }));
  return [...longer, ...weakened];
}

function* idioms(text: string): Generator<FoundPhrase> {
  for (const { start, end, readings } of findIdioms(text)) {
    yield { start, end, readings, gapStart: null, size: end - start, isIdiom: true };
  }
}

function* englishPhrases(query: Query, lexicon: RelationLexicon): Generator<FoundPhrase> {
  const spaced = query.words.filter(({ isCjk }) => !isCjk);
  for (let index = 0; index < spaced.length; index += 1) {
    for (let length = 1; length <= lexicon.longestEnglish; length += 1) {
      const run = spaced.slice(index, index + length);
      const last = run[length - 1];
      if (!last || isBroken(run, query.text)) break;
      const readings = lexicon.english.get(run.map(({ root }) => root).join(" "));
      const start = run[0]?.start ?? 0;
      const { end } = last;
      if (readings) yield { start, end, gapStart: null, readings, size: end - start };
    }
  }
}

/** A possessive ends a phrase: in "Ana's partner's manager" each noun stands alone. */
function isBroken(run: readonly QueryWord[], text: string): boolean {
  const [before, last] = run.slice(-2);
  return (
    before !== undefined && last !== undefined && /[^\s-]/u.test(text.slice(before.end, last.start))
  );
}

function* chinesePhrases(query: Query, lexicon: RelationLexicon): Generator<FoundPhrase> {
  if (!query.words.some(({ isCjk }) => isCjk)) return;
  const text = foldChinese(query.text);
  const wordSizes = new Map(query.words.map(({ start, end }) => [start, end - start]));
  for (let start = 0; start < text.length; start += 1) {
    for (let size = 1; size <= lexicon.longestChinese; size += 1) {
      // 学 is a phrase, but not inside of 大学.
      if (size === 1 && wordSizes.get(start) !== 1) continue;
      const readings = lexicon.chinese.get(text.slice(start, start + size));
      if (readings) yield { start, end: start + size, gapStart: null, readings, size };
    }
  }
  for (const { head, tail, reading } of lexicon.gaps) {
    const gapStart = text.indexOf(head);
    const start = gapStart < 0 ? -1 : text.indexOf(tail, gapStart + head.length + 1);
    if (start < 0 || start - gapStart > MAX_GAP) continue;
    const size = head.length + tail.length;
    yield { start, end: start + tail.length, gapStart, readings: [reading], size };
  }
}

/** What may stand in a phrase's gap, in characters: a name, or "the company of Ana's partner". */
const MAX_GAP = 24;
