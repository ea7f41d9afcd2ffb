/** A store seen as if it were empty: every tenant is another one, whatever other tests wrote to the same server. */
import type { GraphStore } from "../../src/graph/graph-store.ts";
import type { Tenant } from "../../src/core/scope.ts";

/** Calls whose first argument is no tenant. */
const WITHOUT_TENANT: ReadonlySet<string> = new Set(["session", "tenants", "close"]);

/** The store with tenants of its own: `ana` is `ana~<mark>` on the server. */
export function inOwnTenants(store: GraphStore, mark: string): GraphStore {
  const suffix = `~${mark}`;
  const own = (tenant: Tenant): Tenant => `${tenant}${suffix}` as Tenant;
  return new Proxy(store, {
    get(target, name) {
      const value: unknown = Reflect.get(target, name, target);
      if (typeof value !== "function" || typeof name !== "string") return value;
      if (name === "tenants") {
        return async (options: { readonly cursor: string | null; readonly limit: number }) =>
          tenantsOf(target, suffix, options);
      }
      if (name === "session") {
        return () => inOwnTenants(Reflect.apply(value, target, []) as GraphStore, mark);
      }
      if (WITHOUT_TENANT.has(name)) return value.bind(target) as unknown;
      return (tenant: Tenant, ...rest: readonly unknown[]): unknown =>
        Reflect.apply(value, target, [own(tenant), ...rest]);
    },
  });
}

/** Page by page of those with the suffix; each page is cut from the list of all. */
async function tenantsOf(
  store: GraphStore,
  suffix: string,
  { cursor, limit }: { readonly cursor: string | null; readonly limit: number },
): Promise<{ readonly items: readonly Tenant[]; readonly cursor: string | null }> {
  const all: Tenant[] = [];
  let next: string | null = null;
  do {
    const page: Awaited<ReturnType<GraphStore["tenants"]>> = await store.tenants({
      cursor: next,
      limit: 500,
    });
    for (const tenant of page.items) {
      if (tenant.endsWith(suffix)) all.push(tenant.slice(0, -suffix.length) as Tenant);
    }
    next = page.cursor;
  } while (next !== null);
  const after = all.filter((tenant) => cursor === null || tenant > cursor);
  const items = after.slice(0, limit);
  return { items, cursor: limit > 0 && after.length > limit ? (items.at(-1) ?? null) : null };
}
