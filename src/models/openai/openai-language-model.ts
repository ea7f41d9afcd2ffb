/** A chat model behind any endpoint that speaks OpenAI's `POST /chat/completions`. */
import {
  type MnemographError,
  ModelRequestError,
  ModelUnavailableError,
} from "../../core/errors.ts";
import { untilAborted } from "../../core/until-aborted.ts";
import type {
  LanguageModel,
  LanguageModelRequest,
  LanguageModelResult,
  OutputMode,
} from "../language-model.ts";
import { isRetryableStatus } from "../provider-status.ts";
import {
  checkSettings,
  COUNT,
  FIELDS,
  FLAG,
  oneOf,
  required,
  type SettingRules,
  TEMPERATURE,
  TEXT,
  TIMEOUT,
} from "../check-settings.ts";
import { CLIENT, clientOf, type OpenAIClientSource } from "./client.ts";
import {
  LADDER,
  modeOf,
  nextShape,
  type RequestContent,
  requestBody,
  type RequestShape,
  type TokenLimitField,
} from "./ladder.ts";
import { mapOpenAIError, type ProviderError, readProviderError } from "./map-error.ts";
import { errorStatusOf, readCompletion } from "./read-answer.ts";

/** How long a request may take unless told otherwise, in milliseconds: long answers of slow models take a minute. */
export const DEFAULT_LANGUAGE_TIMEOUT_MS = 120_000;

/** What an {@link OpenAILanguageModel} works with. */
export interface OpenAILanguageModelOptions {
  /** Who sends the requests; whoever made it closes it. */
  readonly client: OpenAIClientSource;
  /** The model's name, as the provider knows it. */
  readonly model: string;
  /** Randomness, from 0 to 2, for requests that do not say. @defaultValue 0 */
  readonly temperature?: number | undefined;
  /** The most tokens of any answer; a request may ask for fewer. @defaultValue the provider's */
  readonly maxTokens?: number | undefined;
  /** Bound of one request, in milliseconds. @defaultValue 120000 */
  readonly timeoutMs?: number | undefined;
  /** Whether the model takes a temperature at all. @defaultValue true */
  readonly takesTemperature?: boolean | undefined;
  /** Ways to ask for JSON that the provider is known to take, the one to try first in front. @defaultValue all four */
  readonly outputModes?: readonly OutputMode[] | undefined;
  /** What the provider calls the bound on tokens. @defaultValue "max_tokens" */
  readonly tokenLimitField?: TokenLimitField | undefined;
  /** Fields to send with every request, as those that switch thinking off. @defaultValue none */
  readonly extraBody?: Readonly<Record<string, unknown>> | undefined;
}

const RULES: SettingRules<OpenAILanguageModelOptions> = {
  client: required(CLIENT),
  model: required(TEXT),
  temperature: TEMPERATURE,
  maxTokens: COUNT,
  timeoutMs: TIMEOUT,
  takesTemperature: FLAG,
  outputModes: {
    requirement: `a list of ${LADDER.join(", ")}`,
    holds: (modes) => Array.isArray(modes) && modes.every(oneOf(LADDER).holds),
  },
  tokenLimitField: oneOf(["max_tokens", "max_completion_tokens"]),
  extraBody: FIELDS,
};

const ACTION = "ask for an answer";
/** Each step of the ladder takes something away, and there are not more things than this. */
const MAX_REQUESTS = 12;

/** Codes with which a provider refuses what a prompt is about: OpenAI's and Azure's, DashScope's, and those of Volcano Ark. */
const FILTERED = /content_filter|data_?inspection|sensitive_?content/i;

/**
 * A chat model behind an OpenAI-compatible endpoint.
 *
 * Asks for an answer that fits a schema in the strictest way that the provider takes, and remembers which that is, as well
 * as the parameters that it refused. What a model thought aloud in `reasoning_content` is left out. Sends each request
 * once: callers retry.
 */
