/** An embedding model as the engine uses it: asked again where that may help, its vectors checked and of length 1. */
import { InvalidArgumentError, ModelUnavailableError } from "../core/errors.ts";
import { retry, type RetryPolicy, type RetryWorld } from "../core/retry.ts";
import type {
  EmbeddingModel,
  EmbeddingOptions,
  EmbeddingResult,
} from "../models/embedding-model.ts";
import { askModel, checkEmbedded } from "./model-answer.ts";

const ACTION = "embed texts";
/** Somebody waits for a query: it is tried twice, and then the search does without its vector. */
const MAX_QUERY_ATTEMPTS = 2;
/** How long a query may wait for its vector, retries included: long enough for a local model that is being loaded. */
const MAX_QUERY_MS = 10_000;

/** What tests set. */
interface Surroundings {
  readonly world?: RetryWorld | undefined;
  readonly maxQueryMs?: number | undefined;
}

/**
 * Any embedding model, with retries and checks: what adapters do not do.
 *
 * Vectors come out with length 1, whatever their length was. An answer of other dimensions, or with too few vectors, is
 * refused whole: stored beside others, it would never be found again. A query is given up sooner than a document. What the
 * model throws that is no error of the house, and an answer that has not the form of one, count as an outage.
 */
export class CheckedEmbeddingModel implements EmbeddingModel {
  readonly id: string;
  readonly dimensions: number;
  readonly isModel: boolean;
  readonly unrelatedCosine: number | undefined;
  readonly maxInputsPerRequest: number;
  readonly maxCharactersPerRequest: number | undefined;
  readonly #model: EmbeddingModel;
  readonly #policy: RetryPolicy;
  readonly #queryPolicy: RetryPolicy;
  readonly #world: RetryWorld | undefined;
  readonly #maxQueryMs: number;

  /** @throws {InvalidArgumentError} If what the model says of unrelated texts is no cosine that a text may exceed. */
  constructor(
    model: EmbeddingModel,
    policy: RetryPolicy,
    { world, maxQueryMs = MAX_QUERY_MS }: Surroundings = {},
  ) {
    this.id = model.id;
    this.dimensions = model.dimensions;
    this.isModel = model.isModel;
    this.unrelatedCosine = checkUnrelated(model.unrelatedCosine);
    this.maxInputsPerRequest = model.maxInputsPerRequest;
    this.maxCharactersPerRequest = model.maxCharactersPerRequest;
    this.#model = model;
    this.#policy = policy;
    const maxAttempts = Math.min(policy.maxAttempts, MAX_QUERY_ATTEMPTS);
    this.#queryPolicy = { ...policy, maxAttempts };
    this.#world = world;
    this.#maxQueryMs = maxQueryMs;
  }

  /** See {@link EmbeddingModel.doEmbed}. */
  async doEmbed(texts: readonly string[], options: EmbeddingOptions): Promise<EmbeddingResult> {
    // What computes here needs no bound, and a search no timer.
    const isAwaited = options.purpose === "query" && this.isModel;
    return isAwaited
      ? this.#embedInTime(texts, options)
      : this.#embed(texts, options, this.#policy);
  }

  async #embedInTime(
    texts: readonly string[],
    { purpose, signal }: EmbeddingOptions,
  ): Promise<EmbeddingResult> {
    const timeout = AbortSignal.timeout(this.#maxQueryMs);
    const either = signal ? AbortSignal.any([signal, timeout]) : timeout;
    try {
      return await this.#embed(texts, { purpose, signal: either }, this.#queryPolicy);
    } catch (error) {
      if (error !== timeout.reason || signal?.aborted === true) throw error;
      const reason = `it did not answer within ${this.#maxQueryMs} ms`;
      throw new ModelUnavailableError(ACTION, this.id, { reason });
    }
  }

  async #embed(
    texts: readonly string[],
    options: EmbeddingOptions,
    policy: RetryPolicy,
  ): Promise<EmbeddingResult> {
    const retries = { policy, signal: options.signal, world: this.#world };
    const asked = { action: ACTION, model: this.id, signal: options.signal };
    return retry(async (attempt) => {
      const answer = await askModel(async () => this.#model.doEmbed(texts, options), asked);
      const result = checkEmbedded(answer, asked);
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
      throw this.#otherDimensions(embedding.length);
    }
    const length = Math.sqrt(embedding.reduce((sum, value) => sum + value * value, 0));
    if (!(Number.isFinite(length) && length > 0)) {
      const reason = "a vector of its answer is zero or not of numbers";
      throw new ModelUnavailableError(ACTION, this.id, { reason });
    }
    return isUnit(length) ? embedding : embedding.map((value) => value / length);
  }

  #otherDimensions(count: number): InvalidArgumentError {
    const told = this.dimensions;
    const other = `pass sendsDimensions: true to openAIEmbeddingModel if the model can give ${told}`;
    const requirement = `the ${count} that the model's vectors have (or ${other})`;
    return new InvalidArgumentError(ACTION, "embeddingModel.dimensions", requirement, told);
  }
}

function checkUnrelated(cosine: number | undefined): number | undefined {
  if (cosine === undefined || (cosine >= -1 && cosine < 1)) return cosine;
  const requirement = "a number from -1 to less than 1";
  throw new InvalidArgumentError("use an embedding model", "unrelatedCosine", requirement, cosine);
}

/** What rounding to 32 bits leaves of a length of 1: scaling such a vector again would only change its last digits. */
function isUnit(length: number): boolean {
  return Math.abs(length - 1) < 1e-6;
}
