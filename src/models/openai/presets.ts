/**
 * What differs between providers that speak OpenAI's protocol, as data.
 *
 * Only what saves a refused request, or what a provider would ignore in silence, stands here; the rest the ladder finds out.
 * Facts as documented or reported in November 2026, each with its source.
 */
import type { OutputMode } from "../language-model.ts";
import type { TokenLimitField } from "./ladder.ts";

/** Providers with a preset. */
export type PresetName = "openai" | "deepseek" | "siliconflow" | "doubao" | "qwen" | "ollama";

/** Fields that some of a provider's models take. */
export interface ModelFields {
  /** The models, by their name in small letters, with their owner. */
  readonly models: RegExp;
  /** Fields of the request's body. */
  readonly body: Readonly<Record<string, unknown>>;
}

/** What is known of a provider. */
export interface ProviderPreset {
  /** Its name. */
  readonly name: PresetName;
  /** Where it is, the version included. */
  readonly baseUrl: string;
  /** Ends of the names of its hosts; a preset is found by the base URL's. */
  readonly hosts: readonly string[];
  /** Whether it wants a key. */
  readonly needsKey: boolean;
  /** Ways to ask for JSON that it takes, the strictest first. */
  readonly outputModes: readonly OutputMode[];
  /** What it calls the bound on tokens. */
  readonly tokenLimitField: TokenLimitField;
  /** Models that take no temperature; null for none. */
  readonly withoutTemperature: RegExp | null;
  /** How its models are told not to think before they answer; the first entry that fits counts. */
  readonly thinkingOff: readonly ModelFields[];
  /** The chat model to use where none is named; null if one has to be. */
  readonly defaultModel: string | null;
  /** The embedding model to use where none is named; null if it has none, or one has to be named. */
  readonly defaultEmbeddingModel: string | null;
  /** The most texts of an embedding request. */
  readonly maxInputsPerRequest: number;
  /** Embedding models that take `dimensions`; null for none. */
  readonly takesDimensions: RegExp | null;
  /** Embedding models whose vectors may be cut, as the provider does not do it; null for none. */
  readonly cutsVectors: RegExp | null;
}

const ALL: readonly OutputMode[] = ["json-schema", "tool-call", "json-mode", "text"];
const WITHOUT_SCHEMA: readonly OutputMode[] = ["tool-call", "json-mode", "text"];

/**
 * OpenAI. `max_tokens` is deprecated, and refused by models that think, as is a temperature. An embedding request takes up to
 * 2,048 texts.
 *
 * Sources: OpenAI, "Create chat completion" and "Create embeddings", https://platform.openai.com/docs/api-reference;
 * "Reasoning models", https://platform.openai.com/docs/guides/reasoning; gpt-4.1-mini stands as the substitute of retired
 * models in "Deprecations", https://platform.openai.com/docs/deprecations.
 */
const openai: ProviderPreset = {
  name: "openai",
  baseUrl: "https://api.openai.com/v1",
  hosts: ["api.openai.com"],
  needsKey: true,
  outputModes: ALL,
  tokenLimitField: "max_completion_tokens",
  withoutTemperature: /^(?:o\d|gpt-5(?!.*chat))/,
  thinkingOff: [
    { models: /^gpt-5\.[1-9]/, body: { reasoning_effort: "none" } },
    { models: /^gpt-5(?!.*chat)/, body: { reasoning_effort: "minimal" } },
    { models: /^o\d/, body: { reasoning_effort: "low" } },
  ],
  defaultModel: "gpt-4.1-mini",
  defaultEmbeddingModel: "text-embedding-3-small",
  maxInputsPerRequest: 2048,
  takesDimensions: /^text-embedding-3-/,
  cutsVectors: null,
};

/**
 * DeepSeek. Refuses a JSON Schema ("This response_format type is unavailable now"); has tools and JSON mode; has no
 * embeddings. The models of version 4 and later think unless told otherwise; deepseek-chat does not, and deepseek-reasoner
 * always does.
 *
 * Sources: DeepSeek, "Create chat completion", https://api-docs.deepseek.com/api/create-chat-completion;
 * https://github.com/llm-exe/llm-exe/issues/662 (the refusal).
 */
const deepseek: ProviderPreset = {
  name: "deepseek",
  baseUrl: "https://api.deepseek.com",
  hosts: ["api.deepseek.com"],
  needsKey: true,
  outputModes: WITHOUT_SCHEMA,
  tokenLimitField: "max_tokens",
  withoutTemperature: null,
  thinkingOff: [
    { models: /^deepseek-(?!chat|reasoner)/, body: { thinking: { type: "disabled" } } },
  ],
  defaultModel: "deepseek-chat",
  defaultEmbeddingModel: null,
  maxInputsPerRequest: 1,
  takesDimensions: null,
  cutsVectors: null,
};

/**
 * SiliconFlow. Documents tools and JSON mode, the latter not for every model ("Json mode is not supported for this model",
 * code 20024). `enable_thinking` is for the models that can do both. `dimensions` only for Qwen3; bge-m3 has 1,024.
 *
 * Sources: https://docs.siliconflow.cn/cn/api-reference/chat-completions/chat-completions and
 * .../embeddings/create-embeddings; https://github.com/egoist/chatwise-releases/issues/141 (code 20024);
 * https://github.com/infiniflow/ragflow/pull/14757 (32 texts at once).
 */
