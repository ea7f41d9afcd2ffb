/** Reads what the arms found: candidates, as they are known at the time asked about, and the turns hits rest on. */
import { step, type Steps } from "../../core/awaitable.ts";
import { citedTurns } from "../../vector/cited-turns.ts";
import type { StoredPoint } from "../../vector/vector-store.ts";
import { narrowPoint } from "../narrow.ts";
import { graphScores } from "./assemble.ts";
import type { Surroundings } from "./conversation.ts";
import { expiredIds, lastingRelations } from "./expired.ts";
import type { FindInput, SearchLog } from "./find-input.ts";
import type { FirstFindings } from "./first-arms.ts";
import type { FoldedCandidate } from "./fold.ts";
import type { GraphFindings } from "./graph-arm.ts";
import { slotOf } from "./graph-piece.ts";
import { isWanted, recallKnown } from "./known-at.ts";
import type { OtherName } from "./other-names.ts";
import type { FoundRelation } from "./rank-relations.ts";
import { sideBySide } from "./side-by-side.ts";
import { unbounded, type Watch } from "./watch.ts";

/** Best candidates of the first arms that are read; their neighbours and the graph's come on top. */
export const MAX_FIRST_READ = 64;
/** What stands near the seeds in the graph that is read beside what the relations found stem from. */
export const MAX_LINKED = 24;
/** Points that are read in all: each costs some 10 µs, and none beyond has been seen to matter. */
export const MAX_READ = 256;

/** The best of what is known, the turns of which are read as well: what was said there says more than the fact alone. */
export const MAX_CITING = 24;

/** All that the arms found. */
export interface ArmFindings extends FirstFindings {
  readonly graph: GraphFindings;
  readonly surroundings: Surroundings;
  /** What texts call those whom the question names by an alias. */
  readonly others: readonly OtherName[];
}

/** What was read, with the graph's findings as they were known then. */
export interface SeenPoints {
  readonly points: readonly StoredPoint[];
  /** With those that are over, or not wanted otherwise. */
  readonly read: readonly StoredPoint[];
  readonly relations: readonly FoundRelation[];
  /** What was read and left out, if that is to be explained; nothing that the scope hides. */
  readonly unwanted: readonly UnwantedPoint[];
  /** Ids of turns that were read and left out as they have expired. */
  readonly expired: ReadonlySet<string>;
}

type ReadPoints = Pick<SeenPoints, "points" | "relations">;

/** A point that is not shown, and what leaves it out. */
export interface UnwantedPoint {
  readonly point: StoredPoint;
  readonly by: "validity" | "filters";
}

/** Has a store that reads ahead read what is known by now to be wanted; it is asked for with what else is. */
export function* readAhead(
  { request, stores }: FindInput,
  findings: Omit<ArmFindings, "surroundings" | "others">,
): Steps<void> {
  const { vector } = stores;
  if (!vector.readAhead) return;
  const widening = request.knownAt === null ? 1 : 2;
  const ids = idsToRead({ ...findings, surroundings: new Map(), others: [] }, widening);
  yield* step(vector.readAhead(request.scope.tenant, ids, ids.slice(0, MAX_CITING)));
}

/**
 * Reads the points that the arms found, and leaves out what must not be shown.
 *
 * Not bounded by the time budget, as without it there would be nothing to answer; but where the vector store has found
 * nothing in that time, perhaps as it does not answer, what is read for the graph's findings alone is.
 */
export function* readPoints(
  input: FindInput,
  findings: ArmFindings,
  log: SearchLog,
): Steps<SeenPoints> {
  const { request, visibility, watch } = input;
  const ids = idsToRead(findings, request.knownAt === null ? 1 : 2);
  const relations = findings.graph.relations;
  const outcomes = yield* sideBySide<{ seen: ReadPoints }>(
    {
      seen: function* read(): Steps<ReadPoints> {
        const points = yield* readWithTurns(input, ids);
        return request.knownAt === null
          ? { points, relations }
          : yield* recall(input, { points, relations });
      },
    },
    readingWatch(watch, findings),
  );
  if (outcomes.seen.status === "failed" && relations.length === 0) throw outcomes.seen.error;
  log.note("evidence", outcomes.seen);
  if (outcomes.seen.status !== "done") {
    return { points: [], read: [], relations, unwanted: [], expired: new Set() };
  }
  const { points: all, relations: known } = outcomes.seen.value;
  const expired = expiredIds(all, input.expiredBy);
  const points = expired.size === 0 ? all : all.filter(({ id }) => !expired.has(id));
  const isCut = findings.keywords.isFull || findings.dense.isFull;
  if (request.knownAt !== null && isCut) {
    log.truncated(
      "knowledge",
      "What was known is judged among the best that are found today alone",
    );
  }
  const wanted = points
    .filter((point) => isWanted(point, visibility, request.filter))
    .map((point) => narrowPoint(point, visibility.agentId));
  const unwanted = request.explain ? points.flatMap((point) => whyUnwanted(point, input)) : [];
  const lasting = lastingRelations(known, expired);
  const told = toldBy(lasting, wanted, request.filter !== null);
  return { points: wanted, read: points, relations: told, unwanted, expired };
}

/** How long what was found is read for; see {@link readPoints}. */
export function readingWatch(watch: Watch, { scores }: Pick<FirstFindings, "scores">): Watch {
  return scores.size > 0 ? unbounded(watch) : watch;
}

