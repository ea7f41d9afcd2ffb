import { SPEAKER, type EntityName } from "../extraction.ts";
import type { Statement, Tense } from "../reading.ts";
import {
  isOfDead,
  linkOf,
  mentionAt,
  stateAside,
  stateMain,
  type ClauseContext,
  type Predicate,
} from "./clause-context.ts";
import {
  isMark,
  isPhraseEnd,
  isPossessive,
  sliceTokens,
  wordAt,
  type EnglishText,
} from "./english-text.ts";
import { readIntroduced } from "./introduction.ts";
import { isSentenceEnd, readName } from "./names.ts";
import { professionBlockers, thingKinds } from "./noun-lists.ts";
import { readNoun, type NounRelation } from "./nouns.ts";
import { readEntity } from "./objects.ts";
import { readProfession } from "./professions.ts";
import { matchWords, wordPattern } from "./word-pattern.ts";
import { evaluations, sentenceOpeners } from "./words.ts";

type BeingReader = (
  context: ClauseContext,
  at: number,
  subject: EntityName,
  tense: Tense,
) => Predicate | undefined;

const readers: readonly BeingReader[] = [
  readOwned,
  readNounOf,
  readStudent,
  readJob,
  readAge,
  readKind,
  readOwnName,
];

/**
 * Reads what someone or something is, after a form of "be": "my manager", "a nurse at St. Mary's",
 * "the mother of Tom", "34 years old", "a fintech company", "Ana".
 */
export function readBeing(
  context: ClauseContext,
  at: number,
  subject: EntityName,
  tense: Tense,
): Predicate | undefined {
  for (const reader of readers) {
    const predicate = reader(context, at, subject, tense);
    if (predicate !== undefined) {
      return predicate;
    }
  }
  return undefined;
}

/** "Ana is my manager", "Tom is Ana's brother"; not "Tom is my wife's brother", who is not the wife. */
function readOwned(
  context: ClauseContext,
  at: number,
  subject: EntityName,
  tense: Tense,
): Predicate | undefined {
  const mention = mentionAt(context, at);
  const isUnnamed = mention?.names.length === 0 && isPhraseEnd(context.text, mention.end);
  if (!isUnnamed || isPossessive(context.text, mention.end) || isOfDead(context.text, mention)) {
    return undefined;
  }
  if (subject.name === SPEAKER || !isOfBeings(mention.relation)) {
    return undefined;
  }
  const statement = stateMain({ ...mention.relation, tense }, mention.owner, subject);
  return { statements: [statement], end: mention.end };
}

/** Whether what a noun means is a person or an animal. */
function isOfBeings({ definition, isInverse }: NounRelation): boolean {
  const type = isInverse ? definition.source : definition.destination;
  return type === "person" || type === "animal";
}

const nounArticle = wordPattern("a|an|the");
const ofMine = wordPattern("of mine");

/** "Ana is the mother of Tom", "a friend of mine". */
function readNounOf(
  context: ClauseContext,
  at: number,
  subject: EntityName,
  tense: Tense,
): Predicate | undefined {
  const { text } = context;
  const nounAt = matchWords(text, at, nounArticle);
  const noun = nounAt === undefined ? undefined : readNoun(text, nounAt);
  const owner = noun && readOwnerAfter(text, noun.end);
  const isConcept = noun?.relation.definition.destination === "concept";
  if (noun === undefined || owner === undefined || isConcept || owner.name === subject.name) {
    return undefined;
  }
  const statement = stateMain({ ...noun.relation, tense }, { name: owner.name }, subject);
  return { statements: [statement], end: owner.end };
}

function readOwnerAfter(text: EnglishText, at: number): { name: string; end: number } | undefined {
  const mine = matchWords(text, at, ofMine);
  if (mine !== undefined) {
    return { name: SPEAKER, end: mine };
  }
  const owner = wordAt(text, at) === "of" ? readName(text, at + 1, "organization") : undefined;
  const isWhole = owner !== undefined && isPhraseEnd(text, owner.end);
  return isWhole ? { name: owner.value, end: owner.end } : undefined;
}

/** Words before "student": "a second-year PhD student". */
const maxStudentWords = 4;

/** "a PhD student at MIT". */
function readStudent(
  context: ClauseContext,
  at: number,
  subject: EntityName,
  tense: Tense,
): Predicate | undefined {
  const { text } = context;
  const start = matchWords(text, at, nounArticle);
  const words = start === undefined ? [] : text.tokens.slice(start, start + maxStudentWords);
  const offset = words.findIndex((token) => token.lower === "student");
  const schoolAt = (start ?? at) + offset + 2;
  const isAt = offset >= 0 && /^(?:at|in)$/.test(wordAt(text, schoolAt - 1));
  const school = isAt ? readEntity(context, schoolAt, "organization") : undefined;
  return (
    school && {
      statements: [
        stateMain(linkOf("STUDIES_AT", tense), subject, school.entity),
        ...school.asides,
      ],
      end: school.end,
    }
  );
}

