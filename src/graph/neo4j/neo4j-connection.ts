/** One driver to one database: statements with a bound on every wait, vendor's values and errors made the house's. */
import type { Driver } from "neo4j-driver";

import {
  ConfigurationError,
  StoreOperationError,
  StoreUnavailableError,
} from "../../core/errors.ts";
import { resolveRetryPolicy, retry, type RetryPolicy } from "../../core/retry.ts";
import type { Tenant } from "../../core/scope.ts";
import { shownAddress } from "../../core/shown-address.ts";
import { unloadable } from "../../core/unloadable.ts";
import { BOLT_PORT, mapNeo4jError, STORE_NAME } from "./map-error.ts";
import { UtcTime } from "./values.ts";
import { whileLocked } from "./while-locked.ts";

/** How to reach a Neo4j server. */
export interface Neo4jOptions {
  /** `bolt://`, `neo4j://`, or one of them with `+s` or `+ssc`. */
  readonly url: string;
  /** @defaultValue "neo4j" */
  readonly username?: string | undefined;
  /** None for a server without authentication. */
  readonly password?: string | undefined;
  /** @defaultValue the server's default database */
  readonly database?: string | undefined;
  /** Keeps the tenants apart from those of other memories in the database. @defaultValue none */
  readonly namespace?: string | undefined;
  /** Longest wait for one statement, in milliseconds, all tries together. @defaultValue 10000 */
  readonly timeoutMs?: number | undefined;
}

/** Parameters of a statement; a {@link UtcTime} becomes a `ZONED DATETIME`. */
export type Parameters = Readonly<Record<string, unknown>>;

/** How a statement is run, where not as all others. */
type RunOptions = Pick<Statement, "timeoutMs" | "action">;

/** How long a statement is waited for, in milliseconds, if not as long as the connection waits. */
export type Patience = Pick<Statement, "timeoutMs">;

interface Statement {
  readonly text: string;
  readonly parameters: Parameters;
  /** The tenant that is locked meanwhile. */
  readonly locked?: Tenant;
  /** Longest wait, in milliseconds, if not the connection's. */
  readonly timeoutMs?: number;
  /** What errors say was tried, if not "read the graph" or "write the graph". */
  readonly action?: string;
}

/** Longest wait for one statement by default, in milliseconds. */
export const DEFAULT_TIMEOUT_MS = 10_000;
/**
 * What a row that is read or written adds to the wait, in milliseconds. A server at rest takes a fraction of one, and a
 * busy machine has been seen to take twenty times as long.
 */
const MS_PER_ROW = 5;
/** Connections at most: each writer of a tenant waits for the others anyway. */
const MAX_CONNECTIONS = 50;
/** A connection that was idle this long is tried before it is used, in milliseconds. */
const LIVENESS_MS = 30_000;

/**
 * A plan that is made is kept. The long statements take the planner a second, which it would spend again whenever a small
 * graph has grown; each of their parts begins from an index seek, whatever the sizes.
 */
const KEEP_PLAN = "CYPHER replan=skip ";

type Neo4j = Pick<
  (typeof import("neo4j-driver"))["default"],
  "auth" | "driver" | "session" | "types"
>;

/** An open connection. */
export class Neo4jConnection {
  /** Statements sent, tries counted each. */
  sentCount = 0;
  /**
   * Called, beside the calls and one at a time, when a server answers that did not before, or is too slow to answer: it
   * may have forgotten its plans. Called again on the next such occasion if it fails.
   */
  onReturn: (() => Promise<void>) | null = null;
  /** Whether the server has failed to answer since {@link onReturn} was last done. */
  #wasAway = false;
  #isReturning = false;
  readonly #neo4j: Neo4j;
  readonly #driver: Driver;
  readonly #database: string | undefined;
  readonly #address: string;
  readonly #timeoutMs: number;
  readonly #policy: RetryPolicy;
  /** Ends each call that is waited for. */
  readonly #underWay = new Set<(reason: Error) => void>();

  private constructor(neo4j: Neo4j, driver: Driver, options: Neo4jOptions) {
    this.#neo4j = neo4j;
    this.#driver = driver;
    this.#database = options.database;
    this.#address = shownAddress(options.url, BOLT_PORT);
    this.#timeoutMs = options.timeoutMs ?? DEFAULT_TIMEOUT_MS;
    const maxTotalMs = this.#timeoutMs;
    this.#policy = resolveRetryPolicy({ maxAttempts: 4, initialDelayMs: 50, maxTotalMs });
  }

  /**
   * Makes a connection. The server is first asked when a statement is run.
   *
   * @throws {ConfigurationError} If neo4j-driver is not installed, or the URL is none of Neo4j's.
   */
  static async open(options: Neo4jOptions): Promise<Neo4jConnection> {
    const neo4j = await importDriver();
    const { url, username = "neo4j", password } = options;
    const timeoutMs = options.timeoutMs ?? DEFAULT_TIMEOUT_MS;
    const token = password === undefined ? undefined : neo4j.auth.basic(username, password);
    try {
      const driver = neo4j.driver(url, token, {
        disableLosslessIntegers: true,
        telemetryDisabled: true,
        maxConnectionPoolSize: MAX_CONNECTIONS,
        connectionTimeout: Math.min(5_000, timeoutMs),
        connectionAcquisitionTimeout: timeoutMs,
        connectionLivenessCheckTimeout: LIVENESS_MS,
        maxTransactionRetryTime: 0,
        notificationFilter: { minimumSeverityLevel: "OFF" },
      });
      return new Neo4jConnection(neo4j, driver, options);
    } catch {
      // The driver's own words repeat the URL, which may hold a password.
      const remedy = "use a URL like bolt://localhost:7687 or neo4j+s://host, without parameters";
      throw new ConfigurationError("open Neo4j", "its URL cannot be used", remedy);
    }
  }

