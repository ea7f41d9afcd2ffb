/** Turns what the Qdrant client throws into the house's errors, the original as their cause. */
import {
  ConfigurationError,
  MnemographError,
  StoreOperationError,
  StoreUnavailableError,
} from "../core/errors.ts";

/** How messages name this store. */
export const QDRANT = "Qdrant";

/** Where a server listens for REST unless it is told otherwise. */
export const REST_PORT = 6333;

/** Where it listens for gRPC. */
const GRPC_PORT = /:6334$/u;

/** What undici says of an answer that is not of HTTP. */
const OTHER_PROTOCOL = /HTTPParserError/u;
/** What OpenSSL says of an answer that is not encrypted. */
const UNENCRYPTED = /^ERR_SSL_(?:WRONG_VERSION_NUMBER|PACKET_LENGTH_TOO_LONG)$/u;
const UNTRUSTED = /CERT|UNABLE_TO_VERIFY/u;

/** Longest part of a server's own words in a message. */
const MAX_REASON_LENGTH = 300;

/** What was tried, and where. */
interface Attempt {
  /** "search by meaning" */
  readonly action: string;
  /** Of the server, without credentials. */
  readonly address: string;
}

/**
 * The error for what a request threw.
 *
 * What no waiting mends is a {@link ConfigurationError}: another protocol at the address, a key that is refused, a
 * certificate that is not trusted.
 */
export function mapQdrantError(error: unknown, attempt: Attempt): MnemographError {
  if (error instanceof MnemographError) return error;
  const status = statusOf(error);
  if (status !== undefined) return mapStatus(error, status, attempt);
  const asked = fieldOf(error, "retry_after");
  if (typeof asked === "number") {
    const reason = "it asks to slow down";
    return unavailable(error, attempt, reason, Math.max(0, asked * 1000));
  }
  if (fieldOf(error, "name") === "QdrantClientTimeoutError") {
    return unavailable(error, attempt, "it did not answer in time");
  }
  const wrong = misconfiguration(error, attempt.address);
  if (wrong) {
    return new ConfigurationError(attempt.action, wrong.problem, wrong.remedy, { cause: error });
  }
  const code = networkCode(error);
  if (code !== undefined) return unavailable(error, attempt, code);
  const { action, address } = attempt;
  const reason = "its answer is not one of Qdrant's";
  return new StoreOperationError(action, QDRANT, { reason, address, cause: error });
}

/**
 * The same for the first request of all: what answers like no Qdrant is none, and a host that nobody knows is a slip of
 * the pen. Later they are a failure and an outage.
 */
export function mapFirstError(error: unknown, address: string): unknown {
  if (error instanceof StoreOperationError) return notQdrant(address, error.cause);
  const isUnknown =
    error instanceof StoreUnavailableError && networkCode(error.cause)?.includes("ENOTFOUND");
  if (!isUnknown) return error;
  const problem = `no host of the name in ${address} is known (ENOTFOUND)`;
  return new ConfigurationError("open Qdrant", problem, "check the host in vector.url", {
    cause: error.cause,
  });
}

/** The error for a server that is another. */
export function notQdrant(address: string, cause?: unknown): ConfigurationError {
  const problem = `what answers at ${address} is no Qdrant`;
  const remedy = `write the address of its REST port in vector.url, as ${atPort(address)}`;
  return new ConfigurationError("open Qdrant", problem, remedy, { cause });
}

function atPort(address: string): string {
  return address.replace(/:\d+$/u, `:${REST_PORT}`);
}

/** What is wrong with the set-up, and what to do about it; undefined if that is not it. */
function misconfiguration(
  error: unknown,
  address: string,
): { readonly problem: string; readonly remedy: string } | undefined {
  if (!(error instanceof TypeError)) return undefined;
  const { cause } = error;
  const code = String(fieldOf(cause, "code"));
  if (OTHER_PROTOCOL.test(String(fieldOf(cause, "name")))) {
    const whose = GRPC_PORT.test(address) ? ", which is Qdrant's gRPC port" : "";
    const problem = `what answers at ${address} does not speak HTTP${whose}`;
    return { problem, remedy: `write ${atPort(address)} in vector.url` };
  }
  if (fieldOf(cause, "message") === "bad port") {
    const problem = `the port of ${address} is one that HTTP requests are never sent to`;
    return { problem, remedy: `write the port of Qdrant's REST interface, as ${REST_PORT}` };
  }
  if (UNENCRYPTED.test(code)) {
    const problem = `what answers at ${address} is not encrypted`;
    return { problem, remedy: "write http in place of https in vector.url" };
  }
  if (!UNTRUSTED.test(code)) return undefined;
  const problem = `the certificate of Qdrant at ${address} is not trusted (${code})`;
  return { problem, remedy: "give Node its authority in NODE_EXTRA_CA_CERTS" };
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

function mapStatus(error: unknown, status: number, attempt: Attempt): MnemographError {
  const { action, address } = attempt;
  if (status === 401 || status === 403) {
    const problem = `Qdrant at ${address} answered with status ${status}`;
    return new ConfigurationError(action, problem, "check the API key and what it may do", {
      cause: error,
    });
  }
  const reason = serverWords(error) ?? `it answered with status ${status}`;
  if (status === 408 || status === 429 || status >= 500) return unavailable(error, attempt, reason);
  return new StoreOperationError(action, QDRANT, { reason, address, cause: error });
}

function unavailable(
  cause: unknown,
  { action, address }: Attempt,
  reason: string,
  retryAfterMs?: number,
): StoreUnavailableError {
  return new StoreUnavailableError(action, QDRANT, { reason, address, retryAfterMs, cause });
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
