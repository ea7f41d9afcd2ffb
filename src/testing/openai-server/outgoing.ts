/** What a request is answered with on the wire, and how a fault spoils it. */
import { type ApiError, errorBody, type ErrorShape } from "./error-body.ts";
import type { Fault } from "./fault.ts";

/** A response before it is sent. */
export interface Outgoing {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** The body, in the pieces it is written in. */
  readonly pieces: readonly string[];
  /** After how many bytes the connection is dropped; undefined for not at all. */
  readonly cutAt: number | undefined;
}

const JSON_HEADERS = { "content-type": "application/json" } as const;
const EVENT_HEADERS = { "content-type": "text/event-stream" } as const;

/** A body of JSON. */
export function jsonOutgoing(body: unknown): Outgoing {
  return { status: 200, headers: JSON_HEADERS, pieces: [JSON.stringify(body)], cutAt: undefined };
}

/** A stream of events, each written by itself. */
export function eventsOutgoing(events: readonly string[]): Outgoing {
  return { status: 200, headers: EVENT_HEADERS, pieces: events, cutAt: undefined };
}

/** An error in a provider's shape. */
export function errorOutgoing(
  error: ApiError,
  { shape, headers = {} }: { readonly shape: ErrorShape; readonly headers?: Outgoing["headers"] },
): Outgoing {
  const { contentType, text } = errorBody(error, shape);
  return {
    status: error.status,
    headers: { "content-type": contentType, ...headers },
    pieces: [text],
    cutAt: undefined,
  };
}

/** The whole answer of a fault that needs no real one; undefined for a fault that only spoils a real answer. */
export function faultOutgoing(
  fault: Fault | undefined,
  { shape, model }: { readonly shape: ErrorShape; readonly model: string },
): Outgoing | undefined {
  switch (fault?.kind) {
    case "rate-limit": {
      const message = "Rate limit reached for requests. Please try again later.";
      const error = { status: 429, message, code: "rate_limit_exceeded", param: null };
      return errorOutgoing(error, { shape, headers: retryHeaders(fault) });
    }
    case "status": {
      const { status, message = `The server answered ${status}.`, headers = {} } = fault;
      const error = { status, message, code: null, param: null };
      return errorOutgoing(error, { shape: fault.shape ?? shape, headers });
    }
    case "unauthorized":
      return errorOutgoing(unauthorized, { shape });
    case "unknown-model":
      return errorOutgoing(unknownModel(model), { shape });
    case "raw":
      return {
        status: fault.status ?? 200,
        headers: { "content-type": fault.contentType ?? "application/json" },
        pieces: [fault.text],
        cutAt: undefined,
      };
    default:
      return undefined;
  }
}

/** Spoils what would have been sent. */
export function spoil(outgoing: Outgoing, fault: Fault | undefined): Outgoing {
  if (fault?.kind === "cut-connection") return { ...outgoing, cutAt: fault.at };
  if (fault?.kind !== "invalid-json") return outgoing;
  const whole = outgoing.pieces.join("");
  return { ...outgoing, pieces: [whole.slice(0, Math.floor(whole.length / 2))] };
}

/** What a wrong key is answered with. The key is not repeated. */
export const unauthorized: ApiError = {
  status: 401,
  message: "Incorrect API key provided.",
  code: "invalid_api_key",
  param: null,
};

/** What an unknown model is answered with. */
export function unknownModel(model: string): ApiError {
  return {
    status: 404,
    message: `The model '${model}' does not exist or you do not have access to it.`,
    code: "model_not_found",
    param: null,
  };
}

function retryHeaders({
  retryAfter,
  retryAfterMs,
}: Extract<Fault, { readonly kind: "rate-limit" }>): Record<string, string> {
  const after = retryAfter instanceof Date ? retryAfter.toUTCString() : retryAfter;
  return {
    ...(after !== undefined && { "retry-after": String(after) }),
    ...(retryAfterMs !== undefined && { "retry-after-ms": String(retryAfterMs) }),
  };
}
