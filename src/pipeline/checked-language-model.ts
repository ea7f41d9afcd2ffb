/** A language model as the engine uses it: asked again where that may help, its answers checked. */
import { ModelUnavailableError } from "../core/errors.ts";
import { retry, type RetryPolicy, type RetryWorld } from "../core/retry.ts";
import type {
  LanguageModel,
  LanguageModelRequest,
  LanguageModelResult,
} from "../models/language-model.ts";
import { askModel, checkGenerated } from "./model-answer.ts";

const ACTION = "ask for an answer";

/**
 * Any language model, with retries and checks: what adapters do not do.
 *
 * What it throws that is no error of the house, and an answer that has not the form of one, count as an outage.
 * `requestCount` of an answer counts the attempts that failed before it too.
 */
export class CheckedLanguageModel implements LanguageModel {
  readonly id: string;
  readonly #model: LanguageModel;
  readonly #policy: RetryPolicy;
  readonly #world: RetryWorld | undefined;

  constructor(model: LanguageModel, policy: RetryPolicy, world?: RetryWorld) {
    this.id = model.id;
    this.#model = model;
    this.#policy = policy;
    this.#world = world;
  }

  /** See {@link LanguageModel.doGenerate}. */
  async doGenerate(request: LanguageModelRequest): Promise<LanguageModelResult> {
    const { signal } = request;
    const options = { policy: this.#policy, signal, world: this.#world };
    const asked = { action: ACTION, model: this.id, signal };
    return retry(async (attempt) => {
      const answer = await askModel(async () => this.#model.doGenerate(request), asked);
      const result = checkGenerated(answer, asked);
      return { ...this.#check(result), requestCount: attempt - 1 + (result.requestCount ?? 1) };
    }, options);
  }

  /** An answer that broke off on the provider's side, or has neither text nor a reason for that, is none. */
  #check(result: LanguageModelResult): LanguageModelResult {
    const { text, finishReason } = result;
    if (finishReason === "error") throw this.#unavailable("its answer broke off");
    const isEmpty = text.trim() === "" && (finishReason === "stop" || finishReason === "other");
    if (isEmpty) throw this.#unavailable("its answer is empty");
    return result;
  }

  #unavailable(reason: string): ModelUnavailableError {
    return new ModelUnavailableError(ACTION, this.id, { reason });
  }
}
