import type { NamelessRelation } from "../ledger/nameless-relation.ts";

/** Most edges kept: some 20 MiB. */
const MAX_EDGES = 20_000;

/** An edge with the write that it is of. */
export interface CachedEdge {
  readonly revision: number;
  readonly edge: NamelessRelation;
}

/**
 * Edges as they were read last, so that a search need not read again what every search comes by.
 *
 * An edge is written with a revision of its tenant, which no other write has, so one of the same revision is the same,
 * whoever wrote it. Only what is committed may be put here.
 */
export class EdgeCache {
  readonly #maxEdges: number;
  /** By tenant and row; the first one put is the first to go. */
  readonly #tenants = new Map<number, Map<number, CachedEdge>>();
  #size = 0;

  constructor(maxEdges: number = MAX_EDGES) {
    this.#maxEdges = maxEdges;
  }

  /** The edge as it was written at `revision`; undefined if it is not here. */
  get(tenantRow: number, row: number, revision: number): NamelessRelation | undefined {
    const cached = this.#tenants.get(tenantRow)?.get(row);
    return cached?.revision === revision ? cached.edge : undefined;
  }

  /** Keeps an edge in the place of what it was before. */
  put(tenantRow: number, row: number, cached: CachedEdge): void {
    const isNew = this.#tenants.get(tenantRow)?.has(row) !== true;
    if (isNew && this.#size >= this.#maxEdges) this.#dropFirst();
    const edges = this.#tenants.get(tenantRow) ?? new Map<number, CachedEdge>();
    this.#tenants.set(tenantRow, edges.set(row, cached));
    if (isNew) this.#size += 1;
  }

  #dropFirst(): void {
    for (const [tenantRow, edges] of this.#tenants) {
      const { done, value } = edges.keys().next();
      if (done !== true && edges.delete(value)) this.#size -= 1;
      if (edges.size === 0) this.#tenants.delete(tenantRow);
      return;
    }
  }
}
