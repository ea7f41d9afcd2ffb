/** A bounded breadth-first walk over a tenant's edges. */
import type { NamelessRelation } from "./nameless-relation.ts";
import type { Neighbourhood, NeighbourhoodOptions } from "../graph-store.ts";
import { compareEdges, scanEdges } from "./edge-scan.ts";
import type { TenantFile } from "./ledger-rows.ts";
import { withNames } from "./relation-rows.ts";

/** Most entities whose edges are followed in one hop: what lies behind more is related to everything. */
export const MAX_FRONTIER = 100;
/** Most edges of one entity, in either direction, that are looked at for visible ones. */
export const MAX_SCANNED = 2_000;

/** Edges within `hops` of the keys, nearest first. Undirected; every bound that cut something is told. */
export function neighbourhoodOf(
  tenant: TenantFile,
  keys: readonly string[],
  options: NeighbourhoodOptions,
): Neighbourhood {
  const walk = new BoundedWalk(keys, options.maxRelations);
  for (let hop = 1; hop <= options.hops; hop += 1) {
    for (const key of walk.takeFrontier()) {
      const { edges, isCut } = edgesOf(tenant, key, options);
      walk.follow(edges, { key, hop, isCut });
    }
  }
  const { relations, distances, isTruncated } = walk;
  const { agentId } = options.visibility;
  const named = withNames(tenant, [...relations.values()], agentId);
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

  /** The entities that were reached last: from there it goes on. */
  *takeFrontier(): Generator<string> {
    const frontier = this.#frontier;
    this.#frontier = [];
    this.isTruncated ||= frontier.length > MAX_FRONTIER;
    for (const key of frontier.slice(0, MAX_FRONTIER)) {
      const isFull = this.relations.size >= this.#maxRelations;
      if (isFull && this.isTruncated) return;
      yield key;
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

/** The visible edges of one entity, in either direction, the latest recorded first. */
function edgesOf(
  tenant: TenantFile,
  key: string,
  { fanout, visibility }: NeighbourhoodOptions,
): { readonly edges: readonly NamelessRelation[]; readonly isCut: boolean } {
  const scan = { visibility, after: null, limit: fanout, maxScanned: MAX_SCANNED };
  const out = scanEdges(tenant, { ...scan, from: { end: "source", key } });
  const back = scanEdges(tenant, { ...scan, from: { end: "destination", key } });
  const both = new Map([...out.found, ...back.found].map((edge) => [edge.id, edge]));
  const edges = [...both.values()].toSorted(compareEdges);
  return { edges: edges.slice(0, fanout), isCut: out.isCut || back.isCut || edges.length > fanout };
}
