/** Words of a question that say what sort of thing is asked for: "which city", 哪家公司. */
import type { EntityType } from "../../core/relations/relation-definition.ts";
import { canonicalizeRelation } from "../../core/relations/relations.ts";
import { stemOf } from "./query.ts";

const ENGLISH: Readonly<Partial<Record<EntityType, string>>> = {
  person: "who whom whose person people somebody anybody friend",
  organization:
    "company firm business employer organisation organization workplace school university",
  place: "where city town village country place region state location",
  event: "event occasion",
  work: "book novel film movie song show",
  animal: "animal pet species breed",
  food: "food dish meal cuisine drink",
  activity: "hobby activity sport",
  product: "product device",
};

const CHINESE: Readonly<Partial<Record<EntityType, string>>> = {
  person: "谁 哪位 人 哪些人",
  organization: "公司 企业 单位 机构 学校 大学",
  place: "哪里 哪儿 城市 地方 国家 地点 城",
  event: "活动",
  work: "书 电影 歌 小说",
  animal: "动物 宠物 品种",
  food: "食物 菜 美食 吃的",
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

/** The sort of thing a word asks for, by its stem. */
export function askedType(stem: string): EntityType | undefined {
  return typesByWord.get(stem);
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
