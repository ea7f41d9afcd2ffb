/** Ways to ask for a relation without its words: "for a living", 在哪. The catalog has how relations are stated. */
import type { Span } from "./span.ts";
import { FAVOURITES, type PhraseReading } from "./relation-lexicon.ts";

/** An idiom found in a question. */
export interface FoundIdiom extends Span {
  readonly readings: readonly PhraseReading[];
}

/** What asks for a place without saying whose of which kind: what lives there and what stands there alike. */
const OPEN_WEIGHT = 0.7;

interface Idiom {
  readonly pattern: RegExp;
  readonly types: readonly string[];
  readonly weight: number;
}

const IDIOMS: readonly Idiom[] = [
  {
    pattern: /\b(?:earn|make)s? (?:a|his|her|their|your|my) living\b/giu,
    types: ["JOB_TITLE"],
    weight: 1,
  },
  { pattern: /\banswers? to\b/giu, types: ["MANAGED_BY"], weight: OPEN_WEIGHT },
  { pattern: /\binterested in\b|感兴趣|有兴趣/giu, types: ["INTERESTED_IN", "LIKES"], weight: 1 },
  {
    pattern: /\b(?:most|really) fond of\b|\b(?:love|like)s? to eat\b/giu,
    types: [FAVOURITES, "LIKES"],
    weight: OPEN_WEIGHT,
  },
  {
    pattern: /\bdo(?:es|ing)? for (?:a living|work)\b|\bfor a living\b/giu,
    types: ["JOB_TITLE"],
    weight: 1,
  },
  { pattern: /\b(?:line|kind|sort|type) of work\b/giu, types: ["JOB_TITLE"], weight: 1 },
  {
    pattern: /\b(?:together|going out|going steady|in love|a couple) with\b/giu,
    types: ["PARTNER_OF"],
    weight: 1,
  },
  { pattern: /\bcouple\b|\bsignificant other\b/giu, types: ["PARTNER_OF"], weight: 1 },
  { pattern: /\binto(?=\s*[?.!]?\s*$)/giu, types: ["LIKES"], weight: 1 },
  {
    pattern: /\bwhat (?:kind|sort|type|breed|species|animal)\b/giu,
    types: ["IS_A"],
    weight: OPEN_WEIGHT,
  },
  { pattern: /家在(?=哪|什么|何)|家住|住哪/gu, types: ["LIVES_IN"], weight: 1 },
  {
    pattern: /(?<=\bwhat (?:do|does)\b[^?.!]{1,60})\bdo(?=\s*[?.!]?\s*$)/giu,
    types: ["JOB_TITLE"],
    weight: OPEN_WEIGHT,
  },
  {
    pattern: /[做干]什么(?:工作)?的|[做干]什么工作|干哪行|做哪行|什么工作/gu,
    types: ["JOB_TITLE"],
    weight: 1,
  },
  {
    pattern: /是什么(?=动物|品种|东西)|是一?[只条种匹头个]什么/gu,
    types: ["IS_A"],
    weight: OPEN_WEIGHT,
  },
  // 在哪里工作 and 在哪家公司 ask for what is done there.
  {
    pattern:
      /在(?=(?:哪[里儿]?|哪[个座](?:城市|地方|国家|省|城)|什么(?:地方|城市)|何处)[呢啊呀\s？?。！!]*$)/gu,
    types: ["LOCATED_IN", "LIVES_IN"],
    weight: OPEN_WEIGHT,
  },
];

/** Finds the idioms in a question. */
export function* findIdioms(text: string): Generator<FoundIdiom> {
  for (const { pattern, types, weight } of IDIOMS) {
    for (const { index, 0: words } of text.matchAll(pattern)) {
      const reading = { isInverse: false, isNoun: true, weight };
      const readings = types.map((type) => ({ ...reading, type, isFamily: type === FAVOURITES }));
      yield { start: index, end: index + words.length, readings };
    }
  }
}
