/** The models that a configuration names: by their provider's name, with what the environment adds for OpenAI's. */
import { ConfigurationError } from "../../core/errors.ts";
import type { EmbeddingModel } from "../embedding-model.ts";
import type { LanguageModel } from "../language-model.ts";
import type { NamedModels } from "./models-from-environment.ts";
import {
  lacksKey,
  openAIEmbeddingModel,
  openAILanguageModel,
  type ProviderOptions,
} from "./open-models.ts";
import { type PresetName, presetNames } from "./presets.ts";

/** A model as a configuration names it. */
interface NamedModel {
  readonly provider: string | undefined;
  readonly model: string | undefined;
  readonly baseUrl: string | undefined;
  readonly apiKey: string | undefined;
  readonly organization: string | undefined;
  readonly timeoutMs: number | undefined;
}

/** Other names of providers that have a preset. */
const ALIASES: ReadonlyMap<string, PresetName> = new Map([
  ["openai_structured", "openai"],
  ["ark", "doubao"],
  ["volcengine", "doubao"],
  ["dashscope", "qwen"],
  ["tongyi", "qwen"],
]);
/** Servers that speak the protocol and are nobody's: where they listen, null if that has to be told. */
const SERVERS: ReadonlyMap<string, string | null> = new Map([
  ["lmstudio", "http://localhost:1234/v1"],
  ["vllm", "http://localhost:8000/v1"],
  ["litellm", null],
  ["openai_compatible", null],
]);

const ACTION = "read a configuration";

/**
 * The language model of a configuration.
 *
 * @throws {ConfigurationError} If its provider is not known, or what it takes to use it is missing.
 */
export function configuredLanguageModel(
  named: NamedModel & {
    readonly temperature: number | undefined;
    readonly maxTokens: number | undefined;
    readonly topP: number | undefined;
  },
  environment: NamedModels,
): LanguageModel {
  const { temperature, maxTokens, topP, timeoutMs } = named;
  return openAILanguageModel({
    ...providerOf(named, environment),
    model: named.model ?? fromEnvironment(named, environment.model),
    temperature,
    maxTokens,
    timeoutMs,
    ...(topP === undefined ? {} : { extraBody: { top_p: topP } }),
  });
}

/**
 * The embedding model of a configuration.
 *
 * @throws {ConfigurationError} If its provider is not known, or what it takes to use it is missing.
 */
export function configuredEmbeddingModel(
  named: NamedModel & { readonly dimensions: number | undefined },
  environment: NamedModels,
): EmbeddingModel {
  return openAIEmbeddingModel({
    ...providerOf(named, environment),
    model: named.model ?? fromEnvironment(named, environment.embeddingModel),
    dimensions: named.dimensions,
    timeoutMs: named.timeoutMs,
  });
}

function providerOf(named: NamedModel, environment: NamedModels): ProviderOptions {
  const options = placeOf(named, environment);
  if (!lacksKey(options)) return options;
  const { provider = "openai" } = named;
  const remedy = "give its config an api_key";
  const isOpenAI = presetNamedBy(provider) === "openai";
  throw new ConfigurationError(
    ACTION,
    `there is no key for the provider '${provider}' of models`,
    isOpenAI ? `${remedy}, or set OPENAI_API_KEY` : remedy,
  );
}

function presetNamedBy(provider: string): PresetName | undefined {
  return presetNames.find((name) => name === provider) ?? ALIASES.get(provider);
}

/** Where a provider is, and who asks. */
function placeOf(named: NamedModel, environment: NamedModels): ProviderOptions {
  const { provider = "openai", apiKey, organization } = named;
  const preset = presetNamedBy(provider);
  if (preset === "openai") return openAIOf(named, environment);
  const baseUrl = named.baseUrl ?? (preset === undefined ? serverOf(provider) : undefined);
  return { preset, baseUrl: baseUrl && withVersion(baseUrl, preset), apiKey, organization };
}

/** "openai" often only means the protocol: where there is an address, it says whose it is. */
function openAIOf(named: NamedModel, environment: NamedModels): ProviderOptions {
  const baseUrl = named.baseUrl ?? environment.baseUrl;
  return {
    preset: baseUrl === undefined ? "openai" : undefined,
    baseUrl,
    apiKey: named.apiKey ?? environment.apiKey,
    organization: named.organization ?? environment.organization,
  };
}

function serverOf(provider: string): string {
  const baseUrl = SERVERS.get(provider);
  if (baseUrl === undefined) {
    const known = [...presetNames, ...ALIASES.keys(), ...SERVERS.keys()].join(", ");
    const remedy = `use one of ${known}, or Memory.open() with a model of the AI SDK or of your own`;
    throw new ConfigurationError(ACTION, `there is no provider '${provider}' of models`, remedy);
  }
  if (baseUrl !== null) return baseUrl;
  const problem = `nothing says where the provider '${provider}' is`;
  throw new ConfigurationError(ACTION, problem, "give its config a base_url");
}

function fromEnvironment(
  { provider = "openai", baseUrl }: NamedModel,
  model: string | undefined,
): string | undefined {
  return provider === "openai" && baseUrl === undefined ? model : undefined;
}

/** Ollama's address as its own interface has it, without the version that the compatible one has. */
function withVersion(baseUrl: string, preset: PresetName | undefined): string {
  const isBare = URL.parse(baseUrl)?.pathname === "/";
  return preset === "ollama" && isBare ? `${baseUrl.replace(/\/+$/, "")}/v1` : baseUrl;
}
