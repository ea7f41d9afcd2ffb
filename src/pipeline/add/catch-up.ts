/** Reads episodes that came while the language model was down: their turns are kept, their facts are still to come. */
import { ModelRequestError, ModelUnavailableError } from "../../core/errors.ts";
import { turnIdOf } from "../../core/ids.ts";
import { must } from "../../core/must.ts";
import { type ResolvedScope, resolveScope, scopeOfTenant, type Tenant } from "../../core/scope.ts";
import type { JournalEntry } from "../../journal/journal.ts";
import type { Engine } from "../engine.ts";
import { MAX_REFUSALS } from "../model-answer.ts";
import { LEASE_MS } from "../task.ts";
import type { CaughtUpEpisode } from "./add-result.ts";
import { toMessage } from "./earlier-turns.ts";
import { type EmbeddedPlan, NOTHING_EMBEDDED, withEmbedded } from "./embed-plan.ts";
import { readUnread, type Unread, writeUnread } from "./extract/unread.ts";
import { type ModelUsage, UsageMeter } from "./extract/usage-meter.ts";
import { makePlan } from "./make-plan.ts";
import type { Plan, PlanSnapshot } from "./plan.ts";
import { takeSnapshot } from "./prepare.ts";
import { readEpisode } from "./read-statements.ts";
import { byId, runPlan, screen } from "./run-plan.ts";
import type {
  Episode,
  EpisodeMessage,
  Failure,
  ReadEpisode,
  Statements,
  ToldFact,
} from "./stated.ts";

/** Most episodes that one add reads in arrears: what an add costs stays bounded. */
const MAX_CAUGHT_UP = 2;
/** Episodes looked up at a time. */
const CAUGHT_UP_AT_ONCE = 50;
/** How long reading one episode may take before another process may take it over, in milliseconds. */
const READ_LEASE_MS = 10 * LEASE_MS;

/** Episodes read in arrears, and what that cost. */
export interface CaughtUp {
  readonly episodes: readonly CaughtUpEpisode[];
  readonly models: ModelUsage;
  readonly embedded: EmbeddedPlan;
  /** Those among them that the model refused: they keep their lease. */
  readonly refusedIds: readonly string[];
  /** Whether the model was found down, or refuses all it is asked. */
  readonly isDown: boolean;
  /** What went wrong otherwise and ended it, an abort included; the episode that it befell is among the others. */
  readonly failure: { readonly error: unknown } | null;
}

/**
 * After an add whose model answered: reads some of what is left. It never throws because of that: the add itself is
 * stored. What fails is left for later, and told.
 */
export async function catchUpAfter(
  { scope }: Episode,
  engine: Engine,
  signal: AbortSignal | undefined,
): Promise<CaughtUp | null> {
  return catchUp(scope.tenant, engine, { limit: MAX_CAUGHT_UP, signal });
}

/**
 * Reads unread episodes of a tenant, oldest first, until none is left, `limit` is reached or the model is down.
 *
 * @returns Null if there was none.
 */
export async function catchUp(
  tenant: Tenant,
  engine: Engine,
  { limit, signal }: { readonly limit: number; readonly signal?: AbortSignal | undefined },
): Promise<CaughtUp | null> {
  const { stores, clock } = engine;
  if (!engine.languageModel) return null;
  const entries = await stores.journal.unread(tenant, { now: clock.now(), limit });
  if (entries.length === 0) return null;
  const meter = new UsageMeter();
  const episodes: CaughtUpEpisode[] = [];
  let embedded: EmbeddedPlan = NOTHING_EMBEDDED;
  const refusedIds: string[] = [];
  let isDown = false;
  let failure: CaughtUp["failure"] = null;
  for (const { episodeId } of entries) {
    const entry = await claim(tenant, episodeId, engine);
    if (!entry) continue;
    const read = await readLater({ tenant, entry, meter, signal }, engine);
    embedded = withEmbedded(embedded, read.embedded);
    if (read.episode) episodes.push(read.episode);
    if (read.isRefused) refusedIds.push(episodeId);
    ({ failure } = read);
    isDown = read.isDown || isRefusingAll(refusedIds, episodes);
    if (isDown || failure) break;
  }
  return { episodes, refusedIds, isDown, failure, models: meter.total(), embedded };
}