/** "a nurse at St. Mary's in Porto", "the CEO of Google". */
function readJob(
  context: ClauseContext,
  at: number,
  subject: EntityName,
  tense: Tense,
): Predicate | undefined {
  const job = readProfession(context.text, at);
  if (job === undefined || wordAt(context.text, job.end) === "or") {
    return undefined;
  }
  const isOffice = offices.test(job.value) && wordAt(context.text, job.end) === "of";
  const title = stateMain(linkOf("JOB_TITLE", tense), subject, { name: job.value });
  const employer = isOffice
    ? readEmployerAt(context, job.end + 1, subject, tense)
    : readEmployer(context, job.end, subject, tense);
  const { statements = [], end = job.end } = employer ?? {};
  return { statements: [title, ...statements], end };
}

const offices =
  /^(?:ceo|cto|cfo|founder|co-founder|president|director|managing director|chairman)$/i;

/** Reads "at Feedzai in Lisbon" after a job. */
export function readEmployer(
  context: ClauseContext,
  at: number,
  subject: EntityName,
  tense: Tense,
): Predicate | undefined {
  const isAt = /^(?:at|for|with)$/.test(wordAt(context.text, at));
  return isAt ? readEmployerAt(context, at + 1, subject, tense) : undefined;
}

function readEmployerAt(
  context: ClauseContext,
  at: number,
  subject: EntityName,
  tense: Tense,
): Predicate | undefined {
  const employer = readEntity(context, at, "organization");
  return (
    employer && {
      statements: [
        stateMain(linkOf("WORKS_AT", tense), subject, employer.entity),
        ...employer.asides,
      ],
      end: employer.end,
    }
  );
}

const yearsOld = wordPattern("year|years old");

/** "34 years old". */
function readAge(
  { text }: ClauseContext,
  at: number,
  subject: EntityName,
  tense: Tense,
): Predicate | undefined {
  const years = wordAt(text, at);
  const end = /^\d{1,3}$/.test(years) ? matchWords(text, at + 1, yearsOld) : undefined;
  if (end === undefined) {
    return undefined;
  }
  return { statements: [stateMain(linkOf("HAS_AGE", tense), subject, { name: years })], end };
}

/** Words of a kind: "a small fintech company". */
const maxKindWords = 4;

/** "a fintech company in Lisbon", of something with a name. */
function readKind(
  context: ClauseContext,
  at: number,
  subject: EntityName,
  tense: Tense,
): Predicate | undefined {
  const { text, discourse } = context;
  const kind = readKindWords(text, at);
  const isThing = subject.name !== SPEAKER && subject.type === undefined;
  if (kind === undefined || !isThing) {
    return undefined;
  }
  if (kind.type !== "animal" && discourse.hasGender(subject.name)) {
    return undefined;
  }
  const source = { name: subject.name, type: kind.type };
  const isA: Statement = {
    ...stateMain(linkOf("IS_A", tense), source, { name: kind.name }),
    source,
  };
  const isPlaced = wordAt(text, kind.end) === "in" && kind.type !== "animal";
  const place = isPlaced ? readEntity(context, kind.end + 1, "place") : undefined;
  if (place === undefined) {
    return { statements: [isA], end: kind.end };
  }
  const located = stateAside(linkOf("LOCATED_IN", tense), source, place.entity);
  return { statements: [isA, located, ...place.asides], end: place.end };
}

interface Kind {
  readonly name: string;
  readonly type: string;
  readonly end: number;
}

function readKindWords(text: EnglishText, at: number): Kind | undefined {
  if (!/^(?:a|an)$/.test(wordAt(text, at)) || professionBlockers.has(wordAt(text, at + 1))) {
    return undefined;
  }
  let end = at + 1;
  while (end - at <= maxKindWords && !isMark(text, end) && !isPhraseEnd(text, end)) {
    end += 1;
  }
  const type = thingKinds.get(wordAt(text, end - 1));
  return type === undefined ? undefined : { name: sliceTokens(text, at + 1, end), type, end };
}

const afterOwnName = wordPattern("and|from|,|;|(|-|–|—");

/** "I'm Ana", "I am Ana Silva and …". */
function readOwnName(
  context: ClauseContext,
  at: number,
  subject: EntityName,
): Predicate | undefined {
  const { text } = context;
  const isCapitalised = text.tokens[at]?.isCapitalised === true;
  const isSpeaker = subject.name === SPEAKER && isCapitalised;
  const name = isSpeaker ? readName(text, at, "person") : undefined;
  if (name === undefined || !isPersonalName(name.value)) {
    return undefined;
  }
  const isWhole =
    name.end >= text.tokens.length ||
    isSentenceEnd(text, name.end) ||
    matchWords(text, name.end, afterOwnName) !== undefined;
  const statement = stateMain(linkOf("ALSO_KNOWN_AS", "holds"), subject, { name: name.value });
  if (!isWhole) {
    return undefined;
  }
  const more = readIntroduced(context, name.end, subject, (...part) => readJob(...part, "holds"));
  return { statements: [statement, ...more.statements], end: more.end };
}

/** No inner capitals, at most four words, and not "Ready" or "Thanks". */
function isPersonalName(name: string): boolean {
  const first = name.split(" ")[0]?.toLowerCase() ?? "";
  const isWord = evaluations.has(first) || sentenceOpeners.has(first);
  return !isWord && /^\p{Lu}[\p{Ll}\p{M}'’-]+(?: \p{Lu}[\p{L}\p{M}'’.-]*){0,3}$/u.test(name);
}
