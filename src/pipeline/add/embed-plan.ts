/** Embeds what a plan has to write. */
import { must } from "../../core/must.ts";
import { embedTexts } from "../embed.ts";
import type { Engine } from "../engine.ts";
import type { Plan } from "./plan.ts";
import { turnSearchText } from "./points.ts";

/** Embeddings by turn or memory id, with what they cost. */
export interface EmbeddedPlan {
  readonly embeddings: ReadonlyMap<string, Float32Array>;
  readonly requestCount: number;
  readonly inputCount: number;
  readonly tokenCount: number;
}

/** Embeds turns and new memories, in one request where the model's limit allows. */
export async function embedPlan(
  plan: Plan,
  engine: Engine,
  signal: AbortSignal | undefined,
): Promise<EmbeddedPlan> {
  const ids = plan.memories.map(({ id }) => id);
  const known = await engine.stores.vector.get(plan.scope.tenant, ids);
  const knownIds = new Set(known.map(({ id }) => id));
  const inputs = [
    ...plan.turns.map((turn) => ({ id: turn.id, text: turnSearchText(turn) })),
    ...plan.memories.filter(({ id }) => !knownIds.has(id)),
  ];
  return embed(inputs, engine, signal);
}

/** Embeds the memories that were known before as well: what was known may have been erased since. */
export async function embedRest(
  plan: Plan,
  before: EmbeddedPlan,
  engine: Engine,
  signal: AbortSignal | undefined,
): Promise<EmbeddedPlan> {
  const inputs = plan.memories.filter(({ id }) => !before.embeddings.has(id));
  const rest = await embed(inputs, engine, signal);
  return {
    embeddings: new Map([...before.embeddings, ...rest.embeddings]),
    requestCount: before.requestCount + rest.requestCount,
    inputCount: before.inputCount + rest.inputCount,
    tokenCount: before.tokenCount + rest.tokenCount,
  };
}

async function embed(
  inputs: readonly { readonly id: string; readonly text: string }[],
  { embeddingModel }: Engine,
  signal: AbortSignal | undefined,
): Promise<EmbeddedPlan> {
  const texts = inputs.map(({ text }) => text);
  const options = { purpose: "document", signal } as const;
  const { embeddings, ...cost } = await embedTexts(texts, embeddingModel, options);
  const pairs = inputs.map(
    ({ id }, index) => [id, must(embeddings[index], "an embedding")] as const,
  );
  return { embeddings: new Map(pairs), inputCount: inputs.length, ...cost };
}
