/** Entities and relations as a model wrote them, read into statements. Pure. */
import { MAX_NAME_LENGTH } from "../../../core/names.ts";
import { isSingleValued } from "../../../core/relations/relations.ts";
import { MAX_FACT_LENGTH } from "../add-options.ts";
import { holdsWhenTold } from "../holds-when-told.ts";
import type { StatedEntity, StatedRelation } from "../stated.ts";
import {
  fieldOf,
  intervalOf,
  isProblem,
  isYes,
  type ItemPlace,
  type ItemProblem,
  listOf,
  NAME_FIELDS,
  nameOf,
  objectOf,
  SOURCE_FIELDS,
  sourcesOf,
  textOf,
  TYPE_FIELDS,
} from "./item-fields.ts";

/** Keys under which models list entities: ours first. */
export const ENTITY_KEYS: readonly string[] = ["entities", "nodes", "实体"];
/** Keys under which models list relations: ours first. */
export const RELATION_KEYS: readonly string[] = [
  "relations",
  "relationships",
  "edges",
  "triples",
  "关系",
];

const SOURCE_ENDS = ["source", "subject", "from_entity", "head", "源", "主体", "主语"];
const TYPE_OF_RELATION = ["relation", "relationship", "type", "predicate", "关系", "谓语"];
const TARGET_ENDS = [
  "target",
  "destination",
  "object",
  "to_entity",
  "tail",
  "目标",
  "客体",
  "宾语",
];
const FACT_FIELDS = ["fact", "text", "description", "事实", "描述"];
const ALIAS_FIELDS = ["aliases", "alias", "also_known_as", "别名"];

/** Longest name of a relation: a verb phrase, no sentence. */
const MAX_RELATION_LENGTH = 200;
/** Most other names of one entity in one answer. */
const MAX_ALIASES = 20;

/** Whether an item that came under no key is an entity rather than a relation. */
export function isEntityItem(item: unknown): boolean {
  if (typeof item === "string") return true;
  if (typeof item !== "object" || item === null || Array.isArray(item)) return false;
  return fieldOf(item, TARGET_ENDS) === undefined && fieldOf(item, NAME_FIELDS) !== undefined;
}

/** Reads an entity: an object, or a bare name. */
export function readEntity(item: unknown, place: ItemPlace): StatedEntity | ItemProblem {
  const object = objectOf(item);
  const name = nameOf(item);
  if (name === undefined || name.length > MAX_NAME_LENGTH) {
    return { problem: `name must be a name of at most ${MAX_NAME_LENGTH} characters` };
  }
  const sources = sourcesOf(fieldOf(object, SOURCE_FIELDS), place);
  if (isProblem(sources)) return sources;
  const aliases = listOf(fieldOf(object, ALIAS_FIELDS)).flatMap((alias) => textOf(alias) ?? []);
  if (aliases.length > MAX_ALIASES || aliases.some((alias) => alias.length > MAX_NAME_LENGTH)) {
    const problem = `aliases must be at most ${MAX_ALIASES} names of at most ${MAX_NAME_LENGTH} characters`;
    return { problem };
  }
  return {
    name,
    type: typeNameOf(fieldOf(object, TYPE_FIELDS)),
    aliases,
    sources,
  };
}

/** Reads a relation: an object, or a triple of texts. */
export function readRelation(item: unknown, place: ItemPlace): StatedRelation | ItemProblem {
  const triple = tripleOf(item);
  if (isProblem(triple)) return triple;
  const { relationship } = triple;
  const object = objectOf(item);
  const sources = sourcesOf(fieldOf(object, SOURCE_FIELDS), place);
  if (isProblem(sources)) return sources;
  const isSingle = isSingleValued(relationship);
  const interval = intervalOf(object, sources, { place, isLasting: isSingle });
  if (isProblem(interval)) return interval;
  const fact = textOf(fieldOf(object, FACT_FIELDS)) ?? null;
  if (fact !== null && fact.length > MAX_FACT_LENGTH) {
    return { problem: `fact must have at most ${MAX_FACT_LENGTH} characters` };
  }
  // Of what one may have several nothing can be taken back without naming it.
  const isCorrection = isYes(fieldOf(object, ["corrects", "更正"])) && isSingle;
  const corrects = isCorrection ? true : null;
  return {
    source: { name: triple.source, type: null },
    relationship,
    destination: { name: triple.target, type: null },
    fact,
    sources,
    ...interval,
    cardinality: null,
    corrects,
    isCurrent: holdsWhenTold(fact ?? "", { ...interval, corrects }),
  };
}

interface Triple {
  readonly source: string;
  readonly relationship: string;
  readonly target: string;
}

function tripleOf(item: unknown): Triple | ItemProblem {
  if (typeof item !== "object" || item === null) return { problem: "a relation must be an object" };
  const [first, second, third] = Array.isArray(item)
    ? (item as unknown[])
    : [SOURCE_ENDS, TYPE_OF_RELATION, TARGET_ENDS].map((names) => fieldOf(item, names));
  const source = nameOf(first);
  const relationship = textOf(second);
  const target = nameOf(third);
  if (source === undefined) return { problem: "source must be a name" };
  if (target === undefined) return { problem: "target must be a name" };
  if (relationship === undefined || relationship.length > MAX_RELATION_LENGTH) {
    return { problem: `relation must be a name of at most ${MAX_RELATION_LENGTH} characters` };
  }
  return { source, relationship, target };
}

/** A type as a label: "Public School" is public_school. */
function typeNameOf(value: unknown): string | null {
  const type = textOf(value);
  if (type === undefined || type.length > 100) return null;
  return type.normalize("NFKC").trim().toLowerCase().replaceAll(/\s+/gu, "_");
}
