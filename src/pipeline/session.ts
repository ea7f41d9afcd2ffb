/** The stores as one operation sees them. */
import { StoreUnavailableError } from "../core/errors.ts";
import type { Stores } from "./stores.ts";

/**
 * Takes a session of each store: adapters of servers keep what the operation has read, and send together what it asks in
 * one tick. A store that was found down is not asked again by the same operation, so that it is waited for once. Stores
 * that share a file are as they are.
 */
export function sessionOf(stores: Stores): Stores {
  if (stores.transactor) return stores;
  const { vector, graph, journal } = stores;
  return {
    transactor: null,
    vector: askedOnceDown(vector.session?.() ?? vector),
    graph: askedOnceDown(graph.session?.() ?? graph),
    journal,
  };
}

/** The same port, all of whose calls fail once one has found the store down. */
function askedOnceDown<Port extends object>(port: Port): Port {
  let outage: StoreUnavailableError | undefined;
  return new Proxy(port, {
    get: (target, name) => {
      const value: unknown = Reflect.get(target, name, target);
      if (typeof value !== "function") return value;
      return (...parameters: unknown[]): unknown => {
        // As a call that was made would: what was asked beside it is then waited for.
        if (outage) return Promise.reject(outage);
        const answer: unknown = Reflect.apply(value, target, parameters);
        if (!(answer instanceof Promise)) return answer;
        return answer.catch((error: unknown) => {
          if (error instanceof StoreUnavailableError) outage = error;
          throw error;
        });
      };
    },
  });
}
