/** Ranks what was read: pure from here on. */
import { holdsAt } from "../../core/visibility.ts";
import type { StoredPoint } from "../../vector/vector-store.ts";
import type { RankedId } from "./arm-input.ts";
import { asksWhen, raiseDated } from "./asked-when.ts";
import { assemble, graphScores } from "./assemble.ts";
import type { FindInput } from "./find-input.ts";
import { fold, type FoldedCandidate } from "./fold.ts";
import { fuse } from "./fuse.ts";
import type { NameCandidates } from "./name-candidates.ts";
import { PART_WEIGHTS } from "./part-weights.ts";
import { isPastSpell, orderForPast, type PastView } from "./past-order.ts";
import type { ArmFindings, SeenPoints } from "./read-points.ts";

/** What is ranked. */
export interface RankInput {
  readonly input: FindInput;
  readonly findings: ArmFindings;
  readonly seen: SeenPoints;
  readonly names: NameCandidates;
  /** Most hits. */
  readonly limit: number;
}

/** Assembles, fuses, orders for the past, cuts by relevance, and folds. Best first. */
export function rank({ input, findings, seen, names, limit }: RankInput): FoldedCandidate[] {
  const { request, query, isModel, visibility, weights = PART_WEIGHTS } = input;
  const { dense, keywords, time, surroundings, graph } = findings;
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
      aboutNames: graph.aboutNames,
      links: graph.links,
      ranges: time.ranges,
      weights: keywords.weights,
      surroundings,
    },
    { query, names },
  );
  const scored = fuse(candidates, { level: dense.level, isModel, weights });
  const fused = asksWhen(query.text) ? raiseDated(scored, weights.when) : scored;
  const relations = seen.relations.map(({ relation }) => relation);
  const ordered = past ? orderForPast(fused, relations, past) : fused;
  const { threshold } = request;
  const kept = ordered.filter(({ relevance }) => threshold === null || relevance >= threshold);
  return fold(kept, limit);
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
