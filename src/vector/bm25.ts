/**
 * BM25 with a constant average length per kind, so that a score depends on the query, the point and the tenant's
 * document frequencies alone, and every store gives the same.
 *
 * Source: Robertson & Zaragoza, "The Probabilistic Relevance Framework: BM25 and Beyond", 2009, equation 3.15; the
 * inverse document frequency with one added inside the logarithm, as in Lucene, so that it is never negative.
 */
import type { HitKind } from "../core/records.ts";

/** How soon repeating a term stops to count: the usual value. */
export const BM25_K1 = 1.2;

/** How much a long text is marked down: the usual value. */
export const BM25_B = 0.75;

/**
 * Terms of an average text, by kind: LoCoMo's turns with speaker and date have 19 on average, its observations, which
 * are facts as a model writes them, 10, and 12 with a date. A note is a turn kept verbatim.
 */
export const AVERAGE_TERM_COUNT: Readonly<Record<HitKind, number>> = {
  event: 12,
  trait: 12,
  note: 20,
  turn: 20,
};

/** The most that {@link termWeight} comes to, however often a term is repeated. */
export const MAX_TERM_WEIGHT: number = BM25_K1 + 1;

/**
 * What a term that occurs `frequency` times among the `length` terms of a text of this kind weighs: from 0 to
 * {@link MAX_TERM_WEIGHT}, exclusive.
 */
export function termWeight(kind: HitKind, frequency: number, length: number): number {
  const norm = 1 - BM25_B + (BM25_B * length) / AVERAGE_TERM_COUNT[kind];
  return (frequency * (BM25_K1 + 1)) / (frequency + BM25_K1 * norm);
}

/** How rare a term is that `frequency` of the tenant's `count` texts have; > 0. */
export function inverseDocumentFrequency(count: number, frequency: number): number {
  return Math.log1p((count - frequency + 0.5) / (frequency + 0.5));
}
