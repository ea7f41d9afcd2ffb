/** The user's correction of a memory's text: a revision. */
import { z } from "zod";

import { InvalidArgumentError } from "../core/errors.ts";
import { deterministicId } from "../core/ids.ts";
import { must } from "../core/must.ts";
import { statementKey } from "../core/names.ts";
import type { Attestation, LedgerRecords, Revision, Supersession } from "../core/records.ts";
import {
  resolveScope,
  type ResolvedScope,
  type Scope,
  scopeOfTenant,
  type Tenant,
} from "../core/scope.ts";
import type { Steps } from "../core/awaitable.ts";
import type { LedgerOutcome } from "../graph/graph-store.ts";
import type { StoredPoint } from "../vector/vector-store.ts";
import { identityOf, memoryKey } from "./add/identities.ts";
import { makePlan } from "./add/make-plan.ts";
import { MAX_FACT_LENGTH } from "./add/add-options.ts";
import { STAGES } from "./add/extract/stages.ts";
import { UsageMeter } from "./add/extract/usage-meter.ts";
import { takeSnapshot } from "./add/prepare.ts";
import { readByPatterns } from "./add/read-episode.ts";
import type { Episode, ReadEpisode, StatedFact, Statements } from "./add/stated.ts";
import { check, text as textSchema } from "./check.ts";
import { embedTexts } from "./embed.ts";
import type { Engine } from "./engine.ts";
import { mustFindMemory } from "./find.ts";
import { driveTask } from "./drive-task.ts";
import { recordSteps } from "./record-steps.ts";
import type { Stores } from "./stores.ts";
import type { Task } from "./task.ts";

/** What an update did. */
export interface UpdateResult {
  /** The memory; its id stays. */
  readonly id: string;
  /** The text that answers from now on. */
  readonly memory: string;
  /** The text before. */
  readonly previousMemory: string;
}

const plainText = textSchema(MAX_FACT_LENGTH);
const textOrObject: z.ZodType<string> = z.preprocess(
  (value): unknown =>
    typeof value === "object" && value !== null ? Reflect.get(value, "text") : value,
  plainText,
);

/** What `update` does, in the words of an error. */
const ACTION = "update a memory";

/** Gives a memory a new text. The id stays, history keeps the old text, and its relations are read again. */
export async function update(
  id: string,
  text: unknown,
  options: Scope & { readonly signal?: AbortSignal | undefined },
  engine: Engine,
): Promise<UpdateResult> {
  const checked = check(textOrObject, text, ACTION, "text");
  const textKey = statementKey(checked);
  if (textKey === "") {
    throw new InvalidArgumentError(ACTION, "text", "text with a letter or digit", checked);
  }
  const { place, point } = await mustFindMemory(id, options, ACTION, engine);
  const result = { id, memory: checked, previousMemory: point.text };
  if (point.text === checked) return result;
  const now = engine.clock.now();
  const revision: Revision = {
    id: engine.ids.next(),
    memoryId: id,
    text: checked,
    textKey,
    recordedAt: now,
  };
  const embedded = await embedTexts([checked], engine.embeddingModel, {
    purpose: "document",
    signal: options.signal,
  });
  const embedding = must(embedded.embeddings[0], "the embedding of the new text");
  options.signal?.throwIfAborted();
  const work = { tenant: place.tenant, point, revision, embedding, signal: options.signal };
  const records = await recordsOf(work, engine);
  const { tenant } = place;
  const task: Task = { form: "records", records, revision };
  const steps = (): Steps<LedgerOutcome> =>
    recordSteps({ tenant, records, revision, embedding }, engine.stores);
  await driveTask({ tenant, action: ACTION, task }, steps, engine);
  return result;
}

interface Work {
  readonly tenant: Tenant;
  readonly point: StoredPoint;
  readonly revision: Revision;
  readonly embedding: Float32Array;
  readonly signal: AbortSignal | undefined;
}

