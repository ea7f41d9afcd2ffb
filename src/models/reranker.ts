/** The port to a reranking model. */

/** A document's place in the list it came in, and how relevant the model finds it. Larger is better. */
export interface RerankedDocument {
  /** From 0. */
  readonly index: number;
  /** Of any range; finite. */
  readonly score: number;
}

/** A reranker: judges documents against a query, each pair together. */
export interface Reranker {
  /** The model's name, as the provider knows it. */
  readonly id: string;

  /**
   * Scores documents, best first, ties by index; it may leave some out. Scores compare within one answer only.
   *
   * @throws The signal's reason, untouched, once it is aborted.
   * @throws {ModelUnavailableError} If the same request may succeed later.
   * @throws {ModelRequestError} If the provider refused it.
   */
  doRerank(
    query: string,
    documents: readonly string[],
    options: { readonly signal?: AbortSignal | undefined },
  ): Promise<readonly RerankedDocument[]>;
}
