/** Turns what the `openai` package throws into the house's errors, the original as their cause. */
import {
  type MnemographError,
  ModelRequestError,
  ModelUnavailableError,
} from "../../core/errors.ts";

/** What an adapter did when the error came. */
export interface FailedCall {
  /** As messages say it: "ask for an answer". */
  readonly action: string;
  /** The model's name. */
  readonly model: string;
}

/** What a provider's error says. Its message may quote the prompt or the key: it is looked at, and never repeated. */
export interface ProviderError {
  /** HTTP status; undefined where there was no answer. */
  readonly status: number | undefined;
  /** The provider's code for it, or its type. */
  readonly code: string;
  /** The parameter that is wrong, if it says. */
  readonly parameter: string;
  /** The whole message, never shown. */
  readonly message: string;
  /** Headers of the answer. */
  readonly headers: Headers | undefined;
}

const CONFLICT = 409;
const SERVER_ERRORS = 500;
const RETRYABLE: ReadonlySet<number> = new Set([408, CONFLICT, 425, 429]);

const REASONS: ReadonlyMap<number, string> = new Map([
  [400, "the request is not accepted"],
  [401, "the key is not accepted"],
  [402, "the account has no balance"],
  [403, "the key has no access"],
  [404, "there is no such model or path"],
  [408, "it did not answer in time"],
  [413, "the request is too large"],
  [422, "the request is not accepted"],
  [429, "it asks to slow down, or a quota is used up"],
]);

/** The error for what a client threw. */
export function mapOpenAIError(error: unknown, { action, model }: FailedCall): MnemographError {
  if (error instanceof SyntaxError) {
    return new ModelUnavailableError(action, model, {
      reason: "its answer is not JSON",
      cause: error,
    });
  }
  const told = readProviderError(error);
  if (!told) return unknownError(error, { action, model });
  const { status } = told;
  if (status === undefined) {
    return new ModelUnavailableError(action, model, {
      reason: connectionReason(error),
      cause: error,
    });
  }
  const reason = reasonOf(told, status);
  if (isRetryableStatus(status)) {
    const retryAfterMs = retryAfterOf(told.headers);
    return new ModelUnavailableError(action, model, { reason, retryAfterMs, cause: error });
  }
  return new ModelRequestError(action, model, { reason, cause: error });
}

/** The package hands on as it is what broke off while an answer's body was read, and what it could not send at all. */
function unknownError(error: unknown, { action, model }: FailedCall): MnemographError {
  const code = systemCode(error);
  if (code === undefined) {
    const reason = "its client failed before it sent anything";
    return new ModelRequestError(action, model, { reason, cause: error });
  }
  const reason = `the connection broke off (${code})`;
  return new ModelUnavailableError(action, model, { reason, cause: error });
}

/** Whether the same request may succeed later. */
export function isRetryableStatus(status: number): boolean {
  return RETRYABLE.has(status) || status >= SERVER_ERRORS;
}

/** What the error of a client says; undefined if it is not one of the package's. */
export function readProviderError(error: unknown): ProviderError | undefined {
  if (!(error instanceof Error) || !("status" in error)) return undefined;
  const status = typeof error.status === "number" ? error.status : undefined;
  const body: unknown = "error" in error ? error.error : undefined;
  const headers: unknown = "headers" in error ? error.headers : undefined;
  const code =
    [field(error, "code"), field(body, "code"), field(error, "type")].find(Boolean) ?? "";
  return {
    status,
    code,
    parameter: field(error, "param"),
    message: error.message,
    headers: headers instanceof Headers ? headers : undefined,
  };
}

function field(value: unknown, name: string): string {
  if (typeof value !== "object" || value === null) return "";
  const found: unknown = Reflect.get(value, name);
  return typeof found === "string" || typeof found === "number" ? String(found) : "";
}

/** In our own words, with the provider's code where it is one: a word that cannot be a key or a prompt. */
function reasonOf({ code, parameter }: ProviderError, status: number): string {
  const words = REASONS.get(status) ?? (status >= SERVER_ERRORS ? "it failed" : "it is refused");
  const details = [
    `HTTP ${status}`,
    ...(isCode(code) ? [`code '${code}'`] : []),
    ...(isCode(parameter) ? [`parameter '${parameter}'`] : []),
  ];
  return `${words} (${details.join(", ")})`;
}

function isCode(text: string): boolean {
  return /^(?:\d{1,6}|[a-z][a-z_.]{1,48})$/i.test(text);
}

function connectionReason(error: unknown): string {
  const { name } = error instanceof Error ? error.constructor : { name: "" };
  if (name === "APIConnectionTimeoutError") return "it did not answer in time";
  const code = systemCode(error);
  return code === undefined ? "it cannot be reached" : `it cannot be reached (${code})`;
}

/** The system's code, as ECONNREFUSED, which is some causes deep. */
function systemCode(error: unknown): string | undefined {
  let current = error;
  for (let depth = 0; depth < 5 && current instanceof Error; depth += 1) {
    if ("code" in current && typeof current.code === "string" && /^[A-Z_]+$/.test(current.code)) {
      return current.code;
    }
    current = current.cause;
  }
  return undefined;
}

/** How long the provider asks to wait, in milliseconds: `Retry-After` in seconds or as a date, or `retry-after-ms`. */
function retryAfterOf(headers: Headers | undefined): number | undefined {
  if (!headers) return undefined;
  const asked = headers.get("retry-after");
  const candidates = [
    numberIn(headers.get("retry-after-ms")),
    numberIn(asked) * 1000,
    // By the provider's own clock, which may differ from ours.
    Date.parse(asked ?? "") - Date.parse(headers.get("date") ?? ""),
  ];
  return candidates.find((ms) => Number.isFinite(ms) && ms >= 0);
}

function numberIn(text: string | null): number {
  return text === null || text.trim() === "" ? Number.NaN : Number(text);
}
