/** Ranks what was read: pure from here on. */
import { holdsAt } from "../../core/visibility.ts";
import type { StoredPoint } from "../../vector/vector-store.ts";
import type { RankedId } from "./arm-input.ts";
import { asksWhen, raiseDated } from "./asked-when.ts";
import { assemble, graphScores } from "./assemble.ts";
import { raiseBounded } from "./raise-bounded.ts";
import type { FindInput } from "./find-input.ts";
import { fold, type FoldedCandidate } from "./fold.ts";
import { fuse, type ScoredCandidate } from "./fuse.ts";
import type { NameCandidates } from "./name-candidates.ts";
import { isOnlyTime } from "./only-time.ts";
import { calledOtherwise } from "./other-names.ts";
import { PART_WEIGHTS } from "./part-weights.ts";
import { isPastSpell, orderForPast, type PastView } from "./past-order.ts";
import type { ArmFindings, SeenPoints } from "./read-points.ts";
import { decayByAge } from "./recency.ts";

/** What is ranked. */
export interface RankInput {
  readonly input: FindInput;
  readonly findings: ArmFindings;
  readonly seen: SeenPoints;
  readonly names: NameCandidates;
  /** Most hits. */
  readonly limit: number;
}

/** A ranking with what a bound cut off it, each best first. What was cut is there only if it is to be explained. */
export interface Ranked {
  readonly hits: readonly FoldedCandidate[];
  /** Behind the limit. */
  readonly beyond: readonly FoldedCandidate[];
  /** Below the threshold. */
  readonly below: readonly FoldedCandidate[];
}

/** Most that are named of what each bound cut off: the nearest to it. */
export const MAX_CUT = 20;

/** Assembles, fuses, orders for the past or by age, cuts by relevance, and folds. Best first. */
export function rank({ input, findings, seen, names, limit }: RankInput): Ranked {
  const { request, query, isModel, visibility, weights = PART_WEIGHTS } = input;
  const { dense, keywords, time, surroundings, graph, others } = findings;
  const past: PastView | null = query.past && {
    intent: query.past,
    asOf: visibility.asOf,
    anchorKeys: graph.anchorKeys,
  };
  const points =
    past && !request.includeClosed
      ? seen.points.filter((point) => isAsked(point, past))
      : seen.points;
  const candidates = assemble(
    points,
    {
      dense: byId(dense.hits),
      keywords: byId(keywords.hits),
      graph: graphScores(seen.relations),
      aboutNames: unite(graph.aboutNames, calledOtherwise(points, others)),
      links: graph.links,
      ranges: time.ranges,
      weights: keywords.weights,
      surroundings,
    },
    { query, names },
  );
  const scored = fuse(candidates, {
    level: dense.level,
    isModel,
    weights,
    isOnlyTime: isOnlyTime(query),
  });
  const fused = asksWhen(query.text) ? raiseDated(scored, weights.when) : scored;
  const relations = seen.relations.map(({ relation }) => relation);
  const placed = past ? orderForPast(fused, relations, past) : aged(fused, input);
  const { bound } = query;
  const ordered = bound
    ? raiseBounded(placed, relations, { bound, weights: keywords.weights })
    : placed;
  const { threshold } = request;
  const isKept = ({ relevance }: ScoredCandidate): boolean =>
    threshold === null || relevance >= threshold;
  const kept = ordered.filter(isKept);
  const hits = fold(kept, limit);
  if (!request.explain) return { hits, beyond: [], below: [] };
  // Folded anew, as what is behind the limit must not become evidence of what is before it.
  const beyond = fold(kept, limit + MAX_CUT).slice(limit);
  const below = ordered.filter((one) => !isKept(one)).slice(0, MAX_CUT);
  return { hits, beyond, below: fold(below, MAX_CUT) };
}

function unite<Id, Value>(
  a: ReadonlyMap<Id, ReadonlySet<Value>>,
  b: ReadonlyMap<Id, ReadonlySet<Value>>,
): ReadonlyMap<Id, ReadonlySet<Value>> {
  if (b.size === 0) return a;
  const united = new Map(a);
  for (const [id, values] of b) united.set(id, values.union(united.get(id) ?? new Set()));
  return united;
}

/** By age where that is asked for; a question for a time asks for nothing newer. */
function aged(scored: readonly ScoredCandidate[], input: FindInput): readonly ScoredCandidate[] {
  const { request, query, visibility } = input;
  const { halfLifeDays } = request;
  if (halfLifeDays === null || query.dates.length > 0) return scored;
  return decayByAge(scored, { halfLifeDays, now: visibility.asOf });
}

/** Whether a question about a named time may be answered with it: what was over before or came to be after may not. */
function isAsked({ kind, projection }: StoredPoint, view: PastView): boolean {
  if (view.intent.range === null || kind === "turn" || kind === "event") return true;
  const now = { asOf: view.asOf, isExplicit: false };
  return projection.spells.some((spell) => holdsAt(spell, now) || isPastSpell(spell, view));
}

function byId(hits: readonly RankedId[]): Map<string, RankedId> {
  return new Map(hits.map((hit) => [hit.id, hit]));
}
