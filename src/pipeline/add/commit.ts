/**
 * Applies a plan: journal, facts, graph, projections, done. Written once for both worlds: inside one transaction of the
 * embedded file, or step by step across servers, where every step may be repeated.
 */
import { type Awaitable, runSync, step, stepAll, type Steps } from "../../core/awaitable.ts";
import { StoreUnavailableError } from "../../core/errors.ts";
import { greatest } from "../../core/extremes.ts";
import type { Tombstone } from "../../core/records.ts";
import type { Tenant } from "../../core/scope.ts";
import { isInScope, type Projection } from "../../core/visibility.ts";
import { type LedgerOutcome, TENANT_TOMBSTONE } from "../../graph/graph-store.ts";
import type { EpisodeOutcome } from "../../journal/journal.ts";
import type { NewPoint, StoredPoint } from "../../vector/vector-store.ts";
import { narrowPoint } from "../narrow.ts";
import type { Stores } from "../stores.ts";
import { type Task, writeTask } from "../task.ts";
import { asStored, pointsOf } from "./points.ts";
import type { CommitStep } from "./commit-steps.ts";
import { type InterruptibleCommit, runCommit } from "./interrupted-commit.ts";
import type { Plan } from "./plan.ts";
import { restoreLost } from "./restore-lost.ts";

/** What a commit came to. */
export interface Committed {
  /** False if the episode was there already: then nothing was written. */
  readonly isNew: boolean;
  /** Whether a memory without an embedding is not there any more: then nothing was written. */
  readonly isUnembedded: boolean;
  /** Points that were not there before. */
  readonly inserted: ReadonlySet<string>;
  /** Points that are there now. */
  readonly present: ReadonlySet<string>;
  /** Null if nothing was written, or the graph is down: then its part is still to come. */
  readonly ledger: LedgerOutcome | null;
  /** Memories that the write closed or that answer for others, as they are now. */
  readonly points: ReadonlyMap<string, StoredPoint>;
}

/** What a commit needs beside the plan. */
export interface CommitInput extends InterruptibleCommit {
  readonly plan: Plan;
  /** Unit-length embeddings by turn or memory id, null for what is embedded later; a memory that exists needs none. */
  readonly embeddings: ReadonlyMap<string, Float32Array | null>;
  /** Called after each step; a test may end the process there. */
  readonly onStep: (step: CommitStep) => void;
  /** Until when the journal entry is this writer's, epoch ms. */
  readonly leaseUntil: number;
  /** What the journal keeps until all is done. @defaultValue the plan */
  readonly task?: Task | undefined;
  /** What the outcome means for the journal. */
  readonly summarize: (committed: Committed) => EpisodeOutcome;
}

/**
 * Commits a plan to the stores: all of it, or (across servers) up to a step that repeating continues.
 *
 * @throws {PartialWriteError} If a separate store failed once the journal may have the entry. What failed before that is
 * thrown as it is, with nothing written.
 */
export async function commitPlan(input: CommitInput, stores: Stores): Promise<Committed> {
  const { transactor } = stores;
  if (transactor) return transactor.transaction(() => runSync(commitSteps(input, stores)));
  return runCommit(input, stores, (observed) => commitSteps(observed, stores));
}

const NOTHING: Omit<Committed, "isNew" | "isUnembedded"> = {
  inserted: new Set(),
  present: new Set(),
  ledger: null,
  points: new Map(),
};

/** The steps of a commit, for whoever drives them. */
export function* commitSteps(input: CommitInput, stores: Stores): Steps<Committed> {
  const { plan, onStep } = input;
  const isUnembedded = yield* lacksEmbedding(input, stores);
  if (isUnembedded) return { isNew: true, isUnembedded, ...NOTHING };
  const isNew = yield* beginEntry(input, stores);
  if (!isNew) return { isNew, isUnembedded, ...NOTHING };
  onStep("journal-begun");
  const { made, ...points } = yield* insertPoints(input, stores);
  onStep("points-inserted");
  const written = { isNew, isUnembedded, ...points };
  const ledger = yield* writeLedger(input, stores);
  if (!ledger) return yield* deferEntry(input, { ...written, made }, stores);
  onStep("ledger-written");
  const seen = yield* projectPoints(input, { ledger, made }, stores);
  onStep("points-projected");
  const committed: Committed = { ...written, ledger, points: seen };
  const ids = idsOf(plan, points.inserted);
  yield* finishEntry(input, { outcome: input.summarize(committed), ids }, stores);
  onStep("journal-finished");
  return committed;
}

