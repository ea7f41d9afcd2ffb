/**
 * The time arm: what is dated in a range, nearest the middle first.
 *
 * The server cannot rank by it, but by single dates: the nearest before and after the middle, by start and by end, are
 * the best of everything with one spell that begins or ends in the range; what held throughout comes last, all with one
 * score. What has several spells is fetched, up to a bound, whatever its dates.
 */
import { MAX_ANSWER_POINTS } from "../../qdrant/ensure-collection.ts";
import type { QdrantPoint } from "../../qdrant/qdrant-client.ts";
import { matches, within } from "../../qdrant/qdrant-filter.ts";
import type { QdrantCondition } from "../../qdrant/qdrant-filter.ts";
import type { TenantQuery } from "../../qdrant/tenant-collection.ts";
import { compareHits } from "../compare-hits.ts";
import { timeScore } from "../time-score.ts";
import type { ArmOptions, ScoredId, TimeRange } from "../vector-store.ts";
import { isWanted } from "../wanted.ts";
import { compileWant } from "./compile-filter.ts";
import { EVER } from "./point-fields.ts";
import { idOf, toViewed } from "./point-payload.ts";
import type { TenantSpace } from "./point-space.ts";
import type { RankedHits } from "./ranked-search.ts";

/** Most points with several spells that are looked at. */
const MAX_MANY = 500;
/**
 * How many more than wanted are asked for, as points of one time are in no order: as many as the turns of a long session
 * with what was read from them. Of more that tie at the end, which are given is the server's choice.
 */
const MARGIN = 64;
/** How many more where the filter takes more. */
const OVERFETCH = 200;

/** The nearest to the middle of a range. */
export async function searchTime(
  points: TenantSpace,
  range: TimeRange,
  options: ArmOptions,
): Promise<RankedHits> {
  const { filter, isExact } = compileWant(options, points.space.metadataIndexes);
  const wanted = options.limit + (isExact ? MARGIN : OVERFETCH);
  const limit = Math.min(wanted, MAX_ANSWER_POINTS);
  const parts = partsOf(range);
  const answers = await points.query(
    "search by time",
    parts.map(({ conditions, order, isMany }): TenantQuery => {
      return {
        ...(order && { query: { order_by: order } }),
        filter: { ...filter, must: [...(filter.must ?? []), ...conditions] },
        limit: isMany === true ? MAX_MANY : limit,
        with_payload: points.hitFields(false),
      };
    }),
  );
  const found = new Map<string, QdrantPoint>();
  let isCut = false;
  for (const [index, answer] of answers.entries()) {
    points.sketch(answer);
    for (const point of answer) found.set(idOf(point), point);
    const isMany = parts[index]?.isMany === true;
    const isFull = answer.length >= (isMany ? MAX_MANY : limit);
    isCut ||= isFull && (!isExact || isMany);
  }
  const hits = rank(found, range, options);
  return {
    hits: hits.slice(0, options.limit),
    isTruncated: isCut && hits.length < options.limit,
  };
}

interface Part {
  readonly conditions: readonly QdrantCondition[];
  readonly order?: { readonly key: string; readonly direction: "asc" | "desc" };
  /** Whether it is of points with several spells, which are in no order. */
  readonly isMany?: boolean;
}

function partsOf(range: TimeRange): Part[] {
  const from = Math.ceil(Math.max(range.from, -EVER));
  const to = Math.ceil(Math.min(range.to, EVER));
  const middle = Math.min(to, Math.max(from, middleOf(range)));
  const nearest = (key: string): Part[] => [
    {
      conditions: [within(key, { gte: middle, lt: to })],
      order: { key, direction: "asc" },
    },
    {
      conditions: [within(key, { gte: from, lt: middle })],
      order: { key, direction: "desc" },
    },
  ];
  return [
    ...nearest("since"),
    ...nearest("last"),
    { conditions: [within("since", { lt: from }), within("last", { gte: to })] },
    {
      conditions: [matches("many", true), within("last", { gte: from })],
      isMany: true,
    },
  ];
}

function middleOf({ from, to }: TimeRange): number {
  if (!Number.isFinite(from)) return Number.isFinite(to) ? Math.floor(to) : 0;
  return Number.isFinite(to) ? Math.floor(from + (to - from) / 2) : Math.ceil(from);
}

function rank(
  found: ReadonlyMap<string, QdrantPoint>,
  range: TimeRange,
  want: ArmOptions,
): ScoredId[] {
  const hits: ScoredId[] = [];
  for (const [id, { payload }] of found) {
    if (!payload) continue;
    const view = toViewed(payload);
    const { kind, at, projection } = view;
    const score = timeScore({ kind, at, spells: projection.spells }, range);
    if (score !== undefined && isWanted(view, want)) hits.push({ id, score });
  }
  return hits.toSorted(compareHits);
}
