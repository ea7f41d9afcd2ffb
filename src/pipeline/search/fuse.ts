/**
 * Puts the arms together.
 *
 * Ranks forget how good a hit is, so fusing ranks with equal weights loses to the best arm wherever another is weak
 * (measured: reciprocal rank fusion of BM25 and a weak embedding 57, BM25 alone 62). Here every part is a share of the
 * query that it accounts for, and shares are added: words by their weight in the tenant, meaning by how far the cosine is
 * on the way from what any text of the tenant has to what the query itself has, the graph by how much of the question a path explains. An arm that knows
 * nothing about a query is flat, adds next to nothing, and cannot spoil what another one knows.
 */
import type { Candidate } from "./candidate.ts";
import { nearness } from "./dense-arm.ts";
import type { PartWeights } from "./part-weights.ts";

/** What the weights of a search depend on. */
export interface FusionSettings {
  /** The cosine of a text that has nothing to do with the query. */
  readonly level: number;
  /** Whether the embedding model has learnt what words mean. */
  readonly isModel: boolean;
  readonly weights: PartWeights;
  /** Whether the query asks for all there is of a time: then a date is all of it, as words in and around a turn else are. @defaultValue false */
  readonly isOnlyTime?: boolean;
}

/** A candidate with its score. */
export interface ScoredCandidate {
  readonly candidate: Candidate;
  readonly score: number;
  /** In [0, 1], comparable between searches. */
  readonly relevance: number;
  /** What the score is the sum of. */
  readonly parts: Readonly<Record<string, number>>;
  /** The turn among its evidence that counts for it; null for turns and where none does. */
  readonly bestTurn: string | null;
}

/** Scores candidates, best first, ties by id. Their order, and that of the arms, makes no difference. */
export function fuse(
  candidates: readonly Candidate[],
  settings: FusionSettings,
): ScoredCandidate[] {
  const turns = new Map<string, number>();
  for (const candidate of candidates) {
    if (candidate.point.kind === "turn") {
      turns.set(candidate.point.id, sum(turnParts(candidate, settings.weights)));
    }
  }
  const meanings = meaningsOf(candidates, settings.level);
  return candidates
    .map((candidate) => scoreOne(candidate, settings, { turns, meanings }))
    .toSorted(compareScored);
}

/** Orders by score, ties by id. */
export function compareScored(a: ScoredCandidate, b: ScoredCandidate): number {
  if (a.score !== b.score) return b.score - a.score;
  return a.candidate.point.id < b.candidate.point.id ? -1 : 1;
}

/** The best single measure of how much a text has to do with the query: cosine, share of its words, share explained. */
export function relevanceOf({ dense, share, graph }: Candidate): number {
  const best = Math.max(dense?.score ?? 0, share, graph?.found.confidence ?? 0);
  return Math.min(1, Math.max(0, best));
}

/** What the parts of one candidate's score need of the others. */
interface Others {
  /** By turn, what its text and the words around it are worth. */
  readonly turns: ReadonlyMap<string, number>;
  /** By candidate that the dense arm found, how near its meaning is. */
  readonly meanings: ReadonlyMap<string, number>;
}

function meaningsOf(candidates: readonly Candidate[], level: number): Map<string, number> {
  return new Map(
    candidates.flatMap(({ point: { id }, dense }) =>
      dense ? [[id, nearness(dense.score, level)]] : [],
    ),
  );
}

function scoreOne(
  candidate: Candidate,
  settings: FusionSettings,
  { turns, meanings }: Others,
): ScoredCandidate {
  const isTurn = candidate.point.kind === "turn";
  const best = isTurn ? null : bestTurnOf(candidate, turns);
  const text = isTurn
    ? turnParts(candidate, settings.weights)
    : memoryParts(candidate, best?.score ?? 0, settings.weights);
  const parts = {
    ...text,
    ...meaningParts(candidate, settings, meanings),
    ...otherParts(candidate, settings),
  };
  return {
    candidate,
    score: sum(parts),
    relevance: relevanceOf(candidate),
    parts,
    bestTurn: best?.id ?? null,
  };
}

type Scores = Readonly<Record<string, number>>;

function turnParts({ share, conversation, speaker }: Candidate, weights: PartWeights): Scores {
  const { nearShare = 0, wideShare = 0, talkShare = 0, answerShare = 0 } = conversation ?? {};
  const isFound = share + wideShare > 0;
  return {
    text: weights.text * share,
    near: weights.near * nearShare,
    wide: weights.wide * wideShare,
    talk: weights.talk * talkShare,
    answer: weights.answer * answerShare,
    speaker: speaker !== null && isFound ? weights.speaker : 0,
  };
}

function memoryParts({ share }: Candidate, bestTurn: number, weights: PartWeights): Scores {
  return {
    text: weights.memory * share,
    evidence: Math.max(bestTurn, weights.alone * share),
  };
}

/** An answer rarely means what its question does: what is meant around a turn counts as what is said around it does. */
function meaningParts(
  { point: { id }, conversation }: Candidate,
  { isModel, weights }: FusionSettings,
  meanings: Others["meanings"],
): Scores {
  let around = 0;
  for (const [other, share] of conversation?.meant ?? []) {
    around += share * (meanings.get(other) ?? 0);
  }
  const weight = isModel ? weights.dense : weights.lexicalDense;
  return { dense: weight * (meanings.get(id) ?? 0), meant: weight * around };
}

function otherParts(
  { graph, link, closeness }: Candidate,
  { weights, isOnlyTime = false }: FusionSettings,
): Scores {
  const score = graph?.found.score ?? 0;
  const time = isOnlyTime ? weights.text + weights.near + weights.wide : weights.time;
  return {
    // Squared: half an explanation is what any text with half the words has.
    graph: weights.graph * score * score,
    link: weights.link * link,
    time: time * closeness,
  };
}

function bestTurnOf(
  { point }: Candidate,
  turns: ReadonlyMap<string, number>,
): { readonly id: string; readonly score: number } | null {
  let best: { readonly id: string; readonly score: number } | null = null;
  for (const id of point.projection.evidence) {
    const score = turns.get(id);
    if (score !== undefined && score > (best?.score ?? 0)) best = { id, score };
  }
  return best;
}

function sum(parts: Scores): number {
  return Object.values(parts).reduce((total, part) => total + part, 0);
}
