/** Goes on with an add that was interrupted, or whose graph was down. */
import type { Tenant } from "../core/scope.ts";
import { ModelRequestError, StoreUnavailableError } from "../core/errors.ts";
import { commitPlan, type Committed } from "./add/commit.ts";
import { embedAll, type EmbeddedPlan } from "./add/embed-plan.ts";
import { makePlan } from "./add/make-plan.ts";
import type { Plan } from "./add/plan.ts";
import { turnSearchText } from "./add/points.ts";
import { takeSnapshot } from "./add/prepare.ts";
import { type Described, describeDeferred, screen, summaryOf } from "./add/run-plan.ts";
import type { Engine } from "./engine.ts";
import { attestedIn } from "./forget-steps.ts";
import { LEASE_MS, type Task, writeTask } from "./task.ts";

/** How going on with an add ended. */
export interface FinishedAdd {
  /** What is known of it, if the graph is down; null if it is done. */
  readonly described: Described | null;
}

/** Times an add is embedded anew because something that was known has been erased meanwhile. */
const MAX_ATTEMPTS = 3;

type AddTask = Extract<Task, { readonly form: "add" }>;
type ReadTask = Extract<Task, { readonly form: "read" }>;

/** Goes on with an add, as far as the stores answer. */
export async function goOn(task: AddTask | ReadTask, engine: Engine): Promise<FinishedAdd> {
  if (task.form === "add") return finishAdd(task, engine);
  let planned: AddTask | ReadTask;
  try {
    planned = await planAnew(task, engine);
  } catch (error) {
    if (!(error instanceof StoreUnavailableError)) throw error;
    // The graph is still down: what was read is kept, and its facts are written if they were not. If it is the other
    // store that is down, it is met again there.
    planned = task;
  }
  return finishAdd(planned, engine);
}

/** Applies the plan of an entry, wherever that ended before. */
async function finishAdd(task: AddTask | ReadTask, engine: Engine): Promise<FinishedAdd> {
  const { plan } = task;
  const formerIds = task.form === "add" ? (task.formerIds ?? []) : [];
  const { stores, clock, observer } = engine;
  const { episodeId } = plan;
  await removeFormer(plan.scope.tenant, formerIds, engine);
  for (let attempt = 1; ; attempt += 1) {
    const committed: Committed = await commitPlan(
      {
        plan,
        task,
        embeddings: await embeddingsOf(plan, engine),
        leaseUntil: clock.now() + LEASE_MS,
        isReplay: true,
        onStep: (step) => observer({ type: "commit-step", episodeId, step }),
        summarize: (done) => summaryOf(plan, done, clock.now()),
      },
      stores,
    );
    if (committed.isUnembedded && attempt < MAX_ATTEMPTS) continue;
    if (committed.ledger) return { described: null };
    const own = [...committed.points.values()].filter(
      ({ recordedAt }) => recordedAt === plan.recordedAt,
    );
    const inserted = new Set(own.map(({ id }) => id));
    const present = new Set([...committed.present, ...plan.turns.map(({ id }) => id)]);
    return { described: describeDeferred(plan, { ...committed, inserted, present }) };
  }
}

/**
 * Plans anew what was read while the graph was down, and keeps that plan before it is applied: what a second attempt
 * does then follows from what the first one did.
 */
async function planAnew({ read, plan: former }: ReadTask, engine: Engine): Promise<AddTask> {
  const { stores } = engine;
  const made = makePlan(read, await takeSnapshot(read, stores));
  const drawn: Plan = { ...made, unread: former.unread };
  const plan = (await screen(drawn, engine, undefined)) ?? nothingOf(drawn);
  const ids = new Set(plan.memories.map(({ id }) => id));
  const formerIds = former.memories.map(({ id }) => id).filter((id) => !ids.has(id));
  const task: AddTask = { form: "add", plan, formerIds };
  await stores.journal.replan(plan.scope.tenant, plan.episodeId, writeTask(task));
  return task;
}

/** What is left of an add that `beforeCommit` vetoes now: its turns, as they have been shown since. */
function nothingOf(plan: Plan): Plan {
  const records = { relations: [], attestations: [], supersessions: [], mentions: [], merges: [] };
  return { ...plan, memories: [], facts: [], endedIds: [], unread: null, records };
}

/** Takes out memories that were written before the graph could be asked for their ids, unless something else tells them. */
async function removeFormer(
  tenant: Tenant,
  ids: readonly string[],
  { stores }: Engine,
): Promise<void> {
  if (ids.length === 0) return;
  const told = attestedIn(await stores.graph.ledgerOf(tenant, ids));
  await stores.vector.remove(
    tenant,
    ids.filter((id) => !told.has(id)),
  );
}

/** Embeddings of the points that are not stored yet; null for those whose model does not take them now. */
async function embeddingsOf(plan: Plan, engine: Engine): Promise<EmbeddedPlan["embeddings"]> {
  const texts = new Map([
    ...plan.turns.map((turn) => [turn.id, turnSearchText(turn)] as const),
    ...plan.memories.map(({ id, text }) => [id, text] as const),
  ]);
  const stored = await engine.stores.vector.get(plan.scope.tenant, [...texts.keys()]);
  for (const { id } of stored) texts.delete(id);
  if (texts.size === 0) return new Map();
  const made = await embedAll([...texts.values()], engine, undefined).catch((error: unknown) => {
    if (error instanceof ModelRequestError) return null;
    throw error;
  });
  const embeddingOf = (text: string): Float32Array | null => made?.embeddings.get(text) ?? null;
  return new Map(Array.from(texts, ([id, text]) => [id, embeddingOf(text)]));
}
