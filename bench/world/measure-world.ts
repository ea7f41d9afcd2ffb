/** Runs a world through a memory and measures everything. Prints nothing. */
import { join } from "node:path";
import type { MemoryApi, OpenMemory } from "../memory-api.ts";
import { percentile, sha256 } from "../report.ts";
import { type Baseline, measureBaselines } from "./baselines.ts";
import {
  checkConcurrency,
  checkIdempotence,
  checkOrder,
  compareStates,
  deleteFacts,
  type IdempotenceReport,
  readStates,
  replayWorld,
  type SameState,
  withMemory,
} from "./checks.ts";
import { makeScoreKey, type QuestionScore, RESULT_LIMIT, scoreQuestion } from "./score.ts";
import { compareState, type Stage, type StateReport, type TenantState } from "./state.ts";
import { abstentionAuc, type ScoreSummary, summarize } from "./summary.ts";
import type { Question, World } from "./types.ts";

/** Median and 95th percentile of the times of one operation. */
export interface Times {
  readonly count: number;
  readonly p50Ms: number;
  readonly p95Ms: number;
}

/** Everything that is measured of a world. */
export interface WorldResults {
  readonly options: World["options"];
  readonly worldSha256: string;
  readonly add: Times;
  readonly search: Times;
  /** Events answered by `add`, by name. */
  readonly events: Readonly<Record<string, number>>;
  readonly failedCount: number;
  readonly pendingCount: number;
  /** Searches that answered with something `degraded`. */
  readonly degradedCount: number;
  readonly ingested: StateReport;
  readonly final: StateReport;
  readonly summaries: readonly ScoreSummary[];
  readonly abstentionAuc: number | undefined;
  readonly baselines: readonly Baseline[];
  readonly idempotence: IdempotenceReport;
  /** A redelivery after the deletions brings nothing back. */
  readonly redelivery: IdempotenceReport;
  readonly order: SameState;
  readonly concurrency: SameState;
  /** States after the same run once more, and whether every answer was the same. */
  readonly determinism: SameState & { readonly hasSameAnswers: boolean };
  /** Questions that did not count at ten. */
  readonly misses: readonly Miss[];
}

/** A question that did not count, with what came instead. */
export interface Miss {
  readonly id: string;
  readonly type: string;
  readonly text: string;
  readonly asOf?: string;
  readonly wanted: readonly string[];
  readonly got: readonly string[];
}

/** Measures a world on memories opened in `folder`. */
export async function measureWorld(
  world: World,
  open: OpenMemory,
  folder: string,
): Promise<WorldResults> {
  const first = await withMemory(open, join(folder, "first.db"), (memory) =>
    runOnce(memory, world, true),
  );
  const again = await withMemory(open, join(folder, "again.db"), (memory) =>
    runOnce(memory, world, false),
  );
  const order = await checkOrder(open, join(folder, "order.db"), world, first.ingested);
  const concurrency = await checkConcurrency(
    open,
    join(folder, "parallel.db"),
    world,
    first.ingested,
  );
  const { replay, answers, idempotence, redelivery } = first;
  if (!idempotence || !redelivery) {
    throw new Error("The first run checks idempotence");
  }
  return {
    options: world.options,
    worldSha256: sha256(JSON.stringify(world)),
    add: timesOf(replay.addMs),
    search: timesOf(answers.searchMs),
    events: replay.events,
    failedCount: replay.failedCount,
    pendingCount: replay.pendingCount,
    degradedCount: answers.degradedCount,
    ingested: sumReports(world, first.ingested, "ingested"),
    final: sumReports(world, first.final, "final"),
    summaries: summarize(answers.scores),
    abstentionAuc: abstentionAuc(answers.scores),
    baselines: measureBaselines(world),
    idempotence,
    redelivery,
    order,
    concurrency,
    determinism: {
      ...compareStates(world, first.final, again.final),
      hasSameAnswers: answers.hash === again.answers.hash,
    },
    misses: answers.misses,
  };
}

