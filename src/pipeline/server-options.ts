/** What callers pass to keep a memory on servers, and its check. */
import { z } from "zod";

import { ConfigurationError } from "../core/errors.ts";
import { checkServerUrl } from "./server-address.ts";

/** A Qdrant server, for memories, turns and the journal. */
export interface VectorServerOptions {
  /** As "http://localhost:6333". */
  readonly url: string;
  /** @defaultValue none */
  readonly apiKey?: string | undefined;
  /** Of the memories; that of the journal is `<name>_journal`. @defaultValue "mnemograph" */
  readonly collectionName?: string | undefined;
  /** The longest that one call waits, in milliseconds, 1 to 600,000. @defaultValue 10000 */
  readonly timeoutMs?: number | undefined;
  /** Keys of metadata that hold numbers, so that ranges over them are found by the server. @defaultValue none */
  readonly metadataIndexes?: readonly string[] | undefined;
}

/** A Neo4j server, for the graph. */
export interface GraphServerOptions {
  /** `bolt://`, `neo4j://`, or one of them with `+s` or `+ssc`. */
  readonly url: string;
  /** @defaultValue "neo4j" */
  readonly username?: string | undefined;
  /** None for a server without authentication. */
  readonly password?: string | undefined;
  /** @defaultValue the server's default database */
  readonly database?: string | undefined;
  /**
   * Keeps this memory's tenants apart from those of other memories in the same database: letters, digits, - and _.
   * @defaultValue the `collectionName` of `vector`, where one is given
   */
  readonly namespace?: string | undefined;
  /** The longest that one call waits, in milliseconds, 1 to 600,000. @defaultValue 10000 */
  readonly timeoutMs?: number | undefined;
}

/** Where a memory is kept. */
interface ServerOptions {
  readonly path?: string | undefined;
  readonly vector?: VectorServerOptions | undefined;
  readonly graph?: GraphServerOptions | undefined;
}

/** Longest wait for one call, in milliseconds: whoever waits for more than ten minutes is not answered any more. */
const MAX_TIMEOUT_MS = 600_000;

const timeoutMs = z.number().int().min(1).max(MAX_TIMEOUT_MS).optional();

const plainName = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9_-]{0,199}$/, "letters, digits, - and _, at most 200 of them");

/** The check of {@link VectorServerOptions}. */
export const vectorServer: z.ZodType<VectorServerOptions> = z.strictObject({
  url: z.string(),
  apiKey: z.string().min(1).optional(),
  collectionName: plainName.optional(),
  timeoutMs,
  metadataIndexes: z.array(z.string().min(1)).readonly().optional(),
});

/** The check of {@link GraphServerOptions}. */
export const graphServer: z.ZodType<GraphServerOptions> = z.strictObject({
  url: z.string(),
  username: z.string().min(1).optional(),
  password: z.string().optional(),
  database: z.string().min(1).optional(),
  namespace: plainName.optional(),
  timeoutMs,
});

/** @throws {InvalidArgumentError} If an address is none of its server's. */
export function checkServerUrls({ vector, graph }: ServerOptions): void {
  const action = "open a memory";
  if (vector) checkServerUrl("vector", vector.url, { action, argument: "vector.url" });
  if (graph) checkServerUrl("graph", graph.url, { action, argument: "graph.url" });
}

/** @throws {ConfigurationError} If a file is named that nothing would be kept in. */
export function checkPathUsed({ path, vector, graph }: ServerOptions): void {
  if (path === undefined || !vector || !graph) return;
  const problem = "everything is on servers and 'path' names a file";
  throw new ConfigurationError("open a memory", problem, "leave out path, vector or graph");
}
