/** An embedding model of the AI SDK, as this library's port. */
import {
  ConfigurationError,
  InvalidArgumentError,
  ModelUnavailableError,
} from "../../core/errors.ts";
import { untilAborted } from "../../core/until-aborted.ts";
import type { EmbeddingModel, EmbeddingOptions, EmbeddingResult } from "../embedding-model.ts";
import { embeddingProfile, prepareText } from "../embedding-profiles.ts";
import { type AiSdkEmbeddingModel, isAiSdkEmbeddingModel } from "../ai-sdk-types.ts";
import { checkSettings, COSINE, COUNT, type SettingRules } from "../check-settings.ts";
import { mapAiSdkError } from "./map-error.ts";
import { withOwnSignal } from "./own-signal.ts";

const ACTION = "embed texts";
const OPEN = "open an embedding model";
/** Where the model has no bound of its own. */
const MAX_INPUTS = 256;

/** What the SDK's object does not say. */
export interface AiSdkEmbeddingSettings {
  /** Components of every vector. @defaultValue the model's own, where it says or is known by name */
  readonly dimensions?: number | undefined;
  /** See {@link EmbeddingModel.unrelatedCosine}. @defaultValue that of the model, where it was measured */
  readonly unrelatedCosine?: number | undefined;
}

const RULES: SettingRules<AiSdkEmbeddingSettings> = { dimensions: COUNT, unrelatedCosine: COSINE };

/**
 * A model object of the AI SDK, version 2 to 4 of its specification, as an {@link EmbeddingModel}.
 *
 * Calls follow one another where the model cannot do them at once. Vectors come as the model gives them, and each request is
 * sent once: callers check, scale and retry.
 *
 * @throws {InvalidArgumentError} If it is no such object, or a setting is unknown, of a wrong type or out of range.
 * @throws {ConfigurationError} If its dimensions are not known and not told.
 * @example
 * const model = await aiSdkEmbeddingModel(google.embedding("gemini-embedding-001"), { dimensions: 3072 });
 */
export async function aiSdkEmbeddingModel(
  model: AiSdkEmbeddingModel,
  given: AiSdkEmbeddingSettings = {},
): Promise<EmbeddingModel> {
  const settings = checkSettings(given, RULES, OPEN);
  if (!isAiSdkEmbeddingModel(model)) {
    const requirement = "an embedding model of the AI SDK, version 2 to 4 of its specification";
    throw new InvalidArgumentError(OPEN, "model", requirement, model);
  }
  const told: unknown = settings.dimensions ?? Reflect.get(model, "dimensions");
  const dimensions = typeof told === "number" ? told : embeddingProfile(model.modelId).dimensions;
  if (dimensions === undefined) {
    const problem = `the dimensions of '${model.modelId}' are not known`;
    const remedy = "wrap it in aiSdkEmbeddingModel(model, { dimensions })";
    throw new ConfigurationError(OPEN, problem, remedy);
  }
  const most = (await model.maxEmbeddingsPerCall) ?? MAX_INPUTS;
  const maxInputsPerRequest = Math.max(1, Math.min(MAX_INPUTS, most));
  const isParallel = await model.supportsParallelCalls;
  const { unrelatedCosine = embeddingProfile(model.modelId).unrelatedCosine } = settings;
  const shape = { dimensions, unrelatedCosine, maxInputsPerRequest, isParallel };
  return new AiSdkAdaptedEmbeddingModel(model, shape);
}

class AiSdkAdaptedEmbeddingModel implements EmbeddingModel {
  readonly id: string;
  readonly dimensions: number;
  readonly isModel = true;
  readonly unrelatedCosine: number | undefined;
  readonly maxInputsPerRequest: number;
  readonly #model: AiSdkEmbeddingModel;
  readonly #isParallel: boolean;
  /** Settles when the last call has: the next one waits for it. */
  #last: Promise<unknown> = Promise.resolve();

  constructor(
    model: AiSdkEmbeddingModel,
    shape: {
      dimensions: number;
      unrelatedCosine: number | undefined;
      maxInputsPerRequest: number;
      isParallel: boolean;
    },
  ) {
    this.id = model.modelId;
    this.dimensions = shape.dimensions;
    this.unrelatedCosine = shape.unrelatedCosine;
    this.maxInputsPerRequest = shape.maxInputsPerRequest;
    this.#model = model;
    this.#isParallel = shape.isParallel;
  }

  async doEmbed(texts: readonly string[], options: EmbeddingOptions): Promise<EmbeddingResult> {
    options.signal?.throwIfAborted();
    if (texts.length === 0) return { embeddings: [], tokenCount: 0, requestCount: 0 };
    return untilAborted(this.#inTurn(texts, options), options.signal);
  }

  async #inTurn(texts: readonly string[], options: EmbeddingOptions): Promise<EmbeddingResult> {
    if (this.#isParallel) return this.#embed(texts, options);
    const call = this.#last.then(async () => {
      options.signal?.throwIfAborted();
      return this.#embed(texts, options);
    });
    this.#last = call.catch(() => undefined);
    return call;
  }

  async #embed(
    texts: readonly string[],
    { purpose, signal }: EmbeddingOptions,
  ): Promise<EmbeddingResult> {
    const prefix = embeddingProfile(this.id).prefixes?.[purpose] ?? "";
    const values = texts.map((text) => prepareText(text, prefix));
    let answer: unknown;
    try {
      answer = await withOwnSignal(signal, async (own) =>
        this.#model.doEmbed({ values, ...(own ? { abortSignal: own } : {}) }),
      );
    } catch (error) {
      throw mapAiSdkError(error, { action: ACTION, model: this.id });
    }
    return this.#read(answer);
  }

  #read(answer: unknown): EmbeddingResult {
    const embeddings = get(answer, "embeddings");
    if (!Array.isArray(embeddings) || !embeddings.every(isVector)) {
      throw new ModelUnavailableError(ACTION, this.id, { reason: "its answer has no embeddings" });
    }
    const tokens = get(get(answer, "usage"), "tokens");
    return {
      embeddings: embeddings.map((vector) => Float32Array.from(vector)),
      // NaN where the SDK's provider was told nothing.
      tokenCount: typeof tokens === "number" && tokens >= 0 ? tokens : undefined,
    };
  }
}

function get(value: unknown, name: string): unknown {
  return typeof value === "object" && value !== null ? Reflect.get(value, name) : undefined;
}

function isVector(value: unknown): value is number[] {
  return Array.isArray(value) && value.every((one) => typeof one === "number");
}