const siliconflow: ProviderPreset = {
  name: "siliconflow",
  baseUrl: "https://api.siliconflow.cn/v1",
  hosts: ["siliconflow.cn", "siliconflow.com"],
  needsKey: true,
  outputModes: WITHOUT_SCHEMA,
  tokenLimitField: "max_tokens",
  withoutTemperature: null,
  thinkingOff: [
    {
      models:
        /qwen3(?:\.\d)?-(?!.*(?:instruct|thinking|coder))|deepseek-v(?:3\.[12]|[4-9])|glm-(?:4\.[5-9]|[5-9])|hunyuan-a13b/,
      body: { enable_thinking: false },
    },
  ],
  defaultModel: "deepseek-ai/DeepSeek-V2.5",
  defaultEmbeddingModel: "BAAI/bge-m3",
  maxInputsPerRequest: 32,
  takesDimensions: /qwen3-embedding/,
  cutsVectors: null,
};

/**
 * Doubao on Volcano Ark. Its models since Seed 1.6 take a strict JSON Schema. A model is named by its id or by an endpoint of
 * one's own ("ep-…"), whose model the name does not tell. Thinking is on by default. Embeddings have no `dimensions`: the
 * first 512, 1,024 or 2,048 components are taken here, as its guide does.
 *
 * Sources: https://www.volcengine.com/docs/82379/1494384 (chat), .../1302003 and .../1263524 (embeddings, dimensions);
 * https://github.com/anomalyco/models.dev/pull/5702 (JSON Schema, tried on 11 models).
 */
const doubao: ProviderPreset = {
  name: "doubao",
  baseUrl: "https://ark.cn-beijing.volces.com/api/v3",
  hosts: ["volces.com", "bytepluses.com"],
  needsKey: true,
  outputModes: ALL,
  tokenLimitField: "max_tokens",
  withoutTemperature: null,
  thinkingOff: [
    {
      models: /^(?:doubao-seed-(?!.*thinking)|deepseek-v(?:3-[12]|[4-9])|glm-)/,
      body: { thinking: { type: "disabled" } },
    },
  ],
  defaultModel: null,
  defaultEmbeddingModel: null,
  maxInputsPerRequest: 64,
  takesDimensions: null,
  cutsVectors: /^doubao-embedding/,
};

/**
 * Qwen on DashScope (Alibaba Cloud Model Studio). JSON mode demands the word JSON in the prompt and no thinking; a JSON Schema
 * is taken by some models. Open Qwen3 models think by default and then refuse an answer in one piece. An embedding request
 * takes 10 texts, and only numbers.
 *
 * Sources: https://www.alibabacloud.com/help/en/model-studio/qwen-structured-output, .../deep-thinking;
 * https://docs.qwencloud.com/api-reference/text-embedding/openai-embedding.
 */
const qwen: ProviderPreset = {
  name: "qwen",
  baseUrl: "https://dashscope.aliyuncs.com/compatible-mode/v1",
  hosts: ["aliyuncs.com"],
  needsKey: true,
  outputModes: ALL,
  tokenLimitField: "max_tokens",
  withoutTemperature: null,
  thinkingOff: [
    {
      models: /^(?:qwen3|qwen-(?:plus|turbo|flash))(?!.*(?:thinking|instruct|coder))/,
      body: { enable_thinking: false },
    },
  ],
  defaultModel: "qwen-plus",
  defaultEmbeddingModel: "text-embedding-v4",
  maxInputsPerRequest: 10,
  takesDimensions: /^text-embedding-v[34]/,
  cutsVectors: null,
};

/**
 * Ollama, on one's own machine. Takes a JSON Schema, tools where the model knows them ("does not support tools"), and ignores
 * fields and keys it does not know. `reasoning_effort: "none"` switches thinking off.
 *
 * Source: Ollama, "OpenAI compatibility", https://docs.ollama.com/api/openai-compatibility.
 */
const ollama: ProviderPreset = {
  name: "ollama",
  baseUrl: "http://localhost:11434/v1",
  hosts: ["localhost:11434", "127.0.0.1:11434", "[::1]:11434", "ollama.com"],
  needsKey: false,
  outputModes: ALL,
  tokenLimitField: "max_tokens",
  withoutTemperature: null,
  thinkingOff: [
    {
      models: /^(?:qwen3(?!-embedding|-coder)|deepseek-(?:r1|v3)|magistral|glm-|gemma4)/,
      body: { reasoning_effort: "none" },
    },
  ],
  defaultModel: null,
  defaultEmbeddingModel: "nomic-embed-text",
  maxInputsPerRequest: 256,
  takesDimensions: /^(?:qwen3-embedding|embeddinggemma)/,
  cutsVectors: null,
};

const PRESETS: Readonly<Record<PresetName, ProviderPreset>> = {
  openai,
  deepseek,
  siliconflow,
  doubao,
  qwen,
  ollama,
};

/** The names of all presets. */
export const presetNames: readonly PresetName[] = [
  "openai",
  "deepseek",
  "siliconflow",
  "doubao",
  "qwen",
  "ollama",
];

/** Gives a preset by its name. */
export function presetNamed(name: PresetName): ProviderPreset {
  return PRESETS[name];
}

/** The preset of whoever is at a base URL; undefined for one that is not known. */
export function presetAt(baseUrl: string): ProviderPreset | undefined {
  const url = URL.parse(baseUrl);
  if (!url) return undefined;
  return presetNames.map(presetNamed).find(({ hosts }) => hosts.some((host) => isHost(host, url)));
}

function isHost(host: string, { hostname, host: withPort }: URL): boolean {
  return hostname === host || withPort === host || hostname.endsWith(`.${host}`);
}
