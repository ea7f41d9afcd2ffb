import type { Discourse } from "../discourse.ts";
import { SPEAKER, type EntityName } from "../extraction.ts";
import { emptyReading, type Clause, type SentenceReading } from "../reading.ts";
import { asCorrection, sayWhole } from "../putting-right.ts";
import { readAsides } from "./asides.ts";
import type { ClauseContext, Subject } from "./clause-context.ts";
import { readClauses, type ReadClause } from "./clauses.ts";
import { contrasts, opensWithDenial, readCorrection, splitAdmission } from "./corrections.ts";
import {
  isMark,
  isNameWord,
  prepareEnglish,
  wordAt,
  type EnglishText,
  type SentenceSource,
} from "./english-text.ts";
import { readName } from "./names.ts";
import { findNounMentions } from "./nouns.ts";
import { readInstead, rightClauses } from "./righting.ts";
import type { Token } from "./tokens.ts";
import { matchWords, wordPattern } from "./word-pattern.ts";
import { wordSet } from "./word-set.ts";
import { judgeWorth } from "./worth.ts";

/**
 * Reads a declarative English sentence: what it states, what it mentions, whether it is worth keeping.
 *
 * Tells `discourse` whom it mentioned and what it said. O(length).
 */
export function readEnglish(sentence: SentenceSource, discourse: Discourse): SentenceReading {
  const admission = splitAdmission(sentence.source);
  if (admission?.isAlone === true) {
    discourse.isCorrecting = true;
    return emptyReading;
  }
  const offset = admission?.length ?? 0;
  const text = prepareEnglish({
    ...sentence,
    source: sentence.source.slice(offset),
    original: sentence.original.slice(offset),
    dates: sentence.dates.map(({ start, end }) => ({ start: start - offset, end: end - offset })),
  });
  if (text === undefined) {
    return emptyReading;
  }
  const isAdmitted = admission !== undefined || discourse.isCorrecting;
  const correction = readCorrection(text, discourse, isAdmitted);
  const isCorrection = isAdmitted || contrasts(text);
  if (isCorrection || opensWithDenial(text)) {
    discourse.recallPersons();
  }
  const context: ClauseContext = { text, discourse, mentions: findNounMentions(text, discourse) };
  const reading =
    correction === undefined ? readStatements(context, isCorrection) : readingOf(correction);
  if (reading.clauses.length > 0) {
    discourse.isCorrecting = false;
  }
  discourse.remember(
    [...reading.clauses.flatMap((clause) => clause.statements), ...reading.asides],
    tellsWhatWas(text),
  );
  return shift(reading, offset);
}

function tellsWhatWas({ tokens }: EnglishText): boolean {
  return tokens.some(({ lower }) => lower === "was" || lower === "were");
}

function readingOf(correction: Clause): SentenceReading {
  return {
    text: correction.text,
    clauses: [correction],
    asides: [],
    worth: undefined,
    isOwn: false,
    names: [],
  };
}

function readStatements(context: ClauseContext, isCorrection: boolean): SentenceReading {
  const { text } = context;
  const found = readClauses(context);
  const instead = readInstead(context, found);
  if (instead !== undefined) {
    return {
      ...readingOf(sayWhole(instead, text.source.length, "en")),
      asides: readAsides(context),
    };
  }
  const clauses = rightClauses(context, found);
  const worth = clauses.length === 0 ? judgeWorth(context) : undefined;
  const subjects = [...clauses.map((clause) => clause.subject), worth?.subject];
  return {
    text: withNames(text, subjects),
    clauses: clauses.map((_, index) => {
      const written = writeClause(text, clauses, index);
      return isCorrection
        ? { ...written, statements: written.statements.map(asCorrection) }
        : written;
    }),
    asides: readAsides(context),
    worth: worth?.kind,
    isOwn: worth?.subject.parties.some((party) => party.name === SPEAKER) === true,
    names: findNames(text),
  };
}

function shift(reading: SentenceReading, offset: number): SentenceReading {
  const clauses = reading.clauses.map(({ start, end, lead, ...rest }) => ({
    ...rest,
    ...(lead && { lead: { start: lead.start + offset, end: lead.end + offset } }),
    start: start + offset,
    end: end + offset,
  }));
  return { ...reading, clauses };
}

