/** The models that the variables of the environment name, as most programs that use OpenAI's package know them. */
import { ConfigurationError } from "../../core/errors.ts";
import type { EmbeddingModel } from "../embedding-model.ts";
import { embeddingProfile } from "../embedding-profiles.ts";
import type { LanguageModel } from "../language-model.ts";
import { openAIEmbeddingModel, openAILanguageModel } from "./open-models.ts";
import { presetAt, presetNamed, type ProviderPreset } from "./presets.ts";

/** What the environment says; a field is undefined where a variable is not set. */
export interface NamedModels {
  readonly apiKey: string | undefined;
  readonly baseUrl: string | undefined;
  readonly organization: string | undefined;
  readonly model: string | undefined;
  readonly embeddingModel: string | undefined;
  readonly dimensions: number | undefined;
}

const ACTION = "open a memory";

/**
 * The language model; null if the environment names none: without a key, only a base URL and a model together name one.
 *
 * @throws {ConfigurationError} If there is a key for a provider whose models are not known, and no model.
 */
export function namedLanguageModel(named: NamedModels): LanguageModel | null {
  const preset = presetOf(named);
  if (!isNamed(named, named.model, preset)) return null;
  if (named.model === undefined && !preset?.defaultModel) {
    const problem = "OPENAI_BASE_URL names a provider and OPENAI_MODEL no model";
    throw new ConfigurationError(ACTION, problem, "set OPENAI_MODEL, or pass languageModel: null");
  }
  const { apiKey, baseUrl, organization, model } = named;
  return openAILanguageModel({ apiKey, baseUrl, organization, model });
}

/**
 * The embedding model; null if the environment names none, or the provider has no usual one.
 *
 * @throws {ConfigurationError} If a model is named whose dimensions are not known.
 */
export function namedEmbeddingModel(named: NamedModels): EmbeddingModel | null {
  const preset = presetOf(named);
  const model = named.embeddingModel ?? preset?.defaultEmbeddingModel ?? undefined;
  if (model === undefined || !isNamed(named, named.embeddingModel, preset)) return null;
  const dimensionsKnown = named.dimensions ?? embeddingProfile(model).dimensions;
  if (!(Number.isInteger(dimensionsKnown) && Number(dimensionsKnown) >= 1)) {
    const problem = `the dimensions of OPENAI_EMBEDDING_MODEL '${model}' are not known`;
    const remedy = "set OPENAI_EMBEDDING_DIMENSIONS, or pass embeddingModel: null";
    throw new ConfigurationError(ACTION, problem, remedy);
  }
  const { apiKey, baseUrl, organization, dimensions } = named;
  return openAIEmbeddingModel({ apiKey, baseUrl, organization, model, dimensions });
}

function presetOf({ baseUrl }: NamedModels): ProviderPreset | undefined {
  return baseUrl === undefined ? presetNamed("openai") : presetAt(baseUrl);
}

function isNamed(
  { apiKey, baseUrl }: NamedModels,
  model: string | undefined,
  preset: ProviderPreset | undefined,
): boolean {
  if (apiKey !== undefined) return true;
  return baseUrl !== undefined && model !== undefined && preset?.needsKey !== true;
}
