/** What the demo does while its model is down: it keeps the messages without waiting, and leaves the reading to a later run. */
import {
  type LanguageModel,
  type LanguageModelResult,
  Memory,
  MnemographError,
  ModelUnavailableError,
} from "../src/index.ts";
import type { PlaceOptions } from "./demo-place.ts";
import type { Reader } from "./demo-reader.ts";

/** One attempt: whoever watches has waited for the retries of the session that found the model down. */
const ONE_ATTEMPT = { maxAttempts: 1 };

/** Long enough for an answer of one word. */
const PROBE_TIMEOUT_MS = 10_000;

/** A model that is known to be down: it is not asked, so that nothing waits for it. */
class DownModel implements LanguageModel {
  readonly id: string;
  readonly #reason: string;

  constructor(id: string, reason: string) {
    this.id = id;
    this.#reason = reason;
  }

  /** @throws {ModelUnavailableError} Always: so a session is stored, and what is to be read of it left pending. */
  async doGenerate(): Promise<LanguageModelResult> {
    const error = new ModelUnavailableError("ask for an answer", this.id, { reason: this.#reason });
    return Promise.reject(error);
  }
}

/**
 * Asks the model once for a word.
 *
 * @returns Why it cannot be asked; null if it answers.
 */
export async function findOutage({ models }: Reader): Promise<string | null> {
  const asking = await Memory.open({ ...models, path: ":memory:", retry: ONE_ATTEMPT });
  const signal = AbortSignal.timeout(PROBE_TIMEOUT_MS);
  try {
    await asking.languageModel.generate("Answer with one word: yes.", { signal });
    return null;
  } catch (error) {
    if (signal.aborted) {
      return `it did not answer within ${PROBE_TIMEOUT_MS / 1000} s`;
    }
    if (error instanceof MnemographError) {
      return error.message;
    }
    throw error;
  } finally {
    await asking.close();
  }
}

/** Opens the memory with a language model that is not asked, and an embedding model that is asked once at a time. */
export async function openInOutage(
  place: PlaceOptions,
  { models }: Reader,
  { modelId, reason }: { readonly modelId: string; readonly reason: string },
): Promise<Memory> {
  const languageModel = new DownModel(modelId, reason);
  return Memory.open({ ...models, ...place, languageModel, retry: ONE_ATTEMPT });
}
