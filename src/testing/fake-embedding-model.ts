import { ModelRequestError } from "../core/errors.ts";
import type { Options } from "../core/options.ts";
import type {
  EmbeddingModel,
  EmbeddingOptions,
  EmbeddingResult,
} from "../models/embedding-model.ts";
import { embedLexically, type EmbedFunction } from "./openai-server/answer-embeddings.ts";
import { checkDelayMs } from "./openai-server/openai-server-options.ts";
import { estimateTokens } from "./openai-server/tokens-estimate.ts";
import { pause } from "./pause.ts";

/** How a {@link FakeEmbeddingModel} answers. */
export interface FakeEmbeddingSettings {
  /** The model's name: a file remembers it. @defaultValue "fake" */
  readonly id: string;
  /** Components of a vector; at least 32 for the lexical embedder. @defaultValue 64 */
  readonly dimensions: number;
  /** Whether it passes for a model. @defaultValue true */
  readonly isModel: boolean;
  /** Most texts of a request: more are refused. @defaultValue 256 */
  readonly maxInputsPerRequest: number;
  /** Makes the vectors; they are scaled to length 1. @defaultValue {@link embedLexically} */
  readonly embed: EmbedFunction;
  /** How long an answer takes, in milliseconds, 0 to 600,000. @defaultValue 0 */
  readonly latencyMs: number;
}

/** An embedding model inside the process, with vectors by a function. */
export class FakeEmbeddingModel implements EmbeddingModel {
  readonly id: string;
  readonly dimensions: number;
  readonly isModel: boolean;
  readonly maxInputsPerRequest: number;
  readonly #embed: EmbedFunction;
  readonly #latencyMs: number;

  /** @throws {InvalidArgumentError} If `latencyMs` is out of range. */
  constructor(settings: Options<FakeEmbeddingSettings> = {}) {
    this.id = settings.id ?? "fake";
    this.dimensions = settings.dimensions ?? 64;
    this.isModel = settings.isModel ?? true;
    this.maxInputsPerRequest = settings.maxInputsPerRequest ?? 256;
    this.#embed = settings.embed ?? embedLexically;
    this.#latencyMs = checkDelayMs("latencyMs", settings.latencyMs);
  }

  /**
   * Embeds texts; both purposes give the same vectors. `tokenCount` is an estimate.
   *
   * @throws The signal's reason, untouched, once it is aborted.
   * @throws {ModelRequestError} If there are too many texts.
   */
  async doEmbed(texts: readonly string[], { signal }: EmbeddingOptions): Promise<EmbeddingResult> {
    await pause(this.#latencyMs, signal);
    if (texts.length > this.maxInputsPerRequest) {
      const reason = `it takes ${this.maxInputsPerRequest} texts at most: ${texts.length} were sent`;
      throw new ModelRequestError("embed texts", this.id, { reason });
    }
    const { id: model, dimensions } = this;
    const vectors = texts.length === 0 ? [] : await this.#embed(texts, { model, dimensions });
    return {
      embeddings: vectors.map((vector) => toUnitLength(vector)),
      tokenCount: texts.reduce((sum, text) => sum + estimateTokens(text), 0),
    };
  }
}

/** A vector of nothing but zeros stays one. */
function toUnitLength(vector: ArrayLike<number>): Float32Array {
  const values = Array.from(vector);
  const length = Math.sqrt(values.reduce((sum, value) => sum + value * value, 0));
  return Float32Array.from(values, (value) => (length === 0 ? 0 : value / length));
}
