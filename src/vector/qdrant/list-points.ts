/** Points by time of recording, newest first, ties by id: the server orders by time alone. */
import type { Page } from "../../core/page.ts";
import type { QdrantPayload, QdrantPoint } from "../../qdrant/qdrant-client.ts";
import { matches, within } from "../../qdrant/qdrant-filter.ts";
import type { QdrantCondition } from "../../qdrant/qdrant-filter.ts";
import { MAX_ANSWER_POINTS } from "../../qdrant/ensure-collection.ts";
import { decodeListCursor, encodeListCursor } from "../page-cursor.ts";
import type { ListPosition } from "../page-cursor.ts";
import type { ListOptions, StoredPoint } from "../vector-store.ts";
import { compileWant } from "./compile-filter.ts";
import type { CompiledFilter } from "./compile-filter.ts";
import { idOf, RECORD_FIELDS, toStoredPoint } from "./point-payload.ts";
import type { TenantSpace } from "./point-space.ts";
import { isWantedPayload } from "./ranked-search.ts";

const ACTION = "list";
/** Points looked at in one step where the filter takes more than is wanted. */
const STEP = 256;
/** Most steps for one page: what is left is for the next. */
const MAX_STEPS = 20;
/** How many more are asked for, so that few steps end in the middle of points of one time. */
const MARGIN = 32;

/** One page of what is wanted. It may hold less than asked for and still have a next. */
export async function listPoints(
  points: TenantSpace,
  options: ListOptions,
): Promise<Page<StoredPoint>> {
  const { limit, cursor } = options;
  const start = cursor === null ? null : decodeListCursor(cursor);
  if (limit === 0) return { items: [], cursor };
  const compiled = compileWant(options, points.space.metadataIndexes);
  const found: QdrantPayload[] = [];
  let position = start;
  for (let step = 0; step < MAX_STEPS; step += 1) {
    const wanted = compiled.isExact ? limit + 1 - found.length : STEP;
    const count = Math.min(wanted, MAX_ANSWER_POINTS - MARGIN);
    const { payloads, isEnd } = await readNext(points, compiled, { position, count });
    for (const payload of payloads) {
      position = positionOf(payload);
      if (!compiled.isExact && !isWantedPayload(payload, options)) continue;
      found.push(payload);
      // One more than asked for says that there is another page.
      if (found.length > limit) return pageOf(found.slice(0, limit), positionAt(found, limit));
    }
    if (isEnd) return pageOf(found, null);
  }
  return pageOf(found, position);
}

function pageOf(payloads: readonly QdrantPayload[], next: ListPosition | null): Page<StoredPoint> {
  return {
    items: payloads.map(toStoredPoint),
    cursor: next === null ? null : encodeListCursor(next),
  };
}

/** At least `count` points after a position, in order, unless there are no more. */
async function readNext(
  points: TenantSpace,
  compiled: CompiledFilter,
  { position, count }: { readonly position: ListPosition | null; readonly count: number },
): Promise<{ readonly payloads: readonly QdrantPayload[]; readonly isEnd: boolean }> {
  const asked = count + MARGIN;
  const time = position === null ? null : Math.floor(position.recordedAt);
  // What was recorded with the last point, and what was recorded before it.
  const [same, older] = await Promise.all([
    time === null || position === null
      ? []
      : readMoment(points, compiled, { time, after: position.id, count }),
    readOlder(points, compiled, { before: time, count: asked }),
  ]);
  if (same.length > count) return { payloads: same.slice(0, count), isEnd: false };
  const payloads = older.toSorted(comparePayloads);
  if (older.length < asked) return { payloads: [...same, ...payloads], isEnd: true };
  // Of the earliest time there may be points that were left out: they come when it is their turn.
  const earliest = timeOf(payloads.at(-1));
  const whole = payloads.filter((payload) => timeOf(payload) !== earliest);
  const isEnough = same.length + whole.length >= count;
  if (isEnough || earliest === null) return { payloads: [...same, ...whole], isEnd: false };
  const rest = await readMoment(points, compiled, { time: earliest, after: null, count });
  return { payloads: [...same, ...whole, ...rest.slice(0, count)], isEnd: false };
}

async function readOlder(
  points: TenantSpace,
  { filter }: CompiledFilter,
  { before, count }: { readonly before: number | null; readonly count: number },
): Promise<QdrantPayload[]> {
  const bound = before === null ? [] : [within("recordedAt", { lt: before })];
  const [found = []] = await points.query(ACTION, [
    {
      query: { order_by: { key: "recordedAt", direction: "desc" } },
      filter: { ...filter, must: [...(filter.must ?? []), ...bound] },
      limit: count,
      with_payload: RECORD_FIELDS,
    },
  ]);
  return payloadsOf(points, found);
}

/** What was recorded at one time, by id, from after an id on; more than `count` if there is more. */
async function readMoment(
  points: TenantSpace,
  { filter }: CompiledFilter,
  {
    time,
    after,
    count,
  }: { readonly time: number; readonly after: string | null; readonly count: number },
): Promise<QdrantPayload[]> {
  const atTime: QdrantCondition = matches("recordedAt", time);
  const found = await points.page(ACTION, {
    filter: { ...filter, must: [...(filter.must ?? []), atTime] },
    cursor: after,
    limit: count,
    with_payload: RECORD_FIELDS,
  });
  return payloadsOf(points, found).toSorted(comparePayloads);
}

function payloadsOf(points: TenantSpace, found: readonly QdrantPoint[]): QdrantPayload[] {
  points.keep(found);
  return found.flatMap(({ payload }) => (payload ? [payload] : []));
}

function positionAt(payloads: readonly QdrantPayload[], limit: number): ListPosition | null {
  const last = payloads[limit - 1];
  return last ? positionOf(last) : null;
}

function positionOf(payload: QdrantPayload): ListPosition {
  return { recordedAt: timeOf(payload) ?? 0, id: idOf({ id: "", payload }) };
}

function timeOf(payload: QdrantPayload | undefined): number | null {
  const time = payload?.["recordedAt"];
  return typeof time === "number" ? time : null;
}

function comparePayloads(a: QdrantPayload, b: QdrantPayload): number {
  const byTime = (timeOf(b) ?? 0) - (timeOf(a) ?? 0);
  if (byTime !== 0) return byTime;
  return idOf({ id: "", payload: a }) < idOf({ id: "", payload: b }) ? -1 : 1;
}
