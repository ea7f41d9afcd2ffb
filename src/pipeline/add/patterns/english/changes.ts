import { SPEAKER, type EntityName } from "../extraction.ts";
import {
  linkOf,
  mentionAt,
  stateMain,
  type ClauseContext,
  type Predicate,
  type Subject,
} from "./clause-context.ts";
import { dateEnd, isPhraseEnd, wordAt, type EnglishText } from "./english-text.ts";
import { readEntity } from "./objects.ts";
import { readNoun } from "./nouns.ts";
import { readPhrase } from "./phrases.ts";
import { readProfession } from "./professions.ts";
import { matchWords, wordPattern } from "./word-pattern.ts";
import { wordSet } from "./word-set.ts";

/** Words after which an employer follows that is one no longer. */
const leavings = [
  "quit|left my|his|her|their job|position|role at|with",
  "resigned from",
  "stopped working at|for",
  "got|was|were fired from|by",
  "got|was|were laid off from|by",
  "lost my|his|her|their job|position|role at|with",
  "quit",
].map((source) => wordPattern(source));
const left = wordPattern("left");

/** "quit Feedzai", "left my job at Feedzai", "got laid off from X". Of a bare "left" only a known employer. */
export function readLeaving(
  context: ClauseContext,
  at: number,
  subject: EntityName,
): Predicate | undefined {
  const { text, discourse } = context;
  const certainAt = firstMatch(text, at, leavings);
  const employerAt = certainAt ?? matchWords(text, at, left);
  const employer =
    employerAt === undefined ? undefined : readEntity(context, employerAt, "organization");
  if (employer === undefined) {
    return undefined;
  }
  const isEmployer =
    certainAt !== undefined ||
    (discourse.isEmployer(employer.entity.name) && !isForNow(text, employer.end));
  const statement = stateMain(linkOf("WORKS_AT", "ended"), subject, employer.entity);
  return isEmployer ? { statements: [statement], end: employer.end } : undefined;
}

const atTurn = wordPattern("at the end|beginning|start of");

/** Whether what follows tells of one day, or of what was left there: "left Volvo at five", "… a message"; not "… a year ago". */
function isForNow(text: EnglishText, at: number): boolean {
  const isGoingOn = /^(?:at|around|an?|the|my|our|his|her|their)$/.test(wordAt(text, at));
  const isDated = dateEnd(text, at) !== undefined || matchWords(text, at, atTurn) !== undefined;
  return isGoingOn && !isDated;
}

const givenUp = ["sold", "gave away", "got rid of", "given away", "donated"].map((source) =>
  wordPattern(source),
);

/** "sold my Golf": of what goes by a name, and of one's own. */
export function readParting(
  context: ClauseContext,
  at: number,
  subject: EntityName,
): Predicate | undefined {
  const ownAt = firstMatch(context.text, at, givenUp);
  const owning = subject.name === SPEAKER ? /^(?:my|our)$/ : /^(?:his|her|their)$/;
  const isOwn = ownAt !== undefined && owning.test(wordAt(context.text, ownAt));
  const thing = isOwn ? readEntity(context, ownAt + 1, "names") : undefined;
  return (
    thing && {
      statements: [stateMain(linkOf("OWNS", "ended"), subject, thing.entity)],
      end: thing.end,
    }
  );
}

const breakUps = [
  "broke|split up with",
  "separated from",
  "divorced",
  "am|'m|is|'s|are|'re|got now|already|officially* divorced from",
].map((source) => wordPattern(source));

/** "broke up with Tom", "divorced Tom". */
export function readBreakUp(
  context: ClauseContext,
  at: number,
  subject: EntityName,
): Predicate | undefined {
  const partnerAt = isMadeUp(context.text) ? undefined : firstMatch(context.text, at, breakUps);
  const partner = partnerAt === undefined ? undefined : readEntity(context, partnerAt, "person");
  if (partner === undefined || !isPhraseEnd(context.text, partner.end)) {
    return undefined;
  }
  const statement = stateMain(linkOf("PARTNER_OF", "ended"), subject, partner.entity);
  return { statements: [statement], end: partner.end };
}

