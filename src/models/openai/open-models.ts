/** Makes models out of a URL, a key and a name, with what is known of the provider. */
import { ConfigurationError, InvalidArgumentError } from "../../core/errors.ts";
import {
  checkSettings,
  COSINE,
  COUNT,
  FIELDS,
  FLAG,
  HEADERS,
  SECRET,
  type SettingRules,
  TEMPERATURE,
  TEXT,
  TIMEOUT,
} from "../check-settings.ts";
import type { EmbeddingModel } from "../embedding-model.ts";
import { type EmbeddingProfile, embeddingProfile } from "../embedding-profiles.ts";
import type { LanguageModel } from "../language-model.ts";
import { checkBaseUrl, CLIENT, createClient, type OpenAIClientSource } from "./client.ts";
import { OpenAIEmbeddingModel } from "./openai-embedding-model.ts";
import { OpenAILanguageModel } from "./openai-language-model.ts";
import {
  type PresetName,
  presetAt,
  presetNamed,
  presetNames,
  type ProviderPreset,
} from "./presets.ts";

/** Where a provider is, and who asks. */
export interface ProviderOptions {
  /** What is known of the provider. @defaultValue found by the base URL's host; OpenAI's where there is none either */
  readonly preset?: PresetName | undefined;
  /** Up to and including the version. @defaultValue the preset's */
  readonly baseUrl?: string | undefined;
  /** Another spelling of `baseUrl`, that of the `openai` package; give one of the two. */
  readonly baseURL?: string | undefined;
  /** The key; a server of one's own may want none. Never read from the environment here. */
  readonly apiKey?: string | undefined;
  /** OpenAI's organisation. @defaultValue none */
  readonly organization?: string | undefined;
  /** Headers to send with every request. @defaultValue none */
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /** A client that is ready, in place of URL, key, organisation and headers; whoever made it closes it. */
  readonly client?: OpenAIClientSource | undefined;
}

/** What {@link openAILanguageModel} takes. */
export interface OpenAILanguageModelSettings extends ProviderOptions {
  /** The model's name, as the provider knows it. @defaultValue the preset's, if it has one */
  readonly model?: string | undefined;
  /** Randomness, from 0 to 2. @defaultValue 0 */
  readonly temperature?: number | undefined;
  /** The most tokens of any answer. @defaultValue the provider's */
  readonly maxTokens?: number | undefined;
  /** Bound of one request, in milliseconds. @defaultValue 120000 */
  readonly timeoutMs?: number | undefined;
  /** Whether the model may think before it answers, which takes time; not every model can do without. @defaultValue false */
  readonly thinking?: boolean | undefined;
  /** Fields to send with every request, in place of the preset's of the same name. @defaultValue none */
  readonly extraBody?: Readonly<Record<string, unknown>> | undefined;
}

/** What {@link openAIEmbeddingModel} takes. */
export interface OpenAIEmbeddingModelSettings extends ProviderOptions {
  /** The model's name, as the provider knows it. @defaultValue the preset's, if it has one */
  readonly model?: string | undefined;
  /** Components of every vector. @defaultValue the model's own, where it is known */
  readonly dimensions?: number | undefined;
  /**
   * Whether to ask the provider for vectors of `dimensions`: some models make them as short as they are asked to, and many
   * servers refuse the parameter. @defaultValue true for a model that is known to, and that has more
   */
  readonly sendsDimensions?: boolean | undefined;
  /**
   * The cosine that texts with nothing to do with each other have on average, in [-1, 1): measure it on some of yours.
   * @defaultValue that of the model, where it was measured
   */
  readonly unrelatedCosine?: number | undefined;
  /** The most texts of a request. @defaultValue the preset's */
  readonly maxInputsPerRequest?: number | undefined;
  /** Bound of one request, in milliseconds. @defaultValue 60000 */
  readonly timeoutMs?: number | undefined;
}

const LANGUAGE = "open a language model";
const EMBEDDING = "open an embedding model";
const OTHER_MAX_INPUTS = 32;