/** Takes an episode's lease. Undefined if somebody has it, or has read it. */
async function claim(
  tenant: Tenant,
  episodeId: string,
  { clock, stores: { journal } }: Engine,
): Promise<JournalEntry | undefined> {
  const now = clock.now();
  const lease = { now, leaseUntil: now + READ_LEASE_MS };
  if (!(await journal.claim(tenant, episodeId, lease))) return undefined;
  // Another process may have read a part of it since it was listed.
  return journal.get(tenant, episodeId);
}

function isRefusingAll(refused: readonly string[], all: readonly CaughtUpEpisode[]): boolean {
  return refused.length === MAX_REFUSALS && all.length === MAX_REFUSALS;
}

/**
 * Reads every unread episode of a tenant, unless the model is down. Those that it refuses are left as they were, and told.
 *
 * @throws The signal's reason, untouched, once it is aborted.
 */
export async function catchUpAll(
  tenant: Tenant,
  engine: Engine,
  signal: AbortSignal | undefined,
): Promise<{ readonly episodes: readonly CaughtUpEpisode[]; readonly isDown: boolean }> {
  const batches: CaughtUp[] = [];
  try {
    while (isMore(batches.at(-1))) {
      signal?.throwIfAborted();
      const batch = await catchUp(tenant, engine, { limit: CAUGHT_UP_AT_ONCE, signal });
      if (batch === null) break;
      batches.push(batch);
      if (batch.failure) throw batch.failure.error;
    }
  } finally {
    // Only now, so that each is asked about once.
    const refusedIds = batches.flatMap((batch) => batch.refusedIds);
    for (const episodeId of refusedIds) await release(tenant, episodeId, engine);
  }
  const episodes = batches.flatMap((batch) => batch.episodes);
  return { episodes, isDown: batches.some(({ isDown }) => isDown) };
}

function isMore(last: CaughtUp | undefined): boolean {
  return last === undefined || (last.episodes.length === CAUGHT_UP_AT_ONCE && !last.isDown);
}

interface Later {
  readonly tenant: Tenant;
  readonly entry: JournalEntry;
  readonly meter: UsageMeter;
  readonly signal: AbortSignal | undefined;
}

interface ReadLater extends Pick<CaughtUp, "isDown" | "failure" | "embedded"> {
  /** Null if the model is down: nothing was written, and nothing is wrong with the episode. */
  readonly episode: CaughtUpEpisode | null;
  /** Whether the model refused it. */
  readonly isRefused: boolean;
}

/** Reads one episode that this process has claimed. */
async function readLater(later: Later, engine: Engine): Promise<ReadLater> {
  const { tenant, entry } = later;
  const { episodeId } = entry;
  const unread = readUnread(must(entry.unread, "what is still to be read of an unread episode"));
  const nothing = { embedded: NOTHING_EMBEDDED, isRefused: false, isDown: false, failure: null };
  try {
    return { ...nothing, ...(await readClaimed(later, unread, engine)) };
  } catch (error) {
    const isRefused = error instanceof ModelRequestError;
    // What is refused keeps its lease: others come first, and it is tried again when that has ended.
    if (!isRefused) await release(tenant, episodeId, engine);
    if (error instanceof ModelUnavailableError) return { ...nothing, episode: null, isDown: true };
    const reason = `it could not be read later: ${error instanceof Error ? error.message : "stopped"}`;
    const failed = [{ item: "turn" as const, text: turnIdOf(episodeId, 0), reason }];
    const episode = { episodeId, pending: unread.stages, failed };
    return { ...nothing, episode, isRefused, failure: isRefused ? null : { error } };
  }
}

/** Puts an episode back as it is: whoever comes next reads it. */
async function release(
  tenant: Tenant,
  episodeId: string,
  { stores: { journal } }: Engine,
): Promise<void> {
  const entry = await journal.get(tenant, episodeId);
  if (!entry?.outcome) return;
  const { outcome, unread } = entry;
  await journal.amend(tenant, episodeId, { outcome, unread, ids: [] });
}