/** What the new text says of slots and relations, told as the memory was, and what only the old text told taken back. */
async function recordsOf(
  { tenant, point, revision, signal }: Omit<Work, "embedding">,
  engine: Engine,
): Promise<LedgerRecords> {
  const { stores } = engine;
  const read = await reread({ tenant, point, revision, signal }, engine);
  const identity = memoryKey(identityOf(must(read.statements.facts[0], "the fact"), read.episode));
  const snapshot = await takeSnapshot(read, stores);
  const memoryIds = new Map([...snapshot.memoryIds, [identity, point.id]]);
  const plan = makePlan(read, { ...snapshot, memoryIds });
  const attestations = plan.records.attestations.map((one): Attestation =>
    one.form === "relation" ? { ...one, memoryId: point.id } : { ...one, isRevision: true },
  );
  const kept = new Set(plan.records.relations.map(({ id }) => id));
  const supersessions = await retractions({ tenant, point, revision }, kept, stores);
  return { ...plan.records, attestations, supersessions };
}

async function reread(
  { tenant, point, revision, signal }: Omit<Work, "embedding">,
  engine: Engine,
): Promise<ReadEpisode> {
  const [first] = await engine.stores.vector.get(tenant, point.projection.evidence.slice(0, 1));
  const { recordedAt } = revision;
  const scope = toldTo(point, first, tenant);
  const message = {
    role: point.attributedTo === "assistant" ? "assistant" : "user",
    content: revision.text,
    name: first?.turn?.name ?? null,
    ref: null,
    at: recordedAt,
    metadata: {},
  };
  const times = { at: recordedAt, recordedAt, timeZone: "UTC", expiresAt: null };
  const episode: Episode = { id: revision.id, scope, ...times, messages: [message], metadata: {} };
  const found = await readAnew(episode, engine, signal);
  const from = point.projection.spells[0]?.from ?? null;
  const slot = found.facts.find((fact) => fact.slot !== null)?.slot ?? null;
  const fact: StatedFact = {
    text: revision.text,
    kind: point.kind === "turn" ? "note" : point.kind,
    attributedTo: point.attributedTo,
    sources: [0],
    validFrom: null,
    validTo: null,
    slot,
    supersedes: null,
    corrects: null,
  };
  const relations = found.relations.map((relation) => ({
    ...relation,
    corrects: null,
    validFrom: relation.validFrom ?? from,
  }));
  const provenance = {
    extractor: "caller" as const,
    model: null,
    prompt: null,
    promptVersion: null,
  };
  return {
    episode,
    statements: { facts: [fact], relations, entities: [] },
    provenance,
    failed: [],
  };
}

/** What a new text says: as the model reads it, or the patterns where there is none or it is down. */
async function readAnew(
  episode: Episode,
  engine: Engine,
  signal: AbortSignal | undefined,
): Promise<Statements> {
  if (!engine.languageModel) return readByPatterns(episode);
  const { readByModel } = await import("./add/extract/read-by-model.ts");
  const lap = (): void => undefined;
  const { prompts } = engine;
  const request = { stages: STAGES, prompts, meter: new UsageMeter(), signal, lap };
  const reading = { ...request, hasTurns: false, isAlone: true };
  const { statements, pending } = await readByModel(episode, reading, engine);
  return pending.length > 0 ? readByPatterns(episode) : statements;
}

/** The scope that a memory was first told in: what its new text says is told to no one else. */
function toldTo(
  { agentId }: StoredPoint,
  first: StoredPoint | undefined,
  tenant: Tenant,
): ResolvedScope {
  const scope = resolveScope(scopeOfTenant(tenant), "update");
  const runId = first?.turn?.runId ?? null;
  return { ...scope, agentId: agentId ?? first?.agentId ?? null, runId };
}

/** Relations that only this memory told are taken back, unless the new text tells them again. */
async function retractions(
  { tenant, point, revision }: Omit<Work, "embedding" | "signal">,
  kept: ReadonlySet<string>,
  { graph }: Stores,
): Promise<Supersession[]> {
  const relations = await graph.relationsOfMemories(tenant, [point.id]);
  const ids = relations.map(({ id }) => id).filter((id) => !kept.has(id));
  if (ids.length === 0) return [];
  const ledger = await graph.ledgerOf(tenant, ids);
  const only = ids.filter((id) =>
    ledger.attestations.every(({ of, memoryId }) => of !== id || memoryId === point.id),
  );
  return only.map((old) => ({
    id: deterministicId("supersession", old, revision.id),
    old,
    by: revision.id,
    byForm: "turn",
    mode: "retracted",
    turnId: revision.id,
    episodeAt: revision.recordedAt,
    episodeId: revision.id,
    index: 0,
    recordedAt: revision.recordedAt,
  }));
}
