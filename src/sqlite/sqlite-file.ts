import { statSync } from "node:fs";
import type { DatabaseSync, StatementSync } from "node:sqlite";

import { InvariantError, StoreOperationError } from "../core/errors.ts";
import type { Tenant } from "../core/scope.ts";
import { backupFile, type BackupFileOptions } from "./backup-file.ts";
import { EmbeddingRecord } from "./embedding-record.ts";
import { isFullError, isLockError, mapSqliteError, STORE_NAME } from "./map-error.ts";
import { DEFAULT_BUSY_TIMEOUT_MS, openDatabase } from "./open-database.ts";
import type { OpenedDatabase, SqliteFileOptions } from "./open-database.ts";
import { plainParameters } from "./plain-parameters.ts";
import { decodeRow, encodeValue } from "./text-codec.ts";

/** What a column holds, and what a parameter may be. */
export type SqliteValue = null | number | bigint | string | Uint8Array;

/** A statement, and how the values that it is given become those of its parameters. */
interface Prepared {
  readonly statement: StatementSync;
  readonly place: (values: readonly SqliteValue[]) => readonly SqliteValue[];
}

/** Prepared statements kept: more than the stores have. */
const MAX_STATEMENTS = 256;
/** Tenant numbers kept in memory; the others are read again. */
const MAX_TENANT_IDS = 10_000;
/** The largest file that every purge writes anew, in pages of 8 KiB: 64 MiB, which takes some 200 ms. */
const MAX_REWRITTEN_PAGES = 8_192;
/** Purging waits for readers only this long: they come and go within milliseconds, and deleting must not hang. */
const MAX_PURGE_WAIT_MS = 500;

/**
 * The one embedded file: a connection, its transactions, and the numbers of its tenants.
 *
 * Synchronous throughout. Several processes, and several connections of one process, may use a file at once: one writes
 * at a time, and readers never wait. Errors are `MnemographError`s: {@link StoreUnavailableError} when another process
 * kept the lock for longer than `busyTimeoutMs`, {@link StoreOperationError} when the disk is full or read-only.
 */
export class SqliteFile {
  /** Where it is, or `:memory:`. */
  readonly path: string;
  /** Which model its embeddings are of. */
  readonly embedding: EmbeddingRecord;
  readonly #database: DatabaseSync;
  readonly #busyTimeoutMs: number;
  readonly #statements = new Map<string, Prepared>();
  readonly #tenantIds = new Map<Tenant, number>();
  #mode: "closed" | "idle" | "reading" | "writing" = "idle";
  #hasUncommitted = false;
  #rollbackCount = 0;
  /** What went wrong inside the transaction: it can then only be rolled back. */
  #failure: { readonly error: unknown } | undefined;

  private constructor({ database, embedding }: OpenedDatabase, options: SqliteFileOptions) {
    this.#database = database;
    this.path = options.path;
    this.embedding = new EmbeddingRecord(this, embedding);
    this.#busyTimeoutMs = options.busyTimeoutMs ?? DEFAULT_BUSY_TIMEOUT_MS;
  }

  /**
   * Opens the file, or creates it and its folder, and migrates it to the newest schema.
   *
   * @throws {ConfigurationError} If the file is not ours (it stays untouched), is of a newer version, cannot be opened
   * for writing, or has embeddings of another model.
   * @throws {StoreUnavailableError} If another process keeps it locked.
   */
  static open(options: SqliteFileOptions): SqliteFile {
    const file = new SqliteFile(openDatabase(options), options);
    if (options.isChange !== true) return file;
    try {
      file.embedding.change(options.embedding);
      return file;
    } catch (error) {
      file.close();
      throw error;
    }
  }

  /** Whether the open transaction has written anything: what is read now may still be rolled back. */
  get hasUncommitted(): boolean {
    return this.#hasUncommitted;
  }

  /** How many transactions of this connection were rolled back after writing: what was read in one may never have been. */
  get rollbackCount(): number {
    return this.#rollbackCount;
  }

  /** Runs a statement that writes. Not allowed inside {@link snapshot}. */
  run(sql: string, ...parameters: SqliteValue[]): { readonly changes: number } {
    if (this.#mode === "reading") throw new InvariantError("A snapshot must not write");
    return this.#guard("write", () => {
      const { statement, place } = this.#prepare(sql);
      const changes = Number(statement.run(...place(parameters)).changes);
      if (this.#mode === "writing" && changes > 0) this.#hasUncommitted = true;
      return { changes };
    });
  }