/** "We broke up but got back together." */
function isMadeUp({ source }: EnglishText): boolean {
  return /\b(?:back together|made up)\b/i.test(source);
}

const beginnings = [
  "started|began work|working at|for",
  "started|began|got|found|landed|took|accepted a|my|the|new|great|dream|full-time|part-time a|my|the|new|great|dream|full-time|part-time* job|position|role at|with",
].map((source) => wordPattern(source));
const joined = wordPattern("joined");
/** Before "joined", in a clause that goes on from one in which an employer was left. */
const afterLeaving = /\b(?:left|quit|resigned from)\b[^,.;]*\band (?:then )?$/i;

/** "started working at Feedzai", "got a new job at Feedzai", "joined Feedzai as a data scientist". */
export function readNewJob(
  context: ClauseContext,
  at: number,
  subject: EntityName,
): Predicate | undefined {
  const { text } = context;
  const certainAt = firstMatch(text, at, beginnings);
  const employerAt = certainAt ?? matchWords(text, at, joined);
  const employer =
    employerAt === undefined ? undefined : readEntity(context, employerAt, "organization");
  if (employer === undefined) {
    return undefined;
  }
  const works = stateMain(linkOf("WORKS_AT", "begins"), subject, employer.entity);
  const isAs = wordAt(text, employer.end) === "as";
  const job = isAs ? readProfession(text, employer.end + 1) : undefined;
  if (job !== undefined) {
    const title = stateMain(linkOf("JOB_TITLE", "begins"), subject, { name: job.value });
    return { statements: [works, title, ...employer.asides], end: job.end };
  }
  // One joins clubs and teams too; but after one employer the next.
  const isNext = afterLeaving.test(text.source.slice(0, text.tokens[at]?.start ?? 0));
  return certainAt === undefined && !isNext
    ? undefined
    : { statements: [works, ...employer.asides], end: employer.end };
}

const became = wordPattern("became");

/** "became a teacher". */
export function readBecoming(
  { text }: ClauseContext,
  at: number,
  subject: EntityName,
): Predicate | undefined {
  const jobAt = matchWords(text, at, became);
  const job = jobAt === undefined ? undefined : readProfession(text, jobAt);
  if (job === undefined) {
    return undefined;
  }
  const title = stateMain(linkOf("JOB_TITLE", "begins"), subject, { name: job.value });
  return { statements: [title], end: job.end };
}

const wentTo = wordPattern("went|been to a|an|the");
const eventWords = wordSet(
  "group meeting conference concert festival parade workshop party wedding class event show game match race ceremony fair",
  "tournament exhibition exhibit convention retreat seminar lecture talk marathon competition funeral rally gala screening",
  "meetup reunion camp course webinar summit expo play musical recital protest march fundraiser",
);

/** "went to a support group". */
export function readAttending(
  { text }: ClauseContext,
  at: number,
  subject: EntityName,
): Predicate | undefined {
  const phraseAt = matchWords(text, at, wentTo);
  const event =
    phraseAt === undefined
      ? undefined
      : readPhrase(text, phraseAt, { allowsArticle: false, maxWords: 4 });
  // "An event" and "a fair" name nothing.
  const isNamed = event?.value.includes(" ") === true;
  if (!isNamed || !eventWords.has(wordAt(text, event.end - 1))) {
    return undefined;
  }
  const statement = stateMain(linkOf("ATTENDED", "happened"), subject, { name: event.value });
  return { statements: [statement], end: event.end };
}

const movedFrom = wordPattern("moved|relocated from");

/** "moved from Lisbon to Porto", "moved from Sweden 4 years ago". */
export function readMoveFrom(
  context: ClauseContext,
  at: number,
  subject: EntityName,
): Predicate | undefined {
  const originAt = matchWords(context.text, at, movedFrom);
  const origin = originAt === undefined ? undefined : readEntity(context, originAt, "goal");
  if (origin === undefined) {
    return undefined;
  }
  const was = stateMain(linkOf("LIVES_IN", "ended"), subject, origin.entity);
  const isTo = wordAt(context.text, origin.end) === "to";
  const goal = isTo ? readEntity(context, origin.end + 1, "goal") : undefined;
  if (isTo && goal === undefined) {
    // "Moved from Porto to AMD" leaves open which of the two was meant.
    return undefined;
  }
  if (goal === undefined) {
    return { statements: [was, ...origin.asides], end: origin.end };
  }
  const is = stateMain(linkOf("LIVES_IN", "begins"), subject, goal.entity);
  const statements = [is, { ...was, isMain: false }, ...origin.asides, ...goal.asides];
  return { statements, end: goal.end };
}

