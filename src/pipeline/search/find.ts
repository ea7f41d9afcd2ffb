/** The part of a search that reads the stores: as steps, so that one file can answer it from one view of itself. */
import { greatest } from "../../core/extremes.ts";
import type { Steps } from "../../core/awaitable.ts";
import type { Degradation } from "../../core/hit.ts";
import type { StoredPoint, TimeRange } from "../../vector/vector-store.ts";
import { MAX_CENTERS, neighboursArm, type Surroundings } from "./conversation.ts";
import { lastingHits } from "./expired.ts";
import type { ArmInput } from "./arm-input.ts";
import { armInput, type FindInput, SearchLog, valueOr } from "./find-input.ts";
import { describedBy } from "./described.ts";
import { firstArms, type FirstFindings } from "./first-arms.ts";
import type { FoldedCandidate } from "./fold.ts";
import { graphArm, type GraphFindings, NO_GRAPH } from "./graph-arm.ts";
import { type NameCandidates, nameCandidates } from "./name-candidates.ts";
import { needOfFound } from "./need-of-found.ts";
import { NO_OTHER_NAMES, type OtherNameFindings, otherNamesArm } from "./other-names.ts";
import { isToldOf, soleName, withOwnPast, withOwnPastAlone } from "./only-past.ts";
import { rank, type Ranked } from "./rank.ts";
import type { FoundRelation } from "./rank-relations.ts";
import { readAhead, readEvidence, readPoints, type SeenPoints } from "./read-points.ts";
import { type Mention, placeMentions } from "./seeds.ts";
import { degradationOf, sideBySide } from "./side-by-side.ts";
import { type RelationTelling, tellingsOf } from "./tellings.ts";

/** What a bound cut off, the best first. */
export interface CutCandidates extends Omit<Ranked, "hits"> {
  /** What the filters or the time asked about leave out. */
  readonly unwanted: SeenPoints["unwanted"];
}

/** What was found. */
export interface Found {
  /** Best first. */
  readonly hits: readonly FoldedCandidate[];
  /** Best first. */
  readonly relations: readonly FoundRelation[];
  /** Turns that the hits rest on, by id. */
  readonly turns: ReadonlyMap<string, StoredPoint>;
  /** Ranges of time that the query names. */
  readonly ranges: readonly TimeRange[];
  readonly degraded: readonly Degradation[];
  readonly milliseconds: Readonly<Record<string, number>>;
  /** What a bound cut off, if it is to be explained. */
  readonly cut: CutCandidates;
  /** How much the query asks for memory, in [0, 1]; null where that is not wanted. */
  readonly need: number | null;
  /** By relation, how it is to be told; empty where that is not wanted. */
  readonly tellings: ReadonlyMap<string, RelationTelling>;
}

/** What is shown of the relations: those with at least this share of the best one's score. */
export const MIN_SHOWN_SHARE = 0.1;

/**
 * Finds, ranks and folds; at most `hitCount` hits. Of whom alone the query names, and of whom nothing is told that holds, what
 * was so is found as well.
 */
export function* find(input: FindInput, hitCount: number): Steps<Found> {
  const { found, unknown } = yield* findShown(input, hitCount);
  if (unknown === undefined || input.visibility.includeClosed) return found;
  const visibility = { ...input.visibility, includeClosed: true };
  const { past } = yield* sideBySide<{ past: FoundShown }>(
    {
      past: () =>
        findShown({ ...input, visibility }, hitCount, (seen) =>
          withOwnPastAlone(seen, unknown, input),
        ),
    },
    input.watch,
  );
  if (past.status !== "done") {
    const missing = degradationOf("graph", past);
    return { ...found, degraded: missing ? [...found.degraded, missing] : found.degraded };
  }
  const milliseconds = added(found.milliseconds, past.value.found.milliseconds);
  const { degraded } = past.value.found;
  // What is missing of the second must not take from the first.
  if (degraded.length > found.degraded.length) return { ...found, degraded, milliseconds };
  const whole = withOwnPast({ found, past: past.value.found }, input) ?? found;
  return { ...whole, milliseconds };
}

function added(a: Found["milliseconds"], b: Found["milliseconds"]): Found["milliseconds"] {
  const sums = Object.entries(b).map(([part, more]) => [part, (a[part] ?? 0) + more] as const);
  return { ...a, ...Object.fromEntries(sums) };
}

/** What was found, and the only name of the query if no memory that may be shown says it. */
interface FoundShown {
  readonly found: Found;
  readonly unknown: Mention | undefined;
}

