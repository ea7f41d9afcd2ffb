/** Judges from what a search found how much its query asks for memory. */
import { step, type Steps } from "../../core/awaitable.ts";
import { greatest } from "../../core/extremes.ts";
import { AGENT_KEY, USER_KEY } from "../../core/speaker.ts";
import { analyze } from "../../text/tokens.ts";
import type { PointCounts } from "../../vector/vector-store.ts";
import { askedSpeakers } from "./asked-speakers.ts";
import { isWordForPerson } from "./described.ts";
import type { FindInput } from "./find-input.ts";
import type { FoldedCandidate } from "./fold.ts";
import type { NameCandidates } from "./name-candidates.ts";
import { PART_WEIGHTS } from "./part-weights.ts";
import { type ArmFindings, readingWatch, type SeenPoints } from "./read-points.ts";
import { type NeedInput, recallNeed } from "./recall-need.ts";
import { placeMentions } from "./seeds.ts";
import { sideBySide } from "./side-by-side.ts";
import { TermMatcher } from "./term-matcher.ts";

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
    ...namesIn(input, found),
    isDescribing: isDescribing(input, found),
    points: seen.points,
    surroundings: findings.surroundings,
    weights: findings.keywords.weights,
    pointCount:
      counts.status === "done"
        ? Object.values(counts.value).reduce((sum, count) => sum + count, 0)
        : seen.points.length,
    confidence: Math.max(0, greatest(seen.relations.map(({ confidence }) => confidence))),
    bestScore: Math.max(0, greatest(hits.slice(0, 1).map(bestOf))),
    meaning: isModel && best ? { best: best.score, level: findings.dense.level } : null,
  });
}

/**
 * A text that nothing is said around would have as much again in each window of a conversation, had it one. That somebody
 * asked the same and was answered counts for nothing: "How are you?" is asked every day, and wants no memory.
 */
function bestOf({ score, parts, candidate: { point } }: FoldedCandidate): number {
  const { text = 0, near = 0, wide = 0, answer = 0 } = parts;
  const isAlone = point.kind === "turn" && near === 0 && wide === 0;
  const windows = isAlone ? (PART_WEIGHTS.near + PART_WEIGHTS.wide) / PART_WEIGHTS.text : 0;
  return score - answer + text * windows;
}

/** With a capital, or in a script that has none: "music" may be an entity too, and names nobody. */
const NAME_LETTER = /\p{Lu}|\p{Lo}/u;

/** Whether the query names somebody, and the terms of those of its names that the graph knows. */
function namesIn(
  { query }: FindInput,
  { findings, seen, names }: NeedFindings,
): Pick<NeedInput, "isNaming" | "namedTerms"> {
  const { text } = query;
  const speakers = seen.points.flatMap(({ turn }) => turn?.name ?? []);
  const places = new Map(
    [...names.places].map(([key, spans]) => [
      key,
      spans.filter(({ start, end }) => NAME_LETTER.test(text.slice(start, end))),
    ]),
  );
  const mentions = placeMentions(query, names, findings.matches ?? []).filter(
    ({ keys, start, end }) =>
      !keys.includes(USER_KEY) &&
      !keys.includes(AGENT_KEY) &&
      NAME_LETTER.test(text.slice(start, end)),
  );
  return {
    isNaming: mentions.length > 0 || askedSpeakers(speakers, { text, places }).size > 0,
    namedTerms: new Set(mentions.flatMap(({ start, end }) => analyze(text.slice(start, end)))),
  };
}

/** Whether the query means somebody by what they are to the user or to another, and the memory knows of them, named or not. */
function isDescribing({ query }: FindInput, { findings, seen }: NeedFindings): boolean {
  if (findings.others.some(({ isDescription }) => isDescription === true)) return true;
  const kin = query.words.filter(isWordForPerson).flatMap(({ text }) => analyze(text));
  const matcher = new TermMatcher([...new Set(kin)]);
  return seen.points.some(({ text }) => matcher.count(text).counts.some((count) => count > 0));
}
