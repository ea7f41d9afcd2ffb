/** Lets a reranker reorder the best hits. */
import { least } from "../../core/extremes.ts";
import type { Degradation, Hit } from "../../core/hit.ts";
import type { RerankedDocument, Reranker } from "../../models/reranker.ts";
import { askModel, checkReranked } from "../model-answer.ts";
import { isOutage, type PartOutcome, withinBudget } from "./side-by-side.ts";
import type { Watch } from "./watch.ts";

/** Hits that a reranker sees at most: what it costs grows with them. */
export const RERANK_CANDIDATES = 50;

/** Hits in their new order, with what went wrong, if anything. */
export interface Reranked {
  readonly hits: readonly Hit[];
  readonly degraded: readonly Degradation[];
}

/**
 * Reorders hits by what a reranker thinks of them; those it leaves out follow in their old order.
 *
 * Scores are its own, so that they go on ordering the answer; `relevance` stays, as its scores mean nothing elsewhere.
 */
export async function rerankHits(
  hits: readonly Hit[],
  reranker: Reranker,
  { query, watch }: { readonly query: string; readonly watch: Watch },
): Promise<Reranked> {
  if (hits.length < 2) return { hits, degraded: [] };
  const texts = hits.map(({ memory }) => memory);
  const work = judge(reranker, { query, texts, signal: watch.signal }).then(
    (value) => ({ status: "done" as const, value, milliseconds: 0 }),
    (error: unknown) => {
      if (!isOutage(error)) throw error;
      return { status: "failed" as const, error };
    },
  );
  const outcome: PartOutcome<readonly RerankedDocument[]> = await withinBudget(work, watch);
  if (outcome.status === "late") {
    const reason = "It did not finish within the time budget";
    return { hits, degraded: [{ part: "rerank", reason, code: "OUT_OF_TIME" }] };
  }
  if (outcome.status === "failed") {
    const { message: reason, code } = outcome.error;
    return { hits, degraded: [{ part: "rerank", reason, code }] };
  }
  return { hits: reorder(hits, outcome.value, reranker.id), degraded: [] };
}

async function judge(
  reranker: Reranker,
  asked: {
    readonly query: string;
    readonly texts: readonly string[];
    readonly signal: AbortSignal | undefined;
  },
): Promise<readonly RerankedDocument[]> {
  const { query, texts, signal } = asked;
  const call = { action: "rerank hits", model: reranker.id, signal };
  const judged = await askModel(async () => reranker.doRerank(query, texts, { signal }), call);
  return checkReranked(judged, call);
}

function reorder(
  hits: readonly Hit[],
  judged: readonly { readonly index: number; readonly score: number }[],
  model: string,
): Hit[] {
  const left = new Set(hits.keys());
  const ordered = judged
    .toSorted((a, b) => b.score - a.score || a.index - b.index)
    .flatMap(({ index, score }, place) => {
      const hit = hits[index];
      if (!hit || !left.delete(index)) return [];
      const text = `${place + 1}. of ${judged.length} to ${model}`;
      const why = [...hit.why, { by: "rerank" as const, rank: place + 1, score, model, text }];
      return [{ ...hit, score, why }];
    });
  const lowest = Math.min(0, least(ordered.map(({ score }) => score)));
  const rest = [...left].flatMap((index) => hits[index] ?? []);
  // Below whatever was judged, still in their order.
  return [...ordered, ...rest.map((hit, place) => ({ ...hit, score: lowest - 1 - place }))];
}
