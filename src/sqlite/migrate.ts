import type { DatabaseSync } from "node:sqlite";

import { ConfigurationError } from "../core/errors.ts";
import { type EmbeddingIdentity, readEmbeddingIdentity } from "./embedding-record.ts";
import type { Migration } from "./schema.ts";

/** What a database must come to. */
export interface MigrationTarget {
  readonly applicationId: number;
  readonly migrations: readonly Migration[];
  /** The model of a new database. */
  readonly embedding: EmbeddingIdentity;
  /** Models that a database may have instead. @defaultValue none */
  readonly otherEmbeddings?: readonly EmbeddingIdentity[] | undefined;
  /** Whether embeddings of another model are no error, as they are about to go. */
  readonly mayDiffer: boolean;
  /** What is tried, in the words of an error. */
  readonly action: string;
}

/** What to do about a file that is not ours. */
export const ELSEWHERE = "configure another path; the file was not touched";

/**
 * Brings a database to the newest schema, all steps in one transaction or none, and checks its embedding model.
 *
 * Does not write to a database that is up to date.
 *
 * @returns The model of its embeddings: that of the target, or one that it may have instead.
 * @throws {ConfigurationError} If its embeddings are of another model.
 */
export function migrate(database: DatabaseSync, target: MigrationTarget): EmbeddingIdentity {
  const newest = target.migrations.at(-1)?.version ?? 0;
  if (pragma(database, "user_version") < newest) {
    database.exec("BEGIN IMMEDIATE");
    try {
      applySteps(database, target);
      database.exec("COMMIT");
    } catch (error) {
      rollback(database);
      throw error;
    }
  }
  return target.mayDiffer ? target.embedding : checkEmbedding(database, target);
}

function applySteps(database: DatabaseSync, target: MigrationTarget): void {
  // Read again under the lock: another process may just have done it.
  const version = pragma(database, "user_version");
  const isOurs = pragma(database, "application_id") === target.applicationId;
  if (!isOurs) checkNothingThere(database, target.action);
  for (const step of target.migrations) {
    if (step.version > version) {
      database.exec(step.sql);
      database.exec(`PRAGMA user_version = ${step.version}`);
    }
  }
  if (isOurs) return;
  database.exec(`PRAGMA application_id = ${target.applicationId}`);
  const { id, dimensions } = target.embedding;
  const insert = database.prepare("INSERT OR IGNORE INTO meta (key, value) VALUES (?, ?)");
  insert.run("created_by", "mnemograph");
  insert.run("embedding_id", id);
  insert.run("embedding_dimensions", String(dimensions));
}

/** Another program may have made a database of its own since the file was looked at. */
function checkNothingThere(database: DatabaseSync, action: string): void {
  const first = database.prepare("SELECT 1 FROM sqlite_schema LIMIT 1").get();
  if (first === undefined) return;
  throw new ConfigurationError(action, "it is a database of another program", ELSEWHERE);
}

function checkEmbedding(
  database: DatabaseSync,
  { embedding, otherEmbeddings = [], action }: MigrationTarget,
): EmbeddingIdentity {
  const read = database.prepare("SELECT value FROM meta WHERE key = ?");
  const { id, dimensions } = readEmbeddingIdentity((key) => read.get(key)?.["value"]);
  const found = [embedding, ...otherEmbeddings].find(
    (one) => id === one.id && dimensions === one.dimensions,
  );
  if (found) return found;
  throw new ConfigurationError(
    action,
    `its embeddings are of model '${id}' with ${dimensions} dimensions and the configured model is ` +
      `'${embedding.id}' with ${embedding.dimensions}`,
    "configure the first model, or call reembed() to change to the other, for which Memory.open() takes it with `reembed: true`",
  );
}

function pragma(database: DatabaseSync, name: string): number {
  return Number(database.prepare(`PRAGMA ${name}`).get()?.[name]);
}

function rollback(database: DatabaseSync): void {
  try {
    database.exec("ROLLBACK");
  } catch {
    // SQLite has already rolled back by itself, as it does when the disk is full.
  }
}