async function readClaimed(
  { tenant, entry, meter, signal }: Later,
  unread: Unread,
  engine: Engine,
): Promise<Pick<ReadLater, "episode" | "isDown" | "embedded">> {
  const { readByModel } = await import("./extract/read-by-model.ts");
  const { stages, prompts } = unread;
  const episode = await episodeOf(tenant, entry, unread, engine);
  const lap = (): void => undefined;
  const read = await readByModel(
    episode,
    {
      stages,
      prompts: { ...engine.prompts, ...prompts },
      meter,
      signal,
      lap,
      hasTurns: false,
    },
    engine,
  );
  const { statements, failed, pending } = read;
  const told = stages.includes("facts") ? [] : await toldFacts({ tenant, entry, episode }, engine);
  const whole = { ...readEpisode(episode, statements, { extractor: "model", failed }), told };
  const planned = makePlan(whole, await takeSnapshot(whole, engine.stores));
  const left = pending.length > 0 ? writeUnread(pending, episode, prompts) : null;
  const screened = (await screen(planned, engine, signal)) ?? vetoed(whole);
  // Its turns are there since it was added.
  const plan = { ...screened, turns: [], unread: left };
  const options = { ready: read.embedded, isDry: false, isAmendment: true, signal, lap };
  const { cost, described } = await runPlan(plan, options, engine);
  return {
    episode: { episodeId: entry.episodeId, pending, failed: described?.failed ?? [] },
    isDown: left !== null,
    embedded: cost,
  };
}

/** What is left of an episode whose plan was vetoed: nothing but the word of it. */
function vetoed(episode: ReadEpisode): Plan {
  const empty = makePlan({ ...episode, told: [], statements: NO_STATEMENTS }, NO_SNAPSHOT);
  return { ...empty, failed: [...empty.failed, VETOED] };
}

const VETOED: Failure = {
  item: "fact",
  text: "",
  reason: "beforeCommit vetoed what was read later",
};
const NO_STATEMENTS: Statements = { facts: [], relations: [], entities: [] };
const NO_SNAPSHOT: PlanSnapshot = {
  memoryIds: new Map(),
  relationIds: new Map(),
  namedIds: new Set(),
  tellers: new Map(),
  tellings: new Map(),
};

/** The facts of an episode that are stored, by the turns that told them. */
async function toldFacts(
  { tenant, entry, episode }: Pick<Later, "tenant" | "entry"> & { readonly episode: Episode },
  { stores }: Engine,
): Promise<ToldFact[]> {
  const ids = entry.outcome?.results.map(({ id }) => id) ?? [];
  const indexOf = new Map(
    episode.messages.map((_, index) => [turnIdOf(entry.episodeId, index), index]),
  );
  const { attestations } = await stores.graph.ledgerOf(tenant, ids);
  return attestations.flatMap(({ of, form, text, turnId }): ToldFact[] => {
    const index = indexOf.get(turnId);
    if (index === undefined || form === "relation" || text === null) return [];
    const fact = { text, sources: [index] };
    return [{ fact, memory: { id: of, text }, attestations: [{ turnId }] }];
  });
}

/** The episode as it was added, as far as its turns are still there: one that was deleted says nothing. */
async function episodeOf(
  tenant: Tenant,
  entry: JournalEntry,
  { at, timeZone, metadata }: Unread,
  { stores }: Engine,
): Promise<Episode> {
  const { episodeId, turnCount, recordedAt, agentId, runId, expiresAt } = entry;
  const ids = Array.from({ length: turnCount }, (_, index) => turnIdOf(episodeId, index));
  const turns = byId(await stores.vector.get(tenant, ids));
  const messages = ids.map((id): EpisodeMessage => {
    const point = turns.get(id);
    return point ? toMessage(point) : { ...GONE, at };
  });
  const scope: ResolvedScope = {
    ...resolveScope({ ...scopeOfTenant(tenant) }, "repair"),
    agentId,
    runId,
  };
  return { id: episodeId, scope, at, recordedAt, timeZone, metadata, expiresAt, messages };
}

/** A turn that was deleted meanwhile. */
const GONE = { role: "user", content: "", name: null, ref: null, metadata: {} } as const;
