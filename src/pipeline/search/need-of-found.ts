/** Judges from what a search found how much its query asks for memory. */
import { step, type Steps } from "../../core/awaitable.ts";
import { greatest } from "../../core/extremes.ts";
import { AGENT_KEY, USER_KEY } from "../../core/speaker.ts";
import type { PointCounts } from "../../vector/vector-store.ts";
import { askedSpeakers } from "./asked-speakers.ts";
import type { FindInput } from "./find-input.ts";
import type { FoldedCandidate } from "./fold.ts";
import type { NameCandidates } from "./name-candidates.ts";
import { type ArmFindings, readingWatch, type SeenPoints } from "./read-points.ts";
import { recallNeed } from "./recall-need.ts";
import { placeMentions } from "./seeds.ts";
import { sideBySide } from "./side-by-side.ts";

/** What a search found. */
export interface NeedFindings {
  readonly findings: ArmFindings;
  readonly seen: SeenPoints;
  readonly names: NameCandidates;
  /** Best first. */
  readonly hits: readonly FoldedCandidate[];
}

/**
 * How much the query asks for memory, in [0, 1]. Reads one thing: how much the tenant holds. Where that is not told, as
 * the vector store does not answer, it is judged by what was read.
 */
export function* needOfFound(input: FindInput, found: NeedFindings): Steps<number> {
  const { query, stores, request, isModel } = input;
  const { findings, seen, hits } = found;
  const { counts } = yield* sideBySide<{ counts: PointCounts }>(
    { counts: () => step(stores.vector.counts(request.scope.tenant)) },
    readingWatch(input.watch, findings),
  );
  const [best] = findings.dense.hits;
  return recallNeed({
    query,
    points: seen.points,
    surroundings: findings.surroundings,
    weights: findings.keywords.weights,
    pointCount:
      counts.status === "done"
        ? Object.values(counts.value).reduce((sum, count) => sum + count, 0)
        : seen.points.length,
    confidence: Math.max(0, greatest(seen.relations.map(({ confidence }) => confidence))),
    isNaming: isNaming(input, found),
    bestScore: hits[0]?.score ?? 0,
    meaning: isModel && best ? { best: best.score, level: findings.dense.level } : null,
  });
}

/** With a capital, or in a script that has none: "music" may be an entity too, and names nobody. */
const NAME_LETTER = /\p{Lu}|\p{Lo}/u;

function isNaming({ query }: FindInput, { findings, seen, names }: NeedFindings): boolean {
  const { text } = query;
  const speakers = seen.points.flatMap(({ turn }) => turn?.name ?? []);
  const places = new Map(
    [...names.places].map(([key, spans]) => [
      key,
      spans.filter(({ start, end }) => NAME_LETTER.test(text.slice(start, end))),
    ]),
  );
  if (askedSpeakers(speakers, { text, places }).size > 0) return true;
  const mentions = placeMentions(query, names, findings.matches ?? []);
  return mentions.some(
    ({ keys, start, end }) =>
      !keys.includes(USER_KEY) &&
      !keys.includes(AGENT_KEY) &&
      NAME_LETTER.test(text.slice(start, end)),
  );
}
