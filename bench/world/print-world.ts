/** The results of a world as text. */
import { formatTable, percent } from "../report.ts";
import { type IdempotenceReport, PARALLEL_ADDS, type SameState } from "./checks.ts";
import type { Times, WorldResults } from "./measure-world.ts";
import type { RowReport, StateReport } from "./state.ts";
import type { ScoreSummary } from "./summary.ts";

/** Writes out everything but the single misses. */
export function printWorld(results: WorldResults): string {
  const { options, worldSha256, events, failedCount, pendingCount, degradedCount } = results;
  return [
    `World: seed ${options.seed}, ${options.tenantCount} tenants, ${options.sessionCount} sessions each, ` +
      `${options.personCount} people each; sha256 ${worldSha256.slice(0, 12)}…`,
    `add ${printTimes(results.add)}; search ${printTimes(results.search)}`,
    `events ${JSON.stringify(events)}, failed ${failedCount}, pending ${pendingCount}, degraded searches ${degradedCount}`,
    "",
    "Questions: all facts among the first 5 (10) results, turns not counting; +rel: relations count too, +turns: turns too",
    printSummaries(results.summaries),
    `chance that an answerable question has the higher top relevance than an unanswerable one: ${percent(results.abstentionAuc)}`,
    "",
    "For comparison: all facts among the first 10",
    printBaselines(results),
    "",
    "State against the truth (every number should be 0)",
    printStates(results.ingested, results.final),
    "",
    "Same state (tenants equal row by row, and equal in meaning)",
    printChecks(results),
    ...differencesOf(results),
  ].join("\n");
}

function printTimes({ count, p50Ms, p95Ms }: Times): string {
  return `${count} x, p50 ${p50Ms.toFixed(1)} ms, p95 ${p95Ms.toFixed(1)} ms`;
}

function printSummaries(summaries: readonly ScoreSummary[]): string {
  const headers = [
    "type",
    "n",
    "@5",
    "@10",
    "+rel",
    "+turns",
    "MRR",
    "stale>gold",
    "stale@5",
    "deleted",
    "leaks",
  ];
  const rows = summaries.map((summary) => [
    summary.type,
    String(summary.questionCount),
    percent(summary.at5),
    percent(summary.at10),
    percent(summary.at10WithRelations),
    percent(summary.at10WithTurns),
    percent(summary.meanReciprocalRank),
    percent(summary.staleAbove),
    percent(summary.staleInTop5),
    String(summary.goneCount),
    String(summary.leakCount),
  ]);
  return formatTable(headers, rows);
}

function printBaselines({ summaries, baselines }: WorldResults): string {
  const columns = [{ name: "memory", summaries }, ...baselines];
  const rows = summaries.map(({ type }) => [
    type,
    ...columns.map((column) =>
      percent(column.summaries.find((other) => other.type === type)?.at10),
    ),
  ]);
  return formatTable(["type", ...columns.map(({ name }) => name)], rows);
}

function printStates(ingested: StateReport, final: StateReport): string {
  const headers = [
    "after",
    "rows",
    "missing",
    "extra",
    "twice",
    "wrong end",
    "wrong start",
    "ghosts",
    "other",
  ];
  const rowsOf = (name: string, report: StateReport): string[][] => [
    [name, "memories", ...countsOf(report.memories), `reworded ${report.reworded}`],
    [name, "relations", ...countsOf(report.edges), `of other tenants ${report.crossTenantEdges}`],
    [
      name,
      "entities",
      ...[report.nodes.missing, report.nodes.extra, report.nodes.duplicated].map(String),
    ],
  ];
  return formatTable(headers, [...rowsOf("ingest", ingested), ...rowsOf("deletion", final)]);
}

function countsOf({
  missing,
  extra,
  duplicated,
  wrongEnd,
  wrongStart,
  ghosts,
}: RowReport): string[] {
  return [missing, extra, duplicated, wrongEnd, wrongStart, ghosts].map(String);
}

function printChecks(results: WorldResults): string {
  const { idempotence, redelivery, order, concurrency, determinism } = results;
  return formatTable(
    ["check", "equal", "in meaning", "note"],
    [
      ["everything delivered again", ...sameOf(idempotence), addedOf(idempotence)],
      ["again after the deletions", ...sameOf(redelivery), addedOf(redelivery)],
      ["shuffled and doubled", ...sameOf(order), ""],
      [`${PARALLEL_ADDS} adds at once`, ...sameOf(concurrency), ""],
      [
        "the whole run again",
        ...sameOf(determinism),
        determinism.hasSameAnswers ? "same answers" : "OTHER ANSWERS",
      ],
    ],
  );
}

function sameOf({ tenantCount, equalCount, equivalentCount }: SameState): string[] {
  return [`${equalCount}/${tenantCount}`, `${equivalentCount}/${tenantCount}`];
}

function addedOf({ addedRows }: IdempotenceReport): string {
  return `${addedRows} rows added`;
}

function differencesOf({
  idempotence,
  redelivery,
  order,
  concurrency,
  determinism,
}: WorldResults): string[] {
  const checks: Record<string, SameState> = {
    idempotence,
    redelivery,
    order,
    concurrency,
    determinism,
  };
  return Object.entries(checks).flatMap(([name, { differences }]) =>
    differences.length === 0 ? [] : ["", `${name}:`, ...differences],
  );
}
