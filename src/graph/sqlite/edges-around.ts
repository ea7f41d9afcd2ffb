/** Reads the edges of several entities at once: a statement for each of them would cost more than all their edges. */
import type { Visibility } from "../../core/visibility.ts";
import { isEdgeVisible } from "../../core/visibility.ts";
import { compareEdges, type PlacedEdge, readPlaced, scanEdges } from "./edge-scan.ts";
import type { TenantFile } from "./ledger-rows.ts";
import type { NamelessRelation } from "./nameless-relation.ts";

/** Most edges of one entity, in either direction, that are looked at for visible ones. */
export const MAX_SCANNED = 2_000;

/** The visible edges of one entity, in either direction, the latest recorded first. */
export interface EdgesOfEntity {
  readonly edges: readonly NamelessRelation[];
  /** Whether it has more, or may have. */
  readonly isCut: boolean;
}

interface Bounds {
  readonly visibility: Visibility;
  /** Most edges of one entity. */
  readonly fanout: number;
}

/** Edges read to either side of an entity at once, for each that is wanted: those that are over are among them. */
const PAGE_FACTOR = 2;
const ENDS = ["source", "destination"] as const;

/** The edges of each of these entities, by key. */
export function edgesAround(
  tenant: TenantFile,
  keys: readonly string[],
  { visibility, fanout }: Bounds,
): Map<string, EdgesOfEntity> {
  const size = PAGE_FACTOR * (fanout + 1);
  const pages = readPages(tenant, keys, size);
  const edges = readPlaced(
    tenant,
    pages.flatMap(({ source, destination }) => [...source, ...destination]),
  );
  return new Map(
    pages.map((page) => {
      const sides = ENDS.map((end) => {
        const found = page[end].flatMap(({ id }) => edges.get(id) ?? []);
        const visible = found.filter((edge) => isEdgeVisible(edge, visibility));
        if (visible.length > fanout) return { found: visible, isCut: true };
        if (page[end].length < size) return { found: visible, isCut: false };
        const from = { end, key: page.key };
        const scan = { from, visibility, after: null, limit: fanout, maxScanned: MAX_SCANNED };
        return scanEdges(tenant, scan);
      });
      const both = new Map(sides.flatMap(({ found }) => found).map((edge) => [edge.id, edge]));
      const ordered = [...both.values()].toSorted(compareEdges);
      const isCut = sides.some((side) => side.isCut) || ordered.length > fanout;
      return [page.key, { edges: ordered.slice(0, fanout), isCut }];
    }),
  );
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
  return `(SELECT json_group_array(json_array(id, recorded_at, revision)) FROM (
    SELECT id, recorded_at, revision FROM relation INDEXED BY relation_${end}
    WHERE tenant = ? AND ${end} = keys.value AND is_shown = 1 ORDER BY recorded_at DESC, id LIMIT ?))`;
}

function parsePage(json: string): PlacedEdge[] {
  // Made by the statement above from columns of these types.
  const places = JSON.parse(json) as [string, number, number][];
  return places.map(([id, recordedAt, revision]) => ({ id, recorded_at: recordedAt, revision }));
}
