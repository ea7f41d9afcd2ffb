import { StoreOperationError, StoreUnavailableError } from "../core/errors.ts";
import type { Options } from "../core/options.ts";
import { machineWorld, resolveRetryPolicy, retry } from "../core/retry.ts";
import { shownAddress } from "../core/shown-address.ts";
import { mapFirstError, mapQdrantError, QDRANT, REST_PORT } from "./map-error.ts";
import { loadQdrantClient } from "./qdrant-client.ts";
import type { QdrantClient } from "./qdrant-client.ts";
import { addressOf, resolveQdrantSettings } from "./qdrant-settings.ts";
import type { QdrantSettings } from "./qdrant-settings.ts";
import { readServer } from "./server-version.ts";
import type { QdrantServer } from "./server-version.ts";

/** Tries of one call: every write can be repeated without harm. */
const MAX_ATTEMPTS = 4;
const INITIAL_DELAY_MS = 50;

/**
 * A Qdrant server as the adapters talk to it.
 *
 * Each call is bounded by `timeoutMs` as a whole. What the server cannot do right now is tried again within that bound.
 */
export class QdrantConnection {
  /** What the server can do. */
  readonly server: QdrantServer;
  /** The longest that one call waits, in milliseconds. */
  readonly timeoutMs: number;
  readonly #client: QdrantClient;
  readonly #address: string;
  #requestCount = 0;
  #isClosed = false;

  private constructor(client: QdrantClient, server: QdrantServer, bounds: Bounds) {
    this.#client = client;
    this.server = server;
    this.timeoutMs = bounds.timeoutMs;
    this.#address = bounds.address;
  }

  /**
   * Connects and reads the server's version.
   *
   * @throws {ConfigurationError} If the package cannot be loaded, the URL is none, its host is not known, what answers is no
   * Qdrant or too old, or the key is refused.
   * @throws {StoreUnavailableError} If the server does not answer.
   */
  static async open(options: Options<QdrantSettings>): Promise<QdrantConnection> {
    const { url, apiKey, timeoutMs, headers } = resolveQdrantSettings(options);
    const client = await loadQdrantClient({
      ...addressOf(url),
      timeout: timeoutMs,
      // Given as such, the client would print a warning where the way is not encrypted.
      headers: { ...headers, ...(apiKey !== null && { "api-key": apiKey }) },
      // It would ask on its own and print what it finds.
      checkCompatibility: false,
    });
    const bounds = { address: shownAddress(url, REST_PORT), timeoutMs };
    try {
      const { version } = await attempt("open Qdrant", bounds, async () => client.versionInfo());
      return new QdrantConnection(client, readServer(version, bounds.address), bounds);
    } catch (error) {
      throw mapFirstError(error, bounds.address);
    }
  }

  /** How many requests were sent so far, tries again included. */
  get requestCount(): number {
    return this.#requestCount;
  }

  /** What a server is told to wait at most, in its unit. */
  get timeoutSeconds(): number {
    return Math.max(1, Math.ceil(this.timeoutMs / 1000));
  }

  /**
   * Sends one request, and again if the server is not available.
   *
   * @param action - As errors name it: "search".
   * @throws {StoreUnavailableError} If it is not available within `timeoutMs`.
   * @throws {StoreOperationError} If it refuses, or this is closed.
   */
  async call<T>(action: string, request: (client: QdrantClient) => Promise<T>): Promise<T> {
    this.mustBeOpen(action);
    return attempt(action, { address: this.#address, timeoutMs: this.timeoutMs }, async () => {
      this.#requestCount += 1;
      return request(this.#client);
    });
  }

  /** @throws {StoreOperationError} If this is closed. */
  mustBeOpen(action: string): void {
    if (!this.#isClosed) return;
    const reason = "it is closed";
    throw new StoreOperationError(action, QDRANT, { reason, address: this.#address });
  }

  /** Ends it: every later call is refused. What is under way is let finish. */
  close(): void {
    this.#isClosed = true;
  }
}

/** Where requests go, and how long all tries of one may take. */
interface Bounds {
  /** Without credentials. */
  readonly address: string;
  readonly timeoutMs: number;
}

/** Tries a request within one bound over all tries. */
async function attempt<T>(
  action: string,
  { address, timeoutMs }: Bounds,
  request: () => Promise<T>,
): Promise<T> {
  const end = machineWorld.now() + timeoutMs;
  const policy = resolveRetryPolicy({
    maxAttempts: MAX_ATTEMPTS,
    initialDelayMs: INITIAL_DELAY_MS,
    maxTotalMs: timeoutMs,
  });
  return retry(
    async () => {
      try {
        return await withinMs(request(), end - machineWorld.now(), { action, address });
      } catch (error) {
        throw mapQdrantError(error, { action, address });
      }
    },
    { policy },
  );
}

/** What a request answers, or an error when the time is over; the client ends the request itself. */
async function withinMs<T>(
  request: Promise<T>,
  ms: number,
  { action, address }: { readonly action: string; readonly address: string },
): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const end = new Promise<never>((_, reject) => {
    timer = setTimeout(
      () => {
        const reason = "it did not answer in time";
        reject(new StoreUnavailableError(action, QDRANT, { reason, address }));
      },
      Math.max(0, ms),
    );
  });
  try {
    return await Promise.race([request, end]);
  } finally {
    clearTimeout(timer);
  }
}