const PROVIDER_RULES: SettingRules<ProviderOptions> = {
  preset: TEXT,
  baseUrl: SECRET,
  baseURL: SECRET,
  apiKey: SECRET,
  organization: TEXT,
  headers: HEADERS,
  client: CLIENT,
};
const LANGUAGE_RULES: SettingRules<OpenAILanguageModelSettings> = {
  ...PROVIDER_RULES,
  model: TEXT,
  temperature: TEMPERATURE,
  maxTokens: COUNT,
  timeoutMs: TIMEOUT,
  thinking: FLAG,
  extraBody: FIELDS,
};
const EMBEDDING_RULES: SettingRules<OpenAIEmbeddingModelSettings> = {
  ...PROVIDER_RULES,
  model: TEXT,
  dimensions: COUNT,
  sendsDimensions: FLAG,
  unrelatedCosine: COSINE,
  maxInputsPerRequest: COUNT,
  timeoutMs: TIMEOUT,
};

/**
 * A language model behind an OpenAI-compatible endpoint.
 *
 * Nothing is sent, and the `openai` package is not loaded, before the first request.
 *
 * @throws {InvalidArgumentError} If a setting is unknown, of a wrong type or out of range.
 * @throws {ConfigurationError} If the key, the model or a usable base URL is missing.
 * @example
 * const model = openAILanguageModel({ preset: "siliconflow", apiKey: "sk-…", model: "deepseek-ai/DeepSeek-V2.5" });
 */
export function openAILanguageModel(given: OpenAILanguageModelSettings): LanguageModel {
  const settings = withBaseUrl(checkSettings(given, LANGUAGE_RULES, LANGUAGE), LANGUAGE);
  const preset = presetOf(settings, LANGUAGE);
  const model = settings.model ?? preset?.defaultModel;
  if (!model) throw noModel(LANGUAGE);
  const name = model.toLowerCase();
  const { temperature, maxTokens, timeoutMs, thinking = false } = settings;
  const off = preset?.thinkingOff.find(({ models }) => models.test(name));
  return new OpenAILanguageModel({
    client: clientFor(settings, preset, LANGUAGE),
    model,
    temperature,
    maxTokens,
    timeoutMs,
    takesTemperature: preset?.withoutTemperature?.test(name) !== true,
    outputModes: preset?.outputModes,
    tokenLimitField: preset?.tokenLimitField,
    extraBody: { ...(thinking ? {} : off?.body), ...settings.extraBody },
  });
}

/**
 * An embedding model behind an OpenAI-compatible endpoint, with the prefixes that it wants before queries and documents.
 *
 * Nothing is sent, and the `openai` package is not loaded, before the first request.
 *
 * @throws {InvalidArgumentError} If a setting is unknown, of a wrong type or out of range.
 * @throws {ConfigurationError} If the key, the model, its dimensions or a usable base URL is missing, or if the model cannot
 * have these dimensions.
 * @example
 * const model = openAIEmbeddingModel({ preset: "siliconflow", apiKey: "sk-…", model: "BAAI/bge-m3" });
 */
export function openAIEmbeddingModel(given: OpenAIEmbeddingModelSettings): EmbeddingModel {
  const settings = withBaseUrl(checkSettings(given, EMBEDDING_RULES, EMBEDDING), EMBEDDING);
  const preset = presetOf(settings, EMBEDDING);
  const model = settings.model ?? preset?.defaultEmbeddingModel;
  if (!model) throw noModel(EMBEDDING);
  const shape = shapeOf(model, settings, preset);
  const profile = embeddingProfile(model);
  return new OpenAIEmbeddingModel({
    client: clientFor(settings, preset, EMBEDDING),
    model,
    ...shape,
    maxInputsPerRequest:
      settings.maxInputsPerRequest ?? preset?.maxInputsPerRequest ?? OTHER_MAX_INPUTS,
    prefixes: profile.prefixes,
    maxInputTokens: profile.maxInputTokens,
    unrelatedCosine: settings.unrelatedCosine ?? profile.unrelatedCosine,
    timeoutMs: settings.timeoutMs,
  });
}

