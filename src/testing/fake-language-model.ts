import { ModelRequestError, ModelUnavailableError } from "../core/errors.ts";
import type {
  FinishReason,
  LanguageModel,
  LanguageModelRequest,
  LanguageModelResult,
} from "../models/language-model.ts";
import { type WrittenAnswer, writeAnswer } from "./openai-server/chat-answer.ts";
import type { ChatRequest } from "./openai-server/chat-request.ts";
import {
  type ChatAnswer,
  ChatAnswers,
  type ChatFinishReason,
  type ChatReply,
  type ChatScript,
} from "./openai-server/chat-script.ts";
import type { Fault } from "./openai-server/fault.ts";
import { checkDelayMs, MAX_DELAY_MS } from "./openai-server/openai-server-options.ts";
import { MANNERS } from "./openai-server/provider-manner.ts";
import { pause } from "./pause.ts";

/** What a caller may pass to {@link FakeLanguageModel}. */
export interface FakeLanguageModelOptions {
  /** The model's name. @defaultValue "fake" */
  readonly id?: string | undefined;
  /** How long an answer takes, in milliseconds, 0 to 600,000. @defaultValue 0 */
  readonly latencyMs?: number | undefined;
}

const ACTION = "generate text";
const SECOND_MS = 1_000;

const finishReasons: Readonly<Record<ChatFinishReason, FinishReason>> = {
  stop: "stop",
  tool_calls: "stop",
  length: "length",
  content_filter: "content-filter",
};

/**
 * A language model inside the process that answers by script: the same scripts and faults as the HTTP server's.
 *
 * A request with a `schema` is one of format `json-schema`, by the name in the schema's `title`; `body` holds nothing but
 * what the request says. Faults come out as the errors of the port, as a provider's adapter would throw them.
 */
export class FakeLanguageModel implements LanguageModel {
  readonly id: string;
  readonly #latencyMs: number;
  readonly #answers: ChatAnswers;
  #index = 0;

  /** @throws {InvalidArgumentError} If `latencyMs` is out of range. */
  constructor(script?: ChatScript, { id = "fake", latencyMs }: FakeLanguageModelOptions = {}) {
    this.id = id;
    this.#latencyMs = checkDelayMs("latencyMs", latencyMs);
    this.#answers = new ChatAnswers(script);
  }

  /**
   * Answers the next requests with these, one each, before whatever the script says. At most 10,000 wait.
   *
   * @throws {InvalidArgumentError} If too many wait.
   */
  enqueue(...replies: readonly ChatReply[]): void {
    this.#answers.enqueue(replies);
  }

  /**
   * Answers by script.
   *
   * @throws The signal's reason, untouched, once it is aborted.
   * @throws {ModelUnavailableError} If a fault says so.
   * @throws {ModelRequestError} If a fault says so, or the script has no answer.
   */
  async doGenerate(request: LanguageModelRequest): Promise<LanguageModelResult> {
    request.signal?.throwIfAborted();
    const chat = toChatRequest(request, { model: this.id, index: this.#index });
    this.#index += 1;
    const answer = await this.#answers.take(chat);
    if (!answer) {
      const reason = "the script has no answer for this request";
      throw new ModelRequestError(ACTION, this.id, { reason });
    }
    await pause(this.#latencyMs + waitOf(answer), request.signal);
    throwFault(answer.fault, this.id);
    return toResult(writeAnswer(answer, chat, { manner: MANNERS.openai, fault: answer.fault }));
  }
}

function toChatRequest(
  { system = "", messages, schema, maxTokens }: LanguageModelRequest,
  { model, index }: { readonly model: string; readonly index: number },
): ChatRequest {
  const title = schema?.["title"];
  return {
    body: { model, messages, ...(schema && { schema }), ...(maxTokens && { maxTokens }) },
    model,
    messages: [...(system === "" ? [] : [{ role: "system", content: system }]), ...messages],
    system,
    prompt: messages.at(-1)?.content ?? "",
    format: schema ? "json-schema" : "text",
    schemaName: typeof title === "string" ? title : undefined,
    schema,
    toolNames: [],
    maxTokens,
    isStream: false,
    index,
  };
}

function toResult(written: WrittenAnswer): LanguageModelResult {
  const { content, toolCalls, refusal, hasNoChoice } = written;
  const isRefused = refusal !== null;
  const text = content ?? toolCalls[0]?.arguments;
  return {
    text: isRefused || hasNoChoice ? "" : (text ?? ""),
    finishReason: finishOf(written, hasNoChoice || text === undefined),
    usage: written.usage ?? { promptTokens: 0, completionTokens: 0 },
  };
}

function finishOf({ refusal, finishReason }: WrittenAnswer, isEmpty: boolean): FinishReason {
  if (refusal !== null) return "content-filter";
  return isEmpty ? "other" : finishReasons[finishReason];
}

function waitOf({ delayMs, fault }: ChatAnswer): number {
  if (fault?.kind === "silence") return MAX_DELAY_MS;
  const slowMs = fault?.kind === "slow" ? checkDelayMs("fault.delayMs", fault.delayMs) : 0;
  return checkDelayMs("delayMs", delayMs) + slowMs;
}

/** @throws {ModelUnavailableError} @throws {ModelRequestError} As a provider's adapter does. */
function throwFault(fault: Fault | undefined, model: string): void {
  switch (fault?.kind) {
    case "rate-limit":
      throw new ModelUnavailableError(ACTION, model, {
        reason: "it asks to slow down (429)",
        retryAfterMs: retryAfterMsOf(fault),
      });
    case "status":
      throw statusError(fault.status, model);
    case "unauthorized":
      throw statusError(401, model);
    case "unknown-model":
      throw statusError(404, model);
    case "cut-connection":
    case "invalid-json":
    case "raw":
    case "silence":
      throw new ModelUnavailableError(ACTION, model, { reason: "no whole answer came" });
    default:
  }
}

function statusError(status: number, model: string): Error {
  const reason = `it answered ${status}`;
  return status >= 500 || status === 408 || status === 409 || status === 429
    ? new ModelUnavailableError(ACTION, model, { reason })
    : new ModelRequestError(ACTION, model, { reason });
}

function retryAfterMsOf({
  retryAfter,
  retryAfterMs,
}: Extract<Fault, { readonly kind: "rate-limit" }>): number | undefined {
  if (retryAfterMs !== undefined || retryAfter === undefined) return retryAfterMs;
  if (typeof retryAfter === "number") return retryAfter * SECOND_MS;
  return Math.max(0, retryAfter.getTime() - Date.now());
}
