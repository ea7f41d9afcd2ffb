/** Reads edges the latest recorded first, those of one time by id, until enough are found. */
import { append } from "../../core/append.ts";
import { isEdgeVisible, type Visibility } from "../../core/visibility.ts";
import type { EdgePosition } from "../ledger/edge-order.ts";
import type { NamelessRelation } from "../ledger/nameless-relation.ts";
import type { TenantFile } from "./ledger-rows.ts";
import { readRelationRows } from "./relation-rows.ts";

/** Which edges are wanted, and how many. */
export interface EdgeScan {
  /** Those of one entity, or all of the tenant. */
  readonly from: { readonly end: "source" | "destination"; readonly key: string } | null;
  readonly visibility: Visibility;
  /** Only those after this one; null for all. */
  readonly after: EdgePosition | null;
  readonly limit: number;
  /** Most edges that are looked at. */
  readonly maxScanned: number;
}

/** Most edges read at once. */
const PAGE_SIZE = 200;

/** The first `limit` visible edges, and whether there are or may be more. */
export function scanEdges(
  tenant: TenantFile,
  scan: EdgeScan,
): { readonly found: readonly NamelessRelation[]; readonly isCut: boolean } {
  const { visibility, limit, maxScanned } = scan;
  const found: NamelessRelation[] = [];
  const size = Math.min(limit + 1, PAGE_SIZE);
  let after = scan.after ?? { recordedAt: Number.MAX_SAFE_INTEGER, id: "" };
  for (let scanned = 0; scanned < maxScanned; scanned += size) {
    const wanted = Math.min(size, maxScanned - scanned);
    const page = readPage(tenant, scan.from, after, wanted);
    append(
      found,
      page.filter((edge) => isEdgeVisible(edge, visibility)),
    );
    if (found.length > limit) return { found: found.slice(0, limit), isCut: true };
    const last = page.at(-1);
    if (!last || page.length < wanted) return { found, isCut: false };
    after = last;
  }
  return { found, isCut: true };
}

/** An edge as an index has it. */
export interface PlacedEdge {
  /** Its row's number. */
  readonly seq: number;
  /** The write that its row is of. */
  readonly revision: number;
}

/** Reads one page. */
function readPage(
  tenant: TenantFile,
  from: EdgeScan["from"],
  { recordedAt, id }: EdgePosition,
  size: number,
): NamelessRelation[] {
  const { file, row } = tenant;
  const ofKey = from ? `AND ${from.end} = ?` : "";
  const sql = `SELECT seq, revision FROM relation WHERE tenant = ? ${ofKey} AND is_shown = 1
    AND recorded_at <= ? AND (recorded_at < ? OR id > ?) ORDER BY recorded_at DESC, id LIMIT ?`;
  const key = from ? [from.key] : [];
  const places = file.all<PlacedEdge>(sql, row, ...key, recordedAt, recordedAt, id, size);
  const edges = readPlaced(tenant, places);
  return places.flatMap(({ seq }) => edges.get(seq) ?? []);
}

/** The edges at these places, by row; those that are kept from before are not read. */
export function readPlaced(
  { file, row, edges }: TenantFile,
  places: readonly PlacedEdge[],
): Map<number, NamelessRelation> {
  const found = new Map<number, NamelessRelation>();
  const missing = new Map<number, number>();
  for (const { seq, revision } of places) {
    const kept = edges.get(row, seq, revision);
    if (kept) found.set(seq, kept);
    else missing.set(seq, revision);
  }
  if (missing.size === 0) return found;
  for (const [seq, edge] of readRelationRows({ file, row, edges }, missing.keys())) {
    found.set(seq, edge);
    // What is not committed may be taken back, and its revision given to another write.
    if (!file.hasUncommitted) edges.put(row, seq, { revision: missing.get(seq) ?? 0, edge });
  }
  return found;
}