/** How many components to have, and whether to ask for them, or to cut vectors. */
function shapeOf(
  model: string,
  { dimensions: asked, sendsDimensions }: OpenAIEmbeddingModelSettings,
  preset: ProviderPreset | undefined,
): { dimensions: number; sendsDimensions: boolean; cutsVectors: boolean } {
  const name = model.toLowerCase();
  const profile = embeddingProfile(model);
  const dimensions = mustTell(model, asked ?? profile.dimensions);
  const isShort = dimensions !== profile.dimensions;
  if (isShort && sendsDimensions !== true) checkShortened(model, dimensions, profile);
  const takesDimensions = preset ? preset.takesDimensions?.test(name) : profile.canShorten;
  return {
    dimensions,
    sendsDimensions: sendsDimensions ?? (takesDimensions === true && isShort),
    cutsVectors: preset?.cutsVectors?.test(name) ?? false,
  };
}

function checkShortened(
  model: string,
  dimensions: number,
  { dimensions: own, canShorten = false }: EmbeddingProfile,
): void {
  if (own === undefined || (canShorten && dimensions < own)) return;
  const problem = `'${model}' has ${own} dimensions and ${dimensions} are asked for`;
  throw new ConfigurationError(EMBEDDING, problem, `pass ${own}, or leave them out`);
}

function mustTell(model: string, dimensions: number | undefined): number {
  if (dimensions !== undefined) return dimensions;
  const remedy = "pass dimensions, as many as its vectors have";
  throw new ConfigurationError(EMBEDDING, `the dimensions of '${model}' are not known`, remedy);
}

/** The settings with the base URL under one name. */
function withBaseUrl<Settings extends ProviderOptions>(
  settings: Settings,
  action: string,
): Settings {
  const { baseUrl, baseURL } = settings;
  if (baseUrl !== undefined && baseURL !== undefined) {
    const requirement = "left out when 'baseUrl' is given";
    // Not what it is: it may hold a password.
    throw new InvalidArgumentError(action, "baseURL", requirement, "given");
  }
  return { ...settings, baseUrl: baseUrl ?? baseURL };
}

function presetOf(
  { preset, baseUrl }: ProviderOptions,
  action: string,
): ProviderPreset | undefined {
  if (preset !== undefined && !presetNames.includes(preset)) {
    const remedy = `pass one of ${presetNames.join(", ")}, or a base URL alone`;
    throw new ConfigurationError(action, "there is no preset of the given name", remedy);
  }
  if (preset !== undefined) return presetNamed(preset);
  return baseUrl === undefined ? presetNamed("openai") : presetAt(baseUrl);
}

/** Whether a provider wants a key and none is given. */
export function lacksKey({ client, preset, baseUrl, apiKey = "" }: ProviderOptions): boolean {
  if (client || apiKey.trim() !== "") return false;
  return presetOf({ preset, baseUrl }, LANGUAGE)?.needsKey === true;
}

function clientFor(
  { client, baseUrl, apiKey, organization, headers }: ProviderOptions,
  preset: ProviderPreset | undefined,
  action: string,
): OpenAIClientSource {
  if (client) return client;
  const key = apiKey?.trim() ?? "";
  if (key === "" && preset?.needsKey === true) {
    throw new ConfigurationError(action, "there is no key", "pass apiKey");
  }
  if (!/^[\x21-\x7e]*$/.test(key)) {
    const remedy = "copy it anew: it is of ASCII letters, digits and signs";
    throw new ConfigurationError(action, "the key has characters that no key has", remedy);
  }
  return createClient({
    baseUrl: checkBaseUrl(baseUrl ?? preset?.baseUrl ?? presetNamed("openai").baseUrl),
    // Servers that want none still get one: the package does not work without.
    apiKey: key === "" ? "none" : key,
    organization,
    headers,
  });
}

function noModel(action: string): ConfigurationError {
  return new ConfigurationError(action, "no model is named", "pass model");
}
