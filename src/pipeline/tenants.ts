/** The tenants that a call is about. */
import type { Tenant } from "../core/scope.ts";
import { checkCallScope } from "./call-scope.ts";
import type { Engine } from "./engine.ts";
import { itemsOf, PAGE_SIZE } from "./listings.ts";
import type { Stores } from "./stores.ts";

/** Every tenant that was told something, as the journal has it: by name. */
export async function* eachTenant({ journal }: Stores): AsyncGenerator<Tenant> {
  yield* itemsOf((cursor) => journal.tenants({ cursor, limit: PAGE_SIZE }));
}

/**
 * Every tenant that the journal or the vectors have something of, each once: a fault may have left it in one alone.
 *
 * @param seen - Those that were given before; these are added.
 */
export async function* eachTenantHere(
  stores: Stores,
  seen: Set<Tenant> = new Set(),
): AsyncGenerator<Tenant> {
  const { vector } = stores;
  yield* unseen(eachTenant(stores), seen);
  yield* unseen(
    itemsOf((cursor) => vector.tenants({ cursor, limit: PAGE_SIZE })),
    seen,
  );
}

/** Every tenant that any store has something of, each once. */
export async function* eachTenantAnywhere(stores: Stores): AsyncGenerator<Tenant> {
  const { graph } = stores;
  const seen = new Set<Tenant>();
  yield* eachTenantHere(stores, seen);
  const inGraph = itemsOf((cursor) => graph.tenants({ cursor, limit: PAGE_SIZE }));
  for await (const tenant of unseen(inGraph, seen)) {
    const { entities, relations, attestations } = await graph.counts(tenant);
    // One that was erased before has its tombstones there, and nothing else.
    if (entities + relations + attestations > 0) yield tenant;
  }
}

async function* unseen(tenants: AsyncIterable<Tenant>, seen: Set<Tenant>): AsyncGenerator<Tenant> {
  for await (const tenant of tenants) {
    if (seen.has(tenant)) continue;
    seen.add(tenant);
    yield tenant;
  }
}

/** The tenants that a call is about: its scope's, or every one that was told something. @throws {InvalidArgumentError} */
export function tenantsOf(
  options: unknown,
  action: string,
  { stores }: Engine,
): AsyncIterable<Tenant> {
  const scope = checkCallScope(options, action);
  return scope ? only(scope.tenant) : eachTenant(stores);
}

/**
 * The tenants that a call is about which looks for faults. Not those that the graph alone knows: without a namespace they
 * may be those of another memory, and would be mended as if they were this one's.
 *
 * @throws {InvalidArgumentError}
 */
export function suspectTenants(
  options: unknown,
  action: string,
  { stores }: Engine,
): AsyncIterable<Tenant> {
  const scope = checkCallScope(options, action);
  return scope ? only(scope.tenant) : eachTenantHere(stores);
}

/** One tenant as a list of tenants. */
export async function* only(tenant: Tenant): AsyncGenerator<Tenant> {
  yield await Promise.resolve(tenant);
}
