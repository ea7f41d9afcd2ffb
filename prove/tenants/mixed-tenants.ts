/** Stores that mix tenants up, so that a campaign can be seen to find it. */
import type { Tenant } from "../../src/core/scope.ts";
import type { StoreChange } from "../places.ts";
import { withMethods } from "../with-methods.ts";

/** What can be wrong with them. */
export const TENANT_SABOTAGES = {
  points: "reads the memories of the tenant that asked before, now and then",
  graph: "reads the graph of the tenant that asked before, now and then",
} as const;

/** Every so-manieth read goes astray. */
const ASTRAY_EVERY = 5;
/** Reads, by their names. */
const READS: Readonly<Record<keyof typeof TENANT_SABOTAGES, RegExp>> = {
  points: /^(?:get|list|search|counts|near|find)/,
  graph: /^(?:list|counts|ledgerOf|find|edges|neighbo)/,
};

/** What does that to stores; undefined for none. */
export function mixTenants(sabotage: string | null): StoreChange | undefined {
  if (sabotage === "points") {
    return (opened) => {
      const { vector } = opened.stores;
      return { ...opened, stores: { ...opened.stores, vector: astray(vector, READS.points) } };
    };
  }
  if (sabotage !== "graph") return undefined;
  return (opened) => {
    const { graph } = opened.stores;
    return { ...opened, stores: { ...opened.stores, graph: astray(graph, READS.graph) } };
  };
}

function astray<Port extends object>(port: Port, reads: RegExp): Port {
  let before: Tenant | null = null;
  let count = 0;
  return withMethods(port, (name, own) => {
    if (!reads.test(name)) return null;
    return (tenant: Tenant, ...rest: readonly unknown[]): unknown => {
      count += 1;
      const asked = count % ASTRAY_EVERY === 0 ? (before ?? tenant) : tenant;
      before = tenant;
      return own(asked, ...rest);
    };
  });
}
