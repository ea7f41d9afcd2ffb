import {
  canonicalRelations,
  type RelationDefinition,
} from "../../../../core/relations/relations.ts";
import type { Discourse, Gender } from "../discourse.ts";
import { SPEAKER, type EntityName } from "../extraction.ts";
import { relationOf } from "../relation-of.ts";
import { isNameWord, sliceTokens, wordAt, type EnglishText } from "./english-text.ts";
import { isVocative, readNames, readSubjectNames, wholeNameEnd, type NameKind } from "./names.ts";
import { femaleNouns, maleNouns, unnamedPersons } from "./noun-lists.ts";
import { wordSet } from "./word-set.ts";

/** What a noun says of its owner: "X's manager is Y". */
export interface NounRelation {
  readonly definition: RelationDefinition;
  /** Whether Y is the source of the relation ("X's mother is Y"). */
  readonly isInverse: boolean;
}

/** "My sister", "my sister Ana", "Ana's kids Tom and Eva": a noun with an owner, and the names it was given. */
export interface NounMention {
  readonly owner: EntityName;
  readonly noun: string;
  readonly relation: NounRelation;
  readonly gender: Gender;
  /** Empty for someone or something without a name. */
  readonly names: readonly string[];
  /** Indexes of tokens: of the owner, after the noun, after the names. */
  readonly start: number;
  readonly nounEnd: number;
  readonly end: number;
}

/** What a phone number is called where it follows: "my number is 555-0101". Of "my phone is a Pixel" nothing is read. */
const numberNouns = ["number", "phone", "mobile", "cell"] as const;

const nounRelations: ReadonlyMap<string, NounRelation> = collectNouns();

/** Longest noun of the catalog, in words. */
const maxNounWords = 3;

/** Nouns that mean too much else to be followed by a name. */
const vagueNouns = wordSet(
  "name team group club company report subject project title position interest plan goal dream wish degree major trait quality",
  "number phone mobile cell email e-mail address characteristic type kind category component branch user member instrument sport skill school university college",
);

const nounAdjectives = wordSet(
  "older elder big younger little eldest oldest youngest twin dear dearest lovely beloved beautiful adorable best close good current",
  "direct new first second middle baby only own late wonderful amazing awesome sweet cute favorite favourite",
);

/** Reads the longest noun of the catalog at a token, after its adjectives. */
export function readNoun(
  text: EnglishText,
  at: number,
): { readonly noun: string; readonly relation: NounRelation; readonly end: number } | undefined {
  let start = at;
  for (let count = 0; count < 3; count++) {
    for (let length = maxNounWords; length > 0; length--) {
      const noun = Array.from({ length }, (_, offset) => wordAt(text, start + offset))
        .join(" ")
        .replaceAll("-", " ");
      const relation = nounRelations.get(noun);
      if (relation !== undefined) {
        return { noun, relation, end: start + length };
      }
    }
    if (!nounAdjectives.has(wordAt(text, start))) {
      return undefined;
    }
    start += 1;
  }
  return undefined;
}

/** Gender a noun tells. */
function genderOf(noun: string): Gender {
  if (femaleNouns.has(noun)) {
    return "female";
  }
  return maleNouns.has(noun) ? "male" : "unknown";
}

/**
 * Finds the owned nouns of a sentence, in order. Tells `discourse` of every person it meets, named or not,
 * as it goes, so that "her" means someone named before. One pass: O(tokens).
 */
export function findNounMentions(text: EnglishText, discourse: Discourse): NounMention[] {
  const mentions: NounMention[] = [];
  let index = 0;
  while (index < text.tokens.length) {
    const mention = readNounMention(text, index, discourse, mentions.at(-1));
    if (mention !== undefined) {
      mentions.push(mention);
      noteMention(mention, discourse);
      index = Math.max(index + 1, mention.end);
    } else {
      index = notePerson(text, index, discourse);
    }
  }
  return mentions;
}

