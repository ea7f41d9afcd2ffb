/** An embedding model as the engine uses it: asked again where that may help, its vectors checked and of length 1. */
import { InvalidArgumentError, ModelUnavailableError } from "../core/errors.ts";
import { retry, type RetryPolicy, type RetryWorld } from "../core/retry.ts";
import type {
  EmbeddingModel,
  EmbeddingOptions,
  EmbeddingResult,
} from "../models/embedding-model.ts";

const ACTION = "embed texts";

/**
 * Any embedding model, with retries and checks: what adapters do not do.
 *
 * Vectors come out with length 1, whatever their length was. An answer of other dimensions, or with too few vectors, is
 * refused whole: stored beside others, it would never be found again.
 */
export class CheckedEmbeddingModel implements EmbeddingModel {
  readonly id: string;
  readonly dimensions: number;
  readonly isModel: boolean;
  readonly maxInputsPerRequest: number;
  readonly #model: EmbeddingModel;
  readonly #policy: RetryPolicy;
  readonly #world: RetryWorld | undefined;

  constructor(model: EmbeddingModel, policy: RetryPolicy, world?: RetryWorld) {
    this.id = model.id;
    this.dimensions = model.dimensions;
    this.isModel = model.isModel;
    this.maxInputsPerRequest = model.maxInputsPerRequest;
    this.#model = model;
    this.#policy = policy;
    this.#world = world;
  }

  /** See {@link EmbeddingModel.doEmbed}. */
  async doEmbed(texts: readonly string[], options: EmbeddingOptions): Promise<EmbeddingResult> {
    const { signal } = options;
    const retries = { policy: this.#policy, signal, world: this.#world };
    return retry(async (attempt) => {
      const result = await this.#model.doEmbed(texts, options);
      return {
        ...result,
        embeddings: this.#check(result.embeddings, texts.length),
        requestCount: attempt - 1 + (result.requestCount ?? 1),
      };
    }, retries);
  }

  #check(embeddings: readonly Float32Array[], count: number): Float32Array[] {
    if (embeddings.length !== count) {
      const reason = `it answered ${count} texts with ${embeddings.length} vectors`;
      throw new ModelUnavailableError(ACTION, this.id, { reason });
    }
    return embeddings.map((embedding) => this.#unit(embedding));
  }

  #unit(embedding: Float32Array): Float32Array {
    if (embedding.length !== this.dimensions) {
      const requirement = `a model whose vectors have the ${this.dimensions} dimensions that it tells`;
      throw new InvalidArgumentError(ACTION, "embeddingModel", requirement, embedding.length);
    }
    const length = Math.sqrt(embedding.reduce((sum, value) => sum + value * value, 0));
    if (!(Number.isFinite(length) && length > 0)) {
      const reason = "a vector of its answer is zero or not of numbers";
      throw new ModelUnavailableError(ACTION, this.id, { reason });
    }
    return isUnit(length) ? embedding : embedding.map((value) => value / length);
  }
}

/** What rounding to 32 bits leaves of a length of 1: scaling such a vector again would only change its last digits. */
function isUnit(length: number): boolean {
  return Math.abs(length - 1) < 1e-6;
}