export class OpenAILanguageModel implements LanguageModel {
  readonly id: string;
  readonly #options: OpenAILanguageModelOptions;
  #shape: RequestShape;

  /**
   * @param given - Nothing is sent, and a client that is made on first use is not made, before the first request.
   * @throws {InvalidArgumentError} If an option is unknown, of a wrong type or out of range.
   */
  constructor(given: OpenAILanguageModelOptions) {
    const options = checkSettings(given, RULES, "open a language model");
    this.id = options.model;
    this.#options = options;
    this.#shape = {
      modes: options.outputModes?.length ? options.outputModes : LADDER,
      tokenLimitField: options.tokenLimitField ?? "max_tokens",
      hasTemperature: options.takesTemperature ?? true,
      extraBody: options.extraBody ?? {},
    };
  }

  /** See {@link LanguageModel.doGenerate}. */
  async doGenerate(request: LanguageModelRequest): Promise<LanguageModelResult> {
    const { signal } = request;
    signal?.throwIfAborted();
    return untilAborted(this.#climbDown(request), signal);
  }

  /** Asks, and asks in another way as long as the way was what the provider refused. */
  async #climbDown(request: LanguageModelRequest): Promise<LanguageModelResult> {
    const content = this.#contentOf(request);
    let shape = this.#shape;
    for (let requestCount = 1; ; requestCount += 1) {
      const outputMode = modeOf(request, shape);
      try {
        const answer = await this.#send(content, shape);
        this.#shape = shape;
        return { ...this.#read(answer), outputMode, requestCount };
      } catch (error) {
        const told = readProviderError(error);
        if (isFiltered(told)) return { ...FILTERED_RESULT, outputMode, requestCount };
        const isLast = requestCount === MAX_REQUESTS;
        const next = isLast ? undefined : nextShape(shape, outputMode, told);
        if (!next) throw this.#errorFor(error);
        shape = next;
        request.signal?.throwIfAborted();
      }
    }
  }

  #contentOf(request: LanguageModelRequest): RequestContent {
    const { model, temperature = 0, maxTokens } = this.#options;
    return {
      model,
      request,
      temperature: request.temperature ?? temperature,
      maxTokens: lesser(request.maxTokens, maxTokens),
    };
  }

  async #send(content: RequestContent, shape: RequestShape): Promise<unknown> {
    const { timeoutMs = DEFAULT_LANGUAGE_TIMEOUT_MS } = this.#options;
    const { signal } = content.request;
    const { chat } = await clientOf(this.#options.client);
    const options = { timeout: timeoutMs, maxRetries: 0, ...(signal ? { signal } : {}) };
    return chat.completions.create(requestBody(content, shape), options);
  }

  #read(answer: unknown): LanguageModelResult {
    const result = readCompletion(answer);
    if (result) return result;
    if (typeof answer !== "object" || !mayComeRight(errorStatusOf(answer))) {
      const reason = "what it answered is no chat completion: check the base URL and the model";
      throw new ModelRequestError(ACTION, this.id, { reason });
    }
    throw new ModelUnavailableError(ACTION, this.id, { reason: "its answer is empty" });
  }

  #errorFor(error: unknown): MnemographError {
    const isOurs = error instanceof ModelRequestError || error instanceof ModelUnavailableError;
    return isOurs ? error : mapOpenAIError(error, { action: ACTION, model: this.id });
  }
}

/** Whether an answer without a completion may be followed by one: with the status of an error, if it has one. */
function mayComeRight(status: number | undefined): boolean {
  return status === undefined || isRetryableStatus(status);
}

function lesser(one: number | undefined, other: number | undefined): number | undefined {
  return one !== undefined && other !== undefined ? Math.min(one, other) : (one ?? other);
}

function isFiltered(told: ProviderError | undefined): boolean {
  return told !== undefined && FILTERED.test(told.code);
}

const FILTERED_RESULT: LanguageModelResult = {
  text: "",
  finishReason: "content-filter",
  usage: { promptTokens: 0, completionTokens: 0 },
};
