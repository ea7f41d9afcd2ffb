/** The words by which a question names a relation: the catalog's phrases by their roots, and Chinese ones by their parts. */
import { greatest } from "../../core/extremes.ts";
import type { RelationDefinition } from "../../core/relations/relation-definition.ts";
import { canonicalRelations } from "../../core/relations/relations.ts";
import { CHINESE_FUNCTION_CHARACTERS, ENGLISH_STOP_WORDS } from "../../text/stop-words.ts";
import { rootOf } from "./query.ts";

/** What a phrase of a question may mean. */
export interface PhraseReading {
  /** A relation type; with `isFamily` the beginning of several. */
  readonly type: string;
  readonly isFamily: boolean;
  /** Whether it speaks from the relation's destination to its source ("manages"). */
  readonly isInverse: boolean;
  /** Whether it is a noun ("Ana's manager"), which stands by its owner, or a verb, which stands between its ends. */
  readonly isNoun: boolean;
  /** How surely the phrase means it, in (0, 1]. */
  readonly weight: number;
}

/** A Chinese phrase whose object stands inside: 在…工作. */
export interface GapPhrase {
  readonly head: string;
  readonly tail: string;
  readonly reading: PhraseReading;
}

/** Every phrase of the catalog. */
export interface RelationLexicon {
  /** By the roots of its words, joined with spaces. */
  readonly english: ReadonlyMap<string, readonly PhraseReading[]>;
  /** By the phrase itself, simplified. */
  readonly chinese: ReadonlyMap<string, readonly PhraseReading[]>;
  readonly gaps: readonly GapPhrase[];
  readonly longestEnglish: number;
  readonly longestChinese: number;
}

/** A phrase without its preposition ("work" for "works at") may mean others too. */
const HEAD_WEIGHT = 0.8;
/** One half of a Chinese phrase with a gap, found alone. */
const TAIL_WEIGHT = 0.7;
/** "Likes best" and 最爱 name a favourite without saying of what. */
const FAMILY_WEIGHT = 0.8;
/** What the types of all favourites begin with. */
export const FAVOURITES = "FAVOURITE_";
const FAVOURITE_PHRASES_EN = [
  "favourite",
  "like best",
  "likes best",
  "love most",
  "prefer",
  "best loved",
];
const FAVOURITE_PHRASES_ZH = ["最喜欢", "最爱", "最喜爱", "最钟爱"];

const LEADING_FILLER = new Set("is are was were am be been has have had a an the my".split(" "));

/** The lexicon of the catalog: some 1,000 phrases, read when first asked for and the same ever after. */
export const relationLexicon: () => RelationLexicon = once(() => buildRelationLexicon());

/** Builds the lexicon of these relations. */
export function buildRelationLexicon(
  definitions: readonly RelationDefinition[] = canonicalRelations,
): RelationLexicon {
  const builder = new LexiconBuilder();
  for (const definition of definitions) {
    const { type, en, zh, nounsEn = [], nounsZh = [] } = definition;
    const { inverseEn = [], inverseZh = [], inverseNounsEn = [], inverseNounsZh = [] } = definition;
    const reading = { type, isFamily: false, isInverse: false, isNoun: false, weight: 1 };
    const inverse = { ...reading, isInverse: definition.isSymmetric !== true };
    builder.add(en, zh, reading);
    builder.add(nounsEn.flatMap(withPlural), nounsZh, { ...reading, isNoun: true });
    builder.add(inverseEn, inverseZh, inverse);
    builder.add(inverseNounsEn.flatMap(withPlural), inverseNounsZh, { ...inverse, isNoun: true });
  }
  const favourite = { isFamily: true, isInverse: false, isNoun: true, weight: FAMILY_WEIGHT };
  builder.add(FAVOURITE_PHRASES_EN, FAVOURITE_PHRASES_ZH, { type: FAVOURITES, ...favourite });
  return builder.finish();
}

/** Whether a reading means relations of this type. */
export function isReadingOf({ type, isFamily }: PhraseReading, relationType: string): boolean {
  return isFamily ? relationType.startsWith(type) : relationType === type;
}

class LexiconBuilder {
  readonly #english = new Map<string, PhraseReading[]>();
  readonly #chinese = new Map<string, PhraseReading[]>();
  readonly #gaps: GapPhrase[] = [];

  add(english: readonly string[], chinese: readonly string[], reading: PhraseReading): void {
    for (const phrase of english) this.#addEnglish(phrase, reading);
    for (const phrase of chinese) this.#addChinese(phrase, reading);
  }

  finish(): RelationLexicon {
    const lengths = Array.from(this.#english.keys(), (phrase) => phrase.split(" ").length);
    const sizes = Array.from(this.#chinese.keys(), (phrase) => phrase.length);
    return {
      english: this.#english,
      chinese: this.#chinese,
      gaps: this.#gaps,
      longestEnglish: Math.max(0, greatest(lengths)),
      longestChinese: Math.max(0, greatest(sizes)),
    };
  }

  #addEnglish(phrase: string, reading: PhraseReading): void {
    const words = phrase.split(" ");
    while (words.length > 1 && LEADING_FILLER.has(words[0] ?? "")) words.shift();
    const full = words.map(rootOf).join(" ");
    const contents = words.filter((word) => !ENGLISH_STOP_WORDS.has(word));
    if (contents.length === 0) return;
    note(this.#english, full, reading);
    const head = contents.map(rootOf).join(" ");
    if (head !== full) note(this.#english, head, { ...reading, weight: HEAD_WEIGHT });
  }

  #addChinese(phrase: string, reading: PhraseReading): void {
    const [head = "", tail] = phrase.split("…");
    if (tail === undefined || tail === "" || head === "") {
      note(this.#chinese, head === "" ? (tail ?? "") : head, reading);
      return;
    }
    this.#gaps.push({ head, tail, reading });
    if (tail.length > 1) note(this.#chinese, tail, { ...reading, weight: TAIL_WEIGHT });
  }
}

/** Of two readings of one phrase as the same relation the surer one stays, and the noun: "pet" of "has a pet" is one. */
function note(map: Map<string, PhraseReading[]>, phrase: string, reading: PhraseReading): void {
  if (phrase === "" || CHINESE_FUNCTION_CHARACTERS.has(phrase)) return;
  const readings = map.get(phrase) ?? [];
  const same = readings.findIndex(
    ({ type, isInverse }) => type === reading.type && isInverse === reading.isInverse,
  );
  if (same < 0) readings.push(reading);
  else if (isSurer(reading, readings[same])) readings[same] = reading;
  map.set(phrase, readings);
}

function isSurer(reading: PhraseReading, known: PhraseReading | undefined): boolean {
  if (!known || reading.weight !== known.weight) return reading.weight > (known?.weight ?? 0);
  return reading.isNoun && !known.isNoun;
}

function withPlural(noun: string): string[] {
  // Roots meet the regular plurals; these they do not.
  if (noun.endsWith("child")) return [noun, `${noun}ren`];
  return noun.endsWith("wife") ? [noun, `${noun.slice(0, -2)}ves`] : [noun];
}

function once<T>(make: () => T): () => T {
  let made: T | undefined;
  return () => (made ??= make());
}