  /**
   * Runs a statement that only reads, and gives its rows. Tried again where that may help.
   *
   * @throws {StoreUnavailableError} If the server does not answer within the time-out.
   * @throws {ConfigurationError} If what answers is no Neo4j, or refuses the login.
   */
  async read(
    text: string,
    parameters: Parameters,
    options: RunOptions = {},
  ): Promise<Record<string, unknown>[]> {
    return this.#run("read the graph", "READ", { text, parameters, ...options });
  }

  /** How long a statement of so many rows is waited for. */
  patience(rowCount: number): Patience {
    return { timeoutMs: this.#timeoutMs + rowCount * MS_PER_ROW };
  }

  /** Runs a statement that only reads while nobody writes to the tenant. @throws {StoreUnavailableError} As {@link Neo4jConnection.read}. */
  async readLocked(
    tenant: Tenant,
    statement: Omit<Statement, "locked">,
  ): Promise<Record<string, unknown>[]> {
    return this.#run("read the graph", "WRITE", { ...statement, locked: tenant });
  }

  /** Runs a statement that writes and may be repeated, and gives its rows. @throws {StoreUnavailableError} As {@link Neo4jConnection.read}. */
  async write(
    text: string,
    parameters: Parameters,
    options: RunOptions = {},
  ): Promise<Record<string, unknown>[]> {
    return this.#run("write the graph", "WRITE", { text, parameters, ...options });
  }

  /** Closes it. Calls that are under way fail. */
  async close(): Promise<void> {
    // The driver may never settle them.
    const [reason, address] = ["the connection was closed", this.#address];
    const closed = new StoreOperationError("ask", STORE_NAME, { reason, address });
    for (const end of this.#underWay) end(closed);
    await this.#driver.close();
  }

  async #run(
    usualAction: string,
    mode: "READ" | "WRITE",
    statement: Statement,
  ): Promise<Record<string, unknown>[]> {
    const deadline = Promise.withResolvers<never>();
    const { timeoutMs = this.#timeoutMs, action = usualAction } = statement;
    const late = new StoreUnavailableError(action, STORE_NAME, {
      reason: `it did not answer within ${timeoutMs} ms`,
      address: this.#address,
    });
    const timer = setTimeout(() => deadline.reject(late), timeoutMs);
    const end = (reason: Error): void => deadline.reject(reason);
    this.#underWay.add(end);
    // The driver's own time-outs do not end a call to a frozen server.
    try {
      const rows = await Promise.race([
        retry(async () => this.#once(action, mode, statement), { policy: this.#policy }),
        deadline.promise,
      ]);
      if (this.#wasAway) void this.#noteReturn();
      return rows;
    } catch (error) {
      this.#wasAway ||= error instanceof StoreUnavailableError;
      // One that plans for longer than it is waited for would never be seen to answer.
      if (error === late) void this.#noteReturn();
      throw error;
    } finally {
      clearTimeout(timer);
      this.#underWay.delete(end);
    }
  }

  async #noteReturn(): Promise<void> {
    if (this.#isReturning) return;
    this.#isReturning = true;
    try {
      await this.onReturn?.();
      this.#wasAway = false;
    } catch {
      // The next occasion tries again.
    } finally {
      this.#isReturning = false;
    }
  }

  async #once(
    action: string,
    mode: "READ" | "WRITE",
    { text, parameters, locked, timeoutMs = this.#timeoutMs }: Statement,
  ): Promise<Record<string, unknown>[]> {
    const { session: access } = this.#neo4j;
    const session = this.#driver.session({
      defaultAccessMode: mode === "READ" ? access.READ : access.WRITE,
      bookmarkManager: this.#driver.executeQueryBookmarkManager,
      ...(this.#database === undefined ? {} : { database: this.#database }),
    });
    this.sentCount += 1;
    try {
      const isLocked = locked !== undefined;
      const sent = `${KEEP_PLAN}${isLocked ? whileLocked(text) : text}`;
      const given = this.#convert(
        isLocked ? { ...parameters, lock: { tenant: locked } } : parameters,
      );
      const { records } = await session.run(sent, given, { timeout: timeoutMs });
      return records.map((record) => record.toObject());
    } catch (error) {
      throw mapNeo4jError(error, action, this.#address);
    } finally {
      // Nobody waits: a session of a dead server closes when it can.
      session.close().catch(() => undefined);
    }
  }

  /** Parameters as the driver takes them. */
  #convert(value: Parameters): Parameters {
    const convert = (one: unknown): unknown => {
      if (one instanceof UtcTime) return this.#dateTime(one);
      if (Array.isArray(one)) return one.map(convert);
      if (typeof one !== "object" || one === null) return one;
      return Object.fromEntries(Object.entries(one).map(([key, own]) => [key, convert(own)]));
    };
    return Object.fromEntries(Object.entries(value).map(([key, own]) => [key, convert(own)]));
  }

  #dateTime({ ms }: UtcTime): unknown {
    const date = new Date(ms);
    if (Number.isNaN(date.getTime())) return null;
    const { DateTime } = this.#neo4j.types;
    return new DateTime(
      date.getUTCFullYear(),
      date.getUTCMonth() + 1,
      date.getUTCDate(),
      date.getUTCHours(),
      date.getUTCMinutes(),
      date.getUTCSeconds(),
      date.getUTCMilliseconds() * 1_000_000,
      0,
    );
  }
}

/** @throws {ConfigurationError} If it cannot be loaded. */
async function importDriver(): Promise<Neo4j> {
  try {
    const { default: driver } = await import("neo4j-driver");
    return driver;
  } catch (cause) {
    throw unloadable("open Neo4j", "neo4j-driver", cause);
  }
}
