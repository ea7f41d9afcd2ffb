/** Reads the edges of several entities at once: a statement for each of them would cost more than all their edges. */
import { append } from "../../core/append.ts";
import { isEdgeVisible } from "../../core/visibility.ts";
import { compareEdges } from "../ledger/edge-order.ts";
import type { EdgeBounds, EdgesOfEntity } from "../ledger/ledger-tables.ts";
import type { NamelessRelation } from "../ledger/nameless-relation.ts";
import { type PlacedEdge, readPlaced, scanEdges } from "./edge-scan.ts";
import type { TenantFile } from "./ledger-rows.ts";

/** Most edges of one entity, in either direction, that are looked at for visible ones. */
export const MAX_SCANNED = 2_000;

/** Edges read to either side of an entity at once, for each that is wanted: those that are over are among them. */
const PAGE_FACTOR = 2;
const ENDS = ["source", "destination"] as const;

/** Entities whose edges are read first; then twice as many, and so on: the first ones are often all that is wanted. */
const FIRST_GROUP = 3;

/** The edges of each of these entities, in their order. Reads as the caller goes on: who stops early saves the rest. */
export function* edgesAround(
  tenant: TenantFile,
  keys: readonly string[],
  bounds: EdgeBounds,
): Generator<readonly [string, EdgesOfEntity]> {
  let rest = keys;
  for (let size = FIRST_GROUP; rest.length > 0; size *= 2) {
    yield* edgesOfGroup(tenant, rest.slice(0, size), bounds);
    rest = rest.slice(size);
  }
}

function edgesOfGroup(
  tenant: TenantFile,
  keys: readonly string[],
  { visibility, fanout }: EdgeBounds,
): (readonly [string, EdgesOfEntity])[] {
  const size = PAGE_FACTOR * (fanout + 1);
  const pages = readPages(tenant, keys, size);
  const edges = readPlaced(
    tenant,
    pages.flatMap((page) => ENDS.flatMap((end) => page[end].slice(0, fanout + 1))),
  );
  const visibleAmong = (
    places: readonly PlacedEdge[],
    read: ReadonlyMap<number, NamelessRelation>,
  ): NamelessRelation[] =>
    places.flatMap(({ seq }) => {
      const edge = read.get(seq);
      return edge && isEdgeVisible(edge, visibility) ? edge : [];
    });
  const sideOf = (page: PagesOfEntity, end: (typeof ENDS)[number]): Side => {
    const found = visibleAmong(page[end].slice(0, fanout + 1), edges);
    const rest = found.length > fanout ? [] : page[end].slice(fanout + 1);
    if (rest.length > 0) append(found, visibleAmong(rest, readPlaced(tenant, rest)));
    if (found.length > fanout) return { found, isCut: true };
    if (page[end].length < size) return { found, isCut: false };
    const from = { end, key: page.key };
    return scanEdges(tenant, {
      from,
      visibility,
      after: null,
      limit: fanout,
      maxScanned: MAX_SCANNED,
    });
  };
  return pages.map((page) => {
    const sides = ENDS.map((end) => sideOf(page, end));
    const both = new Map(sides.flatMap(({ found }) => found).map((edge) => [edge.id, edge]));
    const ordered = [...both.values()].toSorted(compareEdges);
    const isCut = sides.some((side) => side.isCut) || ordered.length > fanout;
    return [page.key, { edges: ordered.slice(0, fanout), isCut }];
  });
}

/** The visible edges at one end of an entity. */
interface Side {
  readonly found: readonly NamelessRelation[];
  readonly isCut: boolean;
}

interface PagesOfEntity {
  readonly key: string;
  readonly source: readonly PlacedEdge[];
  readonly destination: readonly PlacedEdge[];
}

/** The first `size` edges to either side of each entity, shown or not visible alike. */
function readPages(tenant: TenantFile, keys: readonly string[], size: number): PagesOfEntity[] {
  const { file, row } = tenant;
  const rows = file.all<{ key: string; out: string; back: string }>(
    `SELECT value AS key, ${pageSql("source")} AS out, ${pageSql("destination")} AS back FROM json_each(?) AS keys`,
    row,
    size,
    row,
    size,
    JSON.stringify(keys),
  );
  return rows.map(({ key, out, back }) => ({
    key,
    source: parsePage(out),
    destination: parsePage(back),
  }));
}

function pageSql(end: (typeof ENDS)[number]): string {
  return `(SELECT json_group_array(json_array(seq, revision)) FROM (
    SELECT seq, revision FROM relation INDEXED BY relation_${end}
    WHERE tenant = ? AND ${end} = keys.value AND is_shown = 1 ORDER BY recorded_at DESC, id LIMIT ?))`;
}

function parsePage(json: string): PlacedEdge[] {
  // Made by the statement above from columns of these types.
  const places = JSON.parse(json) as [number, number][];
  return places.map(([seq, revision]) => ({ seq, revision }));
}
