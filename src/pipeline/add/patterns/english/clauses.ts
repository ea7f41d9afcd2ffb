import { SPEAKER, type EntityName } from "../extraction.ts";
import type { Statement } from "../reading.ts";
import { readPetDeath } from "./changes.ts";
import { readCalls } from "./calling.ts";
import type { ClauseContext, Predicate, Subject } from "./clause-context.ts";
import { readDescription } from "./descriptions.ts";
import { dateEnd, isMark, isNameWord, wordAt, type EnglishText } from "./english-text.ts";
import { readFavourite } from "./favourites.ts";
import { isInWork, opensWork } from "./in-works.ts";
import { readPredicate } from "./predicate.ts";
import { readReaching } from "./reaching.ts";
import { readSubject } from "./subject.ts";
import { matchWords, wordPattern } from "./word-pattern.ts";
import { wordSet } from "./word-set.ts";

/** Words that may stand before a clause without changing it. */
const leadIns = wordSet(
  "well so and but also actually yes yeah yep no hi hey hello oh ah btw fyi honestly anyway plus then now currently nowadays",
  "recently lately today yesterday because since while although though as by the way these days of course in fact to be honest",
  "remember please note that just you know for record i should mention meanwhile besides when before after who still sorry",
);

/** Words after which a clause may begin. */
const clauseOpeners = wordSet(
  "and but so because since while although though when who before after",
);

/** Words before a clause that make it imagined, doubted or somebody's tale. */
const doubts = wordSet(
  "if imagine suppose supposing pretend pretending wish wished unless whether would could might should maybe perhaps probably",
  "possibly hypothetically dream dreamt dreamed dreaming joke joking kidding lie lied 'd ca may assume assuming say says",
  "according supposedly allegedly reportedly apparently rumor rumors rumour rumours heard hear claims claimed believes",
  "thinks example instance fiction hypothetical either neither",
);

/** Words of speech that make what follows somebody else's, unless the speaker is who said it. */
const speech = wordSet("said told asked wrote sang goes like quote quoted says");
/** Words before "like" that make it one: "he's like, …". */
const beforeLike = /^(?:is|was|are|were|be|'s|'re|all)$/;

/** Words after which a clause may be about what is still to come, and words that say so. */
const waiting = wordSet("when once before after until till while");
const coming = wordSet("will 'll wo shall gonna");

/** Bound on the words skipped before a clause. */
const maxLeadIns = 6;

/** What was read of one clause, in tokens. */
export interface ReadClause {
  readonly start: number;
  readonly end: number;
  /** Undefined if the clause has no subject of its own. */
  readonly subject: Subject | undefined;
  readonly parties: readonly EntityName[];
  readonly statements: readonly Statement[];
}

/**
 * Reads the clauses of a sentence that say something in the catalog's terms, in order.
 *
 * A clause is tried wherever one may begin; one without a subject takes that of the clause before it
 * ("I live in Lisbon and work at Feedzai"). Nothing after a word of doubt is read. O(tokens).
 */
export function readClauses(context: ClauseContext): ReadClause[] {
  const { text } = context;
  const clauses: ReadClause[] = [];
  const end = Math.min(text.tokens.length, doubtedFrom(text));
  let start: number | undefined = 0;
  while (start !== undefined && start < end) {
    const previous = clauses.at(-1);
    const inherited = previous?.end === start ? previous : undefined;
    const clause = readClause(context, start, inherited);
    if (clause !== undefined) {
      clauses.push(clause);
    }
    // A clause that follows right on ("… and work at") is tried where the last one ended.
    start = clause === undefined ? nextOpening(text, start + 1) : Math.max(clause.end, start + 1);
  }
  return clauses.filter(
    ({ statements, end: over }) => statements.length > 0 && !isInWork(text, over),
  );
}

/** Whether a word up to a token makes what follows imagined or somebody's tale. O(tokens). */
export function isDoubted(text: EnglishText, at: number): boolean {
  return doubtedFrom(text) <= at;
}

/** The first token from which on a sentence is imagined, doubted, still to come or somebody's tale. */
function doubtedFrom(text: EnglishText): number {
  const isComing = text.tokens.some(({ lower }) => coming.has(lower));
  const found = text.tokens.findIndex(
    ({ lower, text: word }, index) =>
      (doubts.has(lower) && word !== "May") ||
      (isComing && waiting.has(lower)) ||
      opensWork(text, index) ||
      isReporting(text, index),
  );
  return found < 0 ? Infinity : found;
}

