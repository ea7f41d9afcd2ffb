/**
 * Looks at a file without writing to it, which opening it as a database might.
 *
 * Through SQLite and not `node:fs`: on POSIX systems closing any descriptor of a file drops every lock that the process
 * holds on it, also those of another connection ("How To Corrupt An SQLite Database File", section 2.2).
 */
import { closeSync, openSync, readSync, statSync } from "node:fs";
import { resolve } from "node:path";
import type { DatabaseSync } from "node:sqlite";
import { pathToFileURL } from "node:url";

import { isCorruptError, isNotADatabaseError, isOpenError } from "./map-error.ts";
import { mustGetSqlite } from "./node-sqlite.ts";

/** The smallest page that SQLite knows: it reads anything shorter as a database with nothing in it. */
const MIN_DATABASE_BYTES = 512;
/** What a rollback journal begins with that is to be played back, https://sqlite.org/fileformat2.html#the_rollback_journal. */
const JOURNAL_MAGIC = Buffer.from("d9d505f920a163d7", "hex");
/** Where it tells how many pages the database had before. */
const JOURNAL_PAGES_OFFSET = 16;
const JOURNAL_HEADER_BYTES = 28;

/** What a file says of itself. */
export type FileHeader =
  | { readonly kind: "absent" | "empty" | "folder" | "not-a-database" }
  | { readonly kind: "database"; readonly applicationId: number; readonly userVersion: number };

/** Reads the header of the file at `path`. Throws what SQLite or `node:fs` throw if it cannot be read. */
export function readFileHeader(path: string): FileHeader {
  const stats = statSync(path, { throwIfNoEntry: false });
  if (stats === undefined) return { kind: "absent" };
  if (stats.isDirectory()) return { kind: "folder" };
  if (!stats.isFile()) return { kind: "not-a-database" };
  if (stats.size === 0) return { kind: "empty" };
  if (isHalfCreated(path)) return { kind: "empty" };
  if (stats.size < MIN_DATABASE_BYTES) return { kind: "not-a-database" };
  try {
    return headerOf(openToLook(path));
  } catch (error) {
    // A crash or a full disk may have left it with its log half moved into it: it is whole only with the rest.
    if (!isCorruptError(error)) throw error;
    const { DatabaseSync } = mustGetSqlite();
    return headerOf(new DatabaseSync(path, { readOnly: true }));
  }
}

/**
 * Whether the first transaction of the file has not come to its end: its journal says that nothing was there before.
 *
 * If its process was killed, nothing of it counts, and the next that opens the file for writing empties it; a reader
 * alone cannot, and SQLite does not let it look.
 */
function isHalfCreated(path: string): boolean {
  const header = Buffer.alloc(JOURNAL_HEADER_BYTES);
  let journal: number | undefined;
  try {
    // A file of its own: closing it drops no lock on the database.
    journal = openSync(`${path}-journal`, "r");
    if (readSync(journal, header) < JOURNAL_HEADER_BYTES) return false;
  } catch {
    // There is none, as hardly ever is, or it is gone again: its process has come to the end.
    return false;
  } finally {
    if (journal !== undefined) closeSync(journal);
  }
  const isToPlay = header.subarray(0, JOURNAL_MAGIC.length).equals(JOURNAL_MAGIC);
  return isToPlay && header.readUInt32BE(JOURNAL_PAGES_OFFSET) === 0;
}

/** Reads the header of an open database, and closes it. */
function headerOf(database: DatabaseSync): FileHeader {
  try {
    const applicationId = pragma(database, "application_id");
    return { kind: "database", applicationId, userVersion: pragma(database, "user_version") };
  } catch (error) {
    if (isNotADatabaseError(error)) return { kind: "not-a-database" };
    throw error;
  } finally {
    database.close();
  }
}

/** Immutable: without its log, locks or files beside it. Node 22.13 takes no URI: there it looks as a reader, who may leave a `-shm` file. */
function openToLook(path: string): DatabaseSync {
  const { DatabaseSync } = mustGetSqlite();
  try {
    const uri = `${pathToFileURL(resolve(path)).href}?immutable=1`;
    return new DatabaseSync(uri, { readOnly: true });
  } catch (error) {
    if (!isOpenError(error)) throw error;
    return new DatabaseSync(path, { readOnly: true });
  }
}

function pragma(database: DatabaseSync, name: string): number {
  return Number(database.prepare(`PRAGMA ${name}`).get()?.[name]);
}
