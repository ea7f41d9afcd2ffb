/** The tenants that a call is about. */
import { append } from "../core/append.ts";
import type { Awaitable } from "../core/awaitable.ts";
import type { Page, PageOptions } from "../core/page.ts";
import type { Tenant } from "../core/scope.ts";
import { checkCallScope } from "./call-scope.ts";
import type { Engine } from "./engine.ts";
import type { Stores } from "./stores.ts";

/** Records read in one go. */
export const PAGE_SIZE = 500;

/** Every tenant, page by page. */
export async function* eachTenant({ journal }: Stores): AsyncGenerator<Tenant> {
  let cursor: string | null = null;
  do {
    const page: Page<Tenant> = await journal.tenants({ cursor, limit: PAGE_SIZE });
    yield* page.items;
    ({ cursor } = page);
  } while (cursor !== null);
}

/** Every tenant that any store has something of: a fault may have left it in one of them alone. */
export async function tenantsAnywhere({ journal, vector, graph }: Stores): Promise<Set<Tenant>> {
  const listed = async (port: {
    tenants: (options: PageOptions) => Awaitable<Page<Tenant>>;
  }): Promise<Tenant[]> => allPages((cursor) => port.tenants({ cursor, limit: PAGE_SIZE }));
  const found = new Set([...(await listed(journal)), ...(await listed(vector))]);
  for (const tenant of await listed(graph)) {
    if (found.has(tenant)) continue;
    const { entities, relations, attestations } = await graph.counts(tenant);
    // One that was erased before has its tombstones there, and nothing else.
    if (entities + relations + attestations > 0) found.add(tenant);
  }
  return found;
}

/** The tenants that a call is about: its scope's, or every one. @throws {InvalidArgumentError} */
export function tenantsOf(
  options: unknown,
  action: string,
  { stores }: Engine,
): AsyncIterable<Tenant> {
  const scope = checkCallScope(options, action);
  return scope ? only(scope.tenant) : eachTenant(stores);
}

/** One tenant as a list of tenants. */
export async function* only(tenant: Tenant): AsyncGenerator<Tenant> {
  yield await Promise.resolve(tenant);
}

/** Every item of a listing. */
export async function allPages<T>(
  read: (cursor: string | null) => Awaitable<Page<T>>,
): Promise<T[]> {
  const items: T[] = [];
  let cursor: string | null = null;
  do {
    const page: Page<T> = await read(cursor);
    append(items, page.items);
    ({ cursor } = page);
  } while (cursor !== null);
  return items;
}
