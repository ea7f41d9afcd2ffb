import type { Options } from "../core/options.ts";
import type { RerankedDocument, Reranker } from "../models/reranker.ts";
import { checkDelayMs } from "./openai-server/openai-server-options.ts";
import { pause } from "./pause.ts";

/** How a {@link FakeReranker} judges. */
export interface FakeRerankerSettings {
  /** The model's name. @defaultValue "fake" */
  readonly id: string;
  /** How long an answer takes, in milliseconds, 0 to 600,000. @defaultValue 0 */
  readonly latencyMs: number;
}

/** How relevant a document is to a query; larger is better. `undefined` leaves it out. */
export type ScoreFunction = (query: string, document: string, index: number) => number | undefined;

/** A reranker inside the process, with scores by a function. */
export class FakeReranker implements Reranker {
  readonly id: string;
  readonly #score: ScoreFunction;
  readonly #latencyMs: number;

  /** @throws {InvalidArgumentError} If `latencyMs` is out of range. */
  constructor(score: ScoreFunction, settings: Options<FakeRerankerSettings> = {}) {
    this.id = settings.id ?? "fake";
    this.#score = score;
    this.#latencyMs = checkDelayMs("latencyMs", settings.latencyMs);
  }

  /**
   * Scores documents, best first, ties by index.
   *
   * @throws The signal's reason, untouched, once it is aborted.
   */
  async doRerank(
    query: string,
    documents: readonly string[],
    { signal }: { readonly signal?: AbortSignal | undefined },
  ): Promise<readonly RerankedDocument[]> {
    await pause(this.#latencyMs, signal);
    return documents
      .flatMap((document, index) => {
        const score = this.#score(query, document, index);
        return score === undefined ? [] : [{ index, score }];
      })
      .toSorted((one, other) => other.score - one.score);
  }
}
