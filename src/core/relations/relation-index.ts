import { contactRelations } from "./catalog-contact.ts";
import { favouriteRelations, readFavourite } from "./catalog-favourites.ts";
import { lifeRelations } from "./catalog-life.ts";
import { peopleRelations } from "./catalog-people.ts";
import { tasteRelations } from "./catalog-tastes.ts";
import { thingRelations } from "./catalog-things.ts";
import { workRelations } from "./catalog-work.ts";
import type { RelationDefinition } from "./relation-definition.ts";
import { relationKey } from "./relation-key.ts";
import { isThirdPerson, verbForms } from "./verb-forms.ts";

/** What a relation name was read as. */
export interface RelationReading {
  readonly definition: RelationDefinition;
  /** Whether the name speaks from the definition's destination to its source. */
  readonly isInverse: boolean;
}

/** Every canonical relation, in a stable order. */
export const allRelations: readonly RelationDefinition[] = [
  ...lifeRelations,
  ...contactRelations,
  ...peopleRelations,
  ...workRelations,
  ...tasteRelations,
  ...thingRelations,
  ...favouriteRelations,
];

/** Verb phrases and nouns apart, as "is manager" must not be read like "manager". */
interface RelationIndex {
  readonly verbs: ReadonlyMap<string, RelationReading>;
  readonly nouns: ReadonlyMap<string, RelationReading>;
}

const index: RelationIndex = buildIndex();

/**
 * Finds the canonical relation a name stands for, in English or Chinese; O(1) in the catalog's size.
 *
 * Tries the name as written, then without words that add nothing ("is currently", 目前), then as
 * "favourite X".
 */
export function findRelation(name: string): RelationReading | undefined {
  const key = relationKey(name);
  return (
    index.verbs.get(key) ??
    index.nouns.get(key) ??
    findVerb(key) ??
    findNoun(key) ??
    findChinese(key) ??
    findFavourite(key)
  );
}

const verbFiller =
  /^(?:is|are|am|be|being|a|an|the|currently|now|still|also|presently|really|has been|have been) /;
const nounFiller =
  /^(?:has|have|having|a|an|the|current|present|older|elder|big|younger|little|only|eldest|oldest|youngest|new) /;

/** Bound on the filler words dropped from a name. */
const maxFillers = 5;

const passive =
  /^(?:is|are|am|be|being|has been|have been) (?:(?:currently|now|still|also|presently|really) )*/;

/** Some passives are known by their "is" alone: "is now called" is read as "is called". */
function findVerb(key: string): RelationReading | undefined {
  return findStripped(key, verbFiller, index.verbs) ?? index.verbs.get(key.replace(passive, "is "));
}

function findNoun(key: string): RelationReading | undefined {
  return (
    findStripped(key, nounFiller, index.nouns) ??
    findStripped(key.replace(/ (?:is|are|name)$/, ""), nounFiller, index.nouns)
  );
}

function findStripped(
  key: string,
  filler: RegExp,
  readings: ReadonlyMap<string, RelationReading>,
): RelationReading | undefined {
  let rest = key;
  for (let count = 0; count <= maxFillers; count++) {
    const reading = readings.get(rest);
    if (reading !== undefined) {
      return reading;
    }
    const shorter = rest.replace(filler, "");
    if (shorter === rest) {
      return undefined;
    }
    rest = shorter;
  }
  return undefined;
}

function findChinese(key: string): RelationReading | undefined {
  const verb = index.verbs.get(key.replace(/^(?:目前|现在|如今|一直|正在|还|也|正)+/, ""));
  if (verb !== undefined) {
    return verb;
  }
  return index.nouns.get(
    key.replace(/^(?:目前|现在|如今|的|有)+/, "").replace(/(?:是|为|叫|有)$/, ""),
  );
}

function findFavourite(key: string): RelationReading | undefined {
  const definition = readFavourite(key) ?? readFavourite(key.replace(/(?: is|是)$/, ""));
  return definition === undefined ? undefined : { definition, isInverse: false };
}

function buildIndex(): RelationIndex {
  const verbs = new Map<string, RelationReading>();
  const nouns = new Map<string, RelationReading>();
  for (const definition of allRelations) {
    addDefinition(definition, verbs, nouns);
  }
  return { verbs, nouns };
}

type Readings = Map<string, RelationReading>;

function addDefinition(definition: RelationDefinition, verbs: Readings, nouns: Readings): void {
  const isSymmetric = definition.isSymmetric === true;
  const direct = { definition, isInverse: false };
  const inverse = { definition, isInverse: !isSymmetric };
  const { inverse: inverseType = "", inverseEn = [], inverseZh = [] } = definition;
  const isOwn = (name: string): boolean => definition.notEn?.includes(name) !== true;
  const { nounsEn = [], nounsZh = [], inverseNounsEn = [], inverseNounsZh = [] } = definition;

  addAll(
    verbs,
    [
      definition.type,
      ...definition.en.flatMap(englishForms).filter(isOwn),
      ...definition.zh.flatMap(chineseForms),
    ],
    direct,
  );
  addAll(
    verbs,
    [inverseType, ...inverseEn.flatMap(englishForms), ...inverseZh.flatMap(chineseForms)],
    inverse,
  );
  const isMany = definition.cardinality === "many";
  addAll(
    nouns,
    [
      ...nounsEn.flatMap((noun) => (isMany ? [noun, plural(noun)] : [noun])).filter(isOwn),
      ...nounsZh,
    ],
    direct,
  );
  addAll(
    nouns,
    [...inverseNounsEn.flatMap((noun) => [noun, plural(noun)]), ...inverseNounsZh],
    inverse,
  );
  addAll(
    verbs,
    [...nounsEn.map((noun) => `${noun} of`), ...nounsZh.map((noun) => `是的${noun}`)],
    inverse,
  );
  addAll(
    verbs,
    [...inverseNounsEn.map((noun) => `${noun} of`), ...inverseNounsZh.map((noun) => `是的${noun}`)],
    direct,
  );
}

/** The first definition to claim a name keeps it: the catalog's order is the tie-break. */
function addAll(readings: Readings, names: readonly string[], reading: RelationReading): void {
  for (const name of names) {
    const key = relationKey(name);
    if (key !== "" && !readings.has(key)) {
      readings.set(key, reading);
    }
  }
}

function englishForms(phrase: string): string[] {
  const [first = "", ...rest] = phrase.split(" ");
  if (first === "is") {
    const adjective = rest.join(" ");
    const bare = adjective.replace(/^(?:a|an|the|my) /, "");
    return [phrase, adjective, bare];
  }
  if (first !== "has" && !isThirdPerson(first)) {
    return [phrase];
  }
  const { base, gerund } = verbForms(first);
  return [phrase, [base, ...rest].join(" "), [gerund, ...rest].join(" ")];
}

/** 在…工作 is also written 工作在. */
function chineseForms(phrase: string): string[] {
  const [before = "", after] = phrase.split("…");
  return after === undefined || before !== "在"
    ? [phrase]
    : [phrase, `${after}${before}`, `${after}于`];
}

function plural(noun: string): string {
  if (noun.endsWith("child")) {
    return `${noun}ren`;
  }
  return /[^aeiou]y$/.test(noun) ? `${noun.slice(0, -1)}ies` : `${noun}s`;
}
