import { ConfigurationError } from "../core/errors.ts";

/**
 * Loads Node's SQLite.
 *
 * By name and at run time: bundlers do not know the module, and who opens no file needs none of it.
 *
 * @throws {ConfigurationError} If this Node has none.
 */
export function mustGetSqlite(): typeof import("node:sqlite") {
  const sqlite: typeof import("node:sqlite") | undefined = process.getBuiltinModule("node:sqlite");
  if (sqlite === undefined) {
    throw new ConfigurationError(
      "open the memory file",
      `Node ${process.versions.node} has no node:sqlite`,
      "install Node 22.13 or later",
    );
  }
  return sqlite;
}
