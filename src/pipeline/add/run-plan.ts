/** From a plan to what it came to: the hook's look at it, what it lacks of embeddings, the commit and its telling. */
import { runSync } from "../../core/awaitable.ts";
import { assert, PartialWriteError, StoreUnavailableError } from "../../core/errors.ts";
import type { ResolvedScope } from "../../core/scope.ts";
import { untilAborted } from "../../core/until-aborted.ts";
import { isInScope } from "../../core/visibility.ts";
import type { Relation } from "../../graph/graph-store.ts";
import type { EpisodeOutcome } from "../../journal/journal.ts";
import type { StoredPoint } from "../../vector/vector-store.ts";
import type { Engine } from "../engine.ts";
import { LEASE_MS, type Task } from "../task.ts";
import {
  type AddResult,
  deferredOutcome,
  describeOutcome,
  type Outcome,
  outcomeOf,
} from "./add-result.ts";
import { type CommitInput, commitPlan, commitSteps, type Committed } from "./commit.ts";
import { type EmbeddedPlan, embedPlan, embedRest } from "./embed-plan.ts";
import { narrowPoint } from "../narrow.ts";
import type { Plan } from "./plan.ts";
import { previewPlan } from "./preview.ts";

/** What running a plan needs beside it. */
export interface RunOptions {
  /** What is embedded already, by text. */
  readonly ready: EmbeddedPlan;
  readonly isDry: boolean;
  /** Whether the episode is there, and this is what was still to be read of it. */
  readonly isAmendment: boolean;
  /** What the journal keeps until all is done. @defaultValue the plan */
  readonly task?: Task | undefined;
  /** Whether the episode's id was made for this call. @defaultValue false */
  readonly isOwnId?: boolean | undefined;
  /** The key that the add can be repeated with. */
  readonly idempotencyKey?: string | undefined;
  readonly signal: AbortSignal | undefined;
  readonly lap: (stage: string) => void;
}

/** What a plan came to. `described` is undefined if another writer was first. */
export interface Ran {
  readonly described: Described | undefined;
  /** Whether the graph's part is still to come. */
  readonly isDeferred: boolean;
  readonly cost: EmbeddedPlan;
}

