import type { NamelessRelation } from "./nameless-relation.ts";

/** Most edges kept: some 20 MiB. */
const MAX_EDGES = 20_000;

interface CachedEdge {
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
  readonly #edges = new Map<string, CachedEdge>();

  /** The edge as it was written at `revision`; undefined if it is not here. */
  get(tenantRow: number, id: string, revision: number): NamelessRelation | undefined {
    const cached = this.#edges.get(keyOf(tenantRow, id));
    return cached?.revision === revision ? cached.edge : undefined;
  }

  /** Keeps an edge in the place of what it was before. */
  put(tenantRow: number, edge: NamelessRelation, revision: number): void {
    if (this.#edges.size >= MAX_EDGES) {
      const oldest = this.#edges.keys().next();
      if (!oldest.done) this.#edges.delete(oldest.value);
    }
    this.#edges.set(keyOf(tenantRow, edge.id), { revision, edge });
  }
}

function keyOf(tenantRow: number, id: string): string {
  return `${tenantRow} ${id}`;
}