  /** The first row as an object, or undefined. `T` is what the statement selects; integers are read as numbers. */
  // oxlint-disable-next-line typescript/no-unnecessary-type-parameters -- the caller names the row's type, as for all()
  get<T>(sql: string, ...parameters: SqliteValue[]): T | undefined {
    return this.#guard("read", () => {
      const { statement, place } = this.#prepare(sql);
      const row = statement.get(...place(parameters));
      // The type of a row is known to whoever wrote the statement.
      return row && (decodeRow(row) as T);
    });
  }

  /** Every row as an object. `T` is what the statement selects; integers are read as numbers. */
  all<T>(sql: string, ...parameters: SqliteValue[]): T[] {
    return this.#guard("read", () => {
      const { statement, place } = this.#prepare(sql);
      // The type of a row is known to whoever wrote the statement.
      return statement.all(...place(parameters)).map(decodeRow) as T[];
    });
  }

  /**
   * Runs `work`, which must not await, as one write transaction: all of it is written, or nothing.
   *
   * A nested call joins the outer one, which then cannot commit any more if the inner one throws.
   */
  transaction<T>(work: () => T): T {
    if (this.#mode === "writing") return this.#join(work);
    if (this.#mode === "reading") throw new InvariantError("A snapshot must not write");
    return this.#writeWhole(work, "COMMIT");
  }

  /** Runs `work` on one unchanging view of the file. A nested call, or one inside a transaction, joins the outer one. */
  snapshot<T>(work: () => T): T {
    if (this.#mode === "writing") return this.#join(work);
    if (this.#mode === "reading") return work();
    this.#begin("BEGIN", "reading");
    try {
      return settled(work());
    } finally {
      this.#end("COMMIT");
    }
  }

  /** Runs `work` as a write transaction and takes back all that it wrote. Not allowed inside another. */
  dryRun<T>(work: () => T): T {
    if (this.#mode === "writing" || this.#mode === "reading") {
      throw new InvariantError("A dry run must not be inside a transaction");
    }
    return this.#writeWhole(work, "ROLLBACK");
  }

  /** The number of a tenant; with `create` it is given one if it has none. Numbers are never given twice. */
  tenantId(tenant: Tenant, options: { readonly create: true }): number;
  tenantId(tenant: Tenant, options?: { readonly create: false }): number | undefined;
  tenantId(
    tenant: Tenant,
    { create }: { readonly create: boolean } = { create: false },
  ): number | undefined {
    this.#mustBeOpen("read");
    const known = this.#tenantIds.get(tenant);
    if (known !== undefined) return known;
    if (create) this.run("INSERT OR IGNORE INTO tenant (name) VALUES (?)", tenant);
    const id = this.get<{ id: number }>("SELECT id FROM tenant WHERE name = ?", tenant)?.id;
    // What is not committed may still be taken back, and its number then given to another.
    if (id !== undefined && !this.#hasUncommitted) this.#keepTenantId(tenant, id);
    return id;
  }

  /** Raises the tenant's revision by one and returns it. */
  bumpRevision(tenantRow: number): number {
    const row = this.get<{ revision: number }>(
      "SELECT revision + 1 AS revision FROM tenant WHERE id = ?",
      tenantRow,
    );
    if (row === undefined) throw new InvariantError("A revision is of a tenant that is not there");
    this.run("UPDATE tenant SET revision = ? WHERE id = ?", row.revision, tenantRow);
    return row.revision;
  }

  /** The tenant's revision: 0 before its first write. */
  revision(tenantRow: number): number {
    const sql = "SELECT revision FROM tenant WHERE id = ?";
    return this.get<{ revision: number }>(sql, tenantRow)?.revision ?? 0;
  }

  /** The size of the file and its write-ahead log, in bytes. */
  sizeBytes(): number {
    this.#mustBeOpen("read");
    if (this.path === ":memory:") return this.#contentBytes();
    const sizes = [this.path, `${this.path}-wal`].map(
      (path) => statSync(path, { throwIfNoEntry: false })?.size ?? 0,
    );
    return sizes.reduce((sum, size) => sum + size, 0);
  }

  /**
   * Moves all that is committed into the file and empties the write-ahead log, so that what was erased is in neither.
   *
   * SQLite blanks what it deletes, but when it moves rows between pages it may leave a copy in an unused part of one: in
   * 4 of 10,000 deletions, measured. So a file of up to {@link MAX_REWRITTEN_PAGES} is written anew as well, and a larger
   * one with `isThorough`: 3 ms per MiB, and as much free space as the file has.
   *
   * @returns `isComplete` is false if a reader or writer of another process was in the way or the disk is full, so call it
   * again later, or if the file was too large to be written anew without `isThorough`.
   */
  purge({ isThorough = false }: { readonly isThorough?: boolean | undefined } = {}): {
    readonly isComplete: boolean;
  } {
    if (this.#mode === "writing" || this.#mode === "reading") {
      throw new InvariantError("A purge must not be inside a transaction");
    }
    const waitMs = Math.min(this.#busyTimeoutMs, MAX_PURGE_WAIT_MS);
    return this.#guard("purge what was erased", () => {
      this.#database.exec(`PRAGMA busy_timeout = ${waitMs}`);
      try {
        const isWanted = isThorough || this.#pragma("page_count") <= MAX_REWRITTEN_PAGES;
        const isRewritten = isWanted && this.#rewrite();
        const isEmptied = this.#pragma("wal_checkpoint(TRUNCATE)", "busy") === 0;
        return { isComplete: isRewritten && isEmptied };
      } catch (error) {
        // What was erased is gone already: where its last copies cannot be overwritten now, that is no failure.
        if (isLockError(error) || isFullError(error)) return { isComplete: false };
        throw error;
      } finally {
        this.#database.exec(`PRAGMA busy_timeout = ${this.#busyTimeoutMs}`);
      }
    });
  }

  /** Writes a copy to `path` while the file is in use: see {@link backupFile}. */
  async backup(path: string, options: BackupFileOptions = {}): Promise<void> {
    this.#mustBeOpen("back up");
    await backupFile({ database: this.#database, path: this.path }, path, options);
  }

  /** Closes the file; every later call but this one throws. Not allowed inside a transaction. */
  close(): void {
    if (this.#mode === "closed") return;
    if (this.#mode !== "idle") {
      throw new InvariantError("A file must not be closed in a transaction");
    }
    this.#mode = "closed";
    this.#statements.clear();
    this.#tenantIds.clear();
    this.#database.close();
  }

  /** Writes the file anew; false if the disk has no room for a second one. */
  #rewrite(): boolean {
    try {
      this.#database.exec("VACUUM");
      return true;
    } catch (error) {
      if (isFullError(error)) return false;
      throw error;
    }
  }

  #writeWhole<T>(work: () => T, end: "COMMIT" | "ROLLBACK"): T {
    this.#begin("BEGIN IMMEDIATE", "writing");
    let isDone = false;
    try {
      const result = settled(work());
      if (this.#failure) throw this.#failure.error;
      if (end === "COMMIT") {
        this.#guard("write", () => {
          this.#database.exec("COMMIT");
        });
        isDone = true;
      }
      return result;
    } finally {
      if (!isDone) {
        if (this.#hasUncommitted) this.#rollbackCount += 1;
        this.#end("ROLLBACK");
      }
      this.#mode = "idle";
      this.#hasUncommitted = false;
      this.#failure = undefined;
    }
  }

  #join<T>(work: () => T): T {
    try {
      return work();
    } catch (error) {
      this.#failure ??= { error };
      throw error;
    }
  }

  #begin(sql: string, mode: "reading" | "writing"): void {
    this.#guard(mode === "writing" ? "write" : "read", () => {
      this.#database.exec(sql);
    });
    this.#mode = mode;
  }

  #end(sql: "COMMIT" | "ROLLBACK"): void {
    this.#mode = "idle";
    try {
      this.#database.exec(sql);
    } catch {
      // SQLite has already ended it by itself, as it does when the disk is full.
    }
  }

  /** Maps what `work` throws, and remembers it: after some errors SQLite has rolled back without saying so. */
  #guard<T>(action: string, work: () => T): T {
    this.#mustBeOpen(action);
    if (this.#failure) throw this.#failure.error;
    try {
      return work();
    } catch (error) {
      const mapped = mapSqliteError(error, action);
      if (this.#mode === "writing") this.#failure = { error: mapped };
      throw mapped;
    }
  }

  #mustBeOpen(action: string): void {
    if (this.#mode === "closed") {
      throw new StoreOperationError(action, STORE_NAME, { reason: "it is closed" });
    }
  }

  #prepare(sql: string): Prepared {
    const known = this.#statements.get(sql);
    if (known) return known;
    if (this.#statements.size >= MAX_STATEMENTS) {
      const oldest = this.#statements.keys().next();
      if (!oldest.done) this.#statements.delete(oldest.value);
    }
    const { sql: plain, order } = plainParameters(sql);
    const prepared: Prepared = {
      statement: this.#database.prepare(plain),
      // As many as the statement has numbers for.
      place: (values) =>
        order ? order.map((index) => encodeValue(values[index] ?? null)) : values.map(encodeValue),
    };
    this.#statements.set(sql, prepared);
    return prepared;
  }

  #pragma(name: string, column: string = name): number {
    return Number(this.#database.prepare(`PRAGMA ${name}`).get()?.[column]);
  }

  /** The size of the database alone. */
  #contentBytes(): number {
    return this.#pragma("page_count") * this.#pragma("page_size");
  }

  #keepTenantId(tenant: Tenant, id: number): void {
    if (this.#tenantIds.size >= MAX_TENANT_IDS) this.#tenantIds.clear();
    this.#tenantIds.set(tenant, id);
  }
}

/** Refuses work that is still going on: what it does later would be outside of the transaction. */
function settled<T>(result: T): T {
  if (result instanceof Promise) throw new InvariantError("A transaction must not await");
  return result;
}
