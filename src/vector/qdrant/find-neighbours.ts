/** Turns next to others in their conversation: those of their episode, then those of other times. */
import { isVisible } from "../../core/visibility.ts";
import type { Visibility } from "../../core/visibility.ts";
import type { QdrantPoint } from "../../qdrant/qdrant-client.ts";
import { matches, within } from "../../qdrant/qdrant-filter.ts";
import type { QdrantCondition } from "../../qdrant/qdrant-filter.ts";
import type { TenantQuery } from "../../qdrant/tenant-collection.ts";
import type { Reach, StoredPoint } from "../vector-store.ts";
import {
  placeOf,
  placeOfTurn,
  RECORD_FIELDS,
  toStoredPoint,
  type TurnPlace,
  turnPlaceOf,
} from "./point-payload.ts";
import type { TenantSpace } from "./point-space.ts";
import { getPoints } from "./read-points.ts";

const ACTION = "find neighbours";
/** How many more are asked for at each side, as several episodes may stand at one time. */
const MARGIN = 2;
/** Most turns of one time and index that are put in order. */
const MAX_AT_PLACE = 2000;

/** A turn near another one. */
interface NearTurn {
  readonly place: TurnPlace;
  readonly point: StoredPoint;
}

/** For each of these turns the visible ones around it, within reach, in order; other points are passed over. */
export async function findNeighbours(
  points: TenantSpace,
  ids: readonly string[],
  { reach, visibility }: { readonly reach: Reach; readonly visibility: Visibility },
): Promise<ReadonlyMap<string, readonly string[]>> {
  const centers = await placesOf(points, ids);
  if (reach.distance === 0) return new Map(centers.map(({ id }) => [id, []]));
  // All in one tick, and so in one request.
  const found = await Promise.all(
    centers.map(async (center): Promise<[string, readonly string[]]> => {
      const near = await readAround(points, center, reach);
      const shown = near.filter(({ point }) => !point.isRedacted && isVisible(point, visibility));
      return [center.id, shown.map(({ place }) => place.id)];
    }),
  );
  return new Map(found);
}

/** Where these turns stand. What a search has found says so; of others it is read. */
async function placesOf(points: TenantSpace, ids: readonly string[]): Promise<TurnPlace[]> {
  const known = new Map<string, TurnPlace | null>();
  for (const id of new Set(ids)) {
    const payload = points.kept?.sketchOf(points.tenant, id);
    const place = payload && turnPlaceOf(payload);
    if (place !== undefined) known.set(id, place);
  }
  const unknown = ids.filter((id) => !known.has(id));
  const read = unknown.length === 0 ? [] : await getPoints(points, unknown);
  for (const point of read) known.set(point.id, placeOfTurn(point));
  return [...new Set(ids)].flatMap((id) => known.get(id) ?? []);
}

async function readAround(
  points: TenantSpace,
  center: TurnPlace,
  reach: Reach,
): Promise<NearTurn[]> {
  const { distance } = reach;
  const { episode, before, after } = queriesFor(center, reach);
  // What the episode has before it is enough, unless some of that has been erased.
  const isBegun = center.index >= distance;
  const [own = [], later = [], earlier = []] = await points.query(
    ACTION,
    isBegun ? [episode, after] : [episode, after, before],
  );
  const same = turnsOf(points, own).filter(({ place }) => place.id !== center.id);
  const isShort = isBegun && same.filter((turn) => isBefore(turn, center)).length < distance;
  const [missed = earlier] = isShort ? await points.query(ACTION, [before]) : [];
  const sides = await Promise.all(
    [missed, later].map(async (found) => readSide(points, center, { found, distance })),
  );
  const all = new Map([...same, ...sides.flat()].map((turn) => [turn.place.id, turn]));
  const ordered = [...all.values()]
    .filter(({ place }) => Math.abs(place.at - center.at) <= reach.pauseMs)
    .toSorted((a, b) => comparePlaces(a.place, b.place));
  const count = ordered.filter((turn) => isBefore(turn, center)).length;
  return ordered.slice(Math.max(0, count - distance), count + distance);
}

/** Turns of the episode at this time, and the nearest before and after that time. */
function queriesFor(
  { at, index, episodeId, conversation }: TurnPlace,
  { distance, pauseMs }: Reach,
): Readonly<Record<"episode" | "before" | "after", TenantQuery>> {
  const place = placeOf(at, index);
  const first = placeOf(at, 0);
  const last = placeOf(at, Number.MAX_SAFE_INTEGER);
  const query = (
    must: readonly QdrantCondition[],
    direction: "asc" | "desc",
    limit: number,
  ): TenantQuery => ({
    query: { order_by: { key: "place", direction } },
    filter: { must: [matches("conversation", conversation), ...must] },
    limit,
    with_payload: RECORD_FIELDS,
  });
  const near = {
    gte: Math.max(first, place - distance),
    lte: Math.min(last, place + distance),
  };
  const past = { gte: placeOf(at - pauseMs, 0), lt: first };
  const coming = { gt: last, lte: placeOf(at + pauseMs, Number.MAX_SAFE_INTEGER) };
  return {
    episode: query([matches("episode", episodeId), within("place", near)], "asc", 2 * distance + 1),
    before: query([within("place", past)], "desc", distance + MARGIN),
    after: query([within("place", coming)], "asc", distance + MARGIN),
  };
}

/** The turns of one side. Those of one place are in the order of their episodes, which the server does not know. */
async function readSide(
  points: TenantSpace,
  center: TurnPlace,
  { found, distance }: { readonly found: readonly QdrantPoint[]; readonly distance: number },
): Promise<NearTurn[]> {
  const turns = turnsOf(points, found);
  const [wanted, last] = [turns[distance - 1], turns.at(-1)].map(
    (turn) => turn && placeOf(turn.place.at, turn.place.index),
  );
  if (wanted === undefined || wanted !== last || found.length < distance + MARGIN) return turns;
  // The last that is wanted is of the place at which the answer was cut.
  const whole = await readPlace(points, center, wanted);
  const others = turns.filter(({ place }) => placeOf(place.at, place.index) !== wanted);
  return [...others, ...whole];
}

/** Everything in the conversation at a place. */
async function readPlace(
  points: TenantSpace,
  { conversation }: TurnPlace,
  place: number,
): Promise<NearTurn[]> {
  const [found = []] = await points.query(ACTION, [
    {
      filter: {
        must: [matches("conversation", conversation), within("place", { gte: place, lte: place })],
      },
      limit: MAX_AT_PLACE,
      with_payload: RECORD_FIELDS,
    },
  ]);
  return turnsOf(points, found);
}

function turnsOf(points: TenantSpace, found: readonly QdrantPoint[]): NearTurn[] {
  points.keep(found);
  return found.flatMap(({ payload }) => {
    const point = payload && toStoredPoint(payload);
    const place = point && placeOfTurn(point);
    return place ? [{ point, place }] : [];
  });
}

function isBefore({ place }: NearTurn, center: TurnPlace): boolean {
  return comparePlaces(place, center) < 0;
}

function comparePlaces(a: TurnPlace, b: TurnPlace): number {
  if (a.at !== b.at) return a.at - b.at;
  if (a.index !== b.index) return a.index - b.index;
  return a.episodeId < b.episodeId ? -1 : 1;
}
