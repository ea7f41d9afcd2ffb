/** One add, from checked options to its result. */
import { runSync } from "../../core/awaitable.ts";
import { assert } from "../../core/errors.ts";
import { must } from "../../core/must.ts";
import type { Provenance } from "../../core/records.ts";
import { resolveScope } from "../../core/scope.ts";
import { untilAborted } from "../../core/until-aborted.ts";
import type { Engine } from "../engine.ts";
import { expireDue } from "../forget.ts";
import {
  type AddResult,
  describeOutcome,
  type Outcome,
  outcomeOf,
  type Usage,
} from "./add-result.ts";
import {
  type CheckedAddOptions,
  type CheckedMessage,
  checkAddOptions,
  checkMessages,
} from "./add-options.ts";
import { commitPlan, commitSteps, type CommitInput } from "./commit.ts";
import { type EmbeddedPlan, embedPlan, embedRest } from "./embed-plan.ts";
import { makePlan } from "./make-plan.ts";
import type { Plan } from "./plan.ts";
import { takeSnapshot } from "./prepare.ts";
import { type Extractor, makeEpisode, readStatements } from "./read-episode.ts";
import type { Episode } from "./stated.ts";

/** How long a writer's claim on a pending episode lasts, in milliseconds: longer than any commit takes. */
const LEASE_MS = 60_000;

/** What nothing embedded costs. */
const NO_COST: Cost = { requestCount: 0, inputCount: 0, tokenCount: 0 };

type Cost = Omit<EmbeddedPlan, "embeddings">;

/** Adds one episode. */
export async function add(messages: unknown, options: unknown, engine: Engine): Promise<AddResult> {
  const checked = checkAddOptions(options);
  const list = checkMessages(messages);
  const scope = resolveScope(checked, "add");
  checked.signal?.throwIfAborted();
  const timer = new Timer();
  const given = { scope, now: engine.clock.now(), newId: () => engine.ids.next() };
  const episode = makeEpisode(list, checked, given);
  engine.observer({ type: "add-start", episodeId: episode.id });
  await expireDue(scope.tenant, engine);
  const repeated = (await repeatedResult(episode, engine)) ?? (await erasedResult(episode, engine));
  if (repeated) return repeated;
  const result = await addEpisode({ episode, list, checked, timer }, engine);
  const milliseconds = timer.totalMs();
  engine.observer({ type: "add-end", episodeId: episode.id, milliseconds });
  return result;
}

interface Work {
  readonly episode: Episode;
  readonly list: readonly CheckedMessage[];
  readonly checked: CheckedAddOptions;
  readonly timer: Timer;
}

async function addEpisode(
  { episode, list, checked, timer }: Work,
  engine: Engine,
): Promise<AddResult> {
  const { stores } = engine;
  const { statements, extractor } = await readStatements(episode, list, checked, stores);
  timer.lap("extract");
  const read = { episode, statements, provenance: provenanceOf(extractor), failed: [] };
  const made = makePlan(read, await takeSnapshot(read, stores));
  timer.lap("plan");
  const plan = await screen(made, engine, checked.signal);
  if (plan === null) {
    const vetoed = { item: "fact" as const, text: "", reason: "beforeCommit vetoed the add" };
    const usage = usageOf({ extractor, cost: NO_COST, timer }, engine);
    return { ...emptyResult(episode.id, usage), failed: [vetoed] };
  }
  const isDry = checked.dryRun === true;
  const embedded = await embedPlan(plan, engine, checked.signal);
  timer.lap("embed");
  let cost: Cost = embedded;
  let done = await commitAndDescribe({ plan, embedded, isDry }, engine, checked.signal);
  if (done === "unembedded") {
    const whole = await embedRest(plan, embedded, engine, checked.signal);
    cost = whole;
    done = await commitAndDescribe({ plan, embedded: whole, isDry }, engine, checked.signal);
  }
  timer.lap("commit");
  assert(done !== "unembedded", "a plan whose memories are all embedded can be committed");
  if (!done) {
    return must(await repeatedResult(episode, engine), "the episode that another writer added");
  }
  const usage = usageOf({ extractor, cost, timer }, engine);
  const rest = { episodeId: plan.episodeId, pending: [], isRepeat: false, usage };
  return { ...done, ...rest, ...(isDry ? { plan } : {}) };
}

type Described = Pick<AddResult, "results" | "relations" | "failed">;

