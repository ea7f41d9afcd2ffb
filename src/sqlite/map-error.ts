/** Turns what `node:sqlite` throws into the house's errors, the original as their cause. */
import {
  ConfigurationError,
  InvariantError,
  MnemographError,
  StoreOperationError,
  StoreUnavailableError,
} from "../core/errors.ts";
import { printPath } from "../core/print-value.ts";

/** How messages name this store. */
export const STORE_NAME = "the embedded file";

// Primary result codes of SQLite, https://sqlite.org/rescode.html.
const BUSY = 5;
const LOCKED = 6;
const NOMEM = 7;
const READONLY = 8;
const IOERR = 10;
const CORRUPT = 11;
const FULL = 13;
const CANTOPEN = 14;
const PROTOCOL = 15;
const TOOBIG = 18;
const NOTADB = 26;

const UNAVAILABLE: ReadonlyMap<number, string> = new Map([
  [BUSY, "another process held its lock for too long"],
  [LOCKED, "another connection of this process held its lock"],
  [PROTOCOL, "another process held its lock for too long"],
  [NOMEM, "there is no memory left"],
  [IOERR, "the disk failed to read or write"],
  [CANTOPEN, "it or its folder cannot be opened"],
]);

const REFUSED: ReadonlyMap<number, string> = new Map([
  [FULL, "the disk is full"],
  [READONLY, "the file or its folder is read-only"],
  [CORRUPT, "the file is damaged: restore it from a backup"],
  [NOTADB, "the file is damaged: restore it from a backup"],
  [TOOBIG, "a value is larger than SQLite takes"],
]);

/** The error for what a statement threw while doing `action` ("read", "write"). */
export function mapSqliteError(error: unknown, action: string): MnemographError {
  if (error instanceof MnemographError) return error;
  const code = primaryCode(error);
  if (code === undefined) {
    return new InvariantError("SQLite was called with what it cannot take", { cause: error });
  }
  const unavailable = UNAVAILABLE.get(code);
  if (unavailable !== undefined) {
    return new StoreUnavailableError(action, STORE_NAME, { reason: unavailable, cause: error });
  }
  const reason = REFUSED.get(code) ?? `SQLite answered with error ${code}`;
  return new StoreOperationError(action, STORE_NAME, { reason, cause: error });
}

/** What opening the file at `path` is called in errors. */
export function openActionOf(path: string): string {
  return `open the memory file ${printPath(path)}`;
}

/** The error for what was thrown while opening the file: what the user can set right says how. */
export function mapOpenError(error: unknown, path: string): MnemographError {
  const action = openActionOf(path);
  if (error instanceof MnemographError) return error;
  const code = primaryCode(error) ?? systemCode(error);
  if (code === READONLY || code === CANTOPEN) {
    const isBelowFile = error instanceof Error && "code" in error && error.code === "ENOTDIR";
    const problem = isBelowFile
      ? "a part of its path is a file and no folder"
      : "it or its folder cannot be opened for writing";
    const remedy = isBelowFile
      ? "configure another path"
      : "make both writable or configure another path";
    return new ConfigurationError(action, problem, remedy, { cause: error });
  }
  return mapSqliteError(error, action);
}

/** Whether trying again shortly may help: another process has the lock. */
export function isLockError(error: unknown): boolean {
  const code = primaryCode(error);
  return code === BUSY || code === LOCKED || code === PROTOCOL;
}

/** Whether the file's content is not a database. */
export function isNotADatabaseError(error: unknown): boolean {
  return primaryCode(error) === NOTADB;
}

/** Whether the disk has no room left. */
export function isFullError(error: unknown): boolean {
  return primaryCode(error) === FULL;
}

/** Whether the file is damaged, or looks so without its log. */
export function isCorruptError(error: unknown): boolean {
  return primaryCode(error) === CORRUPT;
}

/** Whether there was nothing to open under the name given. */
export function isOpenError(error: unknown): boolean {
  return primaryCode(error) === CANTOPEN;
}

/** SQLite's result code without its extension; undefined if the error is not SQLite's. */
function primaryCode(error: unknown): number | undefined {
  if (!(error instanceof Error) || !("errcode" in error)) return undefined;
  return typeof error.errcode === "number" ? error.errcode & 0xff : undefined;
}

/** The SQLite code that comes nearest to a failure of the file system before SQLite was asked. */
function systemCode(error: unknown): number | undefined {
  if (!(error instanceof Error) || !("code" in error) || !("syscall" in error)) return undefined;
  return error.code === "ENOSPC" || error.code === "EDQUOT" ? FULL : CANTOPEN;
}
