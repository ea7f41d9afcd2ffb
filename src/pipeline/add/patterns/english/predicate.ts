import { SPEAKER, type EntityName } from "../extraction.ts";
import type { Tense } from "../reading.ts";
import { relationOf } from "../relation-of.ts";
import { readBeing, readEmployer } from "./be-predicates.ts";
import { readCalled, readOtherName } from "./calling.ts";
import {
  readAttending,
  readBecoming,
  readBreakUp,
  readLeaving,
  readMoveBack,
  readMoveFrom,
  readMutual,
  readNewJob,
  readParting,
} from "./changes.ts";
import {
  linkOf,
  stateMain,
  type ClauseContext,
  type Link,
  type Predicate,
  type Subject,
} from "./clause-context.ts";
import { isAnymore, wordAt, type EnglishText } from "./english-text.ts";
import { readAddressed, readNewValue } from "./new-values.ts";
import { readEntity, readObject, type ObjectReading } from "./objects.ts";
import { readReachable } from "./reaching.ts";
import { readProfession } from "./professions.ts";
import { readVerbGroup, saysAnymore, skipAdverbs, type VerbGroup } from "./verb-group.ts";
import { matchWords, wordPattern } from "./word-pattern.ts";
import { findVerb, type VerbForm, type VerbPhrase } from "./verb-lexicon.ts";

/** Reads what a clause says of its subject. */
export function readPredicate(
  context: ClauseContext,
  at: number,
  subject: Subject,
): Predicate | undefined {
  const mutual = readMutual(context, skipAdverbs(context.text, at), subject);
  if (mutual !== undefined) {
    return mutual;
  }
  const readings = subject.parties.map((party) => readOf(context, at, subject.person, party));
  const [first] = readings;
  return (
    first && {
      statements: readings.flatMap((reading) => reading?.statements ?? []),
      end: first.end,
    }
  );
}

type SpecialReader = (
  context: ClauseContext,
  at: number,
  subject: EntityName,
) => Predicate | undefined;

/** Predicates that are more than a verb of the catalog and its object. */
const specialReaders: readonly SpecialReader[] = [
  readLeaving,
  readBreakUp,
  readNewJob,
  readParting,
  readBecoming,
  readAttending,
  readMoveFrom,
  readMoveBack,
  readNewValue,
  readAddressed,
  readDislike,
  readOtherName,
  readReachable,
];

const dislike = wordPattern("do|does not|n't really|particularly* like");

/** "don't like olives"; not "don't like olives anymore", which is an end, nor "… any more than you do". */
function readDislike(
  context: ClauseContext,
  at: number,
  subject: EntityName,
): Predicate | undefined {
  const objectAt = saysAnymore(context.text, at)
    ? undefined
    : matchWords(context.text, at, dislike);
  const object = objectAt === undefined ? undefined : readObject(context, objectAt, "taste");
  const link = linkOf("DISLIKES", "holds");
  return object === undefined || isAnymore(context.text, object.end)
    ? undefined
    : {
        statements: [
          ...object.entities.map((entity) => stateMain(link, subject, entity)),
          ...object.asides,
        ],
        end: object.end,
      };
}

function readOf(
  context: ClauseContext,
  at: number,
  person: Subject["person"],
  party: EntityName,
): Predicate | undefined {
  const special = readCalled(context, at, party) ?? readSpecial(context, at, party);
  const group = special === undefined ? readVerbGroup(context.text, at, person) : undefined;
  if (group === undefined) {
    return special;
  }
  const verb = readVerbPhrase(context, group, party);
  return verb === undefined && group.isBeing
    ? readBeing(context, group.at, party, tenseOfBeing(group))
    : verb;
}

