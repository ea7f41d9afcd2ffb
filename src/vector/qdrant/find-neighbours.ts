/** Turns next to others in their conversation: those of their episode, then those of other times. */
import { isVisible } from "../../core/visibility.ts";
import type { Visibility } from "../../core/visibility.ts";
import type { QdrantPoint } from "../../qdrant/qdrant-client.ts";
import { matches, within } from "../../qdrant/qdrant-filter.ts";
import type { QdrantCondition } from "../../qdrant/qdrant-filter.ts";
import type { TenantQuery } from "../../qdrant/tenant-collection.ts";
import type { StoredPoint, TurnDetails } from "../vector-store.ts";
import { conversationOf, placeOf, RECORD_FIELDS, toStoredPoint } from "./point-payload.ts";
import type { TenantSpace } from "./point-space.ts";

const ACTION = "find neighbours";
/** How many more are asked for at each side, as several episodes may stand at one time. */
const MARGIN = 2;
/** Most turns of one time and index that are put in order. */
const MAX_AT_PLACE = 2000;

interface Turn extends StoredPoint {
  readonly turn: TurnDetails;
}

/** For each of these turns the visible ones around it, at most `distance` places away, in order. */
export async function findNeighbours(
  points: TenantSpace,
  centers: readonly StoredPoint[],
  { distance, visibility }: { readonly distance: number; readonly visibility: Visibility },
): Promise<ReadonlyMap<string, readonly string[]>> {
  const turns = centers.filter(isTurn);
  if (distance === 0) return new Map(turns.map(({ id }) => [id, []]));
  // All in one tick, and so in one request.
  const found = await Promise.all(
    turns.map(async (center): Promise<[string, readonly string[]]> => {
      const near = await readAround(points, center, distance);
      const shown = near.filter((turn) => !turn.isRedacted && isVisible(turn, visibility));
      return [center.id, shown.map(({ id }) => id)];
    }),
  );
  return new Map(found);
}

async function readAround(points: TenantSpace, center: Turn, reach: number): Promise<Turn[]> {
  const { episode, before, after } = queriesFor(center, reach);
  // What the episode has before it is enough, unless some of that has been erased.
  const isBegun = center.turn.index >= reach;
  const [own = [], later = [], earlier = []] = await points.query(
    ACTION,
    isBegun ? [episode, after] : [episode, after, before],
  );
  const same = [...turnsOf(points, own).filter(({ id }) => id !== center.id), center];
  const isShort = isBegun && same.filter((turn) => compareTurns(turn, center) < 0).length < reach;
  const [missed = earlier] = isShort ? await points.query(ACTION, [before]) : [];
  const sides = await Promise.all(
    [missed, later].map(async (found) => readSide(points, center, { found, reach })),
  );
  const all = new Map([...same, ...sides.flat()].map((turn) => [turn.id, turn]));
  const ordered = [...all.values()].toSorted(compareTurns);
  const place = ordered.findIndex(({ id }) => id === center.id);
  return ordered
    .slice(Math.max(0, place - reach), place + reach + 1)
    .filter(({ id }) => id !== center.id);
}

/** Turns of the episode at this time, and the nearest before and after that time. */
function queriesFor(
  { at, agentId, turn }: Turn,
  reach: number,
): Readonly<Record<"episode" | "before" | "after", TenantQuery>> {
  const place = placeOf(at, turn.index);
  const first = placeOf(at, 0);
  const last = placeOf(at, Number.MAX_SAFE_INTEGER);
  const conversation = matches("conversation", conversationOf(agentId, turn));
  const query = (
    must: readonly QdrantCondition[],
    direction: "asc" | "desc",
    limit: number,
  ): TenantQuery => ({
    query: { order_by: { key: "place", direction } },
    filter: { must: [conversation, ...must] },
    limit,
    with_payload: RECORD_FIELDS,
  });
  const near = {
    gte: Math.max(first, place - reach),
    lte: Math.min(last, place + reach),
  };
  const isOwn = matches("episode", turn.episodeId);
  return {
    episode: query([isOwn, within("place", near)], "asc", 2 * reach + 1),
    before: query([within("place", { lt: first })], "desc", reach + MARGIN),
    after: query([within("place", { gt: last })], "asc", reach + MARGIN),
  };
}

/** The turns of one side. Those of one place are in the order of their episodes, which the server does not know. */
async function readSide(
  points: TenantSpace,
  center: Turn,
  { found, reach }: { readonly found: readonly QdrantPoint[]; readonly reach: number },
): Promise<Turn[]> {
  const turns = turnsOf(points, found);
  const [wanted, last] = [turns[reach - 1], turns.at(-1)].map(placeOfTurn);
  if (wanted === undefined || wanted !== last || found.length < reach + MARGIN) return turns;
  // The last that is wanted is of the place at which the answer was cut.
  const whole = await readPlace(points, center, wanted);
  return [...turns.filter((turn) => placeOfTurn(turn) !== wanted), ...whole];
}

function placeOfTurn(turn: Turn | undefined): number | undefined {
  return turn && placeOf(turn.at, turn.turn.index);
}

/** Everything in the conversation at a place. */
async function readPlace(points: TenantSpace, center: Turn, place: number): Promise<Turn[]> {
  const conversation = matches("conversation", conversationOf(center.agentId, center.turn));
  const [found = []] = await points.query(ACTION, [
    {
      filter: { must: [conversation, within("place", { gte: place, lte: place })] },
      limit: MAX_AT_PLACE,
      with_payload: RECORD_FIELDS,
    },
  ]);
  return turnsOf(points, found);
}

function turnsOf(points: TenantSpace, found: readonly QdrantPoint[]): Turn[] {
  points.keep(found);
  return found.flatMap(({ payload }) => (payload ? [toStoredPoint(payload)] : [])).filter(isTurn);
}

function isTurn(point: StoredPoint): point is Turn {
  return point.turn !== null;
}

function compareTurns(a: Turn, b: Turn): number {
  if (a.at !== b.at) return a.at - b.at;
  if (a.turn.index !== b.turn.index) return a.turn.index - b.turn.index;
  return a.turn.episodeId < b.turn.episodeId ? -1 : 1;
}
