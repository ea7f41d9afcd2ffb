import type { Tenant } from "../core/scope.ts";
import type {
  QdrantNewPoint,
  QdrantOperation,
  QdrantPayload,
  QdrantPoint,
  QdrantQuery,
  QdrantSelection,
  QdrantVector,
} from "./qdrant-client.ts";
import type { QdrantCollection } from "./qdrant-collection.ts";
import type { QdrantCondition, QdrantFilter } from "./qdrant-filter.ts";
import { matches } from "./qdrant-filter.ts";
import { pointIdOf } from "./point-id.ts";

/** The field of every payload that says whose it is. */
export const TENANT_KEY = "tenant";
/** The field of every payload with the record's own id, which is not the point's. */
export const ID_KEY = "id";

/** A query without what a tenant adds to it. */
export type TenantQuery = Omit<QdrantQuery, "filter"> & { readonly filter?: QdrantFilter };

/** How often is tried what others may be writing too. */
export const MAX_WRITE_ATTEMPTS = 8;

/**
 * A collection as one tenant has it: the only way to a tenant's records.
 *
 * Every filter that leaves here, of reads, writes and statistics, names the tenant, and every point that is made here is
 * the tenant's. A point's id is made from the tenant and the record's id, so that two tenants never share one.
 */
export class TenantCollection {
  readonly collection: QdrantCollection;
  readonly tenant: Tenant;

  constructor(collection: QdrantCollection, tenant: Tenant) {
    this.collection = collection;
    this.tenant = tenant;
  }

  /** A filter inside the tenant. */
  filter(inner: QdrantFilter = {}): QdrantFilter {
    return { ...inner, must: [matches(TENANT_KEY, this.tenant), ...(inner.must ?? [])] };
  }

  /** A filter for the records of these ids inside the tenant. */
  ofIds(ids: readonly string[], inner: QdrantFilter = {}): QdrantFilter {
    return this.filter({ ...inner, must: [{ has_id: this.pointIds(ids) }, ...(inner.must ?? [])] });
  }

  /** The points' ids of these records. */
  pointIds(ids: readonly string[]): string[] {
    return ids.map((id) => pointIdOf(this.tenant, id));
  }

  /** What each query finds; of statistics over a corpus, the tenant's. */
  async query(
    action: string,
    queries: readonly TenantQuery[],
  ): Promise<readonly (readonly QdrantPoint[])[]> {
    return this.collection.query(
      action,
      queries.map((query) => ({ ...query, filter: this.filter(query.filter) })),
    );
  }

  /** One page of what a filter takes, by record id, from after `cursor` on; one more than `limit` if there is more. */
  async page(
    action: string,
    request: {
      readonly filter?: QdrantFilter;
      readonly cursor: string | null;
      readonly limit: number;
      readonly with_payload: QdrantSelection;
    },
  ): Promise<readonly QdrantPoint[]> {
    const { cursor, limit, with_payload } = request;
    const offset = cursor === null ? undefined : pointIdOf(this.tenant, cursor);
    const points = await this.collection.scroll(action, {
      filter: this.filter(request.filter),
      // The point that it begins with is of the page before.
      limit: limit + (offset === undefined ? 1 : 2),
      with_payload,
      ...(offset !== undefined && { offset }),
    });
    return points.filter(({ id }) => id !== offset).slice(0, limit + 1);
  }

  async count(action: string, filter?: QdrantFilter): Promise<number> {
    return this.collection.count(action, this.filter(filter));
  }

  async facet(action: string, key: string, limit: number): Promise<ReadonlyMap<string, number>> {
    return this.collection.facet(action, { key, limit, filter: this.filter() });
  }

  /** Does these writes in order. */
  async update(action: string, operations: readonly QdrantOperation[]): Promise<void> {
    await this.collection.update(action, operations);
  }

  /** A new point of the tenant. */
  newPoint(
    id: string,
    vector: Readonly<Record<string, QdrantVector>>,
    payload: QdrantPayload,
  ): QdrantNewPoint {
    return {
      id: pointIdOf(this.tenant, id),
      vector,
      payload: { ...payload, [TENANT_KEY]: this.tenant, [ID_KEY]: id },
    };
  }

  /** Inserts points, each unless it is there. */
  insertion(points: readonly QdrantNewPoint[]): QdrantOperation {
    return { upsert: { points, update_mode: "insert_only" } };
  }

  /** Sets fields of the records of these ids that a filter takes. */
  setting(
    ids: readonly string[],
    payload: QdrantPayload,
    inner: readonly QdrantCondition[] = [],
  ): QdrantOperation {
    return { set_payload: { payload, filter: this.ofIds(ids, { must: inner }) } };
  }

  /** Removes what a filter takes. */
  removal(filter: QdrantFilter = {}): QdrantOperation {
    return { delete: { filter: this.filter(filter) } };
  }

  /** Removes the records of these ids. */
  removalOf(ids: readonly string[]): QdrantOperation {
    return { delete: { filter: this.ofIds(ids) } };
  }
}
