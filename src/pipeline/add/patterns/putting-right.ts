import { canonicalizeRelation, sentenceFor } from "../../../core/relations/relations.ts";
import { SPEAKER } from "./extraction.ts";
import type { Clause, Statement } from "./reading.ts";

/** Whether a statement is one a correction can put right: of a relation with one value. */
export function isCorrectable({ type }: Statement): boolean {
  return canonicalizeRelation(type).cardinality === "one";
}

/** Marks what a sentence that admits a mistake states as the correction of what was said before. */
export function asCorrection(statement: Statement): Statement {
  const isOver = statement.tense === "ended" || statement.tense === "past";
  const isRight = statement.isMain && !isOver && isCorrectable(statement);
  return isRight ? { ...statement, corrects: true } : statement;
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
  const { type, source, destination, tense } = corrected;
  if (destination.name === value) {
    return undefined;
  }
  const right: Statement = {
    type,
    source,
    destination: { ...destination, name: value },
    tense,
    isMain: true,
    corrects: true,
  };
  const text = sentenceFor(type, source.name, value, language);
  const isOwn = source.name === SPEAKER;
  return { start: 0, end: length, text, statements: [right], isOwn, isWhole: true };
}
