/** What share of the query's words a text has: BM25 as the keyword arm counts it, for texts that it did not return. */
import type { HitKind } from "../../core/records.ts";
import { analyze } from "../../text/tokens.ts";
import { MAX_TERM_WEIGHT, termWeight } from "../../vector/bm25.ts";
import type { Query } from "./query.ts";
import { overlaps, type Span } from "./span.ts";
import { type TermCounts, TermMatcher } from "./term-matcher.ts";

/** Reads texts against one query. */
export class TextShare {
  readonly #matcher: TermMatcher;
  readonly #weights: readonly number[];
  readonly #total: number;
  readonly #counts = new Map<string, TermCounts>();
  readonly #placed = new Map<Span, ReadonlySet<number>>();

  /** @param weights - By term, as the keyword arm gives them; without any all terms weigh the same. */
  constructor(terms: readonly string[], weights: ReadonlyMap<string, number>) {
    this.#matcher = new TermMatcher(terms);
    this.#weights = terms.map((term) => (weights.size === 0 ? 1 : (weights.get(term) ?? 0)));
    this.#total = this.#weights.reduce((sum, weight) => sum + weight, 0);
  }

  /** The terms of a text, read once for each id. */
  countOf(id: string, text: string): TermCounts {
    const known = this.#counts.get(id);
    if (known) return known;
    const counts = this.#matcher.count(text);
    this.#counts.set(id, counts);
    return counts;
  }

  /** The counts with the terms of these places of the query, each as if it were said once. */
  withNames({ counts, length }: TermCounts, places: Iterable<Span>, query: Query): TermCounts {
    const named = [...places].map((place) => this.#termsIn(place, query));
    return {
      counts: counts.map((count, index) =>
        named.some((terms) => terms.has(index)) ? Math.max(1, count) : count,
      ),
      length,
    };
  }

  /** The counts with the terms of facts, each as if it were said once. */
  withFacts(own: TermCounts, facts: readonly TermCounts[]): TermCounts {
    if (facts.length === 0) return own;
    const { counts, length } = own;
    const isSaid = (index: number): boolean => facts.some((fact) => (fact.counts[index] ?? 0) > 0);
    return {
      counts: counts.map((count, index) => (count === 0 && isSaid(index) ? 1 : count)),
      length,
    };
  }

  #termsIn(place: Span, query: Query): ReadonlySet<number> {
    const known = this.#placed.get(place);
    if (known) return known;
    const inside = query.words.filter((word) => overlaps(place, word));
    const said = [query.text.slice(place.start, place.end), ...inside.map(({ text }) => text)];
    const terms = new Set(said.flatMap((text) => analyze(text)));
    const indexes = new Set(
      this.#matcher.terms.flatMap((term, index) => (terms.has(term) ? [index] : [])),
    );
    this.#placed.set(place, indexes);
    return indexes;
  }

  /**
   * The share of the query's weight that texts have together, in [0, 1).
   *
   * @param size - How many texts of this kind one such window has when it is whole: what its length is compared with.
   */
  shareOf(texts: readonly TermCounts[], kind: HitKind, size: number): number {
    if (this.#total === 0) return 0;
    let length = 0;
    for (const text of texts) length += text.length;
    let sum = 0;
    for (let index = 0; index < this.#weights.length; index += 1) {
      let frequency = 0;
      for (const { counts } of texts) frequency += counts[index] ?? 0;
      if (frequency > 0) {
        sum += (this.#weights[index] ?? 0) * termWeight(kind, frequency, length / size);
      }
    }
    return sum / (this.#total * MAX_TERM_WEIGHT);
  }
}