/** Embeds what the plan lacks, and commits it. */
export async function runPlan(plan: Plan, options: RunOptions, engine: Engine): Promise<Ran> {
  const { ready, signal, lap } = options;
  const embedded = await embedPlan(plan, engine, { ready, signal });
  lap("embed");
  let cost = embedded;
  let ended = await commitAndDescribe({ ...options, plan, embedded }, engine);
  if (ended === "unembedded") {
    cost = await embedRest(plan, embedded, engine, signal);
    ended = await commitAndDescribe({ ...options, plan, embedded: cost }, engine);
  }
  lap("commit");
  assert(ended !== "unembedded", "a plan whose memories are all embedded can be committed");
  return { isDeferred: false, ...ended, described: ended?.described, cost };
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

function commitInput(run: Run, { clock, observer }: Engine): CommitInput {
  const { plan, embedded, isAmendment, isOwnId, task, idempotencyKey } = run;
  const { episodeId } = plan;
  return {
    plan,
    task,
    idempotencyKey,
    isOwnId,
    embeddings: embedded.embeddings,
    leaseUntil: clock.now() + LEASE_MS,
    isAmendment,
    onStep: (step) => observer({ type: "commit-step", episodeId, step }),
    summarize: (committed) => summaryOf(plan, committed, clock.now()),
  };
}

/** What the journal keeps of a commit: ids alone, as what failed is told by its text. */
export function summaryOf(plan: Plan, committed: Committed, now: number): EpisodeOutcome {
  const { results, relations } = outcomeOf(plan, committed, now);
  return { results, relations };
}

interface Run extends RunOptions {
  readonly plan: Plan;
  readonly embedded: EmbeddedPlan;
}

interface Ended {
  readonly described: Described;
  readonly isDeferred: boolean;
}

/**
 * Commits, or pretends to and takes it back. Undefined if another writer was first; "unembedded" if something that was
 * known was erased meanwhile, so that it has to be embedded as well.
 */
async function commitAndDescribe(
  run: Run,
  engine: Engine,
): Promise<Ended | "unembedded" | undefined> {
  const { plan, isDry, signal } = run;
  const { stores, clock, observer } = engine;
  signal?.throwIfAborted();
  if (isDry) return pretend(run, engine);
  const committed = await commitPlan(commitInput(run, engine), stores);
  if (committed.isUnembedded) return "unembedded";
  if (!committed.isNew) return undefined;
  if (!committed.ledger) {
    observer({ type: "commit-deferred", episodeId: plan.episodeId, pending: "graph" });
    return { described: describeDeferred(plan, committed), isDeferred: true };
  }
  const outcome = outcomeOf(plan, committed, clock.now());
  const relations = await relationsTold(run, outcome, engine);
  return { described: describeWhole(plan, committed, { outcome, relations }), isDeferred: false };
}

/** The relations to tell of. @throws {PartialWriteError} If the graph, on a server, fails now that all is written. */
async function relationsTold(
  { plan, idempotencyKey }: Run,
  outcome: Outcome,
  { stores }: Engine,
): Promise<readonly Relation[]> {
  const { tenant, agentId } = plan.scope;
  try {
    return await stores.graph.getRelations(tenant, relationIdsOf(outcome, plan.records), agentId);
  } catch (error) {
    if (stores.transactor || !(error instanceof StoreUnavailableError)) throw error;
    const done = ["journal", "facts", "graph", "projection", "mark of completion"];
    const details = { cause: error, idempotencyKey };
    throw new PartialWriteError("add an episode", done, ["answer"], details);
  }
}

/** What a commit would come to. Nothing is written. */
async function pretend(run: Run, engine: Engine): Promise<Ended | "unembedded" | undefined> {
  const { plan } = run;
  const { stores, clock } = engine;
  const { transactor } = stores;
  if (!transactor) return previewApart(run, engine);
  const input = commitInput(run, engine);
  return transactor.dryRun(() => {
    const committed = runSync(commitSteps({ ...input, onStep: () => undefined }, stores));
    if (committed.isUnembedded) return "unembedded";
    const outcome = outcomeOf(plan, committed, clock.now());
    const { tenant, agentId } = plan.scope;
    const ids = relationIdsOf(outcome, plan.records);
    const relations = stores.graph.getRelations(tenant, ids, agentId);
    if (relations instanceof Promise) return undefined;
    const described = describeWhole(plan, committed, { outcome, relations });
    return { described, isDeferred: false };
  });
}

/** What a commit across separate stores would come to, or comes to once it is finished. Nothing is written. */
export async function previewApart(
  run: Parameters<typeof previewPlan>[0],
  { stores, clock }: Engine,
): Promise<Ended> {
  const { plan } = run;
  const { committed, relations } = await previewPlan(run, stores);
  if (!committed.ledger) {
    return { described: describeDeferred(plan, committed), isDeferred: true };
  }
  const outcome = outcomeOf(plan, committed, clock.now());
  // A preview has all that it bears on; a commit tells of what changed and of what was told.
  const named = new Set(relationIdsOf(outcome, plan.records));
  const told = relations.filter(({ id }) => named.has(id));
  return {
    described: describeWhole(plan, committed, { outcome, relations: told }),
    isDeferred: false,
  };
}

function describeWhole(
  plan: Plan,
  { points }: Committed,
  { outcome, relations }: { readonly outcome: Outcome; readonly relations: readonly Relation[] },
): Described {
  const seen = relationsSeen(relations, plan.scope);
  return withPlanFailures(plan, describeOutcome(outcome, points, seen));
}

/** What is known of a commit whose graph is down: which memories are new. What they end is seen when it is back. */
export function describeDeferred(plan: Plan, committed: Committed): Described {
  const { points } = committed;
  return withPlanFailures(
    plan,
    describeOutcome(deferredOutcome(plan, committed), points, new Map()),
  );
}

function withPlanFailures(plan: Plan, described: Described): Described {
  return { ...described, failed: [...plan.failed, ...described.failed] };
}

/** The relations that an outcome names, and those that were told, each once. */
export function relationIdsOf(
  { relations }: Outcome,
  told?: { readonly relations: readonly { readonly id: string }[] },
): string[] {
  const ids = told?.relations.map(({ id }) => id) ?? [];
  return [...new Set([...relations.added, ...relations.closed, ...relations.retracted, ...ids])];
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
