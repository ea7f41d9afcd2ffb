/** Where benchmarks keep what they measure: the embedded file, and the servers that the environment names. */
import type { Embedder } from "./embedder.ts";
import type { MemoryApi } from "./memory-api.ts";
import { type BenchServers, type HousedMemory, openMemory } from "./open-memory.ts";

/** Names of environment variables and their values: `process.env`. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** A place to measure. */
export interface Place {
  /** As "the embedded file" or "Qdrant and Neo4j". */
  readonly name: string;
  /** Follows the name of a file of results. */
  readonly suffix: "" | "-servers";
  /** The servers behind it. */
  readonly servers: BenchServers;
  /**
   * Opens a memory that is empty for every new path, and finds again what was kept under the path before.
   *
   * On servers what another path kept is removed then: a Neo4j server has one database, and tenants keep their names.
   */
  readonly open: (path: string) => Promise<HousedMemory>;
  /** Removes what is left on servers. */
  readonly clear: () => Promise<void>;
}

/** Of the benchmarks alone. */
const COLLECTION = "mnemograph_bench";
/** A server that plans a statement for the first time, on a busy machine, takes longer than a call should. */
const TIMEOUT_MS = 60_000;

/** The servers that the environment names; null if it names none. Variables as in docker-compose.yml's `.env`. */
export function namedServers(environment: Environment): BenchServers | null {
  const valueOf = (name: string): string | undefined => {
    const value = environment[name]?.trim() ?? "";
    return value === "" ? undefined : value;
  };
  const [vectorUrl, graphUrl] = [valueOf("QDRANT_URL"), valueOf("NEO4J_URI")];
  const apiKey = valueOf("QDRANT_API_KEY");
  const [username, password] = [valueOf("NEO4J_USERNAME"), valueOf("NEO4J_PASSWORD")];
  if (vectorUrl === undefined && graphUrl === undefined) return null;
  return {
    ...(vectorUrl !== undefined && {
      vector: {
        url: vectorUrl,
        ...(apiKey !== undefined && { apiKey }),
        collectionName: COLLECTION,
        timeoutMs: TIMEOUT_MS,
      },
    }),
    ...(graphUrl !== undefined && {
      graph: {
        url: graphUrl,
        ...(password !== undefined && { password, username: username ?? "neo4j" }),
        timeoutMs: TIMEOUT_MS,
      },
    }),
  };
}

/** The embedded file, then the servers if some are named; each with these vectors. */
export function placesOf(
  environment: Environment,
  embedder: Embedder | null = null,
): readonly Place[] {
  const servers = namedServers(environment);
  const open: OpenOnServers = async (path, on) => openMemory(path, on, embedder);
  const file = fileWith(open);
  return servers ? [file, placeOn(servers, open)] : [file];
}

type OpenOnServers = (path: string, servers: BenchServers) => Promise<HousedMemory>;

/** What one place gave. */
export interface Measured<Results> {
  readonly place: Place;
  readonly results: Results;
}

/**
 * Measures every place, the file first, and clears the servers afterwards.
 *
 * @param onMeasured - Is told at once, as a place may take long.
 */
export async function measurePlaces<Results>(
  measure: (place: Place) => Promise<Results>,
  onMeasured: (measured: Measured<Results>) => void,
  places: readonly Place[] = placesOf(process.env),
): Promise<readonly Measured<Results>[]> {
  const all: Measured<Results>[] = [];
  for (const place of places) {
    try {
      const measured = { place, results: await measure(place) };
      onMeasured(measured);
      all.push(measured);
    } finally {
      await place.clear();
    }
  }
  return all;
}

/** What a benchmark says of the servers when it has measured the file alone. */
export const SERVERS_HINT =
  "With QDRANT_URL and NEO4J_URI it is measured on these servers too (docker-compose.yml starts them).";

function fileWith(open: OpenOnServers): Place {
  return {
    name: "the embedded file",
    suffix: "",
    servers: {},
    open: async (path) => open(path, {}),
    clear: async () => Promise.resolve(),
  };
}

/** A place on servers, with what is missing in the file. */
export function placeOn(servers: BenchServers, open: OpenOnServers = openMemory): Place {
  const house = new ServerHouse(servers, open);
  const names = [servers.vector && "Qdrant", servers.graph && "Neo4j"].filter(Boolean);
  return {
    name: names.join(" and "),
    suffix: "-servers",
    servers,
    open: async (path) => house.open(path),
    clear: async () => house.clear(),
  };
}

/** Keeps one path's memory on the servers at a time. */
class ServerHouse {
  readonly #servers: BenchServers;
  readonly #open: OpenOnServers;
  #path: string | null = null;
  /** Tenants of this path that had nothing when they were first told something. */
  #tenants = new Map<string, Promise<void>>();

  constructor(servers: BenchServers, open: OpenOnServers) {
    this.#servers = servers;
    this.#open = open;
  }

  async open(path: string): Promise<HousedMemory> {
    if (path !== this.#path) await this.clear();
    const memory = await this.#open(path, this.#servers);
    // Left by a run that was stopped: its journal knows which tenants are ours.
    if (this.#path === null) await memory.reset();
    this.#path = path;
    return this.#guarded(memory);
  }

  async clear(): Promise<void> {
    if (this.#path === null) return;
    const memory = await this.#open(this.#path, this.#servers);
    await memory.reset();
    await memory.close();
    this.#path = null;
    this.#tenants = new Map();
    await dropCollections(this.#servers);
  }

  /** The same memory, that refuses to write into a tenant of somebody else. */
  #guarded(memory: HousedMemory): HousedMemory {
    const add: MemoryApi["add"] = async (messages, options) => {
      await this.#claim(memory, options.userId);
      return memory.add(messages, options);
    };
    return new Proxy(memory, {
      get: (target, name) => {
        if (name === "add") return add;
        const value: unknown = Reflect.get(target, name, target);
        // A method of a class with private fields has to be called on it.
        return typeof value === "function" ? (value.bind(target) as unknown) : value;
      },
    });
  }

  async #claim(memory: HousedMemory, userId: string): Promise<void> {
    let claim = this.#tenants.get(userId);
    if (!claim) {
      claim = requireEmpty(memory, userId);
      this.#tenants.set(userId, claim);
    }
    await claim;
  }
}

/** @throws {Error} If there is something of this tenant: it is of somebody else, or was left by a run that was stopped. */
async function requireEmpty(memory: HousedMemory, userId: string): Promise<void> {
  const { memories, entities, relations } = await memory.stats({ userId });
  if (memories + entities + relations === 0) return;
  throw new Error(
    `The servers have a tenant 'user:${userId}' already, and a benchmark wants to write one of this name: ` +
      `use servers of its own, or delete that tenant (docs/explore.cypher, "Cleanup", shows how)`,
  );
}

/** Removes the collections of a Qdrant server that a memory had there. */
export async function dropCollections({ vector }: BenchServers): Promise<void> {
  if (!vector) return;
  const { url, apiKey, collectionName } = vector;
  const headers: Record<string, string> = apiKey === undefined ? {} : { "api-key": apiKey };
  for (const name of [collectionName, `${collectionName}_journal`]) {
    const address = new URL(`collections/${name}`, url.endsWith("/") ? url : `${url}/`);
    await fetch(address, { method: "DELETE", headers, signal: AbortSignal.timeout(TIMEOUT_MS) });
  }
}
