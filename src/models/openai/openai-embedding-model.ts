/** An embedding model behind any endpoint that speaks OpenAI's `POST /embeddings`. */
import {
  type MnemographError,
  ModelRequestError,
  ModelUnavailableError,
} from "../../core/errors.ts";
import { untilAborted } from "../../core/until-aborted.ts";
import type { EmbeddingModel, EmbeddingOptions, EmbeddingResult } from "../embedding-model.ts";
import { type EmbeddingPrefixes, prepareText } from "../embedding-profiles.ts";
import {
  checkSettings,
  COSINE,
  COUNT,
  FIELDS,
  FLAG,
  required,
  type SettingRules,
  TEXT,
  TIMEOUT,
} from "../check-settings.ts";
import { CLIENT, clientOf, type OpenAIClientSource } from "./client.ts";
import { mapOpenAIError, readProviderError } from "./map-error.ts";
import { readEmbeddings } from "./read-answer.ts";

/** How long a request may take unless told otherwise, in milliseconds. */
export const DEFAULT_EMBEDDING_TIMEOUT_MS = 60_000;

/** What an {@link OpenAIEmbeddingModel} works with. */
export interface OpenAIEmbeddingModelOptions {
  /** Who sends the requests; whoever made it closes it. */
  readonly client: OpenAIClientSource;
  /** The model's name, as the provider knows it. */
  readonly model: string;
  /** Components of every vector. */
  readonly dimensions: number;
  /** Whether to ask for that many: only models that can shorten their vectors take the parameter. @defaultValue false */
  readonly sendsDimensions?: boolean | undefined;
  /** Whether a longer vector may be cut to `dimensions`, as that of a Matryoshka model may. @defaultValue false */
  readonly cutsVectors?: boolean | undefined;
  /** The most tokens of a text, where it is known: a text that is refused as too long is first cut to that. */
  readonly maxInputTokens?: number | undefined;
  /** The most texts that the provider takes at once. @defaultValue 64 */
  readonly maxInputsPerRequest?: number | undefined;
  /** What the model wants in front of queries and documents. @defaultValue nothing */
  readonly prefixes?: EmbeddingPrefixes | undefined;
  /** See {@link EmbeddingModel.unrelatedCosine}. @defaultValue not known */
  readonly unrelatedCosine?: number | undefined;
  /** Bound of one request, in milliseconds. @defaultValue 60000 */
  readonly timeoutMs?: number | undefined;
}

const RULES: SettingRules<OpenAIEmbeddingModelOptions> = {
  client: required(CLIENT),
  model: required(TEXT),
  dimensions: required(COUNT),
  sendsDimensions: FLAG,
  cutsVectors: FLAG,
  maxInputTokens: COUNT,
  maxInputsPerRequest: COUNT,
  prefixes: FIELDS,
  unrelatedCosine: COSINE,
  timeoutMs: TIMEOUT,
};

const ACTION = "embed texts";
/** What servers take that do not say: vLLM, TEI and LM Studio take at least so many. */
const DEFAULT_MAX_INPUTS = 32;
/**
 * OpenAI takes 300,000 tokens in a request. Common Chinese has up to 1.3 tokens a character, English a quarter of one.
 *
 * Source: OpenAI, "Create embeddings", parameter `input`, https://platform.openai.com/docs/api-reference/embeddings/create.
 */
const MAX_CHARACTERS = 200_000;

/** Tries with shorter texts: enough to come from 200,000 characters to under 100. */
const MAX_CUTS = 12;
/** Rare scripts take about a token a character, and common text less. */
const LEAST_CHARACTERS_PER_TOKEN = 1;
/** Refusals of too long a text: OpenAI's and vLLM's, SiliconFlow's and TEI's, DashScope's, llama.cpp's and Ollama's. */
const TOO_LONG =
  /maximum context length|less than \d+ tokens|range of input length|too (?:long|large)|exceed(?:s|ed)?\b.*(?:context|length|token)|larger than the max/i;

function isLengthRefusal(error: unknown): boolean {
  const told = readProviderError(error);
  const status = told?.status ?? 0;
  // 500: Ollama and llama.cpp say it so. A request of too many texts is 413 too, and would not become right by cutting.
  const isRefusal = status === 400 || status === 413 || status === 422 || status === 500;
  return (
    told !== undefined && isRefusal && TOO_LONG.test(told.message) && !/batch/i.test(told.message)
  );
}