function idsOf({ records, episodeId }: Plan, inserted: ReadonlySet<string>): string[] {
  return [...inserted, ...records.relations.map(({ id }) => id), episodeId];
}

/** Null if the graph is a store of its own and is down, or could not be asked when this was planned. */
function* writeLedger(
  { plan, task }: CommitInput,
  { graph, transactor }: Stores,
): Steps<LedgerOutcome | null> {
  if (task?.form === "read") return null;
  try {
    return yield* step(graph.commit(plan.scope.tenant, plan.records));
  } catch (error) {
    if (transactor === null && error instanceof StoreUnavailableError) return null;
    throw error;
  }
}

/** Leaves the entry to whoever comes when the graph is back: what was written is found until then, and by its id. */
function* deferEntry(
  { plan, isAmendment = false }: CommitInput,
  { made, ...written }: Omit<Committed, "ledger" | "points"> & Made,
  stores: Stores,
): Steps<Committed> {
  const { tenant } = plan.scope;
  const { journal, vector } = stores;
  const { inserted } = written;
  if (isAmendment) {
    // It is read again: then in other words, perhaps.
    yield* step(vector.remove(tenant, [...inserted]));
    throw new StoreUnavailableError("add what was read later", "the graph");
  }
  const nothing = { changes: [], projections: new Map<string, Projection>() };
  const [points] = yield* stepAll([
    readPoints(plan, { ...nothing, made }, stores),
    journal.own(tenant, idsOf(plan, inserted)),
    journal.release(tenant, plan.episodeId),
  ]);
  return {
    ...written,
    ledger: null,
    points: shownPoints(
      plan,
      [...madePoints(plan, { ...nothing, made }), ...points],
      nothing.projections,
    ),
  };
}

/** Writes what the ledger says of the points, and reads those that the result tells of. */
function* projectPoints(
  { plan, embeddings }: CommitInput,
  { ledger, made }: Made & { readonly ledger: LedgerOutcome },
  stores: Stores,
): Steps<ReadonlyMap<string, StoredPoint>> {
  const { tenant } = plan.scope;
  const { vector } = stores;
  const { dead, redactedTurnIds, projections } = ledger;
  if (dead.size > 0) yield* step(vector.remove(tenant, [...dead]));
  if (redactedTurnIds.length > 0) yield* step(vector.redact(tenant, redactedTurnIds));
  let [, points] = yield* stepAll([
    vector.project(tenant, projections),
    readPoints(plan, { ...ledger, made }, stores),
  ]);
  const present = new Set([...dead, ...made.keys(), ...points.map(({ id }) => id)]);
  const lost = plan.memories.filter(({ id }) => !present.has(id));
  if (lost.length > 0) {
    yield* restoreLost({ plan, memories: lost, embeddings, projections }, stores);
    points = yield* step(readPoints(plan, { ...ledger, made }, stores));
  }
  const own = madePoints(plan, { ...ledger, made }).filter(({ id }) => !dead.has(id));
  return shownPoints(plan, [...own, ...points], projections);
}

/** Points that a commit has inserted and need not be read back, by id: none where reading costs nothing. */
interface Made {
  readonly made: ReadonlyMap<string, StoredPoint>;
}

