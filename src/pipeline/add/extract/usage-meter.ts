/** Counts what an add asks of language models. */
import type { LanguageModelResult } from "../../../models/language-model.ts";

/** What language models did for an add. */
export interface ModelUsage {
  /** Calls that were answered or failed, repeats of failed ones not counted apart. */
  readonly modelCalls: number;
  /** Calls among them that went on where an answer had been cut off, or read one half of a window anew. */
  readonly continuations: number;
  /** Calls among them that asked for items anew that did not have the form asked for. */
  readonly repairs: number;
  /** Requests beyond one of each call that was answered: repeats of failed ones, and asking in another way. */
  readonly retries: number;
  /** Tokens sent, as the provider counts them. */
  readonly promptTokens: number;
  /** Tokens received, likewise. */
  readonly completionTokens: number;
}

/** What no model was asked. */
export const NO_MODEL_USAGE: ModelUsage = {
  modelCalls: 0,
  continuations: 0,
  repairs: 0,
  retries: 0,
  promptTokens: 0,
  completionTokens: 0,
};

/** What a call was for. */
export type CallReason = "first" | "continuation" | "repair";

/** Adds up calls while they are made. */
export class UsageMeter {
  #usage: ModelUsage = NO_MODEL_USAGE;

  /** Counts a call that is about to be made. */
  call(reason: CallReason): void {
    const { modelCalls, continuations, repairs } = this.#usage;
    this.#usage = {
      ...this.#usage,
      modelCalls: modelCalls + 1,
      continuations: continuations + (reason === "continuation" ? 1 : 0),
      repairs: repairs + (reason === "repair" ? 1 : 0),
    };
  }

  /** Counts an answer's tokens, and the requests it took. */
  answer({ usage, requestCount = 1 }: Pick<LanguageModelResult, "usage" | "requestCount">): void {
    const { retries, promptTokens, completionTokens } = this.#usage;
    this.#usage = {
      ...this.#usage,
      retries: retries + Math.max(0, requestCount - 1),
      promptTokens: promptTokens + usage.promptTokens,
      completionTokens: completionTokens + usage.completionTokens,
    };
  }

  /** What it came to so far. */
  total(): ModelUsage {
    return this.#usage;
  }
}
