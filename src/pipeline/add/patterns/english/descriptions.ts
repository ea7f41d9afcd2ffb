import { CONTACT_KINDS } from "../contact-data.ts";
import { SPEAKER, type EntityName } from "../extraction.ts";
import type { Tense } from "../reading.ts";
import { speciesOf } from "./calling.ts";
import { isOfDead, stateMain, type ClauseContext, type Predicate } from "./clause-context.ts";
import { isPhraseEnd, wordAt, type EnglishText } from "./english-text.ts";
import { readNames } from "./names.ts";
import { nameKindOf, type NounMention } from "./nouns.ts";
import { readObject, type ObjectReading } from "./objects.ts";
import { readPhrase } from "./phrases.ts";
import { skipAdverbs } from "./verb-group.ts";
import type { ObjectKind } from "./verb-lexicon.ts";
import { matchWords, wordPattern } from "./word-pattern.ts";

const orElse = wordPattern(",? or");

/** "My manager is Ana", "my dog is called Rex", "my wife's name is Eva", "my job title is analyst". */
export function readDescription(
  context: ClauseContext,
  mention: NounMention,
): Predicate | undefined {
  const value = findValue(context.text, mention.end) ?? findTurned(context.text, mention);
  // "His name is Kyle" tells of someone not named so far, not of whoever "he" was.
  const isStranger = mention.noun === "name" && mention.owner.name !== SPEAKER;
  const object =
    value === undefined || isStranger ? undefined : readValue(context, mention, value.at);
  if (value === undefined || object === undefined || !isPhraseEnd(context.text, object.end)) {
    return undefined;
  }
  // "Ana or Tom" leaves it open who.
  if (
    matchWords(context.text, object.end, orElse) !== undefined ||
    isOfDead(context.text, mention)
  ) {
    return undefined;
  }
  const link = { ...mention.relation, tense: value.tense };
  const isPet = mention.relation.definition.type === "HAS_PET";
  noteNamed(context, mention, object.entities);
  return {
    statements: [
      ...object.entities.map((entity) => stateMain(link, mention.owner, entity)),
      ...(isPet ? object.entities.flatMap(({ name }) => speciesOf(mention.noun, name)) : []),
      ...object.asides,
    ],
    end: object.end,
  };
}

function noteNamed(
  { discourse }: ClauseContext,
  mention: NounMention,
  entities: readonly EntityName[],
): void {
  if (nameKindOf(mention.relation) === "person") {
    const names = entities.map((entity) => entity.name);
    discourse.namePerson(names, mention.gender);
  }
}

/** Where what something is begins, and when it is so. */
export interface ValueStart {
  readonly at: number;
  readonly tense: Tense;
}

const nameOf = wordPattern("'s name");
const be = wordPattern("is|are|'s|was|were");
const negation = wordPattern("not|n't|no");
const called = wordPattern("called|named");
const turned = ["has|'s|just|now* changed to", ":"].map((source) => wordPattern(source));

/** Skips "is", "'s name is", "is called" and the like. */
export function findValue(text: EnglishText, at: number): ValueStart | undefined {
  const verbAt = matchWords(text, at, nameOf) ?? at;
  const next = matchWords(text, verbAt, be);
  if (next === undefined || matchWords(text, next, negation) !== undefined) {
    return undefined;
  }
  const valueAt = skipAdverbs(text, next);
  const tense = wordAt(text, verbAt).startsWith("w") ? "past" : "holds";
  return { at: matchWords(text, valueAt, called) ?? valueAt, tense };
}

/** "My number changed to 555-0101", "my e-mail: ana@new.org"; not "my sister changed to Buddhism". */
function findTurned(text: EnglishText, { end, relation }: NounMention): ValueStart | undefined {
  if (valueKinds[relation.definition.type] === undefined) return undefined;
  for (const pattern of turned) {
    const at = matchWords(text, end, pattern);
    if (at !== undefined) return { at, tense: "begins" };
  }
  return undefined;
}

/** What a noun's value is, where it is not a person's name. */
const valueKinds: Readonly<Record<string, ObjectKind>> = {
  JOB_TITLE: "profession",
  SPEAKS: "language",
  BORN_ON: "date",
  LIKES: "taste",
  ALLERGIC_TO: "taste",
  INTERESTED_IN: "taste",
  WORKS_AT: "organization",
  STUDIES_AT: "organization",
  STUDIED_AT: "organization",
  LIVES_IN: "place",
  BORN_IN: "place",
  FROM: "place",
  LOCATED_IN: "place",
  ...CONTACT_KINDS,
};

function readValue(
  context: ClauseContext,
  mention: NounMention,
  at: number,
): ObjectReading | undefined {
  const { type } = mention.relation.definition;
  const kind = valueKinds[type];
  if (type === "LOCATED_IN" && /^(?:in|at)$/.test(wordAt(context.text, at))) {
    return readObject(context, at + 1, "place");
  }
  if (type === "ALLERGIC_TO" && wordAt(context.text, at) === "to") {
    return readAllergen(context, at + 1);
  }
  if (kind !== undefined) {
    const isTitle = mention.noun === "job title";
    return readObject(context, at, kind) ?? (isTitle ? readTitle(context, at) : undefined);
  }
  const isNamed = type === "ALSO_KNOWN_AS" || nameKindOf(mention.relation) === "person";
  return isNamed ? readPersonalName(context, at) : undefined;
}

/** "My allergy is to peanuts": a thing, no verb; but "is to blame" tells of none. */
function readAllergen(context: ClauseContext, at: number): ObjectReading | undefined {
  return wordAt(context.text, at) === "blame" ? undefined : readObject(context, at, "taste");
}

function readPersonalName({ text }: ClauseContext, at: number): ObjectReading | undefined {
  const names = readNames(text, at, "person");
  return names && { entities: names.value.map((name) => ({ name })), asides: [], end: names.end };
}

function readTitle({ text }: ClauseContext, at: number): ObjectReading | undefined {
  const title = readPhrase(text, at, { allowsArticle: true, maxWords: 4 });
  return title && { entities: [{ name: title.value }], asides: [], end: title.end };
}
