/** Divides a sentence into the texts that are remembered of it. */
import { canonicalizeRelation, sentenceFor } from "../../../core/relations/relations.ts";
import type { DateMention } from "../../../text/dates.ts";
import { datesOfClause, datesWithin } from "./clause-dates.ts";
import { SPEAKER, type EntityName, type PatternMessage } from "./extraction.ts";
import type { Clause, SentenceReading, Statement } from "./reading.ts";
import { isAppointed, isRecurring } from "./times.ts";

/** A sentence with what was read from it. */
export interface ReadSentence {
  readonly message: PatternMessage;
  readonly language: "en" | "zh";
  readonly dates: readonly DateMention[];
  readonly reading: SentenceReading;
}

/** One text to be remembered, and what it states. */
export interface Telling {
  readonly text: string;
  readonly kind: "event" | "trait";
  readonly slot: Statement | undefined;
  readonly statements: readonly Statement[];
  readonly dates: readonly DateMention[];
  /** By statement, the dates of its own clause, where several clauses are told in one. */
  readonly ownDates?: ReadonlyMap<Statement, readonly DateMention[]>;
}

/** Divides a sentence into texts of which each fills at most one slot, so that a change closes no more than it should. */
export function tell(
  sentence: ReadSentence,
  resolve: (text: string) => string,
  saidAt: number,
): Telling[] {
  const { message, language, dates, reading } = sentence;
  const isAssistant = message.role === "assistant";
  const clauses = reading.clauses
    .filter((clause) => clause.isOwn || !isAssistant)
    .map((clause) => withoutPlans(clause, dates, saidAt));
  const asides = isAssistant ? [] : reading.asides;
  if (clauses.length === 0) {
    return tellWorth(sentence, { asides, resolve, saidAt });
  }
  const slots = clauses.flatMap((clause) => slotsOf(clause));
  const isWhole = slots.length === 0 || (slots.length === 1 && clauses[0]?.isWhole === true);
  if (!isWhole) {
    const setting = { language, dates, resolve };
    const byTeller = Map.groupBy(asides, (aside) => tellerOf(aside, clauses));
    const unsaid = byTeller.get(undefined) ?? [];
    return [
      ...clauses.flatMap((clause) => tellClause(clause, byTeller.get(clause) ?? [], setting)),
      ...unsaid.map((aside) => tellAlone(aside, language)),
    ];
  }
  const statements = [...clauses.flatMap((clause) => clause.statements), ...asides];
  const isTimeless = mayComeBack(statements, dates);
  const ownDates = clauses.flatMap((clause) => {
    const own = isTimeless ? [] : datesOfClause(clause, clauses, dates);
    return clause.statements.map((statement) => [statement, own] as const);
  });
  return [
    {
      text: isTimeless ? reading.text : resolve(reading.text),
      kind: kindOf(statements),
      slot: slots[0],
      statements,
      dates: isTimeless ? [] : dates,
      ownDates: new Map(ownDates),
    },
  ];
}

/** Leaves out what begins, happens or holds only after it was said: a plan is kept as its text alone. */
function withoutPlans(clause: Clause, dates: readonly DateMention[], saidAt: number): Clause {
  const own = datesWithin(clause, dates);
  const isAhead = own.length > 0 && own.every(({ from }) => from > saidAt);
  // "I live in Rome next year" is a plan too; "until next year" and "on Saturdays" are not.
  const isAllAhead = isAhead && own.every(({ relation }) => relation === "in") && !isRecurring(own);
  const statements = clause.statements.filter(({ isMain, tense }) => {
    const isAct = tense === "begins" || tense === "happened";
    return !(isMain && ((isAct && isAhead) || (tense === "holds" && isAllAhead)));
  });
  return { ...clause, statements };
}

/** Whether the dates of what holds may be those of every week or year: "my birthday is on 3 May". */
function mayComeBack(statements: readonly Statement[], dates: readonly DateMention[]): boolean {
  return isRecurring(dates) && statements.every((statement) => statement.tense === "holds");
}

/** A sentence without a clause that was understood: kept for what it mentions or for itself. */
function tellWorth(
  { message, dates, reading }: ReadSentence,
  {
    asides,
    resolve,
    saidAt,
  }: {
    readonly asides: readonly Statement[];
    readonly resolve: (text: string) => string;
    readonly saidAt: number;
  },
): Telling[] {
  const { worth, text } = reading;
  const kind: Telling["kind"] = worth === "event" || isAppointed(dates, saidAt) ? "event" : "trait";
  const isAssistant = message.role === "assistant";
  const isWorthy = isAssistant
    ? reading.isOwn && reading.worth === "event"
    : reading.worth !== undefined || asides.length > 0;
  const isTimeless = kind === "trait" && isRecurring(dates);
  const telling = { kind, slot: undefined, statements: asides, dates };
  return isWorthy ? [{ ...telling, text: isTimeless ? text : resolve(text) }] : [];
}

/** The first clause with the name in it of what is mentioned by the way; undefined if it was mentioned in none of them. */
function tellerOf(
  { source, destination }: Statement,
  clauses: readonly Clause[],
): Clause | undefined {
  const saying = ({ name }: EntityName): Clause | undefined =>
    name === SPEAKER ? undefined : clauses.find(({ text }) => text.includes(name));
  return saying(destination) ?? saying(source);
}

/** What was mentioned in a part of the sentence that was not understood, as a sentence of its own. */
function tellAlone(statement: Statement, language: "en" | "zh"): Telling {
  const { type, source, destination } = statement;
  const text = sentenceFor(type, source.name, destination.name, language);
  return { text, kind: "trait", slot: undefined, statements: [statement], dates: [] };
}

interface ClauseSetting {
  readonly language: "en" | "zh";
  readonly dates: readonly DateMention[];
  readonly resolve: (text: string) => string;
}

function tellClause(
  clause: Clause,
  asides: readonly Statement[],
  { language, dates, resolve }: ClauseSetting,
): Telling[] {
  const own = datesWithin(clause, dates);
  const slots = slotsOf(clause);
  const others = clause.statements.filter((statement) => !slots.includes(statement));
  if (slots.length <= 1) {
    const statements = [...clause.statements, ...asides];
    const isTimeless = mayComeBack(statements, own);
    return [
      {
        text: isTimeless ? clause.text : resolve(clause.text),
        kind: kindOf(clause.statements),
        slot: slots[0],
        statements,
        dates: isTimeless ? [] : own,
      },
    ];
  }
  return slots.map((slot, index): Telling => {
    const text = sentenceFor(slot.type, slot.source.name, slot.destination.name, language);
    const statements = index === 0 ? [slot, ...others, ...asides] : [slot];
    return { text, kind: "trait", slot, statements, dates: own };
  });
}

/** The single-valued statements a clause makes itself. */
function slotsOf(clause: Clause): Statement[] {
  return clause.statements.filter(
    (statement) => statement.isMain && canonicalizeRelation(statement.type).cardinality === "one",
  );
}

function kindOf(statements: readonly Statement[]): "event" | "trait" {
  return statements.some((statement) => statement.isMain && statement.tense === "happened")
    ? "event"
    : "trait";
}
