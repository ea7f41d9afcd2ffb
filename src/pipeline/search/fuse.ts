/**
 * Puts the arms together.
 *
 * Ranks forget how good a hit is, so fusing ranks with equal weights loses to the best arm wherever another is weak
 * (measured: reciprocal rank fusion of BM25 and a weak embedding 57, BM25 alone 62). Here every part is a share of the
 * query that it accounts for, and shares are added: words by their weight in the tenant, meaning by how far the cosine
 * lies above what any text of the tenant has, the graph by how much of the question a path explains. An arm that knows
 * nothing about a query is flat, adds next to nothing, and cannot spoil what another one knows.
 */
import type { Candidate } from "./candidate.ts";
import type { PartWeights } from "./part-weights.ts";

/** What the weights of a search depend on. */
export interface FusionSettings {
  /** The cosine of a text that has nothing to do with the query. */
  readonly level: number;
  /** Whether the embedding model has learnt what words mean. */
  readonly isModel: boolean;
  readonly weights: PartWeights;
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
  return candidates
    .map((candidate) => scoreOne(candidate, settings, turns))
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

function scoreOne(
  candidate: Candidate,
  settings: FusionSettings,
  turns: ReadonlyMap<string, number>,
): ScoredCandidate {
  const isTurn = candidate.point.kind === "turn";
  const best = isTurn ? null : bestTurnOf(candidate, turns);
  const text = isTurn
    ? turnParts(candidate, settings.weights)
    : memoryParts(candidate, best?.score ?? 0, settings.weights);
  const parts = { ...text, ...otherParts(candidate, settings) };
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
  const { nearShare = 0, wideShare = 0, talkShare = 0 } = conversation ?? {};
  const isFound = share + wideShare > 0;
  return {
    text: weights.text * share,
    near: weights.near * nearShare,
    wide: weights.wide * wideShare,
    talk: weights.talk * talkShare,
    speaker: speaker !== null && isFound ? weights.speaker : 0,
  };
}

function memoryParts({ share }: Candidate, bestTurn: number, weights: PartWeights): Scores {
  return {
    text: weights.memory * share,
    evidence: Math.max(bestTurn, weights.alone * share),
  };
}

function otherParts(
  { dense, graph, link, closeness }: Candidate,
  settings: FusionSettings,
): Scores {
  const { level, isModel, weights } = settings;
  const above = dense ? Math.max(0, dense.score - level) : 0;
  const score = graph?.found.score ?? 0;
  return {
    dense: above * (isModel ? weights.dense : weights.lexicalDense),
    // Squared: half an explanation is what any text with half the words has.
    graph: weights.graph * score * score,
    link: weights.link * link,
    time: weights.time * closeness,
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
