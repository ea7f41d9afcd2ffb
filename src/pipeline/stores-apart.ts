/** Stores that are not all in one file, put together. */
import type { Awaitable } from "../core/awaitable.ts";
import type { GraphStore } from "../graph/graph-store.ts";
import type { EmbeddingModel } from "../models/embedding-model.ts";
import type { VectorStore } from "../vector/vector-store.ts";
import type { StoreHome } from "./engine.ts";
import type { ClosableGraph } from "./late-graph.ts";
import type { Stores } from "./stores.ts";

/** Stores, open, and what belongs to them. */
export interface OpenedStores {
  readonly stores: Stores;
  readonly home: StoreHome;
  /** The one of the models that they have. */
  readonly embeddingModel: EmbeddingModel;
  /** Changes them to another model, and gives those to go on with. @throws {ConfigurationError} If they cannot serve. */
  readonly changeModel: (model: EmbeddingModel) => Awaitable<Stores>;
}

/** A graph, open by itself. */
export interface OpenedGraph {
  readonly store: GraphStore;
  readonly home: StoreHome;
}

/** Vectors and journal, open on a server. */
export interface OpenedVectors extends Pick<Stores, "vector" | "journal"> {
  readonly embeddingModel: EmbeddingModel;
  readonly changeModel: (model: EmbeddingModel) => Promise<VectorStore>;
  readonly close: () => Awaitable<void>;
}

/** A graph on a server at an address, without credentials. */
export function graphOf(store: ClosableGraph, address: string): OpenedGraph {
  const servers = { vector: null, graph: `Neo4j at ${address}` };
  return {
    store,
    home: {
      path: null,
      servers,
      sizeBytes: () => 0,
      // What is erased on servers is out of reach of any call once it is; what their disks hold is theirs.
      purge: () => ({ isComplete: true }),
      backup: null,
      close: async () => store.close(),
    },
  };
}

/** A file whose graph is elsewhere. */
export function withGraph(embedded: OpenedStores, graph: OpenedGraph): OpenedStores {
  const apart = { graph: graph.store, transactor: null };
  const { stores, home, changeModel, embeddingModel } = embedded;
  return {
    embeddingModel,
    stores: { ...stores, ...apart },
    home: {
      ...home,
      backup: null,
      servers: graph.home.servers,
      close: async () => {
        await graph.home.close();
        await home.close();
      },
    },
    changeModel: async (model) => ({ ...(await changeModel(model)), ...apart }),
  };
}

/** Vectors and journal on a server, and a graph in a file or on another. */
export function joined({
  vectors,
  graph,
  address,
}: {
  readonly vectors: OpenedVectors;
  readonly graph: OpenedGraph;
  /** Of the vectors' server, without credentials. */
  readonly address: string;
}): OpenedStores {
  const { vector, journal, embeddingModel } = vectors;
  const shared = { graph: graph.store, journal, transactor: null };
  return {
    embeddingModel,
    stores: { vector, ...shared },
    home: {
      ...graph.home,
      servers: { ...graph.home.servers, vector: `Qdrant at ${address}` },
      close: async () => {
        await graph.home.close();
        await vectors.close();
      },
    },
    changeModel: async (model) => ({ vector: await vectors.changeModel(model), ...shared }),
  };
}
