/** What callers of `Memory.open` pass, and its check. */
import { z } from "zod";

import { type Clock, systemClock } from "../core/clock.ts";
import { resolveRetryPolicy, type RetryPolicy } from "../core/retry.ts";
import type { Options } from "../core/options.ts";
import {
  type AiSdkEmbeddingModel,
  type AiSdkLanguageModel,
  isAiSdkEmbeddingModel,
  isAiSdkLanguageModel,
} from "../models/ai-sdk-types.ts";
import type { EmbeddingModel } from "../models/embedding-model.ts";
import type { LanguageModel } from "../models/language-model.ts";
import type { Reranker } from "../models/reranker.ts";
import type { PromptInputs } from "../prompts/prompts.ts";
import { check, hasMethods, isModel } from "./check.ts";
import { promptInputs } from "./prompt-options.ts";
import {
  checkPathUsed,
  checkServerUrls,
  graphServer,
  type GraphServerOptions,
  vectorServer,
  type VectorServerOptions,
} from "./server-options.ts";
import type { BeforeCommit, Observer } from "./engine.ts";

/** Options of `Memory.open`. */
export interface OpenOptions {
  /** The embedded file; it and its folder are made if missing. `:memory:` keeps nothing. An error with both servers. @defaultValue `defaultPath()` */
  readonly path?: string | undefined;
  /**
   * A Qdrant server that memories, turns and the journal are kept on. Needs the package `@qdrant/js-client-rest`.
   *
   * @defaultValue none: they are in the embedded file
   */
  readonly vector?: VectorServerOptions | undefined;
  /** A Neo4j server that the graph is kept on. Needs the package `neo4j-driver`. @defaultValue none: it is in the embedded file */
  readonly graph?: GraphServerOptions | undefined;
  /**
   * What reads facts and relations out of messages; null for none. A model of the AI SDK is one too.
   *
   * @defaultValue the model that `OPENAI_API_KEY`, `OPENAI_BASE_URL` and `OPENAI_MODEL` name, or none
   */
  readonly languageModel?: LanguageModel | AiSdkLanguageModel | null | undefined;
  /**
   * What turns text into vectors; null for the built-in lexical embedder, which is no model. A model of the AI SDK is one too.
   * A file keeps to the model it was made with.
   *
   * @defaultValue what the file has, of the model that `OPENAI_API_KEY`, `OPENAI_BASE_URL` and `OPENAI_EMBEDDING_MODEL` name
   * and the lexical embedder; for a new file the former, if there is one
   */
  readonly embeddingModel?: EmbeddingModel | AiSdkEmbeddingModel | null | undefined;
  /**
   * Whether a file that is of another embedding model is changed to `embeddingModel`: all its vectors go, and
   * `reembed()` makes them anew. @defaultValue false: it is an error
   */
  readonly reembed?: boolean | undefined;
  /** Prompts in place of the built-in ones, for every add. @defaultValue none */
  readonly prompts?: PromptInputs | undefined;
  /** Used by searches that ask for it. @defaultValue none */
  readonly reranker?: Reranker | undefined;
  /** Where "now" comes from. @defaultValue the system's clock */
  readonly clock?: Clock | undefined;
  /** Gets an event for every stage. @defaultValue none */
  readonly observer?: Observer | undefined;
  /** Sees each plan before it is written: may drop from it, redact it, or veto it. @defaultValue none */
  readonly beforeCommit?: BeforeCommit | undefined;
  /** When a model is asked again after a failure. @defaultValue 4 attempts within a minute, as {@link RetryPolicy} says */
  readonly retry?: Options<RetryPolicy> | undefined;
  /** How long to wait for another process's lock, in milliseconds, 0 to 600,000. @defaultValue 5000 */
  readonly busyTimeoutMs?: number | undefined;
  /** Most memory the vector cache takes over all tenants, in bytes, at least 1 MiB. @defaultValue 268435456 (256 MiB) */
  readonly cacheBytes?: number | undefined;
}

/** Options of `Memory.open`, checked and complete but for the path and the models. */
export interface OpenSettings extends OpenOptions {
  readonly clock: Clock;
  readonly observer: Observer;
  readonly retry: RetryPolicy;
  readonly busyTimeoutMs: number;
  readonly cacheBytes: number;
}

const MEBIBYTE = 1_048_576;

const schema: z.ZodType<OpenOptions> = z.strictObject({
  path: z.string().min(1).optional(),
  vector: vectorServer.optional(),
  graph: graphServer.optional(),
  languageModel: z
    .custom<LanguageModel | AiSdkLanguageModel>(
      (value) => isAiSdkLanguageModel(value) || isModel(value, "doGenerate"),
      "a LanguageModel, a language model of the AI SDK, or null",
    )
    .nullish(),
  embeddingModel: z
    .custom<EmbeddingModel | AiSdkEmbeddingModel>(
      (value) => isAiSdkEmbeddingModel(value) || isModel(value, "doEmbed"),
      "an EmbeddingModel, an embedding model of the AI SDK, or null",
    )
    .nullish(),
  reembed: z.boolean().optional(),
  prompts: promptInputs.optional(),
  reranker: z.custom<Reranker>((value) => hasMethods(value, ["doRerank"]), "a Reranker").optional(),
  clock: z.custom<Clock>((value) => hasMethods(value, ["now"]), "an object with now()").optional(),
  observer: z.custom<Observer>((value) => typeof value === "function", "a function").optional(),
  beforeCommit: z
    .custom<BeforeCommit>((value) => typeof value === "function", "a function")
    .optional(),
  retry: z
    .strictObject({
      maxAttempts: z.number().optional(),
      initialDelayMs: z.number().optional(),
      maxDelayMs: z.number().optional(),
      maxTotalMs: z.number().optional(),
    })
    .optional(),
  busyTimeoutMs: z.number().int().min(0).max(600_000).optional(),
  cacheBytes: z.number().int().min(MEBIBYTE).optional(),
});

/** @throws {InvalidArgumentError} @throws {ConfigurationError} If a file is named that nothing would be kept in. */
export function checkOpenOptions(options: unknown): OpenSettings {
  const checked = check(schema, options, "open a memory");
  checkServerUrls(checked);
  checkPathUsed(checked);
  return {
    ...checked,
    clock: checked.clock ?? systemClock,
    retry: resolveRetryPolicy(checked.retry),
    observer: checked.observer ?? ((): void => undefined),
    busyTimeoutMs: checked.busyTimeoutMs ?? 5_000,
    cacheBytes: checked.cacheBytes ?? 256 * MEBIBYTE,
  };
}
