/** What is read of points by id, by key, by kind, and in pages. */
import { cutPage } from "../../core/cut-page.ts";
import type { Page, PageOptions } from "../../core/page.ts";
import type { HitKind } from "../../core/records.ts";
import type { Visibility } from "../../core/visibility.ts";
import { MAX_ANSWER_POINTS } from "../../qdrant/ensure-collection.ts";
import type { QdrantPayload, QdrantPoint } from "../../qdrant/qdrant-client.ts";
import { matches, matchesAny } from "../../qdrant/qdrant-filter.ts";
import type { QdrantFilter } from "../../qdrant/qdrant-filter.ts";
import { ID_KEY } from "../../qdrant/tenant-collection.ts";
import type { OutlineList, PointCounts, PointOutline, StoredPoint } from "../vector-store.ts";
import { isWanted } from "../wanted.ts";
import { compileVisibility } from "./compile-filter.ts";
import {
  citedIn,
  idOf,
  OUTLINE_FIELDS,
  RECORD_FIELDS,
  textKeyword,
  toStoredPoint,
  toViewed,
  VIEW_FIELDS,
} from "./point-payload.ts";
import type { TenantSpace } from "./point-space.ts";

/** Most ids of one query. */
const IDS_PER_QUERY = 500;
/** Points of one page of an outline. */
const OUTLINE_PAGE = 2000;

/** The points of these ids; what the operation has read already is not read again. */
export async function getPoints(
  points: TenantSpace,
  ids: readonly string[],
): Promise<StoredPoint[]> {
  const payloads = await readPayloads(points, ids);
  return Array.from(payloads.values(), toStoredPoint);
}

/** Reads these and, of what is known of already, the turns it rests on. */
export async function readAhead(
  points: TenantSpace,
  ids: readonly string[],
  citing: readonly string[],
): Promise<void> {
  const { kept, tenant } = points;
  const turnIds = citing.flatMap((id) => {
    const payload = kept?.sketchOf(tenant, id);
    return payload ? citedIn(payload) : [];
  });
  await readPayloads(points, [...ids, ...turnIds]);
}

async function readPayloads(
  points: TenantSpace,
  ids: readonly string[],
): Promise<ReadonlyMap<string, QdrantPayload>> {
  const { kept, tenant } = points;
  const payloads = new Map<string, QdrantPayload>();
  const missing: string[] = [];
  for (const id of new Set(ids)) {
    const known = kept?.get(tenant, id);
    if (known) payloads.set(id, known);
    else if (known === undefined) missing.push(id);
  }
  const found = await readByIds(points, missing, RECORD_FIELDS);
  points.learn(found);
  for (const point of found) if (point.payload) payloads.set(idOf(point), point.payload);
  for (const id of missing) kept?.put(tenant, id, payloads.get(id) ?? null);
  return payloads;
}

/** What there is of these ids. */
export async function readByIds(
  points: TenantSpace,
  ids: readonly string[],
  fields: readonly string[],
  filter: QdrantFilter = {},
): Promise<readonly QdrantPoint[]> {
  const chunks: (readonly string[])[] = [];
  for (let start = 0; start < ids.length; start += IDS_PER_QUERY) {
    chunks.push(ids.slice(start, start + IDS_PER_QUERY));
  }
  const answers = await points.query(
    "read",
    chunks.map((chunk) => ({
      filter: { ...filter, must: [{ has_id: points.pointIds(chunk) }] },
      limit: chunk.length,
      with_payload: fields,
    })),
  );
  return answers.flat();
}

/** The vectors of the current model. */
export async function readEmbeddings(
  points: TenantSpace,
  ids: readonly string[],
): Promise<ReadonlyMap<string, Float32Array>> {
  const { denseVector } = points.space;
  const distinct = [...new Set(ids)];
  const found = new Map<string, Float32Array>();
  for (let start = 0; start < distinct.length; start += IDS_PER_QUERY) {
    const chunk = distinct.slice(start, start + IDS_PER_QUERY);
    const [answer = []] = await points.query("read embeddings", [
      {
        // Of a vector that is not there the server says so by itself only when it is searched.
        filter: { must: [{ has_id: points.pointIds(chunk) }, { has_vector: denseVector }] },
        limit: chunk.length,
        with_payload: [ID_KEY],
        with_vector: [denseVector],
      },
    ]);
    for (const point of answer) {
      const own = (point.vector as Readonly<Record<string, readonly number[]>>)[denseVector];
      if (own) found.set(idOf(point), Float32Array.from(own));
    }
  }
  return found;
}