function whyUnwanted(point: StoredPoint, { visibility, request }: FindInput): UnwantedPoint[] {
  const { filter } = request;
  if (isWanted(point, visibility, filter)) return [];
  const shown = narrowPoint(point, visibility.agentId);
  const always = { ...visibility, isExplicit: false, includeClosed: true };
  if (isWanted(point, always, filter)) return [{ point: shown, by: "validity" }];
  return isWanted(point, always, null) ? [{ point: shown, by: "filters" }] : [];
}

/** The points of these ids, and the turns that the best memories among them rest on. */
function* readWithTurns(
  { request, stores }: FindInput,
  ids: readonly string[],
): Steps<readonly StoredPoint[]> {
  const { tenant } = request.scope;
  const points = yield* step(stores.vector.get(tenant, ids, { mayBeKept: true }));
  const best = new Set(ids.slice(0, MAX_CITING));
  const known = new Set(ids);
  const cited = points.flatMap(({ id, projection: { evidence } }) =>
    best.has(id) ? citedTurns(evidence) : [],
  );
  const missing = [...new Set(cited)].filter((id) => !known.has(id));
  if (missing.length === 0) return points;
  const turns = yield* step(stores.vector.get(tenant, missing, { mayBeKept: true }));
  return [...points, ...turns];
}

/** The turns that hits rest on. */
export interface ReadEvidence {
  /** By id, with all else that was read and is shown. */
  readonly turns: ReadonlyMap<string, StoredPoint>;
  /** Ids of turns that have expired, which is why they are not among those. */
  readonly expired: ReadonlySet<string>;
}

/** Reads the turns that hits rest on, those that were not read yet. */
export function* readEvidence(
  { request, stores, watch, expiredBy }: FindInput,
  hits: readonly FoldedCandidate[],
  { seen, log }: { readonly seen: SeenPoints; readonly log: SearchLog },
): Steps<ReadEvidence> {
  const turns = new Map(seen.points.map((point) => [point.id, point]));
  const cited = new Set(hits.flatMap(({ evidence }) => evidence));
  const ids = [...cited].filter((id) => !turns.has(id) && !seen.expired.has(id));
  if (ids.length === 0) return { turns, expired: seen.expired };
  const { evidence } = yield* sideBySide<{ evidence: readonly StoredPoint[] }>(
    { evidence: () => step(stores.vector.get(request.scope.tenant, ids, { mayBeKept: true })) },
    unbounded(watch),
  );
  log.note("evidence", evidence);
  const read = evidence.status === "done" ? evidence.value : [];
  const expired = expiredIds(read, expiredBy).union(seen.expired);
  for (const point of read) if (!expired.has(point.id)) turns.set(point.id, point);
  return { turns, expired };
}

/** The best by words and meaning, then what stands next to them, what the graph leads to, and what is dated right. */
function idsToRead(findings: ArmFindings, widening: number): string[] {
  const { scores, surroundings, graph, time } = findings;
  const ids = new Set([...scores.keys()].slice(0, MAX_FIRST_READ * widening));
  const linked = [...graph.links.told].toSorted(([, a], [, b]) => b.mass - a.mass);
  const others = [
    ...graphScores(graph.relations).keys(),
    ...linked.slice(0, MAX_LINKED).map(([id]) => id),
    ...[...surroundings.values()].flat(),
    ...time.ids,
  ];
  for (const id of others) {
    if (ids.size >= MAX_READ * widening) break;
    ids.add(id);
  }
  return [...ids];
}

/** What was known of it then; a relation that only the ledger knows takes the place of its slot's best. */
function* recall(input: FindInput, seen: ReadPoints): Steps<ReadPoints> {
  const { request, stores } = input;
  const known = yield* recallKnown({
    stores,
    tenant: request.scope.tenant,
    knownAt: request.knownAt ?? 0,
    points: seen.points,
    relations: seen.relations.map(({ relation }) => relation),
    visibility: input.visibility,
  });
  const found = new Map(seen.relations.map((one) => [one.relation.id, one]));
  const bySlot = new Map(seen.relations.toReversed().map((one) => [slotOf(one.relation), one]));
  const relations = known.relations.flatMap((relation) => {
    const one = found.get(relation.id) ?? bySlot.get(slotOf(relation));
    if (!one) return [];
    const { source, type, destination } = relation;
    const last = {
      source: relation.sourceName,
      relationship: type,
      destination: relation.destinationName,
    };
    const isSame = one.relation.id === relation.id && source !== destination;
    return [{ ...one, relation, path: isSame ? one.path : [...one.path.slice(0, -1), last] }];
  });
  return { points: known.points, relations: relations.toSorted(compareFound) };
}

function compareFound(a: FoundRelation, b: FoundRelation): number {
  return b.score - a.score || (a.relation.id < b.relation.id ? -1 : 1);
}

/** A filter is about memories and turns: a relation is shown if one that passes tells it. */
function toldBy(
  relations: readonly FoundRelation[],
  points: readonly StoredPoint[],
  isFiltered: boolean,
): readonly FoundRelation[] {
  if (!isFiltered) return relations;
  const ids = new Set(points.map(({ id }) => id));
  return relations.filter(({ relation: { memoryIds, turnIds } }) =>
    [...memoryIds, ...turnIds].some((id) => ids.has(id)),
  );
}