/** Begins the journal's entry, or finds that of an episode that was still to be read. Returns whether there is work. */
function* beginEntry(input: CommitInput, { journal, transactor }: Stores): Steps<boolean> {
  const { plan, leaseUntil, isAmendment = false, isReplay = false } = input;
  input.onBegin?.();
  if (isReplay) return true;
  const { tenant, agentId, runId } = plan.scope;
  const { episodeId, recordedAt, expiresAt } = plan;
  if (isAmendment) {
    const entry = yield* step(journal.get(tenant, episodeId));
    return (entry?.unread ?? null) !== null;
  }
  return yield* step<boolean>(
    journal.begin(
      tenant,
      {
        episodeId,
        status: "pending",
        // One transaction has no half: a plan is only needed where a crash can leave one.
        plan: transactor ? null : writeTask(input.task ?? { form: "add", plan }),
        outcome: null,
        recordedAt,
        // Turns that `beforeCommit` dropped leave gaps: whoever forgets the episode goes by the last one's place.
        turnCount: greatest([0, ...plan.turns.map(({ index }) => index + 1)]),
        agentId,
        runId,
        expiresAt,
        leaseUntil,
        unread: plan.unread,
      },
      { isOwnId: input.isOwnId ?? false },
    ),
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
): Steps<Pick<Committed, "inserted" | "present"> & Made> {
  const points: NewPoint[] = pointsOf(plan, embeddings);
  const ids = points.map(({ id }) => id);
  const isDead = yield* readDead(plan, ids, stores);
  const alive = points.filter(({ id }) => !isDead(id));
  const inserted = yield* step<ReadonlySet<string>>(stores.vector.insert(plan.scope.tenant, alive));
  const own = stores.transactor ? [] : alive.filter(({ id }) => inserted.has(id));
  return {
    inserted,
    present: new Set(alive.map(({ id }) => id)),
    made: new Map(own.map((point) => [point.id, asStored(point)])),
  };
}

/** Which of these ids were erased after the plan was made, alone, with their episode or with the tenant. */
function* readDead(
  { scope, episodeId, recordedAt }: Plan,
  ids: readonly string[],
  stores: Stores,
): Steps<(id: string) => boolean> {
  const all = [...ids, episodeId, TENANT_TOMBSTONE];
  const graves = yield* readGraves(scope.tenant, all, stores);
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

/** Tombstones; none if the graph is a store of its own and is down: the ledger heeds them when it is back. */
function* readGraves(
  tenant: Tenant,
  ids: readonly string[],
  { graph, transactor }: Stores,
): Steps<readonly Tombstone[]> {
  try {
    return yield* step(graph.tombstones(tenant, ids));
  } catch (error) {
    if (transactor === null && error instanceof StoreUnavailableError) return [];
    throw error;
  }
}

function readPoints(
  plan: Plan,
  { changes, made }: Pick<LedgerOutcome, "changes"> & Made,
  { vector }: Stores,
): Awaitable<readonly StoredPoint[]> {
  const ids = [...toldIds(plan, changes)].filter((id) => !made.has(id));
  return vector.get(plan.scope.tenant, ids);
}

/** Those of the memories the result tells of that need not be read. */
function madePoints(
  plan: Plan,
  { changes, made }: Pick<LedgerOutcome, "changes"> & Made,
): StoredPoint[] {
  const told = toldIds(plan, changes);
  return [...made.values()].filter(({ id }) => told.has(id));
}

/** The memories the result tells of: those of the plan, those that closed, and those that answer instead. */
export function toldIds(plan: Plan, changes: LedgerOutcome["changes"]): Set<string> {
  const told = plan.facts.flatMap(({ memoryId, names }) => [memoryId, ...names]);
  const ids = new Set([...told, ...plan.endedIds]);
  for (const { id, form, after } of changes) {
    if (form !== "relation") ids.add(id);
    if (after?.foldedInto) ids.add(after.foldedInto);
  }
  return ids;
}

/** Those of them that whoever adds may see. */
export function shownPoints(
  { scope: { agentId } }: Plan,
  points: readonly StoredPoint[],
  projections: LedgerOutcome["projections"],
): ReadonlyMap<string, StoredPoint> {
  // Within this commit they are as just projected, even where a server answers from a moment before.
  const fresh = (point: StoredPoint): Projection => projections.get(point.id) ?? point.projection;
  const seen = points
    .map((point) => ({ ...point, projection: fresh(point) }))
    .filter(({ projection }) => isInScope(projection, { agentId, runId: null }));
  return new Map(seen.map((point) => [point.id, narrowPoint(point, agentId)]));
}
