import { LimitExceededError } from "../../core/errors.ts";
import type { Tenant } from "../../core/scope.ts";
import { MAX_ANSWER_POINTS } from "../../qdrant/ensure-collection.ts";
import { matches, matchesAny } from "../../qdrant/qdrant-filter.ts";
import type { QdrantCollection } from "../../qdrant/qdrant-collection.ts";
import { TENANT_KEY } from "../../qdrant/tenant-collection.ts";

/** One page of the tenants with an entry, by name. The server gives names in no order: each page reads all of them. */
export async function tenantPage(
  collection: QdrantCollection,
  {
    cursor,
    limit,
    isPending = false,
  }: {
    readonly cursor: string | null;
    readonly limit: number;
    readonly isPending?: boolean | undefined;
  },
): Promise<{ readonly items: readonly Tenant[]; readonly cursor: string | null }> {
  const action = "list tenants";
  collection.connection.mustBeOpen(action);
  if (limit === 0) return { items: [], cursor };
  const isEntry = isPending
    ? matches("state", "pending")
    : matchesAny("state", ["pending", "unread", "read"]);
  const request = { key: TENANT_KEY, filter: { must: [isEntry] }, limit: MAX_ANSWER_POINTS };
  const found = await collection.facet(action, request);
  if (found.size >= MAX_ANSWER_POINTS) {
    throw new LimitExceededError(action, "tenants of a server", MAX_ANSWER_POINTS, found.size);
  }
  // Written by this adapter as the tenants of its callers.
  const names = [...found.keys()].filter((name) => name > (cursor ?? "")).toSorted() as Tenant[];
  const items = names.slice(0, limit);
  return { items, cursor: names.length > limit ? (items.at(-1) ?? null) : null };
}
