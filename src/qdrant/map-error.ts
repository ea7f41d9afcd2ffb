/** Turns what the Qdrant client throws into the house's errors, the original as their cause. */
import {
  ConfigurationError,
  MnemographError,
  StoreOperationError,
  StoreUnavailableError,
} from "../core/errors.ts";

/** How messages name this store. */
export const QDRANT = "Qdrant";

/** Longest part of a server's own words in a message. */
const MAX_REASON_LENGTH = 300;

/** The error for what a request threw while doing `action`. */
export function mapQdrantError(error: unknown, action: string): MnemographError {
  if (error instanceof MnemographError) return error;
  const status = statusOf(error);
  if (status !== undefined) return mapStatus(error, status, action);
  const asked = fieldOf(error, "retry_after");
  if (typeof asked === "number") {
    const reason = "it asks to slow down";
    return unavailable(error, action, reason, Math.max(0, asked * 1000));
  }
  if (fieldOf(error, "name") === "QdrantClientTimeoutError") {
    return unavailable(error, action, "it did not answer in time");
  }
  const code = networkCode(error);
  if (code !== undefined) return unavailable(error, action, code);
  const reason = "its answer is not one of Qdrant's";
  return new StoreOperationError(action, QDRANT, { reason, cause: error });
}

/** Whether a request of a batch may be at fault, and not the server as a whole. */
export function isRefusal(error: unknown): boolean {
  return error instanceof StoreOperationError;
}

/** The server's words for why it refused; undefined if it did not. */
export function refusalOf(error: unknown): string | undefined {
  return error instanceof StoreOperationError ? serverWords(error.cause) : undefined;
}

/** Whether there is no such collection. */
export function isMissing(error: unknown): boolean {
  return error instanceof StoreOperationError && statusOf(error.cause) === 404;
}

/** Whether somebody else has just made it. */
export function isConflict(error: unknown): boolean {
  if (!(error instanceof StoreOperationError)) return false;
  const status = statusOf(error.cause);
  return status === 409 || (serverWords(error.cause)?.includes("already exists") ?? false);
}

function mapStatus(error: unknown, status: number, action: string): MnemographError {
  if (status === 401 || status === 403) {
    const problem = `Qdrant answered with status ${status}`;
    return new ConfigurationError(action, problem, "check the API key and what it may do", {
      cause: error,
    });
  }
  const reason = serverWords(error) ?? `it answered with status ${status}`;
  if (status === 408 || status === 429 || status >= 500) return unavailable(error, action, reason);
  return new StoreOperationError(action, QDRANT, { reason, cause: error });
}

function unavailable(
  cause: unknown,
  action: string,
  reason: string,
  retryAfterMs?: number,
): StoreUnavailableError {
  return new StoreUnavailableError(action, QDRANT, { reason, retryAfterMs, cause });
}

function statusOf(error: unknown): number | undefined {
  const status = fieldOf(error, "status");
  return typeof status === "number" ? status : undefined;
}

/** `status.error` of an answer's body. */
function serverWords(error: unknown): string | undefined {
  const words = fieldOf(fieldOf(fieldOf(error, "data"), "status"), "error");
  if (typeof words !== "string" || words === "") return undefined;
  return words.length > MAX_REASON_LENGTH ? `${words.slice(0, MAX_REASON_LENGTH)}…` : words;
}

/** Why `fetch` could not get an answer, as "ECONNREFUSED"; undefined if the error is not of the network. */
function networkCode(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined;
  if (error.name === "AbortError") return "it did not answer in time";
  if (!(error instanceof TypeError)) return undefined;
  const code = fieldOf(error.cause, "code");
  if (typeof code === "string") return `the connection failed with ${code}`;
  return error.message === "fetch failed" || error.message === "terminated"
    ? "the connection failed"
    : undefined;
}

function fieldOf(value: unknown, name: string): unknown {
  return typeof value === "object" && value !== null ? Reflect.get(value, name) : undefined;
}