interface Run {
  readonly replay: Awaited<ReturnType<typeof replayWorld>>;
  readonly ingested: readonly TenantState[];
  readonly final: readonly TenantState[];
  readonly idempotence: IdempotenceReport | undefined;
  readonly redelivery: IdempotenceReport | undefined;
  readonly answers: Answers;
}

async function runOnce(memory: MemoryApi, world: World, isChecked: boolean): Promise<Run> {
  const replay = await replayWorld(memory, world);
  const ingested = await readStates(memory, world);
  const idempotence = isChecked ? await checkIdempotence(memory, world, ingested) : undefined;
  await deleteFacts(memory, world);
  const final = await readStates(memory, world);
  const redelivery = isChecked ? await checkIdempotence(memory, world, final) : undefined;
  const answers = await askAll(memory, world);
  return { replay, ingested, final, idempotence, redelivery, answers };
}

interface Answers {
  readonly scores: readonly QuestionScore[];
  readonly searchMs: readonly number[];
  readonly degradedCount: number;
  readonly misses: readonly Miss[];
  /** Of the texts of all results, in order. */
  readonly hash: string;
}

async function askAll(memory: MemoryApi, world: World): Promise<Answers> {
  const scores: QuestionScore[] = [];
  const searchMs: number[] = [];
  const misses: Miss[] = [];
  const said: string[] = [];
  let degradedCount = 0;
  for (const tenant of world.tenants) {
    const key = makeScoreKey(
      tenant,
      world.tenants.filter(({ id }) => id !== tenant.id),
    );
    for (const question of tenant.questions) {
      const begun = performance.now();
      const answer = await memory.search(question.text, searchOptions(question));
      searchMs.push(performance.now() - begun);
      const score = scoreQuestion(question, answer, key);
      scores.push(score);
      degradedCount += answer.degraded.length > 0 ? 1 : 0;
      const got = answer.results.map((hit) => `${hit.kind}: ${hit.memory}`);
      said.push(got.join("\n"));
      if (!score.isFoundAt10) {
        const wanted = question.must.map((id) => key.facts.get(id)?.texts[0] ?? id);
        const { id, type, text, asOf } = question;
        misses.push({ id, type, text, ...(asOf === undefined ? {} : { asOf }), wanted, got });
      }
    }
  }
  return { scores, searchMs, degradedCount, misses, hash: sha256(said.join("\n\n")) };
}

/** The scope, a limit and, where the question has one, the date: everything else is left as it is by default. */
function searchOptions({ tenantId, asOf }: Question): Parameters<MemoryApi["search"]>[1] {
  return { userId: tenantId, limit: RESULT_LIMIT, ...(asOf === undefined ? {} : { asOf }) };
}

function timesOf(values: readonly number[]): Times {
  return { count: values.length, p50Ms: percentile(values, 0.5), p95Ms: percentile(values, 0.95) };
}

function sumReports(world: World, states: readonly TenantState[], stage: Stage): StateReport {
  const reports = world.tenants.flatMap((tenant, index) => {
    const state = states[index];
    const others = world.tenants.filter(({ id }) => id !== tenant.id);
    return state ? [compareState(tenant, state, stage, others)] : [];
  });
  const sum = (pick: (report: StateReport) => number): number =>
    reports.reduce((total, report) => total + pick(report), 0);
  const sumRows = (sort: "memories" | "edges"): StateReport["memories"] => ({
    missing: sum((report) => report[sort].missing),
    extra: sum((report) => report[sort].extra),
    duplicated: sum((report) => report[sort].duplicated),
    wrongEnd: sum((report) => report[sort].wrongEnd),
    wrongStart: sum((report) => report[sort].wrongStart),
    ghosts: sum((report) => report[sort].ghosts),
  });
  return {
    memories: sumRows("memories"),
    edges: sumRows("edges"),
    reworded: sum(({ reworded }) => reworded),
    nodes: {
      missing: sum(({ nodes }) => nodes.missing),
      extra: sum(({ nodes }) => nodes.extra),
      duplicated: sum(({ nodes }) => nodes.duplicated),
    },
    crossTenantEdges: sum(({ crossTenantEdges }) => crossTenantEdges),
  };
}
