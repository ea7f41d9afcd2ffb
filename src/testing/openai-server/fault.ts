/** What can go wrong between a client and a provider, as data, and which request it befalls. */
import { InvalidArgumentError } from "../../core/errors.ts";
import type { ErrorShape } from "./error-body.ts";
import type { Endpoint, LoggedRequest } from "./request-log.ts";

/** Keys of an extraction's JSON as models write them that were asked in Chinese. */
export const CHINESE_KEYS: Readonly<Record<string, string>> = {
  facts: "事实",
  memories: "记忆",
  entities: "实体",
  relations: "关系",
  relationships: "关系",
  name: "名称",
  type: "类型",
  text: "文本",
  source: "源实体",
  relationship: "关系类型",
  destination: "目标实体",
};

/**
 * One thing that goes wrong.
 *
 * Those of a chat answer (`cut`, `rename-keys`, `think`, `empty-choices`, `null-content`, `refusal`) wait for a chat
 * request; the others take any.
 */
export type Fault =
  /** The text, or a tool's arguments, ends after `at` UTF-16 code units, with `finish_reason: length`. */
  | { readonly kind: "cut"; readonly at: number }
  /** JSON keys of the answer are renamed. @defaultValue {@link CHINESE_KEYS} */
  | { readonly kind: "rename-keys"; readonly keys?: Readonly<Record<string, string>> | undefined }
  /** `<think>…</think>` stands before the text. */
  | { readonly kind: "think"; readonly text?: string | undefined }
  /** `choices` is empty. */
  | { readonly kind: "empty-choices" }
  /** `content` is null and nothing is in its place. */
  | { readonly kind: "null-content" }
  /** `refusal` instead of `content`. */
  | { readonly kind: "refusal"; readonly text?: string | undefined }
  /** 429. `retryAfter` is whole seconds or a date, `retryAfterMs` the header `retry-after-ms`; none are sent if left out. */
  | {
      readonly kind: "rate-limit";
      readonly retryAfter?: number | Date | undefined;
      readonly retryAfterMs?: number | undefined;
    }
  /** Any status from 400 to 599, with a message. */
  | {
      readonly kind: "status";
      readonly status: number;
      readonly message?: string | undefined;
      readonly headers?: Readonly<Record<string, string>> | undefined;
      readonly shape?: ErrorShape | undefined;
    }
  /** 401. */
  | { readonly kind: "unauthorized" }
  /** 404: no such model. */
  | { readonly kind: "unknown-model" }
  /** The connection is dropped after `at` bytes of the body; 0 drops it before the headers. */
  | { readonly kind: "cut-connection"; readonly at: number }
  /** Status 200 with a body that is not JSON: the first half of one. */
  | { readonly kind: "invalid-json" }
  /** Exactly this body. */
  | {
      readonly kind: "raw";
      readonly text: string;
      readonly status?: number | undefined;
      readonly contentType?: string | undefined;
    }
  /** No answer until the client goes away or the server is closed. */
  | { readonly kind: "silence" }
  /** The answer comes this much later, in milliseconds, 0 to 600,000. */
  | { readonly kind: "slow"; readonly delayMs: number };

/** Which requests a fault befalls. */
export interface FaultOptions {
  /** How many, an integer from 1; `Infinity` for all from now on. @defaultValue 1 */
  readonly count?: number | undefined;
  /** Only those of this endpoint. @defaultValue any that the fault can befall */
  readonly endpoint?: Endpoint | undefined;
  /** Only those of which this is true. @defaultValue all */
  readonly when?: ((request: LoggedRequest) => boolean) | undefined;
}

/** Most faults that may wait at a time. */
export const MAX_WAITING_FAULTS = 1_000;

const ofChatAnswers: ReadonlySet<Fault["kind"]> = new Set([
  "cut",
  "rename-keys",
  "think",
  "empty-choices",
  "null-content",
  "refusal",
]);

interface WaitingFault {
  readonly fault: Fault;
  readonly options: FaultOptions;
  left: number;
}

/** The faults that are still to come. */
export class FaultPlan {
  #waiting: WaitingFault[] = [];

  /**
   * Adds a fault behind those that wait.
   *
   * @throws {InvalidArgumentError} If `count` is no integer from 1 or `Infinity`, or too many wait.
   */
  add(fault: Fault, options: FaultOptions): void {
    const { count = 1 } = options;
    if (!(count >= 1 && (Number.isInteger(count) || count === Infinity))) {
      throw new InvalidArgumentError("plan a fault", "count", "an integer from 1", count);
    }
    if (this.#waiting.length >= MAX_WAITING_FAULTS) {
      const requirement = `planned for at most ${MAX_WAITING_FAULTS} at a time`;
      throw new InvalidArgumentError("plan a fault", "fault", requirement, fault);
    }
    this.#waiting.push({ fault, options, left: count });
  }

  /** Returns the first waiting fault that fits the request, and counts it as used. */
  take(request: LoggedRequest): Fault | undefined {
    const found = this.#waiting.find((one) => fits(one, request));
    if (!found) return undefined;
    found.left -= 1;
    if (found.left === 0) this.#waiting = this.#waiting.filter((one) => one !== found);
    return found.fault;
  }

  /** Forgets what has not happened yet. */
  clear(): void {
    this.#waiting = [];
  }
}

function fits({ fault, options }: WaitingFault, request: LoggedRequest): boolean {
  const { endpoint = ofChatAnswers.has(fault.kind) ? "chat" : request.endpoint } = options;
  return endpoint === request.endpoint && (options.when?.(request) ?? true);
}