function noteMention(mention: NounMention, discourse: Discourse): void {
  const { destination, source } = mention.relation.definition;
  if ((mention.relation.isInverse ? source : destination) !== "person") {
    return;
  }
  for (const name of mention.names.length === 0 ? [undefined] : mention.names) {
    discourse.mentionPerson(name, mention.gender, mention.start);
  }
}

const personDeterminer = /^(?:a|an|the|this|that|another|new|old|young|some)$/;

/** Verbs after which "to" and "from" are followed by a person. */
const talkVerbs = wordSet(
  "talk talked talking spoke speak speaking listen listened wrote gave sent married engaged reports report introduced hear heard",
);

/** Notes a name that may be a person's, or a person without one; returns where to go on. */
function notePerson(text: EnglishText, index: number, discourse: Discourse): number {
  const word = wordAt(text, index);
  if (isUnnamedPerson(text, index)) {
    discourse.mentionPerson(undefined, genderOf(word), index);
    return index + 1;
  }
  const end = wholeNameEnd(text, index);
  if (end > index && mayBePerson(text, index, end)) {
    discourse.mentionPerson(sliceTokens(text, index, end), "unknown", index);
  }
  return Math.max(end, index + 1);
}

/** "a woman", but not what someone is: "Ana is a doctor" tells of nobody else. */
function isUnnamedPerson(text: EnglishText, index: number): boolean {
  const isPredicate = /^(?:is|am|are|was|were|be|'s|'m|'re|as)$/.test(wordAt(text, index - 2));
  const isPerson = unnamedPersons.has(wordAt(text, index));
  return isPerson && personDeterminer.test(wordAt(text, index - 1)) && !isPredicate;
}

/** Whether "she" may mean a name: not one spoken to, a nickname, where one is, or whose something is. */
function mayBePerson(text: EnglishText, start: number, end: number): boolean {
  const before = wordAt(text, start - 1);
  const isGoal = /^(?:to|from|for)$/.test(before) && !talkVerbs.has(wordAt(text, start - 2));
  const isPlace = isGoal || /^(?:in|at|near|the)$/.test(before);
  const isCalling = before === "called" && !isCaller(text, start - 2);
  const isNickname = isCalling || /^(?:me|him|her|us|as|named)$/.test(before);
  const isOwner = wordAt(text, end) === "'s" && start > 0 && readNoun(text, end + 1) === undefined;
  return !isPlace && !isNickname && !isOwner && !isVocative(text, start, end);
}

/** "Ana called Tom" tells of a call, "is called Tom" and "a dog called Tom" of a name. */
function isCaller(text: EnglishText, at: number): boolean {
  return isNameWord(text, at) || /^(?:i|we|you|he|she|they)$/.test(wordAt(text, at));
}

function readNounMention(
  text: EnglishText,
  at: number,
  discourse: Discourse,
  previous: NounMention | undefined,
): NounMention | undefined {
  const owner = readOwner(text, at, discourse, previous);
  const noun = owner && readNoun(text, owner.end);
  if (owner === undefined || noun === undefined) {
    return undefined;
  }
  const isVague = vagueNouns.has(noun.noun) || noun.relation.definition.destination === "concept";
  const named = isVague ? undefined : readApposition(text, noun.end, noun.relation);
  return {
    owner: owner.party,
    noun: noun.noun,
    relation: noun.relation,
    gender: genderOf(noun.noun),
    names: named?.value ?? [],
    start: owner.start,
    nounEnd: noun.end,
    end: named?.end ?? noun.end,
  };
}

/** Whose something is: "my", "her", "Ana's". */
export interface Owner {
  readonly party: EntityName;
  readonly start: number;
  readonly end: number;
}

function readOwner(
  text: EnglishText,
  at: number,
  discourse: Discourse,
  previous: NounMention | undefined,
): Owner | undefined {
  if (wordAt(text, at) === "'s" && previous?.end === at) {
    // "my sister Ana's husband"; "my sister's husband" belongs to someone without a name.
    const [name] = previous.names;
    return name === undefined
      ? undefined
      : { party: { name, type: "person" }, start: previous.start, end: at + 1 };
  }
  return readPossessor(text, at, discourse);
}

/** Reads whose something is at a token; undefined if nobody's, or of someone without a name. */
export function readPossessor(
  text: EnglishText,
  at: number,
  discourse: Discourse,
): Owner | undefined {
  const word = wordAt(text, at);
  if (word === "my" || word === "our") {
    return { party: { name: SPEAKER }, start: at, end: at + 1 };
  }
  if (word === "his" || word === "her") {
    const party = discourse.resolvePronoun(word === "his" ? "male" : "female", at);
    return party && { party, start: at, end: at + 1 };
  }
  let end = at;
  while (end - at < 4 && isNameWord(text, end)) {
    end += 1;
  }
  return end === at || wordAt(text, end) !== "'s"
    ? undefined
    : { party: { name: sliceTokens(text, at, end), type: "person" }, start: at, end: end + 1 };
}

/** Names right after a noun: "my sister Ana", "my sister, Ana, …", "my kids Tom and Eva", "a dog named Rex". */
function readApposition(
  text: EnglishText,
  at: number,
  relation: NounRelation,
): { value: string[]; end: number } | undefined {
  const kind = nameKindOf(relation);
  const isPlural =
    relation.definition.cardinality === "many" && /(?:s|ren)$/.test(wordAt(text, at - 1));
  const direct = isPlural ? readSubjectNames(text, at) : readNames(text, at, kind);
  const named = direct ?? readOwnerName(text, at);
  if (named !== undefined) {
    return { value: named.value, end: named.end };
  }
  const isCalled = /^(?:named|called)$/.test(wordAt(text, at));
  if (isCalled) {
    return readNames(text, at + 1, kind);
  }
  const isBetweenCommas = /^[,(]$/.test(wordAt(text, at));
  const name = isBetweenCommas ? readNames(text, at + 1, kind) : undefined;
  return name !== undefined && /^[,)]$/.test(wordAt(text, name.end))
    ? { value: name.value, end: name.end + 1 }
    : undefined;
}

/** "my sister Ana's husband": she has a name though "'s" follows it. */
function readOwnerName(
  text: EnglishText,
  at: number,
): { value: string[]; end: number } | undefined {
  let end = at;
  while (end - at < maxNounWords && isNameWord(text, end)) {
    end += 1;
  }
  const isOwner = end > at && wordAt(text, end) === "'s";
  return isOwner ? { value: [sliceTokens(text, at, end)], end } : undefined;
}

/** How the other end of a noun's relation is written. */
export function nameKindOf({ definition, isInverse }: NounRelation): NameKind {
  const type = isInverse ? definition.source : definition.destination;
  if (type === "place" || type === "organization") {
    return type;
  }
  return type === "person" || type === "animal" ? "person" : "any";
}

function collectNouns(): ReadonlyMap<string, NounRelation> {
  const nouns = new Map<string, NounRelation>();
  for (const noun of numberNouns) {
    nouns.set(noun, { definition: relationOf("HAS_PHONE_NUMBER"), isInverse: false });
  }
  for (const definition of canonicalRelations) {
    const isMany = definition.cardinality === "many";
    for (const noun of definition.nounsEn ?? []) {
      nouns.set(noun, { definition, isInverse: false });
      if (isMany) {
        nouns.set(pluralOf(noun), { definition, isInverse: false });
      }
    }
    for (const noun of definition.inverseNounsEn ?? []) {
      nouns.set(noun, { definition, isInverse: true });
      nouns.set(pluralOf(noun), { definition, isInverse: true });
    }
  }
  return nouns;
}

function pluralOf(noun: string): string {
  if (noun.endsWith("child")) {
    return `${noun}ren`;
  }
  return /[^aeiou]y$/.test(noun) ? `${noun.slice(0, -1)}ies` : `${noun}s`;
}