/**
 * An embedding model behind an OpenAI-compatible endpoint. Vectors come as the provider gives them: callers check them and
 * bring them to length 1. A text that is longer than the model takes is embedded by its beginning. Sends each request once:
 * callers retry.
 */
export class OpenAIEmbeddingModel implements EmbeddingModel {
  readonly id: string;
  readonly dimensions: number;
  readonly isModel = true;
  readonly unrelatedCosine: number | undefined;
  readonly maxInputsPerRequest: number;
  readonly maxCharactersPerRequest: number = MAX_CHARACTERS;
  readonly #options: OpenAIEmbeddingModelOptions;

  /**
   * @param given - Nothing is sent before the first request.
   * @throws {InvalidArgumentError} If an option is unknown, of a wrong type or out of range.
   */
  constructor(given: OpenAIEmbeddingModelOptions) {
    const options = checkSettings(given, RULES, "open an embedding model");
    this.id = options.model;
    this.dimensions = options.dimensions;
    this.unrelatedCosine = options.unrelatedCosine;
    this.maxInputsPerRequest = options.maxInputsPerRequest ?? DEFAULT_MAX_INPUTS;
    this.#options = options;
  }

  /** See {@link EmbeddingModel.doEmbed}. */
  async doEmbed(texts: readonly string[], options: EmbeddingOptions): Promise<EmbeddingResult> {
    options.signal?.throwIfAborted();
    if (texts.length === 0) return { embeddings: [], tokenCount: 0, requestCount: 0 };
    return untilAborted(this.#embed(texts, options), options.signal);
  }

  async #embed(
    texts: readonly string[],
    { purpose, signal }: EmbeddingOptions,
  ): Promise<EmbeddingResult> {
    const { client, timeoutMs = DEFAULT_EMBEDDING_TIMEOUT_MS, prefixes = {} } = this.#options;
    let input = texts.map((text) => prepareText(text, prefixes[purpose] ?? ""));
    for (let requestCount = 1; ; requestCount += 1) {
      try {
        const { embeddings } = await clientOf(client);
        const options = { timeout: timeoutMs, maxRetries: 0, ...(signal ? { signal } : {}) };
        const answer = await embeddings.create(this.#bodyOf(input), options);
        return { ...this.#read(answer), requestCount };
      } catch (error) {
        const isTooLong = requestCount < MAX_CUTS && isLengthRefusal(error);
        if (!isTooLong) throw this.#errorFor(error);
        input = this.#shorter(input, requestCount);
        signal?.throwIfAborted();
      }
    }
  }

  /** Texts cut for another try: first to what the model takes at least, then to half of the longest. */
  #shorter(input: readonly string[], requestCount: number): string[] {
    const longest = input.reduce((most, { length }) => Math.max(most, length), 0);
    const { maxInputTokens = longest } = this.#options;
    const known = maxInputTokens * LEAST_CHARACTERS_PER_TOKEN;
    const bound = requestCount === 1 && known < longest ? known : Math.ceil(longest / 2);
    return input.map((text) => text.slice(0, Math.floor(bound)).toWellFormed());
  }

  #errorFor(error: unknown): MnemographError {
    const isOurs = error instanceof ModelRequestError || error instanceof ModelUnavailableError;
    return isOurs ? error : mapOpenAIError(error, { action: ACTION, model: this.id });
  }

  #cut(embedding: Float32Array): Float32Array {
    return this.#options.cutsVectors === true ? embedding.subarray(0, this.dimensions) : embedding;
  }

  #bodyOf(input: readonly string[]): object {
    const { sendsDimensions = false, dimensions } = this.#options;
    // As numbers: not every server knows the base64 that the package would ask for.
    const body = { model: this.id, input, encoding_format: "float" };
    return sendsDimensions ? { ...body, dimensions } : body;
  }

  #read(answer: unknown): EmbeddingResult {
    const result = readEmbeddings(answer);
    if (result) return { ...result, embeddings: result.embeddings.map((one) => this.#cut(one)) };
    if (typeof answer !== "object") {
      const reason = "what it answered are no embeddings: check the base URL and the model";
      throw new ModelRequestError(ACTION, this.id, { reason });
    }
    throw new ModelUnavailableError(ACTION, this.id, { reason: "its answer has no embeddings" });
  }
}
