/** Changing the embedding model of a file, and embedding what lacks a vector. */
import { z } from "zod";

import { type AiSdkEmbeddingModel, isAiSdkEmbeddingModel } from "../models/ai-sdk-types.ts";
import type { Awaitable } from "../core/awaitable.ts";
import type { EmbeddingModel } from "../models/embedding-model.ts";
import { check, isModel, signal } from "./check.ts";
import type { Engine } from "./engine.ts";
import { type FillReport, fillVectors, type ReembedProgress } from "./fill-vectors.ts";
import { eachTenant } from "./tenants.ts";

/** Options of `reembed`. */
export interface ReembedOptions {
  /** The model to change to; null for the built-in lexical embedder. @defaultValue the one the memory has: what is missing is filled in */
  readonly embeddingModel?: EmbeddingModel | AiSdkEmbeddingModel | null | undefined;
  /** Texts in a request, 1 to 10,000, but no more than the model takes. @defaultValue 256 */
  readonly batchSize?: number | undefined;
  /** Told at the beginning and after each batch. What it throws ends the call. @defaultValue none */
  readonly onProgress?: ((progress: ReembedProgress) => void) | undefined;
  /** Aborting it rejects the call with the signal's reason; what is embedded by then is kept. */
  readonly signal?: AbortSignal | undefined;
}

/** What `reembed` did. */
export interface ReembedReport extends FillReport {
  /** The model that the file is of now. */
  readonly model: { readonly id: string; readonly dimensions: number };
}

const schema: z.ZodType<ReembedOptions> = z.strictObject({
  embeddingModel: z
    .custom<EmbeddingModel | AiSdkEmbeddingModel>(
      (value) => isAiSdkEmbeddingModel(value) || isModel(value, "doEmbed"),
      "an EmbeddingModel, an embedding model of the AI SDK, or null",
    )
    .nullish(),
  batchSize: z.number().int().min(1).max(10_000).optional(),
  onProgress: z
    .custom<(progress: ReembedProgress) => void>(
      (value) => typeof value === "function",
      "a function",
    )
    .optional(),
  signal: signal.optional(),
});

/** @throws {InvalidArgumentError} @throws The signal's reason, if aborted. */
export function checkReembedOptions(options: unknown): ReembedOptions {
  const checked = check(schema, options ?? {}, "reembed");
  checked.signal?.throwIfAborted();
  return checked;
}

/** The engine with this model, to which the file is changed; the same one without. Null is the built-in lexical embedder. */
export function withModelOf(
  model: EmbeddingModel | null | undefined,
  engine: Engine,
): Awaitable<Engine> {
  if (model === undefined) return engine;
  const changed = engine.changeEmbeddingModel(model);
  if (!(changed instanceof Promise)) return { ...engine, ...changed };
  return changed.then((parts) => ({ ...engine, ...parts }));
}

/** Embeds whatever lacks a vector of the engine's model, in every tenant. */
export async function reembed(options: ReembedOptions, engine: Engine): Promise<ReembedReport> {
  const { id, dimensions } = engine.embeddingModel;
  const started = performance.now();
  const report = await fillVectors(() => eachTenant(engine.stores), engine, options);
  const milliseconds = performance.now() - started;
  engine.observer({ type: "reembed-end", embeddedCount: report.embeddedCount, milliseconds });
  return { model: { id, dimensions }, ...report };
}
