/** A bounded breadth-first walk over a tenant's edges. */
import type { NamelessRelation } from "./nameless-relation.ts";
import type { Neighbourhood, NeighbourhoodOptions } from "../graph-store.ts";
import { withNames } from "./named-relations.ts";
import type { LedgerTables } from "./ledger-tables.ts";

/** Most entities whose edges are followed in one hop: what lies behind more is related to everything. */
export const MAX_FRONTIER = 100;
/** Entities whose edges are read at once: most searches begin at no more. */
const BATCH_SIZE = 24;

/** Edges within `hops` of the keys, nearest first. Undirected; every bound that cut something is told. */
export function neighbourhoodOf(
  tables: LedgerTables,
  keys: readonly string[],
  options: NeighbourhoodOptions,
): Neighbourhood {
  const walk = new BoundedWalk(keys, options.maxRelations);
  for (let hop = 1; hop <= options.hops; hop += 1) {
    for (const batch of walk.takeFrontier()) {
      for (const [key, { edges, isCut }] of tables.edgesAround(batch, options)) {
        walk.follow(edges, { key, hop, isCut });
        if (walk.isDone) break;
      }
    }
  }
  const { relations, distances, isTruncated } = walk;
  const { agentId } = options.visibility;
  const named = withNames(tables, [...relations.values()], agentId);
  return { relations: named, distances, isTruncated };
}

/** Where a walk has come. */
class BoundedWalk {
  readonly relations = new Map<string, NamelessRelation>();
  readonly distances: Map<string, number>;
  isTruncated = false;
  readonly #maxRelations: number;
  #frontier: string[];

  constructor(keys: readonly string[], maxRelations: number) {
    this.#maxRelations = maxRelations;
    this.distances = new Map(keys.map((key) => [key, 0]));
    this.#frontier = [...this.distances.keys()];
  }

  /** Whether no more edges are taken, and it is known that some are not. */
  get isDone(): boolean {
    return this.isTruncated && this.relations.size >= this.#maxRelations;
  }

  /** The entities that were reached last, some at a time: from there it goes on. */
  *takeFrontier(): Generator<readonly string[]> {
    const frontier = this.#frontier;
    this.#frontier = [];
    this.isTruncated ||= frontier.length > MAX_FRONTIER;
    const followed = frontier.slice(0, MAX_FRONTIER);
    for (let start = 0; start < followed.length && !this.isDone; start += BATCH_SIZE) {
      yield followed.slice(start, start + BATCH_SIZE);
    }
  }

  follow(
    edges: readonly NamelessRelation[],
    from: { readonly key: string; readonly hop: number; readonly isCut: boolean },
  ): void {
    this.isTruncated ||= from.isCut;
    for (const edge of edges) {
      if (this.relations.has(edge.id)) continue;
      if (this.relations.size >= this.#maxRelations) {
        this.isTruncated = true;
        return;
      }
      this.relations.set(edge.id, edge);
      const other = edge.source === from.key ? edge.destination : edge.source;
      if (this.distances.has(other)) continue;
      this.distances.set(other, from.hop);
      this.#frontier.push(other);
    }
  }
}
