import { closeSync, existsSync, mkdirSync, openSync } from "node:fs";
import { dirname, resolve } from "node:path";
import type { DatabaseSync } from "node:sqlite";

import { ConfigurationError, InvalidArgumentError } from "../core/errors.ts";
import type { EmbeddingIdentity } from "./embedding-record.ts";
import { readFileHeader } from "./file-header.ts";
import type { FileHeader } from "./file-header.ts";
import { isLockError, mapOpenError, openActionOf } from "./map-error.ts";
import { ELSEWHERE, migrate, type MigrationTarget } from "./migrate.ts";
import { mustGetSqlite } from "./node-sqlite.ts";
import { migrations } from "./schema.ts";

/** Marks a database as ours: "Mnmg" in ASCII. */
export const APPLICATION_ID = 0x4d6e6d67;

/** How long a statement waits for another process's lock: far longer than any commit takes. */
export const DEFAULT_BUSY_TIMEOUT_MS = 5000;

/** Where the file is, and what its embeddings are made with. */
export interface SqliteFileOptions {
  /** A path, or `:memory:` for a database that ends with the connection. */
  readonly path: string;
  /** The embedding model. A file is bound to the first one it is opened with. */
  readonly embedding: EmbeddingIdentity;
  /** Models that a file which is there already may be bound to instead. @defaultValue none */
  readonly otherEmbeddings?: readonly EmbeddingIdentity[] | undefined;
  /** Whether a file of another model is changed to this one: all its embeddings go. @defaultValue false */
  readonly isChange?: boolean | undefined;
  /** Whether its embeddings are of no concern, as none will be read or written. @defaultValue false */
  readonly isWithoutVectors?: boolean | undefined;
  /** How long to wait for another process's lock, in milliseconds. @defaultValue 5000 */
  readonly busyTimeoutMs?: number | undefined;
}

/** An open database, with the embedding model that it is bound to. */
export interface OpenedDatabase {
  readonly database: DatabaseSync;
  readonly embedding: EmbeddingIdentity;
}

const ACTION = "open the memory file";
const PAGE_BYTES = 8192;
/** 16 MiB: the postings and entities that one search touches, many times over. */
const PAGE_CACHE_KIB = 16_384;
const LOCK_RETRY_MS = 5;
/** A file that another process is just creating may look foreign for an instant. */
const FOREIGN_LOOKS = 3;
const FOREIGN_LOOK_MS = 20;

/**
 * Opens or creates the file, sets it up and migrates it to the newest schema.
 *
 * A file that is not ours is refused before SQLite sees it, so it stays byte for byte as it is. Several processes may
 * open a new file at once.
 *
 * @throws {ConfigurationError} If the file is not ours, is of a newer version, cannot be opened for writing, or has
 * embeddings of another model.
 * @throws {StoreUnavailableError} If another process keeps it locked for longer than `busyTimeoutMs`.
 * @throws {StoreOperationError} If it is damaged or the disk is full.
 */
export function openDatabase(options: SqliteFileOptions): OpenedDatabase {
  const { path, otherEmbeddings, isChange = false, isWithoutVectors = false } = options;
  const mayDiffer = isChange || isWithoutVectors;
  const { embedding: wanted, busyTimeoutMs = DEFAULT_BUSY_TIMEOUT_MS } = options;
  checkOptions(path, wanted, busyTimeoutMs);
  let database: DatabaseSync | undefined;
  try {
    if (path !== ":memory:") prepareFile(path);
    const { DatabaseSync: Database } = mustGetSqlite();
    database = new Database(path);
    const models = { embedding: wanted, otherEmbeddings, mayDiffer };
    const embedding = setUp(database, path, { busyTimeoutMs, ...models });
    return { database, embedding };
  } catch (error) {
    database?.close();
    throw mapOpenError(error, path);
  }
}

function checkOptions(path: string, embedding: EmbeddingIdentity, busyTimeoutMs: number): void {
  if (path === "" || path.includes("\u0000")) {
    throw new InvalidArgumentError(ACTION, "path", "a path or ':memory:'", path);
  }
  const { dimensions } = embedding;
  if (!(Number.isInteger(dimensions) && dimensions >= 1)) {
    throw new InvalidArgumentError(ACTION, "dimensions", "an integer >= 1", dimensions);
  }
  if (!(Number.isInteger(busyTimeoutMs) && busyTimeoutMs >= 0 && busyTimeoutMs < 2 ** 31)) {
    const requirement = "an integer from 0 to 2147483647";
    throw new InvalidArgumentError(ACTION, "busyTimeoutMs", requirement, busyTimeoutMs);
  }
}

