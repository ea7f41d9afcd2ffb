/** Sums up the scores of a world's questions. */
import type { QuestionScore } from "./score.ts";
import type { QuestionType } from "./types.ts";

/** Scores of the questions of one type, or of all. Shares are in [0, 1]; undefined where nothing can be counted. */
export interface ScoreSummary {
  readonly type: QuestionType | "all";
  readonly questionCount: number;
  readonly at5: number;
  readonly at10: number;
  readonly at10WithRelations: number;
  readonly at10WithTurns: number;
  readonly meanReciprocalRank: number | undefined;
  readonly staleAbove: number | undefined;
  readonly staleInTop5: number | undefined;
  readonly goneCount: number;
  readonly leakCount: number;
}

/** The order in which types are shown. */
const TYPES: readonly QuestionType[] = [
  "hop1",
  "after_change",
  "contradiction",
  "as_of",
  "before_change",
  "alias",
  "set",
  "hop2",
  "hop3",
  "late",
  "deleted",
  "isolation",
];

/** One summary per type, then one of all questions. Types without questions are left out. */
export function summarize(scores: readonly QuestionScore[]): ScoreSummary[] {
  const byType = Map.groupBy(scores, ({ type }) => type);
  const rows = TYPES.flatMap((type) => {
    const own = byType.get(type);
    return own ? [summarizeAs(type, own)] : [];
  });
  return [...rows, summarizeAs("all", scores)];
}

/**
 * How well the first result's relevance tells questions that have an answer from those that have none: the chance
 * that a random one of the former has the higher relevance (0.5: not at all). Undefined if either sort is missing.
 */
export function abstentionAuc(scores: readonly QuestionScore[]): number | undefined {
  const unanswerable = scores.filter(({ type }) => type === "isolation");
  const answerable = scores.filter(({ type }) => type === "hop1");
  if (unanswerable.length === 0 || answerable.length === 0) {
    return undefined;
  }
  const wins = answerable.flatMap((right) =>
    unanswerable.map((wrong) => compareWin(right.topRelevance, wrong.topRelevance)),
  );
  return meanOf(wins);
}

function compareWin(right: number, wrong: number): number {
  if (right === wrong) {
    return 0.5;
  }
  return right > wrong ? 1 : 0;
}

function summarizeAs(type: ScoreSummary["type"], scores: readonly QuestionScore[]): ScoreSummary {
  const share = (test: (score: QuestionScore) => boolean | undefined): number | undefined =>
    meanOf(scores.flatMap((score) => numberOf(test(score))));
  return {
    type,
    questionCount: scores.length,
    at5: share(({ isFoundAt5 }) => isFoundAt5) ?? 0,
    at10: share(({ isFoundAt10 }) => isFoundAt10) ?? 0,
    at10WithRelations: share(({ isFoundWithRelations }) => isFoundWithRelations) ?? 0,
    at10WithTurns: share(({ isFoundWithTurns }) => isFoundWithTurns) ?? 0,
    meanReciprocalRank: meanOf(scores.flatMap(({ reciprocalRank }) => reciprocalRank ?? [])),
    staleAbove: share(({ isStaleAbove }) => isStaleAbove),
    staleInTop5: share(({ isStaleInTop5 }) => isStaleInTop5),
    goneCount: scores.reduce((sum, { goneCount }) => sum + goneCount, 0),
    leakCount: scores.reduce((sum, { leakCount }) => sum + leakCount, 0),
  };
}

function numberOf(value: boolean | undefined): number[] {
  return value === undefined ? [] : [value ? 1 : 0];
}

/** The mean of the values; undefined if there is none. */
function meanOf(values: readonly number[]): number | undefined {
  return values.length === 0
    ? undefined
    : values.reduce((sum, value) => sum + value, 0) / values.length;
}
