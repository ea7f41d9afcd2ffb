/**
 * A memory whose stores are apart, as on two servers: vectors and journal in one file, the graph in another, every call
 * answered by a promise, and any of them can fail or wait.
 */
import { onTestFinished } from "vitest";

import { StoreUnavailableError } from "../../src/core/errors.ts";
import { SqliteGraphStore } from "../../src/graph/sqlite/sqlite-graph-store.ts";
import type { GraphStore } from "../../src/graph/graph-store.ts";
import { Memory, type OpenOptions } from "../../src/index.ts";
import { SqliteJournal } from "../../src/journal/sqlite/sqlite-journal.ts";
import type { Journal } from "../../src/journal/journal.ts";
import { openModels } from "../../src/open-stores.ts";
import { checkOpenOptions } from "../../src/pipeline/open-options.ts";
import type { OpenedStores } from "../../src/pipeline/stores-apart.ts";
import { SqliteFile } from "../../src/sqlite/sqlite-file.ts";
import { recordCalls, type Recording } from "../../src/testing/testing.ts";
import { SqliteVectorStore } from "../../src/vector/sqlite/sqlite-vector-store.ts";
import type { VectorStore } from "../../src/vector/vector-store.ts";

/** A port whose calls can be made to fail. */
export interface Port {
  readonly vector: Recording<VectorStore>;
  readonly journal: Recording<Journal>;
  readonly graph: Recording<GraphStore>;
}

/** Which of the two servers. */
export type Server = "vectors" | "graph";

/** Two servers: what is written to them stays when a process that uses them dies. */
export class SplitServers {
  /** The calls of whatever memory was opened last. */
  calls!: Port;
  readonly #vectors: SqliteFile;
  readonly #graph: SqliteFile;
  readonly #down = new Set<Server>();

  constructor(dimensions = 384, id = "lexical-v1") {
    const embedding = { id, dimensions };
    this.#vectors = SqliteFile.open({ path: ":memory:", embedding });
    this.#graph = SqliteFile.open({ path: ":memory:", embedding });
    onTestFinished(() => {
      this.#vectors.close();
      this.#graph.close();
    });
  }

  /** From now on every call of a server fails, until it is up. */
  stop(server: Server): void {
    this.#down.add(server);
  }

  /** From now on it answers again. */
  start(server: Server): void {
    this.#down.delete(server);
  }

  /** Opens a memory on them, as another process would. It is closed when the test ends. */
  async open(options: OpenOptions = {}): Promise<Memory> {
    const settings = checkOpenOptions({ languageModel: null, embeddingModel: null, ...options });
    const models = await openModels(settings);
    const vector = new SqliteVectorStore(this.#vectors, { cacheBytes: 2 ** 24 });
    this.calls = {
      vector: recordCalls<VectorStore>(vector, { isAsync: true }),
      journal: recordCalls<Journal>(new SqliteJournal(this.#vectors), { isAsync: true }),
      graph: recordCalls<GraphStore>(new SqliteGraphStore(this.#graph), { isAsync: true }),
    };
    const { calls } = this;
    const opened: OpenedStores = {
      stores: {
        vector: this.#guarded("vectors", calls.vector.port),
        journal: this.#guarded("vectors", calls.journal.port),
        graph: this.#guarded("graph", calls.graph.port),
        transactor: null,
      },
      home: {
        path: null,
        servers: { vector: "vectors at a test", graph: "graph at a test" },
        sizeBytes: () => 0,
        purge: () => ({ isComplete: true }),
        backup: null,
        close: () => undefined,
      },
      embeddingModel: models.embeddingModel,
      changeModel: () => {
        throw new Error("not in this test");
      },
    };
    const memory = Memory.on(opened, settings, models);
    onTestFinished(() => memory.close());
    return memory;
  }

  /** The same port, whose calls fail while its server is down. */
  #guarded<T extends object>(server: Server, port: T): T {
    return new Proxy(port, {
      get: (target, name) => {
        const value: unknown = Reflect.get(target, name, target);
        if (typeof value !== "function") return value;
        return async (...parameters: unknown[]): Promise<unknown> => {
          if (this.#down.has(server)) throw unavailable(server);
          return Reflect.apply(value, target, parameters) as unknown;
        };
      },
    });
  }
}

/** What a call of a server that is down fails with. */
export function unavailable(server: Server): StoreUnavailableError {
  return new StoreUnavailableError("do it", server, { reason: "it is down" });
}
