/** A copy of the embedded file while it is in use, in one piece: another reader of it, as of the moment it began. */
import { randomBytes } from "node:crypto";
import {
  closeSync,
  existsSync,
  fsyncSync,
  linkSync,
  openSync,
  readdirSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
} from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import type { DatabaseSync } from "node:sqlite";

import { ConfigurationError, InvalidArgumentError } from "../core/errors.ts";
import { greatest } from "../core/extremes.ts";
import { printPath } from "../core/print-value.ts";
import { mapOpenError, mapSqliteError } from "./map-error.ts";
import { mustGetSqlite } from "./node-sqlite.ts";
import { createFolder } from "./open-database.ts";

/** How a backup is made. */
export interface BackupFileOptions {
  /** Whether a file that is there may be replaced. @defaultValue false */
  readonly overwrite?: boolean | undefined;
  /** Told how many of how many pages are copied, at last that all are. What it throws ends the backup. */
  readonly onPages?: ((done: number, total: number) => void) | undefined;
  /** Aborting it ends the backup with the signal's reason. */
  readonly signal?: AbortSignal | undefined;
}

/** What is backed up: the connection, and where its file is. */
export interface BackupSource {
  readonly database: DatabaseSync;
  /** Or `:memory:`. */
  readonly path: string;
}

const ACTION = "back up the memory file";
/** Pages copied at once, 16 MiB: some milliseconds between two looks at whether to go on. */
const PAGES_AT_ONCE = 2_000;
/** A part that nobody has written to for an hour is of a process that was killed. */
const STALE_PART_MS = 3_600_000;
const PART_SUFFIXES = ["", "-journal", "-wal", "-shm"] as const;

/**
 * Writes a copy to `path`, readable by its owner alone, which appears there once it is whole.
 *
 * Writers and readers go on meanwhile. What a backup to the same path left that was killed is removed, an hour after its
 * last write. A Node without `backup` in its SQLite (before 22.16) copies it at one go instead.
 *
 * @throws {InvalidArgumentError} If `path` is the file itself or a folder, or there is a file and `overwrite` is not set.
 * @throws {ConfigurationError} If its folder cannot be written to, or another process has the file there open.
 */
export async function backupFile(
  source: BackupSource,
  path: string,
  options: BackupFileOptions = {},
): Promise<void> {
  checkTarget(source, path, options);
  const target = resolve(path);
  const part = `${target}.${randomBytes(6).toString("hex")}.part`;
  try {
    createFolder(dirname(target));
    removeStaleParts(target);
    // Its rights are set before anything is in it.
    closeSync(openSync(part, "wx", 0o600));
    const pageCount = await copy(source, part, options);
    options.signal?.throwIfAborted();
    // Of the last pages Node does not tell: for a file of few there would be no word at all.
    options.onPages?.(pageCount, pageCount);
    options.signal?.throwIfAborted();
    flush(part);
    if (options.overwrite === true) renameSync(part, target);
    else publish(part, target);
  } catch (error) {
    throw mapped(error, path);
  } finally {
    removeParts(part);
  }
}

/** What is left of a copy. Where there is nothing to remove, there was no way to make one. */
function removeParts(part: string): void {
  for (const suffix of PART_SUFFIXES) {
    try {
      rmSync(part + suffix, { force: true });
    } catch {
      // Its folder is none, or is gone.
    }
  }
}

/** Removes what earlier backups to this file left when they were killed: it is a copy of what may be deleted by now. */
function removeStaleParts(target: string): void {
  const folder = dirname(target);
  const begin = `${basename(target)}.`;
  for (const name of readdirSync(folder)) {
    if (name.startsWith(begin) && /^[0-9a-f]{12}\.part$/u.test(name.slice(begin.length))) {
      const part = join(folder, name);
      if (Date.now() - lastWrittenAt(part) > STALE_PART_MS) removeParts(part);
    }
  }
}

/** When a part was written to last, in epoch milliseconds. */
function lastWrittenAt(part: string): number {
  const times = PART_SUFFIXES.map(
    (suffix) => statSync(part + suffix, { throwIfNoEntry: false })?.mtimeMs ?? 0,
  );
  return greatest(times);
}

function checkTarget(
  source: BackupSource,
  path: string,
  { overwrite = false }: BackupFileOptions,
): void {
  if (path.trim() === "" || path.includes("\0") || path === ":memory:") {
    throw new InvalidArgumentError(ACTION, "path", "the path of a file", path);
  }
  if (!existsSync(path)) return;
  if (existsSync(source.path) && realpathSync(source.path) === realpathSync(path)) {
    throw new InvalidArgumentError(ACTION, "path", "another file than the memory's own", path);
  }
  if (statSync(path).isDirectory()) {
    throw new InvalidArgumentError(ACTION, "path", "the path of a file, and not of a folder", path);
  }
  if (!overwrite) throw refuseExisting(path);
  // Its log would be read into the new file.
  if (existsSync(`${path}-wal`)) {
    const problem = `the file ${printPath(path)} is open elsewhere, or was not closed`;
    throw new ConfigurationError(ACTION, problem, "close it, or choose another path");
  }
}

function refuseExisting(path: string): InvalidArgumentError {
  const requirement = "a path where there is no file yet, unless overwrite is set";
  return new InvalidArgumentError(ACTION, "path", requirement, path);
}

/** Returns how many pages were copied. */
async function copy(
  { database, path }: BackupSource,
  part: string,
  { onPages = (): void => undefined, signal }: BackupFileOptions,
): Promise<number> {
  const { DatabaseSync: Database, backup } = mustGetSqlite() as Partial<
    ReturnType<typeof mustGetSqlite>
  > &
    Pick<ReturnType<typeof mustGetSqlite>, "DatabaseSync">;
  if (!backup) {
    database.prepare("VACUUM INTO ?").run(part);
    return Number(database.prepare("PRAGMA page_count").get()?.["page_count"]);
  }
  const progress = ({ totalPages, remainingPages }: Pages): void => {
    signal?.throwIfAborted();
    onPages(totalPages - remainingPages, totalPages);
  };
  const options = { rate: PAGES_AT_ONCE, progress };
  if (path === ":memory:") return backup(database, part, options);
  // A connection and a view of its own: writes meanwhile neither wait for it nor make it begin anew.
  const reader = new Database(path, { readOnly: true });
  try {
    reader.exec("BEGIN");
    reader.prepare("SELECT count(*) FROM sqlite_schema").get();
    return await backup(reader, part, options);
  } finally {
    reader.close();
  }
}

interface Pages {
  readonly totalPages: number;
  readonly remainingPages: number;
}

/** Waits until the copy is on the disk. */
function flush(path: string): void {
  const descriptor = openSync(path, "r+");
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

/** Gives the copy its name, unless another has it by now. */
function publish(part: string, path: string): void {
  try {
    linkSync(part, path);
  } catch (error) {
    // Some file systems have no links.
    if (isExistsError(error) || existsSync(path)) throw refuseExisting(path);
    renameSync(part, path);
  }
}

function isExistsError(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "EEXIST";
}

/** What the file system or SQLite refused as our errors; what a callback threw as it is. */
function mapped(error: unknown, path: string): unknown {
  if (!(error instanceof Error)) return error;
  if ("errcode" in error) return mapSqliteError(error, ACTION);
  return "syscall" in error ? mapOpenError(error, path) : error;
}
