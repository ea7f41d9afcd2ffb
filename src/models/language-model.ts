/** The port to a chat model. Callers retry, check and read what was written; adapters only ask. */

/** One message of a conversation with the model; instructions go in {@link LanguageModelRequest.system}. */
export interface PromptMessage {
  /** Who speaks. */
  readonly role: "user" | "assistant";
  /** What is said. */
  readonly content: string;
}

/** What a model is asked. */
export interface LanguageModelRequest {
  /** Instructions. Never recalled or user-supplied text. */
  readonly system?: string | undefined;
  /** The conversation to answer, in order. */
  readonly messages: readonly PromptMessage[];
  /** The JSON Schema of an object that the answer should fit, as far as the provider can see to it; callers check. Its `title` is its name. */
  readonly schema?: Readonly<Record<string, unknown>> | undefined;
  /** The most tokens to write. */
  readonly maxTokens?: number | undefined;
  /** Randomness, 0 for none. */
  readonly temperature?: number | undefined;
  /** Aborting it rejects the call with the signal's reason. */
  readonly signal?: AbortSignal | undefined;
}

/** Why a model stopped: `length` and `content-filter` mean that the text is not whole. */
export type FinishReason = "stop" | "length" | "content-filter" | "error" | "other";

/**
 * How a provider was asked for an answer that fits a schema, from the strictest way to none: as a JSON Schema that it keeps
 * to, as the arguments of a tool, as any JSON, or in words alone.
 */
export type OutputMode = "json-schema" | "tool-call" | "json-mode" | "text";

/** What a model answered. */
export interface LanguageModelResult {
  /** What it wrote, as it wrote it. */
  readonly text: string;
  /** Why the answer ended: `length` means that it was cut off. */
  readonly finishReason: FinishReason;
  /** As the provider counted; 0 where it does not say. */
  readonly usage: { readonly promptTokens: number; readonly completionTokens: number };
  /** How the answer was asked for; undefined if the model does not say. */
  readonly outputMode?: OutputMode | undefined;
  /** Requests sent for this answer, those the provider refused or that failed included; undefined means 1. */
  readonly requestCount?: number | undefined;
  /** What the model said instead, where it refused to answer; `finishReason` is then `content-filter`. */
  readonly refusal?: string | undefined;
}

/** A language model: one prompt in, one text out. */
export interface LanguageModel {
  /** The model's name, as the provider knows it. */
  readonly id: string;

  /**
   * Answers one request.
   *
   * @throws The signal's reason, untouched, once it is aborted.
   * @throws {ModelUnavailableError} If the same request may succeed later.
   * @throws {ModelRequestError} If the provider refused it.
   */
  doGenerate(request: LanguageModelRequest): Promise<LanguageModelResult>;
}