/** Refuses a foreign file; makes an absent one and its folder, readable by its owner alone. */
function prepareFile(path: string): void {
  const header = lookAt(path);
  checkHeader(header, openActionOf(path));
  if (header.kind === "absent") {
    createFolder(dirname(resolve(path)));
    createFile(path);
  }
}

/** Makes a folder and those above it. Node's own recursion never ends where nothing can be made, as in /proc. */
export function createFolder(path: string): void {
  if (existsSync(path)) return;
  const parent = dirname(path);
  if (parent !== path) createFolder(parent);
  try {
    mkdirSync(path, { mode: 0o700 });
  } catch (error) {
    // Another process may just have made it.
    if (!isExistsError(error)) throw error;
  }
}

/** Makes an empty file that only its owner may read. SQLite gives those beside it (log, shared memory) the same rights. */
function createFile(path: string): void {
  try {
    // Exclusive: closing a descriptor of a file that SQLite has open would drop its locks.
    closeSync(openSync(path, "wx", 0o600));
  } catch (error) {
    if (!isExistsError(error)) throw error;
  }
}

function isExistsError(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "EEXIST";
}

function lookAt(path: string): FileHeader {
  let header = readFileHeader(path);
  for (let look = 1; look < FOREIGN_LOOKS && isForeign(header); look += 1) {
    sleep(FOREIGN_LOOK_MS);
    header = readFileHeader(path);
  }
  return header;
}

function isForeign(header: FileHeader): boolean {
  if (header.kind === "database") return header.applicationId !== APPLICATION_ID;
  return header.kind === "not-a-database";
}

function checkHeader(header: FileHeader, action: string): void {
  if (header.kind === "folder") {
    const remedy = "configure another path, such as that of a file in it";
    throw new ConfigurationError(action, "it is a folder", remedy);
  }
  if (isForeign(header)) {
    const problem =
      header.kind === "database"
        ? "it is a database of another program"
        : "it is not a database of mnemograph";
    throw new ConfigurationError(action, problem, ELSEWHERE);
  }
  if (header.kind === "database") checkVersion(header.userVersion, action);
}

function checkVersion(version: number, action: string): void {
  const newest = migrations.at(-1)?.version ?? 0;
  if (version > newest) {
    throw new ConfigurationError(
      action,
      `its schema has version ${version} and this mnemograph knows up to ${newest}`,
      "install the version of mnemograph that wrote it, or a newer one",
    );
  }
}

function setUp(
  database: DatabaseSync,
  path: string,
  {
    busyTimeoutMs,
    ...model
  }: Pick<MigrationTarget, "embedding" | "otherEmbeddings" | "mayDiffer"> & {
    readonly busyTimeoutMs: number;
  },
): EmbeddingIdentity {
  database.exec(`PRAGMA busy_timeout = ${busyTimeoutMs}`);
  database.exec(`PRAGMA page_size = ${PAGE_BYTES}`);
  database.exec("PRAGMA secure_delete = ON");
  database.exec("PRAGMA temp_store = MEMORY");
  database.exec(`PRAGMA cache_size = -${PAGE_CACHE_KIB}`);
  const deadline = performance.now() + busyTimeoutMs;
  // Recovering a WAL and changing the journal's mode do not wait for locks by themselves.
  const embedding = retryWhileLocked(deadline, () => {
    const action = openActionOf(path);
    checkVersion(userVersion(database), action);
    return migrate(database, { applicationId: APPLICATION_ID, migrations, ...model, action });
  });
  if (path !== ":memory:") {
    retryWhileLocked(deadline, () => {
      database.exec("PRAGMA journal_mode = WAL");
    });
  }
  database.exec("PRAGMA synchronous = FULL");
  return embedding;
}

function userVersion(database: DatabaseSync): number {
  return Number(database.prepare("PRAGMA user_version").get()?.["user_version"]);
}

function retryWhileLocked<T>(deadline: number, work: () => T): T {
  for (;;) {
    try {
      return work();
    } catch (error) {
      if (!isLockError(error) || performance.now() >= deadline) throw error;
      sleep(LOCK_RETRY_MS);
    }
  }
}

function sleep(milliseconds: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, milliseconds);
}