function readSpecial(context: ClauseContext, at: number, party: EntityName): Predicate | undefined {
  const { text } = context;
  const isPerfect = /^(?:have|has|'ve)$/.test(wordAt(text, at));
  const verbAt = skipAdverbs(text, isPerfect ? at + 1 : at);
  for (const reader of specialReaders) {
    const predicate = reader(context, verbAt, party);
    if (predicate !== undefined) {
      return predicate;
    }
  }
  return undefined;
}

function tenseOfBeing({ aspect }: VerbGroup): Tense {
  if (aspect === "past" || aspect === "past-if-single") {
    return "past";
  }
  return aspect === "ended" ? "ended" : "holds";
}

function readVerbPhrase(
  context: ClauseContext,
  group: VerbGroup,
  party: EntityName,
): Predicate | undefined {
  for (const form of group.forms) {
    const verb = findVerb(context.text, group.at, form);
    const tense = verb && tenseOf(context.text, verb.phrase, group, form);
    const object = verb && tense && readObject(context, verb.end, verb.phrase.object);
    if (verb !== undefined && tense !== undefined && object !== undefined) {
      return stateVerb(context, { ...verb.phrase, tense }, party, object);
    }
  }
  return undefined;
}

/** When a verb phrase under its auxiliaries holds; undefined if it then says nothing certain. */
function tenseOf(
  text: EnglishText,
  phrase: VerbPhrase,
  group: VerbGroup,
  form: VerbForm,
): Tense | undefined {
  switch (group.aspect) {
    case "ended":
    case "past": {
      return group.aspect;
    }
    case "past-if-single": {
      if (form === "was") {
        return phrase.tense;
      }
      return phrase.definition.cardinality === "one" ? "past" : undefined;
    }
    case "perfect": {
      return phrase.tense === "past" ? tenseOfPerfect(text, group.at) : phrase.tense;
    }
    default: {
      const isPlan = form === "gerund" && phrase.tense === "begins";
      return isPlan ? undefined : phrase.tense;
    }
  }
}

/** "I have lived in Porto since 2015" holds; "I have lived in Porto" only happened. */
function tenseOfPerfect(text: EnglishText, at: number): Tense | undefined {
  const lasts = text.tokens.slice(at).some(({ lower }) => lower === "since" || lower === "for");
  return lasts ? "holds" : undefined;
}

function stateVerb(
  context: ClauseContext,
  phrase: VerbPhrase,
  party: EntityName,
  object: ObjectReading,
): Predicate {
  const link: Link = {
    definition: personalise(context, phrase, party),
    isInverse: phrase.isInverse,
    tense: phrase.tense,
  };
  const more = readMore(context, object.end, link, party);
  return {
    statements: [
      ...object.entities.map((entity) => stateMain(link, party, entity)),
      ...object.asides,
      ...(more?.statements ?? []),
    ],
    end: more?.end ?? object.end,
  };
}

/** What may follow an object: "… as a nurse", "… at MIT", "… at Noma in Copenhagen". */
function readMore(
  context: ClauseContext,
  at: number,
  { definition, tense }: Link,
  party: EntityName,
): Predicate | undefined {
  const word = wordAt(context.text, at);
  if (definition.type === "WORKS_AT" && word === "as") {
    const job = readProfession(context.text, at + 1);
    const title = job && stateMain(linkOf("JOB_TITLE", tense), party, { name: job.value });
    return job && title && { statements: [title], end: job.end };
  }
  if (definition.type === "STUDIES" && word === "at") {
    const school = readEntity(context, at + 1, "organization");
    const studies = school && stateMain(linkOf("STUDIES_AT", tense), party, school.entity);
    return school && studies && { statements: [studies, ...school.asides], end: school.end };
  }
  return definition.type === "JOB_TITLE" ? readEmployer(context, at, party, tense) : undefined;
}

/** Someone "based in Lisbon" lives there; something is located there. */
function personalise(
  { discourse }: ClauseContext,
  { definition }: VerbPhrase,
  party: EntityName,
): VerbPhrase["definition"] {
  const isPerson =
    party.name === SPEAKER || party.type === "person" || discourse.hasGender(party.name);
  return definition.type === "LOCATED_IN" && isPerson ? relationOf("LIVES_IN") : definition;
}
