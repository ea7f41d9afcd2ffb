/** A bounded breadth-first walk over a tenant's edges. */
import { isEdgeVisible } from "../../core/visibility.ts";
import type { Neighbourhood, NeighbourhoodOptions } from "../graph-store.ts";
import type { TenantFile } from "./ledger-rows.ts";
import {
  type NamelessRelation,
  RELATION_COLUMNS,
  type RelationRow,
  toNameless,
  withNames,
} from "./relation-rows.ts";

/** Most entities whose edges are followed in one hop: what lies behind more is related to everything. */
export const MAX_FRONTIER = 100;

/** Edges within `hops` of the keys, nearest first. Undirected; every bound that cut something is told. */
export function neighbourhoodOf(
  tenant: TenantFile,
  keys: readonly string[],
  options: NeighbourhoodOptions,
): Neighbourhood {
  const relations = new Map<string, NamelessRelation>();
  const distances = new Map(keys.map((key) => [key, 0]));
  let frontier = [...distances.keys()];
  let isTruncated = false;
  for (let hop = 1; hop <= options.hops && frontier.length > 0; hop += 1) {
    const next = new Set<string>();
    isTruncated ||= frontier.length > MAX_FRONTIER;
    for (const key of frontier.slice(0, MAX_FRONTIER)) {
      const edges = edgesOf(tenant, key, options);
      isTruncated ||= edges.isTruncated;
      for (const edge of edges.relations) {
        if (relations.size >= options.maxRelations) {
          isTruncated = true;
          break;
        }
        relations.set(edge.id, edge);
        const other = edge.source === key ? edge.destination : edge.source;
        if (!distances.has(other)) {
          distances.set(other, hop);
          next.add(other);
        }
      }
    }
    frontier = [...next];
  }
  return { relations: withNames(tenant, [...relations.values()]), distances, isTruncated };
}

function edgesOf(
  { file, row }: TenantFile,
  key: string,
  { fanout, visibility }: NeighbourhoodOptions,
): { readonly relations: readonly NamelessRelation[]; readonly isTruncated: boolean } {
  const found: NamelessRelation[] = [];
  let isTruncated = false;
  for (const end of ["source", "destination"] as const) {
    const sql = `SELECT ${RELATION_COLUMNS} FROM relation WHERE tenant = ? AND ${end} = ? AND is_shown = 1 ORDER BY recorded_at DESC, id LIMIT ?`;
    const rows = file.all<RelationRow>(sql, row, key, fanout + 1);
    isTruncated ||= rows.length > fanout;
    for (const one of rows.slice(0, fanout)) {
      const relation = toNameless(one);
      if (isEdgeVisible(relation, visibility)) found.push(relation);
    }
  }
  return { relations: found, isTruncated };
}
