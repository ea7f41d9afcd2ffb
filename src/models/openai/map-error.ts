/** Turns what the `openai` package throws into the house's errors, the original as their cause. */
import {
  type MnemographError,
  ModelRequestError,
  ModelUnavailableError,
} from "../../core/errors.ts";
import { isRetryableStatus, reasonOf, retryAfterOf, systemCode } from "../provider-status.ts";

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
  const reason = reasonOf(status, { code: told.code, parameter: told.parameter });
  if (isRetryableStatus(status)) {
    const retryAfterMs = retryAfterOf((name) => told.headers?.get(name) ?? undefined);
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

function connectionReason(error: unknown): string {
  const { name } = error instanceof Error ? error.constructor : { name: "" };
  if (name === "APIConnectionTimeoutError") return "it did not answer in time";
  const code = systemCode(error);
  return code === undefined ? "it cannot be reached" : `it cannot be reached (${code})`;
}
