/** Words of a question that say what sort of thing is asked for: "which city", 哪家公司. */
import type { EntityType } from "../../core/relations/relation-definition.ts";
import { canonicalizeRelation } from "../../core/relations/relations.ts";
import { stemOf } from "./query.ts";

/** Words that ask alone. One works somewhere, and for somebody, so both may ask for an organization. */
const ASKING: ReadonlyMap<string, readonly EntityType[]> = new Map<string, readonly EntityType[]>([
  ["where", ["place", "organization"]],
  ["哪里", ["place", "organization"]],
  ["哪儿", ["place", "organization"]],
  ["who", ["person", "organization"]],
  ["whom", ["person", "organization"]],
  ["谁", ["person", "organization"]],
]);

const ENGLISH: Readonly<Partial<Record<EntityType, string>>> = {
  person: "person people somebody anybody friend",
  organization:
    "company firm business employer organisation organization workplace school university",
  place: "city town village country place region state location",
  event: "event occasion",
  work: "book novel film movie song show",
  animal: "animal pet species breed",
  food: "food dish meal cuisine drink eat",
  activity: "hobby activity sport",
  product: "product device",
};

const CHINESE: Readonly<Partial<Record<EntityType, string>>> = {
  person: "人",
  organization: "公司 企业 单位 机构 学校 大学",
  place: "城市 地方 国家 地点 城",
  event: "活动",
  work: "书 电影 歌 小说",
  animal: "动物 宠物 品种",
  food: "食物 菜 美食 吃",
  activity: "爱好 运动",
};

const typesByWord: ReadonlyMap<string, EntityType> = new Map(
  [ENGLISH, CHINESE].flatMap((table) =>
    // The keys are those of the tables above.
    (Object.entries(table) as [EntityType, string][]).flatMap(([type, words]) =>
      words.split(" ").map((word): [string, EntityType] => [stemOf(word), type]),
    ),
  ),
);

/** The sorts of thing a word may ask for, by its stem. */
export function askedTypes(stem: string): readonly EntityType[] {
  const type = typesByWord.get(stem);
  return ASKING.get(stem) ?? (type ? [type] : []);
}

/** Whether a word asks although it says nothing: "where", 谁. */
export function isAskingWord(stem: string): boolean {
  return ASKING.has(stem);
}

/** What a relation's ends are; undefined for one outside the catalog. */
export interface RelationEnds {
  readonly source: EntityType;
  readonly destination: EntityType;
  readonly isSymmetric: boolean;
}

/** What stands at the ends of relations of a type. */
export function endsOf(type: string): RelationEnds | undefined {
  const { definition } = canonicalizeRelation(type);
  if (!definition) return undefined;
  const { source, destination, isSymmetric = false } = definition;
  return { source, destination, isSymmetric };
}
