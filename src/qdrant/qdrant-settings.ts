import { ConfigurationError, InvalidArgumentError } from "../core/errors.ts";
import type { Options } from "../core/options.ts";
import { namedPort } from "../core/shown-address.ts";
import { REST_PORT } from "./map-error.ts";

/** Where a Qdrant server is, and how it is talked to. */
export interface QdrantSettings {
  /** As "http://localhost:6333". */
  readonly url: string;
  /** The server's key. @defaultValue none */
  readonly apiKey: string | null;
  /** The longest that one call waits, tries again included, in milliseconds. @defaultValue 10000 */
  readonly timeoutMs: number;
  /**
   * Headers of every request. @defaultValue `accept-encoding: identity`, as an answer that is compressed comes some 40 ms
   * later; give another `accept-encoding` where the way to the server is slow.
   */
  readonly headers: Readonly<Record<string, string>>;
}

/** Longest wait for one call, in milliseconds: that of the options that callers pass. */
const MAX_TIMEOUT_MS = 600_000;
const DEFAULT_TIMEOUT_MS = 10_000;

/**
 * Fills in defaults.
 *
 * @throws {ConfigurationError} If the URL is none.
 * @throws {InvalidArgumentError} If `timeoutMs` is outside its range.
 */
export function resolveQdrantSettings({
  url,
  apiKey = null,
  timeoutMs = DEFAULT_TIMEOUT_MS,
  headers = {},
}: Options<QdrantSettings>): QdrantSettings {
  if (!(Number.isInteger(timeoutMs) && timeoutMs >= 1 && timeoutMs <= MAX_TIMEOUT_MS)) {
    const requirement = `an integer from 1 to ${MAX_TIMEOUT_MS}`;
    throw new InvalidArgumentError("open Qdrant", "timeoutMs", requirement, timeoutMs);
  }
  const own = Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value] as const);
  return {
    url: checkUrl(url),
    apiKey,
    timeoutMs,
    headers: { "accept-encoding": "identity", ...Object.fromEntries(own) },
  };
}

/** A URL in the parts that the client takes. */
export interface QdrantAddress {
  readonly url: string;
  readonly port: number;
  /** The path before the server's own, as "/qdrant"; empty for none. */
  readonly prefix: string;
}

/** Takes a checked URL apart. A port that is not named is the server's usual one, as with Qdrant's own clients. */
export function addressOf(url: string): QdrantAddress {
  const { origin, pathname } = new URL(url);
  return {
    url: origin,
    port: namedPort(url) ?? REST_PORT,
    prefix: pathname === "/" ? "" : pathname.replace(/\/+$/, ""),
  };
}

function checkUrl(url: string | undefined): string {
  const parsed = URL.parse(url ?? "");
  if (url !== undefined && parsed && ["http:", "https:"].includes(parsed.protocol)) return url;
  // What is given may hold a key: it is not repeated.
  const remedy = 'pass one as "http://localhost:6333"';
  throw new ConfigurationError("open Qdrant", "its URL is not one of http or https", remedy);
}
