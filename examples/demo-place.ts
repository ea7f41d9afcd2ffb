/** Where the demo keeps its memory: a file of its own, or a Qdrant and a Neo4j server. */
import { existsSync, statSync } from "node:fs";
import { rm } from "node:fs/promises";
import { relative } from "node:path";
import {
  ConfigurationError,
  Memory,
  type OpenOptions,
  StoreUnavailableError,
} from "../src/index.ts";
import type { DemoOptions } from "./demo-options.ts";
import { formatBytes } from "./demo-report.ts";

/** What `Memory.open` is told of it. */
export type PlaceOptions = Pick<OpenOptions, "path" | "vector" | "graph">;

/** A place for the memory. */
export interface Place {
  readonly options: PlaceOptions;
  /** In a sentence: "Adding it to ...". */
  readonly name: string;
  /** Opens it; whatever is to be begun anew is removed before. */
  open(models: Pick<OpenOptions, "languageModel" | "embeddingModel">): Promise<Opened>;
  /** What the run leaves behind. */
  describeLeft(): readonly string[];
}

/** A memory, and whether an earlier run had left something in it. */
export interface Opened {
  readonly memory: Memory;
  readonly isFound: boolean;
}

/** The servers as the environment names them, else as docker-compose.yml starts them. */
export interface DemoServers {
  readonly vector: { readonly url: string; readonly apiKey?: string };
  readonly graph: { readonly url: string; readonly username?: string; readonly password?: string };
}

/** Of the demo alone: a memory of yours on the same server keeps to itself. */
export const COLLECTION = "mnemograph_demo";
/** A server that has just started plans its first statements slowly. */
const TIMEOUT_MS = 30_000;

/** A file may have thousands of users. */
const MAX_LISTED_TENANTS = 3;

const NAMES = `QDRANT_URL, QDRANT_API_KEY, NEO4J_URI, NEO4J_USERNAME and NEO4J_PASSWORD, in the
environment or in .env.`;
/** What to do when a server is there and cannot be used as it is: the message has said what is wrong. */
const NAME_REMEDY = `
The servers are named by ${NAMES}`;
/** What to do when a server does not answer. */
const START_REMEDY = `
Start both servers with Docker:

  cp .env.example .env       and fill in the two secrets
  docker compose up --detach --wait

or name yours by ${NAMES}`;

/** A server cannot be used; the message says which, why, and what to do. */
export class DemoServerError extends Error {
  override readonly name = "DemoServerError";
}

/** Reads where the servers are. What is empty counts as not given. */
export function demoServers(
  environment: Readonly<Record<string, string | undefined>>,
): DemoServers {
  const valueOf = (name: string): string | undefined => {
    const value = environment[name]?.trim() ?? "";
    return value === "" ? undefined : value;
  };
  const [apiKey, password] = [valueOf("QDRANT_API_KEY"), valueOf("NEO4J_PASSWORD")];
  return {
    vector: {
      url: valueOf("QDRANT_URL") ?? "http://localhost:6333",
      ...(apiKey !== undefined && { apiKey }),
    },
    graph: {
      url: valueOf("NEO4J_URI") ?? "bolt://localhost:7687",
      ...(password !== undefined && { password, username: valueOf("NEO4J_USERNAME") ?? "neo4j" }),
    },
  };
}

/** The place that the options name. @param userIds - Whose memories the demo writes. */
export function placeOf(
  options: Pick<DemoOptions, "memoryPath" | "isFresh" | "servers">,
  userIds: readonly string[],
): Place {
  return options.servers
    ? serverPlace(options.servers, { isFresh: options.isFresh, userIds })
    : filePlace(options.memoryPath, options.isFresh);
}

function filePlace(path: string, isFresh: boolean): Place {
  const options = { path };
  return {
    options,
    name: displayPath(path),
    open: async (models) => {
      if (isFresh) await removeMemoryFile(path);
      const isFound = existsSync(path);
      return { memory: await Memory.open({ ...options, ...models }), isFound };
    },
    describeLeft: () => [`${path} (${formatBytes(statSync(path).size)})`],
  };
}

function serverPlace(
  { vector, graph }: DemoServers,
  { isFresh, userIds }: { readonly isFresh: boolean; readonly userIds: readonly string[] },
): Place {
  const options = {
    vector: { ...vector, collectionName: COLLECTION, timeoutMs: TIMEOUT_MS },
    graph: { ...graph, timeoutMs: TIMEOUT_MS },
  };
  const [qdrant, neo4j] = [hostOf(vector.url), hostOf(graph.url)];
  return {
    options,
    name: `Qdrant at ${qdrant} and Neo4j at ${neo4j}`,
    open: async (models) => {
      const memory = await orRemedy(async () => Memory.open({ ...options, ...models }));
      try {
        const isFound = await orRemedy(async () => prepare(memory, { isFresh, userIds }));
        return { memory, isFound };
      } catch (error) {
        await memory.close();
        throw error;
      }
    },
    describeLeft: () => {
      const tenants = userIds.slice(0, MAX_LISTED_TENANTS).map((id) => `user:${id}`);
      return [
        `Qdrant at ${qdrant}: the collections ${COLLECTION} and ${COLLECTION}_journal.`,
        `Neo4j at ${neo4j}: the graph of ${tenants.join(", ")}; docs/neo4j-browser.md shows how to look at it.`,
      ];
    },
  };
}

/** Asks both servers for what is there, and removes it if it is not wanted. */
async function prepare(
  memory: Memory,
  { isFresh, userIds }: { readonly isFresh: boolean; readonly userIds: readonly string[] },
): Promise<boolean> {
  let isFound = false;
  for (const userId of userIds) {
    // A graph that is down is no reason for `open` to fail, and one that would surprise whoever watches.
    await memory.graph.entities({ userId, limit: 1 });
    const { turns } = await memory.stats({ userId });
    if (turns > 0 && isFresh) await memory.deleteAll({ userId });
    isFound ||= turns > 0 && !isFresh;
  }
  return isFound;
}

/** @throws {DemoServerError} If a server does not answer, or cannot be used as it is. */
async function orRemedy<Result>(work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    const isOfServer =
      error instanceof StoreUnavailableError || error instanceof ConfigurationError;
    if (!isOfServer) throw error;
    const remedy = error instanceof StoreUnavailableError ? START_REMEDY : NAME_REMEDY;
    throw new DemoServerError(`${error.message}\n${remedy}`, { cause: error });
  }
}

/** Host and port, without what else an address may tell. */
function hostOf(url: string): string {
  return URL.parse(url)?.host ?? url;
}

/** SQLite keeps up to two more files beside an open or crashed one. */
async function removeMemoryFile(path: string): Promise<void> {
  for (const suffix of ["", "-wal", "-shm"]) {
    await rm(path + suffix, { force: true });
  }
}

/** The path as it is easiest to read: relative if it is below here. */
export function displayPath(path: string): string {
  const below = relative(process.cwd(), path);
  return below.startsWith("..") ? path : below;
}
