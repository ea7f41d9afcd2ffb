/** The port to whatever turns text into vectors. Callers split batches, retry and check; adapters only ask. */

/** What a text is embedded for: some models want a different prefix or parameter for each. */
export type EmbeddingPurpose = "query" | "document";

/** What an embedding request may carry besides its texts. */
export interface EmbeddingOptions {
  readonly purpose: EmbeddingPurpose;
  readonly signal?: AbortSignal | undefined;
}

/** The answer to one embedding request. */
export interface EmbeddingResult {
  /** One vector for each text, in their order. */
  readonly embeddings: readonly Float32Array[];
  /** Tokens the provider counted; undefined if it does not say. */
  readonly tokenCount?: number | undefined;
  /** Requests sent for this answer, those that failed included; undefined means 1. */
  readonly requestCount?: number | undefined;
}

/** An embedding model: text in, unit vectors out. Its vectors compare only with those of the same id and dimensions. */
export interface EmbeddingModel {
  /** Name and version, as "lexical-v1": recorded in the file, so that another model's vectors are noticed. */
  readonly id: string;

  /** Components of every vector. */
  readonly dimensions: number;

  /** Whether a model is behind it: false where vectors are computed from the letters alone. */
  readonly isModel: boolean;

  /**
   * The cosine that texts with nothing to do with each other have on average, in [-1, 1): some models put all texts close
   * together. Undefined if nobody measured it.
   */
  readonly unrelatedCosine?: number | undefined;

  /** The most texts a request may have. */
  readonly maxInputsPerRequest: number;

  /** The most characters that the texts of a request may have together, one text alone excepted. @defaultValue no bound */
  readonly maxCharactersPerRequest?: number | undefined;

  /**
   * Embeds texts: vectors of length 1 with `dimensions` finite components, in the order of `texts`.
   *
   * No texts give no vectors. Any string is a text, also an empty one and one with lone surrogates. A text's
   * vector does not depend on the texts beside it.
   *
   * @param texts - At most `maxInputsPerRequest`, and of more than one, at most `maxCharactersPerRequest` characters.
   * @throws The signal's reason, untouched, once it is aborted.
   * @throws {ModelUnavailableError} If the same request may succeed later.
   * @throws {ModelRequestError} If the provider refused it.
   */
  doEmbed(texts: readonly string[], options: EmbeddingOptions): Promise<EmbeddingResult>;
}
