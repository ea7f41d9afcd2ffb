import { cutPage } from "../core/cut-page.ts";
import { LimitExceededError } from "../core/errors.ts";
import type { Page, PageOptions } from "../core/page.ts";
import type { Tenant } from "../core/scope.ts";
import { MAX_ANSWER_POINTS } from "./ensure-collection.ts";
import type { QdrantCollection } from "./qdrant-collection.ts";
import type { QdrantFilter } from "./qdrant-filter.ts";
import { TENANT_KEY } from "./tenant-collection.ts";

const ACTION = "list tenants";

/**
 * One page of the tenants of which a filter takes something, by name. The server gives names in no order: each page reads
 * all of them.
 */
export async function tenantPage(
  collection: QdrantCollection,
  filter: QdrantFilter,
  options: PageOptions,
): Promise<Page<Tenant>> {
  const { cursor, limit } = options;
  collection.connection.mustBeOpen(ACTION);
  if (limit === 0) return { items: [], cursor };
  const request = { key: TENANT_KEY, filter, limit: MAX_ANSWER_POINTS };
  const found = await collection.facet(ACTION, request);
  if (found.size >= MAX_ANSWER_POINTS) {
    throw new LimitExceededError(ACTION, "tenants of a server", MAX_ANSWER_POINTS, found.size);
  }
  // Written by this adapter as the tenants of its callers.
  const names = [...found.keys()].filter((name) => name > (cursor ?? "")).toSorted() as Tenant[];
  return cutPage(names, options, (name) => name);
}
