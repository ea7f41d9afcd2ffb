/** A graph server that was down when the memory was opened: it is opened by the first call that finds it up. */
import { StoreOperationError } from "../core/errors.ts";
import type { GraphStore } from "../graph/graph-store.ts";

/** A graph store that has to be closed. */
export interface ClosableGraph extends GraphStore {
  close(): Promise<void>;
}

/**
 * A graph store that opens when it is first used, and again if that failed.
 *
 * Every call of it answers with a promise. Calls at one time wait for the same attempt.
 *
 * @param open - Waits within bounds. What it throws is thrown by the call that asked.
 */
export function openedLater(open: () => Promise<ClosableGraph>): ClosableGraph {
  let opening: Promise<ClosableGraph> | undefined;
  let isClosed = false;
  const ready = async (): Promise<ClosableGraph> => {
    if (isClosed) {
      // A call that was under way: what it opened now, nobody would close.
      throw new StoreOperationError("ask", "the graph", { reason: "the connection was closed" });
    }
    opening ??= open();
    try {
      return await opening;
    } catch (error) {
      opening = undefined;
      throw error;
    }
  };
  const close = async (): Promise<void> => {
    if (isClosed) return;
    isClosed = true;
    const graph = await opening?.catch(() => undefined);
    await graph?.close();
  };
  const own = { close, session: () => calling(async () => (await ready()).session?.() ?? ready()) };
  return calling(ready, own);
}

/** A store whose calls go to the one that is ready by then. */
function calling(ready: () => Promise<GraphStore>, own: object = {}): ClosableGraph {
  let store: Promise<GraphStore> | undefined;
  // Whatever is asked of it is a method of the port; an optional one that the store has not is refused when called.
  return new Proxy(own, {
    get: (_, name): unknown => {
      // A promise is resolved with what has a `then`.
      if (name === "then" || typeof name !== "string") return undefined;
      if (Object.hasOwn(own, name)) return Reflect.get(own, name);
      return async (...parameters: unknown[]): Promise<unknown> => {
        store ??= ready();
        let opened: GraphStore;
        try {
          opened = await store;
        } catch (error) {
          store = undefined;
          throw error;
        }
        const method: unknown = Reflect.get(opened, name);
        if (typeof method !== "function") return undefined;
        return Reflect.apply(method, opened, parameters) as unknown;
      };
    },
  }) as ClosableGraph;
}
