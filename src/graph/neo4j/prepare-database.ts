/** Makes a database ready: constraints, indexes, the name of the lock, and plans that are made before the first call needs them. */
import { ConfigurationError } from "../../core/errors.ts";
import type { Neo4jConnection } from "./neo4j-connection.ts";
import { SCHEMA } from "./statements/schema.ts";
import { AWAIT_INDEXES } from "./statements/await-indexes.ts";
import { CREATE_LOCK_NAME } from "./statements/create-lock-name.ts";
import { INDEXES } from "./statements/indexes.ts";
import { LABELS } from "./statements/labels.ts";
import { LOCK_NAME } from "./statements/lock-name.ts";
import { RELATION_TYPES } from "./statements/relation-types.ts";
import { VERSION } from "./statements/version.ts";

/** What errors say was tried. */
const OPENING = { action: "open Neo4j" } as const;

/** The oldest server that understands the statements. */
const OLDEST = [5, 26] as const;

/** The labels and relation types that the database has. */
export interface UsedNames {
  readonly labels: readonly string[];
  readonly types: readonly string[];
}

/**
 * Checks the server's version and makes what is missing. Safe to repeat, and for several processes at once.
 *
 * @throws {ConfigurationError} If the server is too old.
 */
export async function prepareDatabase(connection: Neo4jConnection): Promise<UsedNames> {
  const [server] = await connection.read(VERSION, {}, OPENING);
  const version = server?.["version"];
  checkVersion(typeof version === "string" ? version : "unknown");
  const there = new Set((await connection.read(INDEXES, {}, OPENING)).map(({ name }) => name));
  const missing = SCHEMA.filter(
    (statement) => !there.has(/ (mnemograph_\w+) /u.exec(statement)?.[1]),
  );
  for (const statement of missing) await connection.write(statement, {}, OPENING);
  if (missing.length > 0) await connection.read(AWAIT_INDEXES, {}, OPENING);
  const [lockNames, labels, types] = await Promise.all([
    connection.read(LOCK_NAME, {}, OPENING),
    connection.read(LABELS, {}, OPENING),
    connection.read(RELATION_TYPES, {}, OPENING),
  ]);
  if (lockNames.length === 0) await connection.write(CREATE_LOCK_NAME, {}, OPENING);
  const names = (rows: readonly Readonly<Record<string, unknown>>[]): string[] =>
    rows.map(({ name }) => String(name));
  return { labels: names(labels), types: names(types) };
}

function checkVersion(version: string): void {
  // Aura adds to it, as in "5.27-aura".
  const [major = 0, minor = 0] = version.split(".").map((part) => Number.parseInt(part, 10));
  const [oldestMajor, oldestMinor] = OLDEST;
  if (major > oldestMajor || (major === oldestMajor && minor >= oldestMinor)) return;
  const problem = `the server is of version ${version}`;
  throw new ConfigurationError(OPENING.action, problem, "use 5.26 or later");
}
