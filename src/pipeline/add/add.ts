/** One add, from checked options to its result. */
import { runSync } from "../../core/awaitable.ts";
import { must } from "../../core/must.ts";
import type { Provenance } from "../../core/records.ts";
import { resolveScope } from "../../core/scope.ts";
import { untilAborted } from "../../core/until-aborted.ts";
import { embedTexts } from "../embed.ts";
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
import { commitPlan, commitSteps, type Committed, type CommitInput } from "./commit.ts";
import { makePlan } from "./make-plan.ts";
import type { Plan } from "./plan.ts";
import { turnSearchText } from "./points.ts";
import { takeSnapshot } from "./prepare.ts";
import { type Extractor, makeEpisode, readStatements } from "./read-episode.ts";
import type { Episode } from "./stated.ts";

/** How long a writer's claim on a pending episode lasts, in milliseconds: longer than any commit takes. */
const LEASE_MS = 60_000;

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
  const { stores, clock } = engine;
  const { statements, extractor } = readStatements(episode, list, checked);
  timer.lap("extract");
  const read = { episode, statements, provenance: provenanceOf(extractor), failed: [] };
  const made = makePlan(read, await takeSnapshot(read, stores));
  timer.lap("plan");
  const plan = await screen(made, engine, checked.signal);
  const cost = { requestCount: 0, inputCount: 0, tokenCount: 0 };
  if (plan === null) {
    const vetoed = { item: "fact" as const, text: "", reason: "beforeCommit vetoed the add" };
    return {
      ...emptyResult(episode.id, usageOf({ extractor, cost, timer }, engine)),
      failed: [vetoed],
    };
  }
  const { embeddings, ...spent } = await embedPlan(plan, engine, checked.signal);
  timer.lap("embed");
  checked.signal?.throwIfAborted();
  const summarize = (committed: Committed): Outcome => outcomeOf(plan, committed, clock.now());
  const { episodeId } = plan;
  const onStep: CommitInput["onStep"] = (step) =>
    engine.observer({ type: "commit-step", episodeId, step });
  const input: CommitInput = { plan, embeddings, onStep, leaseMs: LEASE_MS, summarize };
  const run = { input, plan, isDry: checked.dryRun === true };
  const described = await commitAndDescribe(run, engine);
  timer.lap("commit");
  const usage = usageOf({ extractor, cost: spent, timer }, engine);
  if (!described) {
    return must(await repeatedResult(episode, engine), "the episode that another writer added");
  }
  const rest = { episodeId, pending: [], isRepeat: false, usage, ...(run.isDry ? { plan } : {}) };
  return { ...described, ...rest };
}

/** The plan as `beforeCommit` leaves it. */
async function screen(
  plan: Plan,
  { beforeCommit }: Engine,
  signal: AbortSignal | undefined,
): Promise<Plan | null> {
  return beforeCommit ? untilAborted(Promise.resolve(beforeCommit(plan)), signal) : plan;
}

/** Commits, or pretends to and takes it back. Undefined if another writer was first. */
async function commitAndDescribe(
  run: { readonly input: CommitInput; readonly plan: Plan; readonly isDry: boolean },
  engine: Engine,
): Promise<Pick<AddResult, "results" | "relations" | "failed"> | undefined> {
  const { input, plan, isDry } = run;
  const { stores, clock } = engine;
  const relationIds = plan.records.relations.map(({ id }) => id);
  if (isDry) {
    return engine.file.dryRun(() => {
      const committed = runSync(commitSteps({ ...input, onStep: () => undefined }, stores));
      const outcome = outcomeOf(plan, committed, clock.now());
      const relations = stores.graph.getRelations(plan.scope.tenant, idsOf(outcome, relationIds));
      if (relations instanceof Promise) return undefined;
      return withPlanFailures(plan, describeOutcome(outcome, committed.points, byId(relations)));
    });
  }
  const committed = await commitPlan(input, stores);
  if (!committed.isNew) return undefined;
  const outcome = outcomeOf(plan, committed, clock.now());
  const relations = await stores.graph.getRelations(plan.scope.tenant, idsOf(outcome, relationIds));
  return withPlanFailures(plan, describeOutcome(outcome, committed.points, byId(relations)));
}

function withPlanFailures(
  plan: Plan,
  described: Pick<AddResult, "results" | "relations" | "failed">,
): Pick<AddResult, "results" | "relations" | "failed"> {
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
  const cost = { requestCount: 0, inputCount: 0, tokenCount: 0 };
  const usage = usageOf({ extractor: "verbatim", cost, timer: new Timer() }, engine);
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
  const cost = { requestCount: 0, inputCount: 0, tokenCount: 0 };
  const usage = usageOf({ extractor: "verbatim", cost, timer: new Timer() }, engine);
  return { ...emptyResult(episode.id, usage), failed, isRepeat: true };
}

function idsOf({ relations }: Outcome, more: readonly string[]): string[] {
  return [...new Set([...relations.added, ...relations.closed, ...relations.retracted, ...more])];
}

function byId<T extends { readonly id: string }>(items: readonly T[]): Map<string, T> {
  return new Map(items.map((item) => [item.id, item]));
}

interface Cost {
  readonly requestCount: number;
  readonly inputCount: number;
  readonly tokenCount: number;
}

/** Embeds turns and new memories, in one request where the model's limit allows. */
async function embedPlan(
  plan: Plan,
  { stores, embeddingModel }: Engine,
  signal: AbortSignal | undefined,
): Promise<Cost & { readonly embeddings: ReadonlyMap<string, Float32Array> }> {
  const { tenant } = plan.scope;
  const known = await stores.vector.get(
    tenant,
    plan.memories.map(({ id }) => id),
  );
  const knownIds = new Set(known.map(({ id }) => id));
  const inputs = [
    ...plan.turns.map((turn) => ({ id: turn.id, text: turnSearchText(turn) })),
    ...plan.memories.filter(({ id }) => !knownIds.has(id)),
  ];
  const options = { purpose: "document", signal } as const;
  const embedded = await embedTexts(
    inputs.map(({ text }) => text),
    embeddingModel,
    options,
  );
  const { embeddings, requestCount, tokenCount } = embedded;
  const pairs = inputs.map(
    ({ id }, index) => [id, must(embeddings[index], "an embedding")] as const,
  );
  return { embeddings: new Map(pairs), requestCount, inputCount: inputs.length, tokenCount };
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
