/** What a server ranks, cut to a limit: with ties by id, and without what its filter could not tell. */
import type { QdrantPayload, QdrantPoint } from "../../qdrant/qdrant-client.ts";
import { MAX_ANSWER_POINTS } from "../../qdrant/ensure-collection.ts";
import { compareHits } from "../compare-hits.ts";
import type { ScoredId } from "../vector-store.ts";
import type { Want } from "../wanted.ts";
import { isWanted } from "../wanted.ts";
import { idOf, toViewed } from "./point-payload.ts";

/**
 * How many more are asked for, so that ties at the end are broken by id. Of more than so many that tie there, which are
 * given is the server's choice.
 */
export const TIE_MARGIN = 32;
/** How many are asked for where the filter takes more than is wanted, by what is wanted. */
const OVERFETCH_FACTOR = 4;
const OVERFETCH_MARGIN = 100;
/** The most that are looked at for one arm: beyond it the answer says that it is cut. */
export const MAX_OVERFETCH = 4000;

/** Hits, and whether there may be more that were not looked at. */
export interface RankedHits {
  readonly hits: readonly ScoredId[];
  readonly isTruncated: boolean;
}

/** How a ranking is asked for and cut. */
export interface RankedRequest {
  readonly limit: number;
  readonly isExact: boolean;
  readonly want: Want;
  /** Asks the server for its best `count`. */
  readonly ask: (count: number) => Promise<readonly QdrantPoint[]>;
}

/** The best of what is wanted. Asks once; again, for more, if too few of the first answer are. */
export async function searchRanked(request: RankedRequest): Promise<RankedHits> {
  const { limit, isExact } = request;
  const first = isExact ? limit + TIE_MARGIN : OVERFETCH_FACTOR * limit + OVERFETCH_MARGIN;
  const count = Math.min(first, MAX_ANSWER_POINTS);
  const found = await request.ask(count);
  const hits = cut(found, request);
  if (found.length < count || hits.length >= limit) {
    return { hits: hits.slice(0, limit), isTruncated: false };
  }
  const more = Math.min(Math.max(MAX_OVERFETCH, limit, count), MAX_ANSWER_POINTS);
  const again = more > count ? await request.ask(more) : found;
  const all = cut(again, request);
  return {
    hits: all.slice(0, limit),
    isTruncated: all.length < limit && again.length >= more,
  };
}

function cut(found: readonly QdrantPoint[], { isExact, want }: RankedRequest): ScoredId[] {
  return found
    .filter((point) => isExact || isWantedPayload(point.payload, want))
    .map((point) => ({ id: idOf(point), score: point.score ?? 0 }))
    .toSorted(compareHits);
}

/** Whether an answer may hold the point of a payload. */
export function isWantedPayload(payload: QdrantPayload | null | undefined, want: Want): boolean {
  return payload !== null && payload !== undefined && isWanted(toViewed(payload), want);
}
