/** One add, from checked options to its result. */
import { InvalidArgumentError } from "../../core/errors.ts";
import { must } from "../../core/must.ts";
import { resolveScope } from "../../core/scope.ts";
import type { Engine } from "../engine.ts";
import { type FillReport, fillSome } from "../fill-vectors.ts";
import { expireDue } from "../forget.ts";
import { type AddResult, describeOutcome, type Outcome } from "./add-result.ts";
import { type CheckedAddOptions, type CheckedMessage, checkAddOptions } from "./add-options.ts";
import { type AddCost, NO_COST, usageOf } from "./add-usage.ts";
import { type CaughtUp, catchUpAfter } from "./catch-up.ts";
import { checkMessages } from "./chat-messages.ts";
import { lacksVectors } from "./embed-plan.ts";
import { readUnread, writeUnread } from "./extract/unread.ts";
import { makePlan } from "./make-plan.ts";
import { takeSnapshot } from "./prepare.ts";
import { observedAdd } from "./observed-add.ts";
import { makeEpisode } from "./read-episode.ts";
import { readStatements, type ReadResult } from "./read-statements.ts";
import { pointsSeen, relationIdsOf, relationsSeen, runPlan, screen } from "./run-plan.ts";
import type { Episode } from "./stated.ts";
import { Timer } from "./timer.ts";

/** Adds one episode. */
export async function add(messages: unknown, options: unknown, engine: Engine): Promise<AddResult> {
  const checked = checkAddOptions(options);
  const { messages: list, leftOut } = checkMessages(messages);
  const scope = resolveScope(checked, "add");
  checked.signal?.throwIfAborted();
  const given = { scope, now: engine.clock.now(), newId: () => engine.ids.next() };
  const episode = makeEpisode(list, checked, given);
  return observedAdd(episode.id, engine.observer, async () => {
    const timer = new Timer();
    await expireDue(scope.tenant, engine);
    const known = (await repeatedResult(episode, engine)) ?? (await erasedResult(episode, engine));
    if (known) return known;
    mustOutlive(episode);
    const added = await addEpisode({ episode, list, checked, timer }, engine);
    return added.isRepeat ? added : { ...added, failed: [...leftOut, ...added.failed] };
  });
}

/** A repeat of what has expired since is answered; something new that is gone already would be stored for nobody. */
function mustOutlive({ expiresAt, recordedAt }: Episode): void {
  if (expiresAt === null || expiresAt > recordedAt) return;
  const actual = new Date(expiresAt).toISOString();
  throw new InvalidArgumentError("add", "expiresAt", "after now, or left out", actual);
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
  const { signal, dryRun: isDry = false } = checked;
  const lap = (stage: string): void => {
    timer.lap(stage);
  };
  const read = await readStatements({ episode, list, checked, lap }, engine);
  const cost: AddCost = { ...read, timer };
  const planned = makePlan(read.episode, await takeSnapshot(read.episode, engine.stores));
  lap("plan");
  const unread = unreadOf(read, episode);
  const plan = await screen({ ...planned, unread }, engine, signal);
  if (plan === null) {
    const vetoed = { item: "fact" as const, text: "", reason: "beforeCommit vetoed the add" };
    return { ...emptyResult(episode.id, cost, engine), failed: [vetoed] };
  }
  const options = { ready: read.embedded, isDry, isAmendment: false, signal, lap };
  const ran = await runPlan(plan, options, engine);
  if (!ran.described) {
    return must(await repeatedResult(episode, engine), "the episode that another writer added");
  }
  const { pending } = read;
  const isVectorless = lacksVectors(ran.cost);
  const caughtUp = isDry ? null : await catchUpIfUp(read, engine, signal);
  const filled = isDry || isVectorless ? null : await fillIfMissing(episode, engine, signal);
  if (caughtUp) lap("catch-up");
  return {
    ...ran.described,
    episodeId: plan.episodeId,
    pending: isVectorless ? [...pending, "vectors"] : pending,
    isRepeat: false,
    caughtUp: caughtUp?.episodes ?? [],
    usage: usageOf({ ...cost, embedded: ran.cost, caughtUp, filled }, engine),
    ...(isDry ? { plan } : {}),
  };
}

function unreadOf({ pending, prompts }: ReadResult, episode: Episode): string | null {
  return pending.length > 0 ? writeUnread(pending, episode, prompts) : null;
}

/** What was stored while the embedding model was down is embedded now that it has answered. */
async function fillIfMissing(
  { scope }: Episode,
  engine: Engine,
  signal: AbortSignal | undefined,
): Promise<FillReport["usage"] | null> {
  // The built-in embedder is never down.
  return engine.embeddingModel.isModel ? fillSome(scope.tenant, engine, signal) : null;
}

/** What was left unread while the model was down is read now, if it has just answered. */
async function catchUpIfUp(
  { extractor, pending, episode }: ReadResult,
  engine: Engine,
  signal: AbortSignal | undefined,
): Promise<CaughtUp | null> {
  const isUp = extractor === "model" && pending.length === 0;
  return isUp ? catchUpAfter(episode.episode, engine, signal) : null;
}

/** What an episode that is there already came to, told as it stands now. */
async function repeatedResult(episode: Episode, engine: Engine): Promise<AddResult | undefined> {
  const { journal, vector, graph } = engine.stores;
  const { scope } = episode;
  const { tenant, agentId } = scope;
  const entry = await journal.get(tenant, episode.id);
  if (!entry?.outcome) return undefined;
  const outcome: Outcome = { ...entry.outcome, failed: [] };
  const ids = outcome.results.flatMap(({ id, previousId }) =>
    previousId === null ? [id] : [id, previousId],
  );
  const points = await vector.get(tenant, ids);
  const relations = await graph.getRelations(tenant, relationIdsOf(outcome, []), agentId);
  const seen = { points: pointsSeen(points, scope), relations: relationsSeen(relations, scope) };
  const described = describeOutcome(outcome, seen.points, seen.relations);
  const pending = entry.unread === null ? [] : readUnread(entry.unread).stages;
  return {
    ...emptyResult(episode.id, NO_COST, engine),
    ...described,
    pending,
    isRepeat: true,
  };
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
  return { ...emptyResult(episode.id, NO_COST, engine), failed, isRepeat: true };
}

function emptyResult(episodeId: string, cost: AddCost, engine: Engine): AddResult {
  const relations = { added: [], closed: [], retracted: [], confirmed: [] };
  const usage = usageOf(cost, engine);
  const nothing = { results: [], relations, failed: [], pending: [], caughtUp: [] };
  return { episodeId, ...nothing, isRepeat: false, usage };
}
