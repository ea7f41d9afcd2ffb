import type { EntityName } from "../extraction.ts";
import { inPlaceOf, isRival, isSingle, withValue } from "../putting-right.ts";
import type { Statement } from "../reading.ts";
import { stateMain, type ClauseContext } from "./clause-context.ts";
import { afterLeadIns, isDoubted, type ReadClause } from "./clauses.ts";
import {
  isLast,
  opensWithDenial,
  readNegated,
  readRepair,
  readValue,
  tellsChange,
} from "./corrections.ts";
import { wordAt, type EnglishText } from "./english-text.ts";
import { readEntity, type EntityReading } from "./objects.ts";
import { readSubject } from "./subject.ts";
import { findVerb, type VerbForm, type VerbPhrase } from "./verb-lexicon.ts";
import { matchWords, wordPattern } from "./word-pattern.ts";

/** Statements of a clause by what the rest of the sentence says of them: which were wrong, and which take their place. */
export function rightClauses(
  context: ClauseContext,
  clauses: readonly ReadClause[],
): readonly ReadClause[] {
  const denied = readDenied(context)?.statement;
  return clauses.map((clause) => ({
    ...clause,
    statements: rightStatements(context, clause, denied),
  }));
}

/** What a sentence says instead of what it first said or denied: "… in Rome, no wait, Milan", "… to nuts, it's eggs". */
export function readInstead(
  context: ClauseContext,
  clauses: readonly ReadClause[],
): Statement | undefined {
  const [only] = clauses;
  if (only !== undefined) {
    return clauses.length === 1 ? readRepaired(context, only) : undefined;
  }
  const denied = readDenied(context);
  return denied && readInsteadOf(context, denied);
}

function rightStatements(
  { text, discourse }: ClauseContext,
  clause: ReadClause,
  denied: Statement | undefined,
): readonly Statement[] {
  const negated = tellsChange(text) ? undefined : readNegated(text, clause.end);
  const isRestating = opensWithDenial(text) && !tellsChange(text);
  // "Actually" may only add something to what was said a while ago.
  const reach = wordAt(text, 0) === "actually" ? "this message" : "last message";
  let isNegationLeft = negated !== undefined;
  return clause.statements.map((statement) => {
    if (!statement.isMain || !isStanding(statement)) {
      return statement;
    }
    if (denied !== undefined && isRival(denied, statement) && isInstead(text, clause, statement)) {
      return inPlaceOf(denied, statement);
    }
    if (isRestating && isSingle(statement) && discourse.saidOtherwise(statement, reach)) {
      return inPlaceOf(statement, statement);
    }
    const wrong = isNegationLeft ? withValue(statement, negated) : undefined;
    if (wrong === undefined || isSingle(statement)) {
      return statement;
    }
    isNegationLeft = false;
    return inPlaceOf(wrong, statement);
  });
}

function isStanding({ tense }: Statement): boolean {
  return tense !== "ended" && tense !== "past";
}

/** Whether a clause says what is so instead: "I'm not allergic to nuts, I'm …", not "I don't like tea but I like …". */
function isInstead(text: EnglishText, { start }: ReadClause, statement: Statement): boolean {
  return (
    wordAt(text, start) !== "but" && wordAt(text, start - 1) !== "but" && cannotChange(statement)
  );
}

/** Whether a denial of another value can only mean that it was wrong: of many values, or of one nobody changes. */
function cannotChange(statement: Statement): boolean {
  return !isSingle(statement) || /^(?:BORN_|FROM$)/.test(statement.type);
}

function readRepaired({ text }: ClauseContext, clause: ReadClause): Statement | undefined {
  const main = clause.statements.filter(({ isMain }) => isMain);
  const [only] = main.length === 1 ? main : [];
  return only && withValue(only, readRepair(text, clause.end));
}

/** What a sentence denies, and the index after it. */
interface Denied {
  readonly statement: Statement;
  readonly end: number;
}

/** What a denied verb may look like, by the word that is denied. */
const deniedForms: ReadonlyMap<string, readonly VerbForm[]> = new Map<string, readonly VerbForm[]>([
  ...["am", "is", "are", "'m", "'re", "'s"].map((word) => [word, ["be"]] as const),
  ...["was", "were"].map((word) => [word, ["was", "be"]] as const),
  ...["do", "does", "did"].map((word) => [word, ["base"]] as const),
]);
const negation = wordPattern("not|n't actually|really?");

/** "I'm not allergic to nuts", "she wasn't born in Lisbon": what a sentence begins by denying. */
function readDenied(context: ClauseContext): Denied | undefined {
  const { text } = context;
  return tellsChange(text)
    ? undefined
    : afterLeadIns(text, 0, (start) => readDeniedAt(context, start));
}

function readDeniedAt(context: ClauseContext, start: number): Denied | undefined {
  const { text } = context;
  const subject = isDoubted(text, start) ? undefined : readSubject(context, start);
  const verbAt = subject && matchWords(text, subject.end + 1, negation);
  const [party] = subject?.parties.length === 1 ? subject.parties : [];
  if (subject === undefined || verbAt === undefined || party === undefined) {
    return undefined;
  }
  const forms = deniedForms.get(wordAt(text, subject.end)) ?? [];
  return firstDefined(forms, (form) => {
    const verb = findVerb(text, verbAt, form);
    const object = verb && readEntity(context, verb.end, verb.phrase.object);
    return verb && object && denyVerb(verb.phrase, party, object);
  });
}

function denyVerb(
  { definition, isInverse }: VerbPhrase,
  party: EntityName,
  { entity, end }: EntityReading,
): Denied {
  return { statement: stateMain({ definition, isInverse, tense: "holds" }, party, entity), end };
}

function firstDefined<Item, Found>(
  items: readonly Item[],
  find: (item: Item) => Found | undefined,
): Found | undefined {
  for (const item of items) {
    const found = find(item);
    if (found !== undefined) {
      return found;
    }
  }
  return undefined;
}

const instead = [
  ",|;|-|–|— but|actually|rather* it|that|they is|are|was|were|'s|'re actually|in|at|to|from*",
  ",? but|rather to|in|at|from",
].map((source) => wordPattern(source));

/** "…, it's shellfish", "… but to shellfish". */
function readInsteadOf({ text }: ClauseContext, { statement, end }: Denied): Statement | undefined {
  const valueAt = instead
    .map((pattern) => matchWords(text, end, pattern))
    .find((at) => at !== undefined);
  const value = valueAt === undefined ? undefined : readValue(text, valueAt);
  const isWhole = value !== undefined && isLast(text, value.end);
  const right = isWhole ? withValue(statement, value) : undefined;
  return right && inPlaceOf(statement, right);
}
