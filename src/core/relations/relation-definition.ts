/** How many values a relation may have for one subject at one time. */
export type Cardinality = "one" | "many";

/** What an entity is, coarsely: enough to keep a person from being merged with a place. */
export type EntityType =
  | "person"
  | "organization"
  | "place"
  | "event"
  | "product"
  | "work"
  | "animal"
  | "food"
  | "activity"
  | "concept"
  | "thing";

/**
 * One canonical relation: what it means, how it is named and how it is said.
 *
 * Verb phrases are written in the third person ("lives in", "is allergic to"); the plain form and
 * the gerund are derived. A noun N reads "the source's N is the destination" ("manager"), and "N of"
 * is derived as its inverse. In a Chinese phrase `…` marks where the object goes (在…工作); without
 * it the object follows.
 */
export interface RelationDefinition {
  /** Upper snake case, unique in the catalog, safe as an identifier. */
  readonly type: string;
  readonly cardinality: Cardinality;
  /** Name of the same relation read from its destination: MANAGES for MANAGED_BY. */
  readonly inverse?: string;
  /** True if it always holds both ways, so that reading it backwards needs no swap. */
  readonly isSymmetric?: boolean;
  /** Type of the relation that cannot hold between the same two at the same time: DISLIKES for LIKES. */
  readonly excludes?: string;
  readonly source: EntityType;
  readonly destination: EntityType;
  /** English verb phrases from the source to the destination. */
  readonly en: readonly string[];
  /** Of what is derived from `en` and `nounsEn`, what says something else where it stands alone: "named" is an act. */
  readonly notEn?: readonly string[];
  /** Chinese verb phrases from the source to the destination. */
  readonly zh: readonly string[];
  /** English nouns: "the source's N is the destination". */
  readonly nounsEn?: readonly string[];
  /** Chinese nouns: 来源的N是目标. */
  readonly nounsZh?: readonly string[];
  /** English verb phrases from the destination to the source. */
  readonly inverseEn?: readonly string[];
  /** Chinese verb phrases from the destination to the source. */
  readonly inverseZh?: readonly string[];
  /** English nouns: "the destination's N is the source". */
  readonly inverseNounsEn?: readonly string[];
  /** Chinese nouns: 目标的N是来源. */
  readonly inverseNounsZh?: readonly string[];
  /** A sentence with `{source}` and `{destination}` as placeholders. */
  readonly sentenceEn: string;
  /** The same sentence in Chinese. */
  readonly sentenceZh: string;
}