const movedBack = wordPattern("moved|relocated back to");

/** "moved back to Lisbon". */
export function readMoveBack(
  context: ClauseContext,
  at: number,
  subject: EntityName,
): Predicate | undefined {
  const goalAt = matchWords(context.text, at, movedBack);
  const goal = goalAt === undefined ? undefined : readEntity(context, goalAt, "goal");
  if (goal === undefined) {
    return undefined;
  }
  const is = stateMain(linkOf("LIVES_IN", "begins"), subject, goal.entity);
  return { statements: [is, ...goal.asides], end: goal.end };
}

const deaths = ["died", "passed away", "was put down"].map((source) => wordPattern(source));

/** "My dog Pixel died": whoever had Pixel has it no longer. */
export function readPetDeath(
  context: ClauseContext,
  { start, end }: Subject,
): Predicate | undefined {
  const mention = mentionAt(context, start);
  const after = firstMatch(context.text, end, deaths);
  if (mention?.relation.definition.type !== "HAS_PET" || after === undefined) {
    return undefined;
  }
  const link = linkOf("HAS_PET", "ended");
  return {
    statements: mention.names.map((name) => stateMain(link, mention.owner, { name })),
    end: after,
  };
}

const partings = ["broke|split up", "got divorced", "are|'re divorced"].map((source) =>
  wordPattern(source),
);
const weddings = ["got married", "got engaged"].map((source) => wordPattern(source));
const unions = ["are|'re married", "are|'re engaged", "are|'re dating"].map((source) =>
  wordPattern(source),
);
const are = wordPattern("are|'re");

/** Reads what two have in common: "Tom and I broke up", "Ana and Tom are siblings". */
export function readMutual(
  { text }: ClauseContext,
  at: number,
  { parties }: Subject,
): Predicate | undefined {
  const [one, other] = parties;
  if (one === undefined || other === undefined) {
    return undefined;
  }
  const mutual =
    (isMadeUp(text) ? undefined : matchUnion(text, at, partings, "ended")) ??
    matchUnion(text, at, weddings, "begins") ??
    matchUnion(text, at, unions, "holds") ??
    readMutualNoun(text, at);
  const [source, destination] = other.name === SPEAKER ? [other, one] : [one, other];
  return mutual && { statements: [stateMain(mutual.link, source, destination)], end: mutual.end };
}

interface Mutual {
  readonly link: ReturnType<typeof linkOf>;
  readonly end: number;
}

function matchUnion(
  text: EnglishText,
  at: number,
  patterns: typeof unions,
  tense: "ended" | "begins" | "holds",
): Mutual | undefined {
  const end = firstMatch(text, at, patterns);
  const isWhole = end !== undefined && (isPhraseEnd(text, end) || tense === "ended");
  return isWhole ? { link: linkOf("PARTNER_OF", tense), end } : undefined;
}

/** "are siblings", "are good friends". */
function readMutualNoun(text: EnglishText, at: number): Mutual | undefined {
  const nounAt = matchWords(text, at, are);
  const noun = nounAt === undefined ? undefined : readNoun(text, nounAt);
  const isMutual = noun?.relation.definition.isSymmetric === true && isPhraseEnd(text, noun.end);
  return isMutual ? { link: { ...noun.relation, tense: "holds" }, end: noun.end } : undefined;
}

function firstMatch(text: EnglishText, at: number, patterns: typeof unions): number | undefined {
  for (const pattern of patterns) {
    const end = matchWords(text, at, pattern);
    if (end !== undefined) {
      return end;
    }
  }
  return undefined;
}