function* findShown(
  input: FindInput,
  hitCount: number,
  narrow: (seen: SeenPoints) => SeenPoints = (seen) => seen,
): Steps<FoundShown> {
  const { request, query, watch } = input;
  const log = new SearchLog();
  const arm = armInput(input);
  const names = nameCandidates(query);
  const asked = yield* firstArms(input, arm, { names, log });
  const { first, graph, others, mentions } = yield* alongNames(input, arm, { asked, names, log });
  const best = [...first.scores.keys()];
  // With the graph's findings known, a server is asked for all of them and the neighbours at once.
  const near = yield* sideBySide<{ neighbours: Surroundings; ahead: void }>(
    {
      neighbours: () => neighboursArm(arm, best.slice(0, MAX_CENTERS)),
      ahead: () => readAhead(input, { ...first, graph }),
    },
    watch,
  );
  log.note("neighbours", near.neighbours);
  const surroundings = valueOr(near.neighbours, new Map<string, readonly string[]>());
  const findings = { ...first, graph, surroundings, others };
  const readingAt = watch.elapsedMs();
  const seen = narrow(yield* readPoints(input, findings, log));
  const rankingAt = watch.elapsedMs();
  const ranked = rank({ input, findings, seen, names, limit: hitCount });
  const rankedAt = watch.elapsedMs();
  const { turns, expired } = yield* readEvidence(input, ranked.hits, { seen, log });
  const hits = lastingHits(ranked.hits, expired);
  log.took("read", rankingAt - readingAt + watch.elapsedMs() - rankedAt);
  log.took("rank", rankedAt - rankingAt);
  const need = request.weighsNeed
    ? yield* needOfFound(input, { findings: { ...findings, ...asked }, seen, names, hits })
    : null;
  const cut = {
    beyond: lastingHits(ranked.beyond, expired),
    below: lastingHits(ranked.below, expired),
    unwanted: seen.unwanted,
  };
  const { degraded, milliseconds } = log;
  const relations = worthShowing(seen).slice(0, request.limit);
  const found = { hits, relations, turns, ranges: first.time.ranges, need, cut };
  const tellings = tellRelations(input, relations, seen);
  const name = soleName(query, mentions);
  const isTold = name !== undefined && isToldOf(name, query, seen);
  return {
    found: { ...found, tellings, degraded, milliseconds },
    unknown: isTold ? undefined : name,
  };
}

/** What the first arms found and what the names of the question lead to: through the graph, and by what else texts call them. */
interface Walked {
  readonly first: FirstFindings;
  readonly graph: GraphFindings;
  readonly others: OtherNameFindings["others"];
  readonly mentions: readonly Mention[];
}

function* alongNames(
  input: FindInput,
  arm: ArmInput,
  {
    asked,
    names,
    log,
  }: {
    readonly asked: FirstFindings;
    readonly names: NameCandidates;
    readonly log: SearchLog;
  },
): Steps<Walked> {
  const { request, query, watch } = input;
  const mentions = placeMentions(query, names, asked.matches ?? []);
  const { weights } = asked.keywords;
  const hops = asked.matches === null ? 0 : request.hops;
  const walked = yield* sideBySide<{ graph: GraphFindings }>(
    { graph: () => graphArm({ ...arm, hops, mentions, firstHits: asked.scores, weights }) },
    watch,
  );
  log.note("graph", walked.graph);
  const graph = valueOr(walked.graph, NO_GRAPH);
  const meant = [...mentions, ...describedBy(graph.relations, mentions, input)];
  const renaming = yield* sideBySide<{ others: OtherNameFindings }>(
    { others: () => otherNamesArm({ ...arm, mentions: meant, weights }) },
    watch,
  );
  log.note("graph", renaming.others);
  const renamed = valueOr(renaming.others, NO_OTHER_NAMES);
  const { others } = renamed;
  return {
    first: others.length === 0 ? asked : withOtherNames(asked, renamed),
    graph,
    others,
    mentions,
  };
}

/** What was found, with what was found by other names: their weights instead, and the sums of scores, the largest first. */
function withOtherNames(
  first: FirstFindings,
  { scores, weights }: OtherNameFindings,
): FirstFindings {
  const { hits, weights: before } = first.keywords;
  const growth = sumOf(before) / Math.max(sumOf(weights), Number.EPSILON);
  const keywords = {
    ...first.keywords,
    weights,
    hits: hits.map((hit) => ({ ...hit, score: Math.min(1, hit.score * growth) })),
  };
  const sums = new Map(first.scores);
  for (const [id, score] of scores) sums.set(id, (sums.get(id) ?? 0) + score);
  const ordered = [...sums].toSorted(([a, x], [b, y]) => y - x || (a < b ? -1 : 1));
  return { ...first, keywords, scores: new Map(ordered) };
}

function sumOf(weights: ReadonlyMap<string, number>): number {
  return weights.values().reduce((sum, weight) => sum + weight, 0);
}

function tellRelations(
  { request, visibility }: FindInput,
  relations: readonly FoundRelation[],
  { read }: SeenPoints,
): Found["tellings"] {
  if (!request.weighsNeed) return new Map();
  const edges = relations.map(({ relation }) => relation);
  return tellingsOf(edges, read, visibility);
}

function worthShowing({ relations }: SeenPoints): readonly FoundRelation[] {
  const best = Math.max(0, greatest(relations.map(({ score }) => score)));
  return relations.filter(({ score }) => score >= MIN_SHOWN_SHARE * best);
}
