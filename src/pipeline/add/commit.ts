/**
 * Applies a plan: journal, facts, graph, projections, done. Written once for both worlds: inside one transaction of the
 * embedded file, or step by step across servers, where every step may be repeated.
 */
import { type Awaitable, runAsync, runSync, step, type Steps } from "../../core/awaitable.ts";
import { greatest } from "../../core/extremes.ts";
import { isInScope, type Projection } from "../../core/visibility.ts";
import { type LedgerOutcome, TENANT_TOMBSTONE } from "../../graph/graph-store.ts";
import type { EpisodeOutcome } from "../../journal/journal.ts";
import type { NewPoint, StoredPoint } from "../../vector/vector-store.ts";
import { narrowPoint } from "../narrow.ts";
import type { Stores } from "../stores.ts";
import { pointsOf } from "./points.ts";
import type { Plan } from "./plan.ts";

/** The named steps of a commit, in order: where a crash may strike. */
export const COMMIT_STEPS = [
  "journal-begun",
  "points-inserted",
  "ledger-written",
  "points-projected",
  "journal-finished",
] as const;
/** A named step of a commit. */
export type CommitStep = (typeof COMMIT_STEPS)[number];

/** What a commit came to. */
export interface Committed {
  /** False if the episode was there already: then nothing was written. */
  readonly isNew: boolean;
  /** Whether a memory without an embedding is not there any more: then nothing was written. */
  readonly isUnembedded: boolean;
  readonly inserted: ReadonlySet<string>;
  readonly ledger: LedgerOutcome | null;
  /** Memories that the write closed or that answer for others, as they are now. */
  readonly points: ReadonlyMap<string, StoredPoint>;
}

/** What a commit needs beside the plan. */
export interface CommitInput {
  readonly plan: Plan;
  /** Unit-length embeddings by turn or memory id, null for what is embedded later; a memory that exists needs none. */
  readonly embeddings: ReadonlyMap<string, Float32Array | null>;
  /** Called after each step; a test may end the process there. */
  readonly onStep: (step: CommitStep) => void;
  /** Until when the journal entry is this writer's, in milliseconds from its recording. */
  readonly leaseMs: number;
  /** What the outcome means for the journal. */
  readonly summarize: (committed: Committed) => EpisodeOutcome;
  /** Whether the episode is there and was still to be read: then it is amended. @defaultValue false */
  readonly isAmendment?: boolean | undefined;
}

/** Commits a plan to the stores: all of it, or (across servers) up to a step that repeating continues. */
export async function commitPlan(input: CommitInput, stores: Stores): Promise<Committed> {
  const { transactor } = stores;
  if (!transactor) return runAsync(commitSteps(input, stores));
  return transactor.transaction(() => runSync(commitSteps(input, stores)));
}

const NOTHING: Omit<Committed, "isNew" | "isUnembedded"> = {
  inserted: new Set(),
  ledger: null,
  points: new Map(),
};

/** The steps of a commit, for whoever drives them. */
export function* commitSteps(input: CommitInput, stores: Stores): Steps<Committed> {
  const { plan, onStep } = input;
  const { tenant } = plan.scope;
  const isUnembedded = yield* lacksEmbedding(input, stores);
  if (isUnembedded) return { isNew: true, isUnembedded, ...NOTHING };
  const isNew = yield* beginEntry(input, stores);
  if (!isNew) return { isNew, isUnembedded, ...NOTHING };
  onStep("journal-begun");
  const inserted = yield* insertPoints(input, stores);
  onStep("points-inserted");
  const ledger = yield* step(stores.graph.commit(tenant, plan.records));
  onStep("ledger-written");
  yield* step(stores.vector.remove(tenant, [...ledger.dead]));
  yield* step(stores.vector.redact(tenant, ledger.redactedTurnIds));
  yield* step(stores.vector.project(tenant, ledger.projections));
  onStep("points-projected");
  const points = yield* readPoints(plan, ledger, stores);
  const committed: Committed = { isNew, isUnembedded, inserted, ledger, points };
  const ids = [...inserted, ...plan.records.relations.map(({ id }) => id), plan.episodeId];
  yield* finishEntry(input, { outcome: input.summarize(committed), ids }, stores);
  onStep("journal-finished");
  return committed;
}

/** Begins the journal's entry, or finds that of an episode that was still to be read. Returns whether there is work. */
function* beginEntry(
  { plan, leaseMs, isAmendment = false }: CommitInput,
  { journal, transactor }: Stores,
): Steps<boolean> {
  const { tenant, agentId, runId } = plan.scope;
  const { episodeId, recordedAt, expiresAt } = plan;
  if (isAmendment) {
    const entry = yield* step(journal.get(tenant, episodeId));
    return (entry?.unread ?? null) !== null;
  }
  return yield* step<boolean>(
    journal.begin(tenant, {
      episodeId,
      status: "pending",
      // One transaction has no half: a plan is only needed where a crash can leave one.
      plan: transactor ? null : JSON.stringify(plan),
      outcome: null,
      recordedAt,
      // Turns that `beforeCommit` dropped leave gaps: whoever forgets the episode goes by the last one's place.
      turnCount: greatest([0, ...plan.turns.map(({ index }) => index + 1)]),
      agentId,
      runId,
      expiresAt,
      leaseUntil: recordedAt + leaseMs,
      unread: plan.unread,
    }),
  );
}

