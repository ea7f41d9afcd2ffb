/** Embeds what a plan has to write. What cannot be embedded now is stored without, and found by its words. */
import { ModelUnavailableError } from "../../core/errors.ts";
import { must } from "../../core/must.ts";
import type { MemoryRecord } from "../../core/records.ts";
import { embedTexts } from "../embed.ts";
import type { Engine } from "../engine.ts";
import type { Plan } from "./plan.ts";
import { turnSearchText } from "./points.ts";

/** Embeddings by turn or memory id (or by text, before there are ids), with what they cost. */
export interface EmbeddedPlan {
  /** Null for what is embedded later, as the model is down. */
  readonly embeddings: ReadonlyMap<string, Float32Array | null>;
  readonly requestCount: number;
  readonly inputCount: number;
  readonly tokenCount: number;
}

/** What nothing embedded is. */
export const NOTHING_EMBEDDED: EmbeddedPlan = {
  embeddings: new Map(),
  requestCount: 0,
  inputCount: 0,
  tokenCount: 0,
};

/** Two embeddings as one: what both cost. */
export function withEmbedded(first: EmbeddedPlan, more: EmbeddedPlan): EmbeddedPlan {
  return {
    embeddings: new Map([...first.embeddings, ...more.embeddings]),
    requestCount: first.requestCount + more.requestCount,
    inputCount: first.inputCount + more.inputCount,
    tokenCount: first.tokenCount + more.tokenCount,
  };
}

/** Embeds texts, each once, in one request where the model's limit allows. */
export async function embedAll(
  texts: readonly string[],
  engine: Engine,
  signal: AbortSignal | undefined,
): Promise<EmbeddedPlan> {
  const inputs = [...new Set(texts)].map((text) => ({ id: text, text }));
  return embed(inputs, engine, signal);
}

/**
 * Embeds turns and new memories, in one request where the model's limit allows.
 *
 * @param ready - What is embedded already, by text: it is not asked for again.
 */
export async function embedPlan(
  plan: Plan,
  engine: Engine,
  { ready, signal }: { readonly ready: EmbeddedPlan; readonly signal: AbortSignal | undefined },
): Promise<EmbeddedPlan> {
  const turns = plan.turns.map((turn) => ({ id: turn.id, text: turnSearchText(turn) }));
  const inputs = [...turns, ...(await newMemories(plan, engine))];
  const missing = inputs.filter(({ text }) => !ready.embeddings.has(text));
  const found = inputs.flatMap(({ id, text }) => {
    const embedding = ready.embeddings.get(text);
    return embedding === undefined ? [] : [[id, embedding] as const];
  });
  const rest = missing.length > 0 ? await embed(missing, engine, signal) : NOTHING_EMBEDDED;
  return withEmbedded({ ...ready, embeddings: new Map(found) }, rest);
}

/** Memories of a plan that are not stored yet. */
async function newMemories({ scope, memories }: Plan, { stores }: Engine): Promise<MemoryRecord[]> {
  const ids = memories.map(({ id }) => id);
  const known = await stores.vector.get(scope.tenant, ids);
  const knownIds = new Set(known.map(({ id }) => id));
  return memories.filter(({ id }) => !knownIds.has(id));
}

/** Embeds the memories that were known before as well: what was known may have been erased since. */
export async function embedRest(
  plan: Plan,
  before: EmbeddedPlan,
  engine: Engine,
  signal: AbortSignal | undefined,
): Promise<EmbeddedPlan> {
  const inputs = plan.memories.filter(({ id }) => !before.embeddings.has(id));
  return withEmbedded(before, await embed(inputs, engine, signal));
}

async function embed(
  inputs: readonly { readonly id: string; readonly text: string }[],
  { embeddingModel }: Engine,
  signal: AbortSignal | undefined,
): Promise<EmbeddedPlan> {
  const texts = inputs.map(({ text }) => text);
  const options = { purpose: "document", signal } as const;
  const embedded = await embedTexts(texts, embeddingModel, options).catch((error: unknown) => {
    if (error instanceof ModelUnavailableError) return null;
    throw error;
  });
  if (embedded === null) {
    const nothing = inputs.map(({ id }) => [id, null] as const);
    return { ...NOTHING_EMBEDDED, embeddings: new Map(nothing) };
  }
  const { embeddings, ...cost } = embedded;
  const pairs = inputs.map(
    ({ id }, index) => [id, must(embeddings[index], "an embedding")] as const,
  );
  return { embeddings: new Map(pairs), inputCount: inputs.length, ...cost };
}

/** Whether something was left without an embedding. */
export function lacksVectors({ embeddings }: EmbeddedPlan): boolean {
  return embeddings.values().some((embedding) => embedding === null);
}
