import { graphSchema } from "./schema-graph.ts";
import { journalSchema, unreadSchema } from "./schema-journal.ts";
import { unembeddedSchema, vectorSchema } from "./schema-vector.ts";

/** One step from a version of the schema to the next. */
export interface Migration {
  /** The version after it; the first is 1, and each is one more than the one before. */
  readonly version: number;
  readonly sql: string;
}

/**
 * What every store relies on. `revision` counts the graph's writes, `point_stamp` those of points, and
 * `erasure_generation` the removals of points. Rows of `tenant` are never deleted, so a tenant's number stays its own.
 */
const baseSchema = `
CREATE TABLE meta (
  key TEXT PRIMARY KEY,
  value TEXT NOT NULL
) WITHOUT ROWID;

CREATE TABLE tenant (
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL UNIQUE,
  revision INTEGER NOT NULL DEFAULT 0,
  point_stamp INTEGER NOT NULL DEFAULT 0,
  erasure_generation INTEGER NOT NULL DEFAULT 0
);
`;

/** Every step, in order. A released one never changes: a change of the schema is a new step. */
export const migrations: readonly Migration[] = [
  { version: 1, sql: baseSchema + vectorSchema + graphSchema + journalSchema },
  { version: 2, sql: unreadSchema },
  { version: 3, sql: unembeddedSchema },
];
