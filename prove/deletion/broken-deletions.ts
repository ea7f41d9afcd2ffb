/** Stores that do not forget, so that a campaign can be seen to find it. */
import type { OpenedStores } from "../../src/pipeline/stores-apart.ts";
import type { StoreChange } from "../places.ts";
import { withMethods } from "../with-methods.ts";

type VectorStore = OpenedStores["stores"]["vector"];

/** What they keep. */
export const DELETION_SABOTAGES = {
  bytes: "leaves the file and its log as they are, and says that they are purged",
  points: "keeps memories and turns that were to be removed",
  ledger: "keeps what the graph was to forget",
  receipt: "removes every point, and says that there was one less",
} as const;

/** Stores that are broken in one way; as they are for null. */
export function deletionBreakers(sabotage: string | null): StoreChange {
  return (opened) => {
    const { stores, home } = opened;
    switch (sabotage) {
      case "bytes":
        return { ...opened, home: { ...home, purge: () => ({ isComplete: true }) } };
      case "points":
        return { ...opened, stores: { ...stores, vector: keeping(stores.vector) } };
      case "ledger":
        return { ...opened, stores: { ...stores, graph: unheard(stores.graph) } };
      case "receipt":
        return { ...opened, stores: { ...stores, vector: miscounting(stores.vector) } };
      default:
        return opened;
    }
  };
}

/** Vectors that keep what they are to remove, and say that it went. */
function keeping(vector: VectorStore): VectorStore {
  return withRemove(vector, (_, ids) => new Set(ids).size);
}

/** Vectors that remove, and say that it was one less. */
function miscounting(vector: VectorStore): VectorStore {
  const less = (count: number): number => Math.max(0, count - 1);
  return withRemove(vector, (tenant, ids) => {
    const count = vector.remove(tenant, ids);
    return typeof count === "number" ? less(count) : count.then(less);
  });
}

function withRemove(vector: VectorStore, remove: VectorStore["remove"]): VectorStore {
  return withMethods(vector, (name) => (name === "remove" ? remove : null));
}

/** A graph that is asked to forget nothing at all, whatever it is asked. */
function unheard<Graph extends { forget: (tenant: never, request: never) => unknown }>(
  graph: Graph,
): Graph {
  return withMethods(graph, (name, own) => {
    if (name !== "forget") return null;
    return (tenant: unknown, request: object): unknown => {
      const nothing = { memoryIds: [], relationIds: [], turnIds: [], episodeIds: [] };
      return own(tenant, { ...request, ...nothing });
    };
  });
}
