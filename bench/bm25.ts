/**
 * A plain BM25 ranking, to stand beside the library's.
 *
 * Source: Robertson & Zaragoza, "The Probabilistic Relevance Framework: BM25 and Beyond", 2009, with the idf of Lucene
 * (never negative).
 */
import { analyze } from "../src/text/tokens.ts";

/** A document with its name. */
export interface Bm25Document {
  readonly id: string;
  readonly text: string;
}

/** Term saturation and length normalisation: the usual values, not tuned on any data here. */
const K1 = 1.2;
const B = 0.75;

/** Indexes documents; the answer ranks them for a query, best first, leaving out those that share no term with it. */
export function indexBm25(documents: readonly Bm25Document[]): (query: string) => string[] {
  const lengths: number[] = [];
  const postings = new Map<string, Map<number, number>>();
  for (const [index, { text }] of documents.entries()) {
    const terms = analyze(text);
    lengths.push(terms.length);
    for (const term of terms) {
      const counts = postings.get(term) ?? new Map<number, number>();
      counts.set(index, (counts.get(index) ?? 0) + 1);
      postings.set(term, counts);
    }
  }
  const average = lengths.reduce((sum, length) => sum + length, 0) / Math.max(1, lengths.length);
  return (query) => {
    const scores = new Map<number, number>();
    for (const term of new Set(analyze(query))) {
      const counts = postings.get(term) ?? new Map<number, number>();
      const idf = Math.log(1 + (documents.length - counts.size + 0.5) / (counts.size + 0.5));
      for (const [index, count] of counts) {
        const norm = K1 * (1 - B + (B * (lengths[index] ?? 0)) / average);
        scores.set(index, (scores.get(index) ?? 0) + (idf * count * (K1 + 1)) / (count + norm));
      }
    }
    return Array.from(scores)
      .toSorted(([a, scoreA], [b, scoreB]) => scoreB - scoreA || a - b)
      .flatMap(([index]) => documents[index]?.id ?? []);
  };
}