function* finishEntry(
  { plan, isAmendment = false }: CommitInput,
  { outcome, ids }: { readonly outcome: EpisodeOutcome; readonly ids: readonly string[] },
  { journal }: Stores,
): Steps<void> {
  const { episodeId, unread } = plan;
  const { tenant } = plan.scope;
  if (!isAmendment) {
    yield* step(journal.finish(tenant, episodeId, outcome, ids));
    return;
  }
  const entry = yield* step(journal.get(tenant, episodeId));
  const whole = entry?.outcome ? joinOutcomes(entry.outcome, outcome) : outcome;
  yield* step(journal.amend(tenant, episodeId, { outcome: whole, unread, ids }));
}

function joinOutcomes(first: EpisodeOutcome, second: EpisodeOutcome): EpisodeOutcome {
  const both = (name: keyof EpisodeOutcome["relations"]): string[] => [
    ...new Set([...first.relations[name], ...second.relations[name]]),
  ];
  return {
    results: [...first.results, ...second.results],
    relations: { added: both("added"), closed: both("closed"), retracted: both("retracted") },
  };
}

/** Whether a memory that was known when the plan was made, and so was not embedded, has been erased with its tellings. */
function* lacksEmbedding({ plan, embeddings }: CommitInput, stores: Stores): Steps<boolean> {
  const { tenant } = plan.scope;
  const ids = plan.memories.map(({ id }) => id).filter((id) => !embeddings.has(id));
  if (ids.length === 0) return false;
  const known = yield* step<readonly StoredPoint[]>(stores.vector.get(tenant, ids));
  const missing = new Set(ids).difference(new Set(known.map(({ id }) => id)));
  const isDead = yield* readDead(plan, [...missing], stores);
  return [...missing].some((id) => !isDead(id));
}

function* insertPoints(
  { plan, embeddings }: CommitInput,
  stores: Stores,
): Steps<ReadonlySet<string>> {
  const points: NewPoint[] = pointsOf(plan, embeddings);
  const ids = points.map(({ id }) => id);
  const isDead = yield* readDead(plan, ids, stores);
  const alive = points.filter(({ id }) => !isDead(id));
  return yield* step<ReadonlySet<string>>(stores.vector.insert(plan.scope.tenant, alive));
}

/** Which of these ids were erased after the plan was made, alone, with their episode or with the tenant. */
function* readDead(
  { scope, episodeId, recordedAt }: Plan,
  ids: readonly string[],
  { graph }: Stores,
): Steps<(id: string) => boolean> {
  const all = [...ids, episodeId, TENANT_TOMBSTONE];
  const graves = yield* step(graph.tombstones(scope.tenant, all));
  const erasedAt = new Map(
    graves.flatMap(({ id, at, form }) => (form === "erased" ? [[id, at] as const] : [])),
  );
  const isErased = (id: string): boolean =>
    recordedAt <= (erasedAt.get(id) ?? Number.NEGATIVE_INFINITY);
  // What is told right after a whole tenant was erased may be recorded in the same millisecond.
  const isAllErased = recordedAt < (erasedAt.get(TENANT_TOMBSTONE) ?? recordedAt);
  const isNone = isAllErased || isErased(episodeId);
  return (id) => isNone || isErased(id);
}

/** The memories the result tells of: those of the plan, those that closed, and those that answer instead. */
function* readPoints(
  plan: Plan,
  { changes, projections }: LedgerOutcome,
  { vector }: Stores,
): Steps<ReadonlyMap<string, StoredPoint>> {
  const told = plan.facts.flatMap(({ memoryId, names }) => [memoryId, ...names]);
  const ids = new Set([...told, ...plan.endedIds]);
  for (const { id, form, after } of changes) {
    if (form !== "relation") ids.add(id);
    if (after?.foldedInto) ids.add(after.foldedInto);
  }
  const read: Awaitable<readonly StoredPoint[]> = vector.get(plan.scope.tenant, [...ids]);
  const points = yield* step(read);
  // Within this commit they are as just projected, even where a server answers from a moment before.
  const fresh = (point: StoredPoint): Projection => projections.get(point.id) ?? point.projection;
  const { agentId } = plan.scope;
  const seen = points
    .map((point) => ({ ...point, projection: fresh(point) }))
    .filter(({ projection }) => isInScope(projection, { agentId, runId: null }));
  return new Map(seen.map((point) => [point.id, narrowPoint(point, agentId)]));
}