function commitInput({ plan, embedded }: Run, { clock, observer }: Engine): CommitInput {
  const { episodeId } = plan;
  return {
    plan,
    embeddings: embedded.embeddings,
    leaseMs: LEASE_MS,
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
}

/** The plan as `beforeCommit` leaves it. */
async function screen(
  plan: Plan,
  { beforeCommit }: Engine,
  signal: AbortSignal | undefined,
): Promise<Plan | null> {
  return beforeCommit ? untilAborted(Promise.resolve(beforeCommit(plan)), signal) : plan;
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
  if (isDry) {
    return engine.file.dryRun(() => {
      const committed = runSync(commitSteps({ ...input, onStep: () => undefined }, stores));
      if (committed.isUnembedded) return "unembedded";
      const outcome = outcomeOf(plan, committed, clock.now());
      const relations = stores.graph.getRelations(plan.scope.tenant, idsOf(outcome, relationIds));
      if (relations instanceof Promise) return undefined;
      return withPlanFailures(plan, describeOutcome(outcome, committed.points, byId(relations)));
    });
  }
  const committed = await commitPlan(input, stores);
  if (committed.isUnembedded) return "unembedded";
  if (!committed.isNew) return undefined;
  const outcome = outcomeOf(plan, committed, clock.now());
  const relations = await stores.graph.getRelations(plan.scope.tenant, idsOf(outcome, relationIds));
  return withPlanFailures(plan, describeOutcome(outcome, committed.points, byId(relations)));
}

function withPlanFailures(plan: Plan, described: Described): Described {
  return { ...described, failed: [...plan.failed, ...described.failed] };
}

/** What an episode that is there already came to, told as it stands now. */
async function repeatedResult(episode: Episode, engine: Engine): Promise<AddResult | undefined> {
  const { journal, vector, graph } = engine.stores;
  const { tenant } = episode.scope;
  const entry = await journal.get(tenant, episode.id);
  if (!entry?.outcome) return undefined;
  const outcome: Outcome = { ...entry.outcome, failed: [] };
  const ids = outcome.results.flatMap(({ id, previousId }) =>
    previousId === null ? [id] : [id, previousId],
  );
  const points = await vector.get(tenant, ids);
  const relations = await graph.getRelations(tenant, idsOf(outcome, []));
  const described = describeOutcome(outcome, byId(points), byId(relations));
  const usage = usageOf({ extractor: "verbatim", cost: NO_COST, timer: new Timer() }, engine);
  return { ...described, episodeId: episode.id, pending: [], isRepeat: true, usage };
}

/** The answer to an episode that was erased: under its key it stays so, however often it is sent. */
async function erasedResult(episode: Episode, engine: Engine): Promise<AddResult | undefined> {
  const graves = await engine.stores.graph.tombstones(episode.scope.tenant, [episode.id]);
  if (graves.length === 0) return undefined;
  const failed = episode.messages.map(({ content }) => ({
    item: "turn" as const,
    text: content.slice(0, 200),
    reason: "its episode was deleted",
  }));
  const usage = usageOf({ extractor: "verbatim", cost: NO_COST, timer: new Timer() }, engine);
  return { ...emptyResult(episode.id, usage), failed, isRepeat: true };
}

function idsOf({ relations }: Outcome, more: readonly string[]): string[] {
  return [...new Set([...relations.added, ...relations.closed, ...relations.retracted, ...more])];
}

function byId<T extends { readonly id: string }>(items: readonly T[]): Map<string, T> {
  return new Map(items.map((item) => [item.id, item]));
}

function provenanceOf(extractor: Extractor): Provenance {
  return { extractor, model: null, prompt: null, promptVersion: null };
}

function usageOf(
  {
    extractor,
    cost,
    timer,
  }: { readonly extractor: Extractor; readonly cost: Cost; readonly timer: Timer },
  { embeddingModel }: Engine,
): Usage {
  const { id, isModel } = embeddingModel;
  return {
    modelCalls: 0,
    embeddingRequests: cost.requestCount,
    embeddingInputs: cost.inputCount,
    promptTokens: cost.tokenCount,
    completionTokens: 0,
    extractor,
    embedder: { id, isModel },
    milliseconds: timer.laps(),
  };
}

function emptyResult(episodeId: string, usage: Usage): AddResult {
  const relations = { added: [], closed: [], retracted: [], confirmed: [] };
  return { episodeId, results: [], relations, failed: [], pending: [], isRepeat: false, usage };
}

/** Wall time by stage. */
class Timer {
  readonly #start = performance.now();
  #last = performance.now();
  readonly #laps: Record<string, number> = {};

  lap(stage: string): void {
    const now = performance.now();
    this.#laps[stage] = now - this.#last;
    this.#last = now;
  }

  laps(): Readonly<Record<string, number>> {
    return { ...this.#laps };
  }

  totalMs(): number {
    return performance.now() - this.#start;
  }
}
