/** One add, from checked options to its result. */
import { InvalidArgumentError, StoreUnavailableError } from "../../core/errors.ts";
import { makeKey } from "../../core/ids.ts";
import { resolveScope } from "../../core/scope.ts";
import type { Engine } from "../engine.ts";
import { type FillReport, fillSome } from "../fill-vectors.ts";
import { sessionOf } from "../session.ts";
import type { Task } from "../task.ts";
import type { AddResult } from "./add-result.ts";
import { type CheckedAddOptions, type CheckedMessage, checkAddOptions } from "./add-options.ts";
import { type AddCost, usageOf } from "./add-usage.ts";
import { resultOfOther, settleEarlier } from "./before-add.ts";
import { type CaughtUp, catchUpAfter } from "./catch-up.ts";
import { checkMessages } from "./chat-messages.ts";
import { lacksVectors } from "./embed-plan.ts";
import { writeUnread } from "./extract/unread.ts";
import { observedAdd } from "./observed-add.ts";
import type { Plan } from "./plan.ts";
import { planEpisode, type PlannedEpisode } from "./plan-episode.ts";
import { makeEpisode } from "./read-episode.ts";
import { readStatements, type ReadResult } from "./read-statements.ts";
import { emptyResult, erasedResult } from "./repeated-add.ts";
import { type Ran, runPlan, screen } from "./run-plan.ts";
import type { Episode } from "./stated.ts";
import { Timer } from "./timer.ts";

/** Adds one episode. */
export async function add(messages: unknown, options: unknown, opened: Engine): Promise<AddResult> {
  const checked = checkAddOptions(options);
  const { messages: list, leftOut } = checkMessages(messages);
  const scope = resolveScope(checked, "add");
  checked.signal?.throwIfAborted();
  const engine: Engine = { ...opened, stores: sessionOf(opened.stores) };
  const idempotencyKey = checked.idempotencyKey ?? keyFor(engine);
  const given = { scope, now: engine.clock.now(), newId: () => engine.ids.next() };
  const episode = makeEpisode(list, { ...checked, idempotencyKey }, given);
  return observedAdd(episode.id, engine.observer, async () => {
    const timer = new Timer();
    const known = await settleEarlier({ episode, checked, idempotencyKey }, engine, opened);
    if (known) return known;
    mustOutlive(episode);
    const work = { episode, list, checked, timer, idempotencyKey };
    const added = await addEpisode(work, engine, opened);
    return added.isRepeat ? added : { ...added, failed: [...leftOut, ...added.failed] };
  });
}

/** Across separate stores an add may be interrupted: then its error tells the key that makes repeating it safe. */
function keyFor({ stores, ids }: Engine): string | undefined {
  return stores.transactor ? undefined : makeKey(ids);
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
  /** The caller's, or one that was made; undefined where nothing can be interrupted. */
  readonly idempotencyKey: string | undefined;
}

async function addEpisode(work: Work, engine: Engine, opened: Engine): Promise<AddResult> {
  const { episode, list, checked, timer, idempotencyKey } = work;
  const { signal, dryRun: isDry = false } = checked;
  const lap = (stage: string): void => {
    timer.lap(stage);
  };
  const read = await readStatements({ episode, list, checked, lap }, engine);
  const cost: AddCost = { ...read, timer };
  const mayBeErased = checked.idempotencyKey !== undefined && !engine.stores.transactor;
  const planned = await planEpisode(read.episode, engine.stores, { mayBeErased });
  if (planned.isErased) return erasedResult(episode, engine);
  lap("plan");
  const drawn: Plan = { ...planned.plan, unread: unreadOf(read, episode) };
  const plan = await screen(drawn, engine, signal);
  if (plan === null) {
    const vetoed = { item: "fact" as const, text: "", reason: "beforeCommit vetoed the add" };
    return { ...emptyResult(episode.id, cost, engine), failed: [vetoed] };
  }
  const task = taskOf({ drawn, plan, planned, read });
  const isOwnId = checked.idempotencyKey === undefined;
  const options = { isDry, isAmendment: false, isOwnId, task, idempotencyKey, signal, lap };
  const ran = await runPlan(plan, { ...options, ready: read.embedded }, engine);
  if (!ran.described) return resultOfOther(episode, idempotencyKey, opened);
  const after = isDry ? NOTHING_AFTER : await afterCommit({ read, ran, work, lap }, engine);
  return {
    ...ran.described,
    episodeId: plan.episodeId,
    pending: pendingOf(read, ran),
    isRepeat: false,
    caughtUp: after.caughtUp?.episodes ?? [],
    usage: usageOf({ ...cost, embedded: ran.cost, ...after }, engine),
    ...(isDry ? { plan } : {}),
  };
}

/** What the journal keeps: what was read, where that has to be planned anew and the hook left the plan as it was. */
function taskOf({
  drawn,
  plan,
  planned,
  read,
}: {
  readonly drawn: Plan;
  readonly plan: Plan;
  readonly planned: PlannedEpisode;
  readonly read: ReadResult;
}): Task {
  const isAsDrawn = planned.isProvisional && JSON.stringify(plan) === JSON.stringify(drawn);
  return isAsDrawn ? { form: "read", read: read.episode, plan } : { form: "add", plan };
}

function pendingOf({ pending }: ReadResult, { cost, isDeferred }: Ran): AddResult["pending"] {
  const all = [
    ...pending,
    ...(isDeferred ? (["graph"] as const) : []),
    ...(lacksVectors(cost) ? (["vectors"] as const) : []),
  ];
  return [...new Set(all)];
}

function unreadOf({ pending, prompts }: ReadResult, episode: Episode): string | null {
  return pending.length > 0 ? writeUnread(pending, episode, prompts) : null;
}

interface After {
  readonly caughtUp: CaughtUp | null;
  readonly filled: FillReport["usage"] | null;
}

const NOTHING_AFTER: After = { caughtUp: null, filled: null };

/** What was left by earlier adds is done now that a model has answered. The add itself is stored: no outage undoes that. */
async function afterCommit(
  {
    read,
    ran,
    work,
    lap,
  }: {
    readonly read: ReadResult;
    readonly ran: Ran;
    readonly work: Work;
    readonly lap: (stage: string) => void;
  },
  engine: Engine,
): Promise<After> {
  const { signal } = work.checked;
  try {
    const caughtUp = ran.isDeferred ? null : await catchUpIfUp(read, engine, signal);
    const filled = lacksVectors(ran.cost)
      ? null
      : await fillIfMissing(work.episode, engine, signal);
    if (caughtUp) lap("catch-up");
    return { caughtUp, filled };
  } catch (error) {
    if (engine.stores.transactor || !(error instanceof StoreUnavailableError)) throw error;
    return NOTHING_AFTER;
  }
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
