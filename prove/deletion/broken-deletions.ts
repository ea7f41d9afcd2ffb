/** Stores that do not forget, so that a campaign can be seen to find it. */
import type { StoreChange } from "../places.ts";
import { withMethods } from "../with-methods.ts";

/** What they keep. */
export const DELETION_SABOTAGES = {
  bytes: "leaves the file and its log as they are, and says that they are purged",
  points: "keeps memories and turns that were to be removed",
  ledger: "keeps what the graph was to forget",
} as const;

/** Stores that are broken in one way; as they are for null. */
export function deletionBreakers(sabotage: string | null): StoreChange {
  return (opened) => {
    const { stores, home } = opened;
    switch (sabotage) {
      case "bytes":
        return { ...opened, home: { ...home, purge: () => ({ isComplete: true }) } };
      case "points":
        return { ...opened, stores: { ...stores, vector: without(stores.vector, ["remove"]) } };
      case "ledger":
        return { ...opened, stores: { ...stores, graph: unheard(stores.graph) } };
      default:
        return opened;
    }
  };
}

/** The same port, some of whose methods do nothing. */
function without<Port extends object>(port: Port, names: readonly (keyof Port)[]): Port {
  return withMethods(port, (name) => (names.some((one) => one === name) ? () => undefined : null));
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
