import type { EntityType, RelationDefinition } from "./relation-definition.ts";
import { relationKey, typeFromName } from "./relation-key.ts";

/** Spellings of one kind of favourite, so that "favorite movie" and 最喜欢的电影 are one relation. */
interface FavouriteKind {
  readonly en: readonly string[];
  readonly zh: readonly string[];
  readonly destination: EntityType;
}

const favouriteKinds: readonly FavouriteKind[] = [
  { en: ["food"], zh: ["食物", "吃的", "吃", "美食", "吃的东西", "食品"], destination: "food" },
  { en: ["drink", "beverage"], zh: ["饮料", "喝的", "喝", "饮品"], destination: "food" },
  { en: ["dish", "meal"], zh: ["菜", "菜肴", "菜品"], destination: "food" },
  { en: ["colour", "color"], zh: ["颜色", "色彩"], destination: "concept" },
  { en: ["book", "novel"], zh: ["书", "书籍", "小说", "读的书"], destination: "work" },
  { en: ["film", "movie"], zh: ["电影", "影片", "看的电影"], destination: "work" },
  { en: ["song"], zh: ["歌", "歌曲", "听的歌"], destination: "work" },
  { en: ["sport"], zh: ["运动", "体育项目", "体育运动"], destination: "activity" },
  { en: ["animal"], zh: ["动物"], destination: "animal" },
  { en: ["city"], zh: ["城市"], destination: "place" },
];

/** Longest kind, in characters, that still names one thing rather than a whole clause. */
const maxKindLength = 40;

/** Singular nouns that end in a single s. */
const singularInS: ReadonlySet<string> = new Set([
  "series",
  "species",
  "tennis",
  "canvas",
  "bus",
  "chorus",
  "circus",
]);

/** Favourites that ship with synonyms and a type for their value; every other kind is derived. */
export const favouriteRelations: readonly RelationDefinition[] = favouriteKinds.map((kind) =>
  defineFavourite(kind.en[0] ?? "thing", kind.zh[0] ?? "", kind.destination),
);

const kindByName: ReadonlyMap<string, FavouriteKind> = new Map(
  favouriteKinds.flatMap((kind) => [...kind.en, ...kind.zh].map((name) => [name, kind] as const)),
);

const englishFavourite =
  /^(?:(?:has|have) )?(?:favou?rite|best loved|most liked|preferred) ?([\p{L}\p{N} ]+)$/u;
const chineseFavourite = /^最(?:喜欢|喜爱|爱|钟爱|中意)的?([\p{L}\p{N}]+)$/u;

/**
 * Reads "favourite X" in a normalised relation name, for any X: one value at a time per kind.
 *
 * A plural ("favourite books") announces several values and is not read as one slot. Nor is a kind that
 * its type does not tell any more ("favourite ∅"): the type would read back as something else.
 *
 * @param key - Lower case, words separated by single spaces; Chinese without spaces.
 */
export function readFavourite(key: string): RelationDefinition | undefined {
  const read = definitionOf(key);
  return read && definitionOf(relationKey(read.type))?.type === read.type ? read : undefined;
}

function definitionOf(key: string): RelationDefinition | undefined {
  const english = englishFavourite.exec(key)?.[1];
  const kind = english ?? chineseFavourite.exec(key)?.[1];
  if (kind === undefined || kind.length > maxKindLength || isPlural(kind)) {
    return undefined;
  }
  const known = kindByName.get(kind);
  if (known !== undefined) {
    return favouriteRelations.find((relation) => relation.type === typeOfKind(known.en[0] ?? kind));
  }
  return defineFavourite(kind, kind, "thing");
}

function isPlural(kind: string): boolean {
  return /[^s]s$/.test(kind) && !singularInS.has(kind.split(" ").at(-1) ?? "");
}

function typeOfKind(kind: string): string {
  return typeFromName(`favourite ${kind}`);
}

function defineFavourite(en: string, zh: string, destination: EntityType): RelationDefinition {
  return {
    type: typeOfKind(en),
    cardinality: "one",
    source: "person",
    destination,
    en: [],
    zh: [],
    nounsEn: [`favourite ${en}`],
    nounsZh: [`最喜欢的${zh}`],
    sentenceEn: `{source}'s favourite ${en} is {destination}`,
    sentenceZh: `{source}最喜欢的${zh}是{destination}`,
  };
}
