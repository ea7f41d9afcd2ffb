/** From a plan to what it came to: the hook's look at it, what it lacks of embeddings, the commit and its telling. */
import { runSync } from "../../core/awaitable.ts";
import { assert } from "../../core/errors.ts";
import type { ResolvedScope } from "../../core/scope.ts";
import { untilAborted } from "../../core/until-aborted.ts";
import { isInScope } from "../../core/visibility.ts";
import type { Relation } from "../../graph/graph-store.ts";
import type { StoredPoint } from "../../vector/vector-store.ts";
import type { Engine } from "../engine.ts";
import { type AddResult, describeOutcome, type Outcome, outcomeOf } from "./add-result.ts";
import { type CommitInput, commitPlan, commitSteps } from "./commit.ts";
import { type EmbeddedPlan, embedPlan, embedRest } from "./embed-plan.ts";
import { narrowPoint } from "../narrow.ts";
import type { Plan } from "./plan.ts";

/** How long a writer's claim on a pending episode lasts, in milliseconds: longer than any commit takes. */
export const LEASE_MS = 60_000;

/** What running a plan needs beside it. */
export interface RunOptions {
  /** What is embedded already, by text. */
  readonly ready: EmbeddedPlan;
  readonly isDry: boolean;
  /** Whether the episode is there, and this is what was still to be read of it. */
  readonly isAmendment: boolean;
  readonly signal: AbortSignal | undefined;
  readonly lap: (stage: string) => void;
}

/** What a plan came to. `described` is undefined if another writer was first. */
export interface Ran {
  readonly described: Described | undefined;
  readonly cost: EmbeddedPlan;
}

/** Embeds what the plan lacks, and commits it. */
export async function runPlan(plan: Plan, options: RunOptions, engine: Engine): Promise<Ran> {
  const { ready, signal, lap, isDry, isAmendment } = options;
  const embedded = await embedPlan(plan, engine, { ready, signal });
  lap("embed");
  const run = { plan, isDry, isAmendment };
  let cost = embedded;
  let described = await commitAndDescribe({ ...run, embedded }, engine, signal);
  if (described === "unembedded") {
    cost = await embedRest(plan, embedded, engine, signal);
    described = await commitAndDescribe({ ...run, embedded: cost }, engine, signal);
  }
  lap("commit");
  assert(described !== "unembedded", "a plan whose memories are all embedded can be committed");
  return { described, cost };
}

/** The plan as `beforeCommit` leaves it; null if it vetoes the add. */
export async function screen(
  plan: Plan,
  { beforeCommit }: Engine,
  signal: AbortSignal | undefined,
): Promise<Plan | null> {
  return beforeCommit ? untilAborted(Promise.resolve(beforeCommit(plan)), signal) : plan;
}

/** What became of facts and edges, as the caller is told. */
export type Described = Pick<AddResult, "results" | "relations" | "failed">;

function commitInput(
  { plan, embedded, isAmendment }: Run,
  { clock, observer }: Engine,
): CommitInput {
  const { episodeId } = plan;
  return {
    plan,
    embeddings: embedded.embeddings,
    leaseMs: LEASE_MS,
    isAmendment,
    onStep: (step) => observer({ type: "commit-step", episodeId, step }),
    summarize: (committed) => {
      // The journal keeps ids alone: what failed is told by its text.
      const { results, relations } = outcomeOf(plan, committed, clock.now());
      return { results, relations };
    },
  };
}

interface Run {
  readonly plan: Plan;
  readonly embedded: EmbeddedPlan;
  readonly isDry: boolean;
  readonly isAmendment: boolean;
}

/**
 * Commits, or pretends to and takes it back. Undefined if another writer was first; "unembedded" if something that was
 * known was erased meanwhile, so that it has to be embedded as well.
 */
async function commitAndDescribe(
  run: Run,
  engine: Engine,
  signal: AbortSignal | undefined,
): Promise<Described | "unembedded" | undefined> {
  const { plan, isDry } = run;
  const { stores, clock } = engine;
  const input = commitInput(run, engine);
  signal?.throwIfAborted();
  const relationIds = plan.records.relations.map(({ id }) => id);
  const { scope } = plan;
  if (isDry) {
    return engine.file.dryRun(() => {
      const committed = runSync(commitSteps({ ...input, onStep: () => undefined }, stores));
      if (committed.isUnembedded) return "unembedded";
      const outcome = outcomeOf(plan, committed, clock.now());
      const relations = stores.graph.getRelations(
        scope.tenant,
        relationIdsOf(outcome, relationIds),
        scope.agentId,
      );
      if (relations instanceof Promise) return undefined;
      const seen = relationsSeen(relations, scope);
      return withPlanFailures(plan, describeOutcome(outcome, committed.points, seen));
    });
  }
  const committed = await commitPlan(input, stores);
  if (committed.isUnembedded) return "unembedded";
  if (!committed.isNew) return undefined;
  const outcome = outcomeOf(plan, committed, clock.now());
  const relations = await stores.graph.getRelations(
    scope.tenant,
    relationIdsOf(outcome, relationIds),
    scope.agentId,
  );
  const seen = relationsSeen(relations, scope);
  return withPlanFailures(plan, describeOutcome(outcome, committed.points, seen));
}

function withPlanFailures(plan: Plan, described: Described): Described {
  return { ...described, failed: [...plan.failed, ...described.failed] };
}

/** The relations an outcome names, and more, each once. */
export function relationIdsOf({ relations }: Outcome, more: readonly string[]): string[] {
  return [...new Set([...relations.added, ...relations.closed, ...relations.retracted, ...more])];
}

/** Records by their ids. */
export function byId<T extends { readonly id: string }>(items: readonly T[]): Map<string, T> {
  return new Map(items.map((item) => [item.id, item]));
}

/** Those that whoever adds may see, by id: what another agent told is closed by an add, and not shown by it. */
export function relationsSeen(
  relations: readonly Relation[],
  { agentId }: ResolvedScope,
): Map<string, Relation> {
  return byId(relations.filter((one) => isInScope(one, { agentId, runId: null })));
}

/** Likewise, memories, in the words that whoever adds may see. */
export function pointsSeen(
  points: readonly StoredPoint[],
  { agentId }: ResolvedScope,
): Map<string, StoredPoint> {
  const seen = points.filter(({ projection }) => isInScope(projection, { agentId, runId: null }));
  return byId(seen.map((point) => narrowPoint(point, agentId)));
}
