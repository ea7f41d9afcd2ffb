/** A point's terms, ready to be indexed. */
export interface IndexedTerms {
  /** How often each term occurs. */
  readonly frequencies: ReadonlyMap<string, number>;
  /** How many terms there are, repeats included. */
  readonly length: number;
}

/** Counts the terms of a text. */
export function countTerms(terms: readonly string[]): IndexedTerms {
  const frequencies = new Map<string, number>();
  for (const term of terms) frequencies.set(term, (frequencies.get(term) ?? 0) + 1);
  return { frequencies, length: terms.length };
}