/** Ids and keys of the memories with one of these keys, by id. */
export async function findByTextKey(
  points: TenantSpace,
  textKeys: readonly string[],
): Promise<{ readonly id: string; readonly textKey: string }[]> {
  if (textKeys.length === 0) return [];
  const keys = new Map(textKeys.map((textKey) => [textKeyword(textKey), textKey]));
  const [found = []] = await points.query("find by text", [
    {
      filter: { must: [matchesAny("textKey", [...keys.keys()])] },
      limit: MAX_ANSWER_POINTS,
      with_payload: [ID_KEY, "textKey"],
    },
  ]);
  return found
    .map((point) => ({
      id: idOf(point),
      textKey: keys.get(String(point.payload?.["textKey"])) ?? "",
    }))
    .toSorted((a, b) => (a.id < b.id ? -1 : 1));
}

/** What lacks a vector of the current model. */
function bareFilter(points: TenantSpace): QdrantFilter {
  return { must_not: [{ has_vector: points.space.denseVector }, matches("redacted", true)] };
}

export async function countUnembedded(points: TenantSpace): Promise<number> {
  return points.count("count what is not embedded", bareFilter(points));
}

/** One page of the points that lack a vector, by id. */
export async function listUnembedded(
  points: TenantSpace,
  { cursor, limit }: PageOptions,
): Promise<Page<StoredPoint>> {
  if (limit === 0) return { items: [], cursor };
  const page = { limit, cursor, filter: bareFilter(points), with_payload: true } as const;
  // A first page can go with what else is asked now.
  const found =
    cursor === null
      ? ((await points.query("list what is not embedded", [firstPage(page)]))[0] ?? [])
      : await points.page("list what is not embedded", page);
  points.keep(found);
  const items = found.slice(0, limit).flatMap(({ payload }) => (payload ? [payload] : []));
  const last = items.at(-1);
  const hasMore = found.length > limit && last !== undefined;
  return {
    items: items.map(toStoredPoint),
    cursor: hasMore ? idOf({ id: "", payload: last }) : null,
  };
}

function firstPage(page: { readonly limit: number; readonly filter: QdrantFilter }): {
  readonly filter: QdrantFilter;
  readonly limit: number;
  readonly with_payload: true;
} {
  return { filter: page.filter, limit: page.limit + 1, with_payload: true };
}

/** One page of all ids, by id. */
export async function listIds(points: TenantSpace, options: PageOptions): Promise<Page<string>> {
  const { cursor, limit } = options;
  if (limit === 0) return { items: [], cursor };
  const found = await points.page("list ids", { cursor, limit, with_payload: [ID_KEY] });
  return cutPage(found.map(idOf), options, (id) => id);
}

/** Visible points without their text. */
export async function outlinePoints(
  points: TenantSpace,
  { visibility, limit }: { readonly visibility: Visibility; readonly limit: number },
): Promise<OutlineList> {
  const { filter, isExact } = compileVisibility(visibility);
  const items: PointOutline[] = [];
  let cursor: string | null = null;
  for (;;) {
    const count: number = Math.min(OUTLINE_PAGE, limit + 1 - (isExact ? items.length : 0));
    const found: readonly QdrantPoint[] = await points.page("outline points", {
      filter,
      cursor,
      limit: count,
      with_payload: isExact ? OUTLINE_FIELDS : VIEW_FIELDS,
    });
    for (const point of found.slice(0, count)) {
      const outline = outlineOf(point, isExact ? null : visibility);
      if (outline && items.length === limit) return { items, isTruncated: true };
      if (outline) items.push(outline);
      cursor = idOf(point);
    }
    if (found.length <= count) return { items, isTruncated: false };
  }
}

function outlineOf(point: QdrantPoint, visibility: Visibility | null): PointOutline | undefined {
  const payload = { record: '{"metadata":{}}', ...point.payload };
  const view = toViewed(payload);
  if (visibility && !isWanted(view, { visibility, filter: null })) return undefined;
  return { id: idOf(point), kind: view.kind, at: view.at, spells: view.projection.spells };
}

/** How many points of each kind there are. */
export async function countPoints(points: TenantSpace): Promise<PointCounts> {
  const counts: Record<HitKind, number> = { event: 0, trait: 0, note: 0, turn: 0 };
  const found = await points.facet("count points", "kind", Object.keys(counts).length);
  return {
    event: found.get("event") ?? 0,
    trait: found.get("trait") ?? 0,
    note: found.get("note") ?? 0,
    turn: found.get("turn") ?? 0,
  };
}