/** "Tom said, …", "he's like, …", "Tom: …": what follows is not the speaker's own. */
function isReporting(text: EnglishText, at: number): boolean {
  const word = wordAt(text, at);
  if (word === ":") {
    return isNameWord(text, at - 1) || speech.has(wordAt(text, at - 1));
  }
  const isLikened = word === "like" && !beforeLike.test(wordAt(text, at - 1));
  if (at === 0 || !speech.has(word) || isLikened) {
    return false;
  }
  const isOwn = /^(?:i|we|as|just|already)$/.test(wordAt(text, at - 1));
  const isBefore = /^[,:▢"'“]$/.test(wordAt(text, at + 1)) || wordAt(text, at + 1) === "that";
  return isBefore && !isOwn;
}

/** The index of the next token at or after `from` where a clause may begin. */
function nextOpening(text: EnglishText, from: number): number | undefined {
  for (let index = from; index < text.tokens.length; index++) {
    if (isMark(text, index) || clauseOpeners.has(wordAt(text, index))) {
      return index;
    }
  }
  return undefined;
}

function readClause(
  context: ClauseContext,
  at: number,
  inherited: ReadClause | undefined,
): ReadClause | undefined {
  return readFromSubject(context, at) ?? (inherited && readContinued(context, at, inherited));
}

const joints = wordPattern(",|;|and|but|who|also|now|then|-|–|—*");

/** ", and work at Feedzai", ", who lives in Porto". */
function readContinued(
  context: ClauseContext,
  at: number,
  inherited: ReadClause,
): ReadClause | undefined {
  const { text } = context;
  const joined = skipDate(text, at);
  const start = matchWords(text, joined, joints) ?? joined;
  const isRelative = wordAt(text, start - 1) === "who";
  const parties = isRelative ? lastNamed(inherited) : inherited.parties;
  if (start === joined || parties.length === 0) {
    return undefined;
  }
  const predicate = readPredicate(context, start, asSubject(parties, start));
  return predicate && readClauseOf(predicate, start, parties);
}

function readClauseOf(
  { statements, end }: Predicate,
  start: number,
  parties: readonly EntityName[],
  subject?: Subject,
): ReadClause {
  return { start, end, subject, parties, statements };
}

/** Whom "who" means: the person the clause before it ends with. */
function lastNamed({ statements, parties }: ReadClause): readonly EntityName[] {
  if (statements.length === 0) {
    return parties;
  }
  const people = statements
    .filter((statement) => statement.isMain)
    .flatMap(({ source, destination }) => [source, destination])
    .filter(
      (entity) => entity.type === "person" && !parties.some((party) => party.name === entity.name),
    );
  return people.slice(-1);
}

function asSubject(parties: readonly EntityName[], at: number): Subject {
  const isFirst = parties[0]?.name === SPEAKER;
  const singular = isFirst ? "first" : "third";
  return { parties, person: parties.length > 1 ? "plural" : singular, start: at, end: at };
}

function readFromSubject(context: ClauseContext, at: number): ReadClause | undefined {
  return afterLeadIns(context.text, at, (index) => readWholeClause(context, index));
}

/** What `read` first finds at a token or after words there that may stand before a clause. */
export function afterLeadIns<Found>(
  text: EnglishText,
  at: number,
  read: (index: number) => Found | undefined,
): Found | undefined {
  for (let index = at, skipped = 0; skipped <= maxLeadIns; skipped++) {
    const found = read(index);
    if (found !== undefined) {
      return found;
    }
    const next = skipLeadIn(text, index);
    if (next === undefined) {
      return undefined;
    }
    index = next;
  }
  return undefined;
}

function skipLeadIn(text: EnglishText, at: number): number | undefined {
  const afterDate = skipDate(text, at);
  if (afterDate > at) {
    return afterDate;
  }
  const isSkipped = leadIns.has(wordAt(text, at)) || /^[,:;()—–"'“-]$/.test(wordAt(text, at));
  return isSkipped ? at + 1 : undefined;
}

/** The index after a date and its preposition, or the same index if none stands there. */
function skipDate(text: EnglishText, at: number): number {
  const isPrepositional = /^(?:in|on|since|around|at|until|from|by|for|back|about)$/.test(
    wordAt(text, at),
  );
  return dateEnd(text, at) ?? (isPrepositional ? dateEnd(text, at + 1) : undefined) ?? at;
}

function readWholeClause(context: ClauseContext, at: number): ReadClause | undefined {
  const impersonal =
    readFavourite(context, at) ?? readCalls(context, at) ?? readReaching(context, at);
  if (impersonal !== undefined) {
    return readClauseOf(impersonal, at, []);
  }
  const subject = readSubject(context, at);
  const predicate = subject && readOfSubject(context, subject);
  return subject && predicate && readClauseOf(predicate, at, subject.parties, subject);
}

const beforeRelative = wordPattern(", who");

function readOfSubject(context: ClauseContext, subject: Subject): Predicate | undefined {
  if (subject.described !== undefined) {
    return readDescription(context, subject.described);
  }
  const predicate = readPetDeath(context, subject) ?? readPredicate(context, subject.end, subject);
  // "Ana, who works at Google, lives in Porto": what follows is said of her.
  const isRelative = matchWords(context.text, subject.end, beforeRelative) !== undefined;
  return predicate ?? (isRelative ? { statements: [], end: subject.end } : undefined);
}