/** The sentence with the pronouns that were understood replaced by names. */
function withNames(text: EnglishText, subjects: readonly (Subject | undefined)[]): string {
  let written = "";
  let copied = 0;
  for (const subject of subjects) {
    const token = subject && text.tokens[subject.start];
    if (subject !== undefined && isPronoun(token) && token.start >= copied) {
      written += text.original.slice(copied, token.start) + namesOf(subject.parties);
      copied = token.end;
    }
  }
  return written + text.original.slice(copied);
}

function namesOf(parties: readonly EntityName[]): string {
  return parties.map((party) => party.name).join(" and ");
}

/** Where a clause's words begin and end: from a date before the first one's subject up to the next clause. */
function writeClause(text: EnglishText, clauses: readonly ReadClause[], index: number): Clause {
  const clause = clauses[index];
  if (clause === undefined) {
    return { start: 0, end: 0, text: "", statements: [], isOwn: false, isWhole: false };
  }
  const tail = nextSentencePart(text, clause.end);
  const limit = clauses[index + 1]?.start ?? tail ?? text.tokens.length;
  const end = offsetAfter(text, trimEnd(text, limit, clause.end));
  const words = text.original.slice(offsetOf(text, clause.start), end);
  return {
    start: index === 0 ? 0 : offsetOf(text, clause.start),
    end,
    lead: leadOf(text, clause.start, clauses[index - 1]?.end ?? 0),
    text: standAlone(text, clause, words),
    statements: clause.statements,
    isOwn: clause.statements.some(({ isMain, source }) => isMain && source.name === SPEAKER),
    isWhole: clauses.length === 1 && tail === undefined,
  };
}

const partOpeners = wordPattern("and|but|;|while|whereas|–|—");
/** Words that make a part of a sentence of their own. */
const minPartWords = 3;

/** The index where a sentence goes on with something else: "I'm a teacher and my wife is a doctor." */
function nextSentencePart(text: EnglishText, from: number): number | undefined {
  for (let index = from; index < text.tokens.length - minPartWords; index++) {
    if (matchWords(text, index, partOpeners) !== undefined) {
      return index;
    }
  }
  return undefined;
}

/** Back to where the sentence went on with this part, or to the clause before: "… and in April I got a dog". */
function leadOf(text: EnglishText, to: number, from: number): { start: number; end: number } {
  let first = to;
  while (first > from && matchWords(text, first - 1, partOpeners) === undefined) first -= 1;
  return { start: first === 0 ? 0 : offsetOf(text, first), end: offsetOf(text, to) };
}

function offsetOf(text: EnglishText, index: number): number {
  return text.tokens[index]?.start ?? text.source.length;
}

function offsetAfter(text: EnglishText, index: number): number {
  return text.tokens[index - 1]?.end ?? text.source.length;
}

const joints = wordSet(
  "and but so because since while although though when who also then now before after",
);

/** Drops what joins a clause to the next: ", and", "who". */
function trimEnd(text: EnglishText, end: number, least: number): number {
  let index = end;
  while (index > least && (isMark(text, index - 1) || joints.has(wordAt(text, index - 1)))) {
    index -= 1;
  }
  return index;
}

/** Fills in the subject a clause leaves out, or names whom its pronoun means. */
function standAlone(text: EnglishText, clause: ReadClause, words: string): string {
  const names = namesOf(clause.parties);
  if (clause.subject === undefined) {
    return clause.parties.length === 0 ? words : `${names} ${words}`;
  }
  const first = text.tokens[clause.subject.start];
  return isPronoun(first) ? names + words.slice(first.text.length) : words;
}

function isPronoun(token: Token | undefined): token is Token {
  return token !== undefined && /^(?:he|she|they)$/.test(token.lower);
}

/** Bound on the names one sentence mentions. */
const maxNames = 20;

/** The names inside a sentence; one at its start only if it is known to be one. */
function findNames(text: EnglishText): string[] {
  const names: string[] = [];
  let index = 0;
  while (index < text.tokens.length && names.length < maxNames) {
    const name = isNameWord(text, index) ? readName(text, index, "organization") : undefined;
    const isSure =
      name !== undefined && (index > 0 || text.evidence.nameWords.has(wordAt(text, index)));
    if (isSure) {
      names.push(name.value);
    }
    index = name?.end ?? index + 1;
  }
  return names;
}
