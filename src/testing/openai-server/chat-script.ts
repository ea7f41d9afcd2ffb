/** Who answers what: a queue of answers first, then rules, a function, or one answer for all. */
import type { Awaitable } from "../../core/awaitable.ts";
import { InvalidArgumentError } from "../../core/errors.ts";
import type { ChatRequest } from "./chat-request.ts";
import type { Fault } from "./fault.ts";

/** A call of a tool. */
export interface ToolCall {
  /** The tool's name. */
  readonly name: string;
  /** The arguments as written: JSON, unless something is to be wrong with it. */
  readonly arguments: string;
}

/** Why a model stopped, in OpenAI's words. */
export type ChatFinishReason = "stop" | "length" | "tool_calls" | "content_filter";

/** What the model answers. An answer without `text`, `json`, `toolCalls` and `refusal` is an empty text. */
export interface ChatAnswer {
  /** The content as it is, whatever was asked for; null for none. */
  readonly text?: string | null | undefined;
  /**
   * A value to write as JSON, in the way that was asked for and that the provider's manner allows: as content, as a
   * call of the wanted tool, or loosely (in a fence, with words around).
   */
  readonly json?: unknown;
  /** Calls of tools, as they are. */
  readonly toolCalls?: readonly ToolCall[] | undefined;
  /** What it thought before. It is written where the provider's manner says. */
  readonly reasoning?: string | undefined;
  /** It will not answer, and says why. */
  readonly refusal?: string | undefined;
  /** Why it stopped. @defaultValue `tool_calls` with a call, `length` if cut, else `stop` */
  readonly finishReason?: ChatFinishReason | undefined;
  /** Tokens to report; null reports none. @defaultValue an estimate, see {@link estimateTokens} */
  readonly usage?:
    | { readonly promptTokens: number; readonly completionTokens: number }
    | null
    | undefined;
  /** How much later than the server's latency it comes, in milliseconds, 0 to 600,000. @defaultValue 0 */
  readonly delayMs?: number | undefined;
  /** What goes wrong with it, unless a planned fault comes first. @defaultValue nothing */
  readonly fault?: Fault | undefined;
}

/** An answer; a string is its text. */
export type ChatReply = string | ChatAnswer;

/** Answers by what is asked. `undefined` means that it has no answer. An error it throws is answered with 500. */
export type ChatFunction = (request: ChatRequest) => Awaitable<ChatReply | undefined>;

/** An answer for some requests: those for which everything that is given here holds. */
export interface ChatRule {
  /** What the system prompt contains or matches. */
  readonly system?: string | RegExp | undefined;
  /** What the last message contains or matches. */
  readonly prompt?: string | RegExp | undefined;
  /** What the name of the JSON schema or of the tool is or matches. */
  readonly schemaName?: string | RegExp | undefined;
  /** What the name of the model that is asked is or matches. */
  readonly model?: string | RegExp | undefined;
  /** Anything else. */
  readonly when?: ((request: ChatRequest) => boolean) | undefined;
  /** The answer. Of a list, each is given once, in order; then the rule is used up. */
  readonly reply: ChatReply | readonly ChatReply[] | ChatFunction;
}

/** How chat requests are answered: one answer for all, a function, or rules, of which the first that fits answers. */
export type ChatScript = ChatReply | ChatFunction | readonly ChatRule[];

/** Most answers that may wait in the queue. */
export const MAX_QUEUED_REPLIES = 10_000;

interface OpenRule {
  readonly rule: ChatRule;
  /** What is left of a list; undefined where the reply is none. */
  readonly left: ChatReply[] | undefined;
}

/** The answers that are still to give. */
export class ChatAnswers {
  readonly #queue: ChatReply[] = [];
  readonly #rules: readonly OpenRule[];

  constructor(script: ChatScript | undefined) {
    this.#rules = rulesOf(script).map((rule) => ({
      rule,
      left: isList(rule.reply) ? [...rule.reply] : undefined,
    }));
  }

  /** @throws {InvalidArgumentError} If too many wait. */
  enqueue(replies: readonly ChatReply[]): void {
    if (this.#queue.length + replies.length > MAX_QUEUED_REPLIES) {
      const requirement = `at most ${MAX_QUEUED_REPLIES} with those that wait`;
      throw new InvalidArgumentError("queue answers", "replies", requirement, replies.length);
    }
    for (const reply of replies) this.#queue.push(reply);
  }

  get queuedCount(): number {
    return this.#queue.length;
  }

  /** Returns the answer to a request, and uses it up where it is for once; undefined if there is none. */
  async take(request: ChatRequest): Promise<ChatAnswer | undefined> {
    const queued = this.#queue.shift();
    if (queued !== undefined) return toAnswer(queued);
    for (const { rule, left } of this.#rules) {
      if (fits(rule, request)) {
        // Nothing where a list is used up, or a function has no answer: the next rule then.
        const reply = left ? left.shift() : await replyOf(rule, request);
        if (reply !== undefined) return toAnswer(reply);
      }
    }
    return undefined;
  }
}

function rulesOf(script: ChatScript | undefined): readonly ChatRule[] {
  if (script === undefined) return [];
  return isRules(script) ? script : [{ reply: script }];
}

// Arrays are not narrowed out of a union with `readonly` ones by `Array.isArray`.
function isRules(script: ChatScript): script is readonly ChatRule[] {
  return Array.isArray(script);
}

function isList(reply: ChatRule["reply"]): reply is readonly ChatReply[] {
  return Array.isArray(reply);
}

async function replyOf({ reply }: ChatRule, request: ChatRequest): Promise<ChatReply | undefined> {
  if (isList(reply)) return undefined;
  return typeof reply === "function" ? reply(request) : reply;
}

function fits(rule: ChatRule, request: ChatRequest): boolean {
  return (
    holds(rule.system, request.system) &&
    holds(rule.prompt, request.prompt) &&
    isNamed(rule.schemaName, request.schemaName) &&
    isNamed(rule.model, request.model) &&
    (rule.when?.(request) ?? true)
  );
}

function holds(pattern: string | RegExp | undefined, text: string): boolean {
  if (pattern === undefined) return true;
  return typeof pattern === "string" ? text.includes(pattern) : matches(pattern, text);
}

/** A name is the whole of a text, so that "facts" is not "facts_zh"; a pattern may match a part. */
function isNamed(pattern: string | RegExp | undefined, name: string | undefined): boolean {
  if (pattern === undefined || typeof pattern === "string") {
    return pattern === undefined || pattern === name;
  }
  return name !== undefined && matches(pattern, name);
}

function matches(pattern: RegExp, text: string): boolean {
  // `search` heeds no `lastIndex`, so that a pattern with the flag `g` answers the same each time.
  return text.search(pattern) >= 0;
}

function toAnswer(reply: ChatReply): ChatAnswer {
  return typeof reply === "string" ? { text: reply } : reply;
}
