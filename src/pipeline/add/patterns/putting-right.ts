import { canonicalizeRelation, sentenceFor } from "../../../core/relations/relations.ts";
import { otherEnd } from "./discourse.ts";
import { SPEAKER } from "./extraction.ts";
import type { Clause, Statement } from "./reading.ts";

/** Relations that no bare value puts right: another name is no mistake, and a kind is not a value. */
const incorrigible: ReadonlySet<string> = new Set(["ALSO_KNOWN_AS", "IS_A"]);

/** Whether a statement is of a relation with one value, which a later statement of it can put right. */
export function isSingle({ type }: Statement): boolean {
  return canonicalizeRelation(type).cardinality === "one";
}

/** What a value is, as far as it is written differently. */
export type ValueKind =
  | "name"
  | "place"
  | "organization"
  | "person"
  | "profession"
  | "date"
  | "number"
  | "phrase";

/** A value by itself, and what it can be by the way it is written. */
export interface PlainValue {
  readonly value: string;
  readonly kinds: readonly ValueKind[];
}

/** Whether a correction may put a value of this kind in the place of what a statement holds. */
export function canHold(statement: Statement, kinds: readonly ValueKind[]): boolean {
  if (incorrigible.has(statement.type)) {
    return false;
  }
  const isInverse = otherEnd(statement) === statement.source;
  const definition = canonicalizeRelation(statement.type).definition;
  const end = isInverse ? definition?.source : definition?.destination;
  const needed = neededKinds(statement.type, end ?? "thing");
  return needed === undefined || kinds.some((kind) => needed.includes(kind));
}

/** The kinds of value that a relation takes; undefined for any. */
function neededKinds(type: string, end: string): readonly ValueKind[] | undefined {
  if (type === "JOB_TITLE") {
    return ["profession"];
  }
  if (type === "BORN_ON") {
    return ["date"];
  }
  if (type === "HAS_AGE") {
    return ["number"];
  }
  switch (end) {
    case "place":
    case "organization":
    case "person": {
      return ["name", end];
    }
    case "animal": {
      return ["name", "person"];
    }
    default: {
      return undefined;
    }
  }
}

/** Whether a statement is about someone or something with a name, which a bare name may put right as well. */
export function isOfNamed(statement: Statement): boolean {
  const { source, destination } = statement;
  return source.name !== SPEAKER && destination.name !== SPEAKER;
}

/** Marks what a sentence that admits a mistake states as the correction of what was said before. */
export function asCorrection(statement: Statement): Statement {
  const isOver = statement.tense === "ended" || statement.tense === "past";
  const isRight = statement.isMain && !isOver && isSingle(statement);
  return isRight ? { ...statement, corrects: true } : statement;
}

/** States `right` in the place of what `wrong` held: the slot's value, or, of many, that one. */
export function inPlaceOf(wrong: Statement, right: Statement): Statement {
  return isSingle(right)
    ? { ...right, corrects: true }
    : { ...right, replaces: { source: wrong.source, destination: wrong.destination } };
}

/**
 * The clause of a correction that only names the right value ("No, it was Braga"); undefined if that is
 * what was said before.
 *
 * @param length - Of the sentence, which the clause takes whole.
 */
export function putRight(
  corrected: Statement,
  value: string,
  length: number,
  language: "en" | "zh",
): Clause | undefined {
  const { type, tense } = corrected;
  const held = otherEnd(corrected);
  if (held.name === value) {
    return undefined;
  }
  const put = { ...held, name: value };
  const ends =
    held === corrected.source
      ? { source: put, destination: corrected.destination }
      : { source: corrected.source, destination: put };
  const right = inPlaceOf(corrected, { type, ...ends, tense, isMain: true });
  return sayWhole(right, length, language);
}

/** A statement as the one clause of a sentence of this length, in words of its own. */
export function sayWhole(statement: Statement, length: number, language: "en" | "zh"): Clause {
  const { type, source, destination } = statement;
  const text = sentenceFor(type, source.name, destination.name, language);
  const isOwn = source.name === SPEAKER;
  return { start: 0, end: length, text, statements: [statement], isOwn, isWhole: true };
}

/** Whether two statements say different things of one subject in one relation. */
export function isRival(one: Statement, other: Statement): boolean {
  const isSame = one.type === other.type && subjectOf(one) === subjectOf(other);
  return isSame && otherEnd(one).name !== otherEnd(other).name;
}

function subjectOf(statement: Statement): string {
  return otherEnd(statement) === statement.source
    ? statement.destination.name
    : statement.source.name;
}

/** The same statement with another value; undefined if the value cannot stand there. */
export function withValue(
  statement: Statement,
  value: PlainValue | undefined,
): Statement | undefined {
  if (value === undefined || !canHold(statement, value.kinds)) {
    return undefined;
  }
  const held = otherEnd(statement);
  const put = { ...held, name: value.value };
  return held === statement.source
    ? { ...statement, source: put }
    : { ...statement, destination: put };
}
