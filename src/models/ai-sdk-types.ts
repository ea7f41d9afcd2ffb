/**
 * Models of the AI SDK, by the fields that are used here: any object that has them will do, and the SDK is not imported.
 *
 * Source: vercel/ai, packages/provider/src/language-model/v4 and .../embedding-model/v4 (and v3, v2), August 2026.
 */

/** The versions of the SDK's specification that are understood. */
export type AiSdkVersion = "v2" | "v3" | "v4";

/** A message as the SDK's models take it. */
export type AiSdkMessage =
  | { role: "system"; content: string }
  | { role: "user" | "assistant"; content: { type: "text"; text: string }[] };

/** What a call of `doGenerate` carries: a part of what the specification knows. */
export interface AiSdkCallOptions {
  /** The instructions and the conversation. */
  prompt: AiSdkMessage[];
  /** Most tokens to write. */
  maxOutputTokens?: number;
  /** Randomness, 0 for none. */
  temperature?: number;
  /** JSON, with the schema that it should fit. */
  responseFormat?: { type: "json"; schema: Record<string, unknown>; name: string };
  /** Aborts the call. */
  abortSignal?: AbortSignal;
}

/** A `LanguageModelV2`, `LanguageModelV3` or `LanguageModelV4`. */
export interface AiSdkLanguageModel {
  /** The version of the specification. */
  readonly specificationVersion: AiSdkVersion;
  /** The provider, as "openai.chat". */
  readonly provider: string;
  /** The model's name, as the provider knows it. */
  readonly modelId: string;
  /** Answers a prompt. */
  doGenerate(options: AiSdkCallOptions): PromiseLike<object>;
}

/** An `EmbeddingModelV2`, `EmbeddingModelV3` or `EmbeddingModelV4`. */
export interface AiSdkEmbeddingModel {
  /** The version of the specification. */
  readonly specificationVersion: AiSdkVersion;
  /** The provider, as "openai.embedding". */
  readonly provider: string;
  /** The model's name, as the provider knows it. */
  readonly modelId: string;
  /** The most texts of a call; undefined or Infinity if there is no such bound. */
  readonly maxEmbeddingsPerCall: PromiseLike<number | undefined> | number | undefined;
  /** Whether calls may overlap. */
  readonly supportsParallelCalls: PromiseLike<boolean> | boolean;
  /** Embeds texts. */
  doEmbed(options: { values: string[]; abortSignal?: AbortSignal }): PromiseLike<object>;
}

/** Whether a value is a language model of the AI SDK. */
export function isAiSdkLanguageModel(value: unknown): value is AiSdkLanguageModel {
  return isAiSdkModel(value) && typeof Reflect.get(value, "doGenerate") === "function";
}

/** Whether a value is an embedding model of the AI SDK. */
export function isAiSdkEmbeddingModel(value: unknown): value is AiSdkEmbeddingModel {
  return isAiSdkModel(value) && typeof Reflect.get(value, "doEmbed") === "function";
}

function isAiSdkModel(value: unknown): value is object {
  if (typeof value !== "object" || value === null) return false;
  const version: unknown = Reflect.get(value, "specificationVersion");
  const isKnown = version === "v2" || version === "v3" || version === "v4";
  return isKnown && typeof Reflect.get(value, "modelId") === "string";
}
