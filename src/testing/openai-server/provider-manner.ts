/** How a provider's endpoint behaves where OpenAI-compatible providers differ: data, one record a provider. */
import type { Options } from "../../core/options.ts";
import type { ErrorShape } from "./error-body.ts";

/** What a provider makes of a parameter: does as asked, takes no notice, or answers 400. */
export type Support = "obeys" | "ignores" | "refuses";

/** The name of one of the {@link MANNERS}. */
export type MannerName =
  | "openai"
  | "deepseek"
  | "siliconflow"
  | "ark"
  | "qwen"
  | "ollama"
  | "plain";

/** How a provider answers. */
export interface ProviderManner {
  /** `response_format` of type `json_schema`. */
  readonly jsonSchema: Support;
  /** `response_format` of type `json_object`. */
  readonly jsonMode: Support;
  /** Whether `json_object` is refused unless a message has the word "json" in it. */
  readonly jsonModeNeedsWord: boolean;
  /** `tools`. */
  readonly tools: Support;
  /** `tool_choice` that names a tool or says `required`. Where `tools` are refused, this does not matter. */
  readonly forcedTool: Support;
  /** How a JSON answer is written when no structured output holds the model to it. */
  readonly looseJson: "bare" | "fenced" | "prose";
  /** Where reasoning is written: nowhere, in a field of the message, or inside `content` as `<think>…</think>`. */
  readonly thinking: "none" | "reasoning_content" | "reasoning" | "tags";
  /** `max_tokens` and `max_completion_tokens`: whether a longer answer is cut, with `finish_reason: length`. */
  readonly maxTokens: "obeys" | "ignores";
  /** Names of body fields that are answered with 400, as `temperature` by some reasoning models. */
  readonly refusedParameters: readonly string[];
  /** Components of an embedding when the request does not say, 1 to 8192. */
  readonly embeddingDimensions: number;
  /** `dimensions` of an embedding request. */
  readonly dimensions: Support;
  /** `encoding_format: base64`; where it is ignored, the answer has arrays of numbers. */
  readonly base64: Support;
  /** Most texts of one embedding request, answered with 400 beyond it; 0 for a provider without embeddings (404). */
  readonly maxInputs: number;
  /** Most tokens of one text, as the server counts them; 400 beyond it. */
  readonly maxInputTokens: number;
  /** An empty text among those to embed. */
  readonly emptyInput: "obeys" | "refuses";
  /** The shape of error bodies. */
  readonly errors: ErrorShape;
}

const openai: ProviderManner = {
  jsonSchema: "obeys",
  jsonMode: "obeys",
  jsonModeNeedsWord: true,
  tools: "obeys",
  forcedTool: "obeys",
  looseJson: "bare",
  thinking: "none",
  maxTokens: "obeys",
  refusedParameters: [],
  embeddingDimensions: 1536,
  dimensions: "obeys",
  base64: "obeys",
  maxInputs: 2048,
  maxInputTokens: 8192,
  emptyInput: "refuses",
  errors: "openai",
};

/**
 * Manners of some providers, from their documentation and from error bodies that users report.
 *
 * Where the models of one provider differ, the least able is meant: a client that gets along with it gets along with
 * the others. `plain` is an endpoint that knows messages and nothing else, and thinks aloud.
 */
export const MANNERS: Readonly<Record<MannerName, ProviderManner>> = {
  openai,
  deepseek: {
    ...openai,
    jsonSchema: "refuses",
    looseJson: "fenced",
    thinking: "reasoning_content",
    maxInputs: 0,
  },
  siliconflow: {
    ...openai,
    jsonSchema: "ignores",
    jsonModeNeedsWord: false,
    looseJson: "fenced",
    thinking: "reasoning_content",
    embeddingDimensions: 1024,
    dimensions: "refuses",
    maxInputs: 64,
    errors: "siliconflow",
  },
  ark: {
    ...openai,
    jsonSchema: "refuses",
    jsonModeNeedsWord: false,
    thinking: "reasoning_content",
    embeddingDimensions: 2048,
    dimensions: "refuses",
    maxInputs: 256,
    maxInputTokens: 4096,
    errors: "ark",
  },
  qwen: {
    ...openai,
    jsonSchema: "refuses",
    thinking: "reasoning_content",
    embeddingDimensions: 1024,
    base64: "ignores",
    maxInputs: 10,
    errors: "dashscope",
  },
  ollama: {
    ...openai,
    jsonModeNeedsWord: false,
    forcedTool: "ignores",
    looseJson: "prose",
    thinking: "reasoning",
    embeddingDimensions: 768,
    base64: "ignores",
    emptyInput: "obeys",
    errors: "ollama",
  },
  plain: {
    ...openai,
    jsonSchema: "ignores",
    jsonMode: "ignores",
    jsonModeNeedsWord: false,
    tools: "refuses",
    looseJson: "fenced",
    thinking: "tags",
    dimensions: "ignores",
    base64: "ignores",
    emptyInput: "obeys",
    errors: "vllm",
  },
};

/** A manner by name, or OpenAI's with these fields changed. */
export type MannerInput = MannerName | Options<ProviderManner>;

/** Fills in what a caller left out. A field that is `undefined` is OpenAI's. */
export function resolveManner(manner: MannerInput = "openai"): ProviderManner {
  if (typeof manner === "string") return MANNERS[manner];
  const given = Object.entries(manner).filter(([, value]) => value !== undefined);
  // Every field of `openai` is there, and the given ones have their types.
  return { ...openai, ...(Object.fromEntries(given) as Partial<ProviderManner>) };
}
