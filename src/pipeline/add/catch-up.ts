/** Reads episodes that came while the language model was down: their turns are kept, their facts are still to come. */
import { append } from "../../core/append.ts";
import { ModelRequestError, ModelUnavailableError } from "../../core/errors.ts";
import { turnIdOf } from "../../core/ids.ts";
import { must } from "../../core/must.ts";
import { type ResolvedScope, resolveScope, scopeOfTenant, type Tenant } from "../../core/scope.ts";
import type { JournalEntry } from "../../journal/journal.ts";
import type { Engine } from "../engine.ts";
import type { CaughtUpEpisode } from "./add-result.ts";
import { toMessage } from "./earlier-turns.ts";
import { type EmbeddedPlan, NOTHING_EMBEDDED } from "./embed-plan.ts";
import { readUnread, type Unread, writeUnread } from "./extract/unread.ts";
import { type ModelUsage, UsageMeter } from "./extract/usage-meter.ts";
import { makePlan } from "./make-plan.ts";
import type { PlanSnapshot } from "./plan.ts";
import { takeSnapshot } from "./prepare.ts";
import { readEpisode } from "./read-statements.ts";
import { byId, LEASE_MS, runPlan, screen } from "./run-plan.ts";
import type { Episode, EpisodeMessage, Statements } from "./stated.ts";

/** Most episodes that one add reads in arrears: what an add costs stays bounded. */
export const MAX_CAUGHT_UP = 2;
/** Episodes looked up at a time. */
const CAUGHT_UP_AT_ONCE = 50;
/** How long reading one episode may take before another process may take it over, in milliseconds. */
const READ_LEASE_MS = 10 * LEASE_MS;

/** Episodes read in arrears, and what that cost. */
export interface CaughtUp {
  readonly episodes: readonly CaughtUpEpisode[];
  readonly models: ModelUsage;
  readonly embedded: EmbeddedPlan;
  /** Whether the model was found down. */
  readonly isDown: boolean;
}

/** After an add whose model answered: reads some of what is left. What fails for now is left for later. */
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
  let isDown = false;
  for (const entry of entries) {
    const now = clock.now();
    const claim = { now, leaseUntil: now + READ_LEASE_MS };
    if (!(await stores.journal.claim(tenant, entry.episodeId, claim))) continue;
    const read = await readLater({ tenant, entry, meter, signal }, engine);
    embedded = addCosts(embedded, read.embedded);
    if (read.episode) episodes.push(read.episode);
    ({ isDown } = read);
    if (isDown) break;
  }
  return { episodes, isDown, models: meter.total(), embedded };
}

/** Reads every unread episode of a tenant, unless the model is down. */
export async function catchUpAll(tenant: Tenant, engine: Engine): Promise<CaughtUpEpisode[]> {
  const episodes: CaughtUpEpisode[] = [];
  let isMore = true;
  while (isMore) {
    const batch = await catchUp(tenant, engine, { limit: CAUGHT_UP_AT_ONCE });
    const read = batch?.episodes ?? [];
    append(episodes, read);
    isMore = read.length === CAUGHT_UP_AT_ONCE && batch?.isDown === false;
  }
  return episodes;
}

interface Later {
  readonly tenant: Tenant;
  readonly entry: JournalEntry;
  readonly meter: UsageMeter;
  readonly signal: AbortSignal | undefined;
}

interface ReadLater {
  /** Null if the model refused or is down: nothing was written. */
  readonly episode: CaughtUpEpisode | null;
  readonly isDown: boolean;
  readonly embedded: EmbeddedPlan;
}

/** Reads one episode that this process has claimed. */
async function readLater(later: Later, engine: Engine): Promise<ReadLater> {
  const { tenant, entry } = later;
  const { journal } = engine.stores;
  const unread = must(entry.unread, "what is still to be read of an unread episode");
  try {
    return await readClaimed(later, readUnread(unread), engine);
  } catch (error) {
    const outcome = must(entry.outcome, "the outcome of a done episode");
    // Put back as it was: whoever comes next reads it.
    await journal.amend(tenant, entry.episodeId, { outcome, unread, ids: [] });
    const isDown = error instanceof ModelUnavailableError;
    if (!isDown && !(error instanceof ModelRequestError)) throw error;
    return { episode: null, isDown: true, embedded: NOTHING_EMBEDDED };
  }
}

async function readClaimed(
  { tenant, entry, meter, signal }: Later,
  unread: Unread,
  engine: Engine,
): Promise<ReadLater> {
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
  const whole = readEpisode(episode, statements, { extractor: "model", failed });
  const planned = makePlan(whole, await takeSnapshot(whole, engine.stores));
  const left = pending.length > 0 ? writeUnread(pending, episode, prompts) : null;
  const empty = makePlan({ ...whole, statements: NO_STATEMENTS }, NO_SNAPSHOT);
  const screened = (await screen(planned, engine, signal)) ?? empty;
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

const NO_STATEMENTS: Statements = { facts: [], relations: [], entities: [] };
const NO_SNAPSHOT: PlanSnapshot = {
  memoryIds: new Map(),
  relationIds: new Map(),
  namedIds: new Set(),
  tellers: new Map(),
};

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

function addCosts(a: EmbeddedPlan, b: EmbeddedPlan): EmbeddedPlan {
  return {
    embeddings: b.embeddings,
    requestCount: a.requestCount + b.requestCount,
    inputCount: a.inputCount + b.inputCount,
    tokenCount: a.tokenCount + b.tokenCount,
  };
}
