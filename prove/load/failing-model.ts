/** A language model a tenth of whose calls fail. */
import {
  type LanguageModel,
  type LanguageModelRequest,
  ModelUnavailableError,
} from "../../src/index.ts";
import { FakeLanguageModel } from "../../src/testing/testing.ts";
import type { SeededRandom } from "../../tests/support/seeded-random.ts";

/** Of so many calls one fails. */
const FAILS_ONE_IN = 10;
const LATENCY_MS = 20;
/** What each message has one of. */
const WORD = /load\d+x/gu;

/** Reads one fact and one relation from each message, unless the call fails. */
export class FailingModel implements LanguageModel {
  readonly id: string = "failing";
  callCount = 0;
  failureCount = 0;
  readonly #model: FakeLanguageModel;
  readonly #random: SeededRandom;
  readonly #isSilent: boolean;

  /** @param isSilent - Whether a failure looks like an answer with nothing in it: a sabotage. */
  constructor(random: SeededRandom, { isSilent }: { readonly isSilent: boolean }) {
    this.#random = random;
    this.#isSilent = isSilent;
    this.#model = new FakeLanguageModel(
      ({ schemaName, prompt }) => {
        const words = [...new Set(prompt.match(WORD) ?? [])];
        if (schemaName === "graph") return { json: { entities: [], relations: words.map(edgeOf) } };
        return { json: schemaName === "facts" ? { facts: words.map(factOf) } : { decisions: [] } };
      },
      { latencyMs: LATENCY_MS },
    );
  }

  async doGenerate(request: LanguageModelRequest): ReturnType<LanguageModel["doGenerate"]> {
    this.callCount += 1;
    if (this.#random(FAILS_ONE_IN) === 0) {
      this.failureCount += 1;
      if (this.#isSilent) return this.#model.doGenerate({ ...request, messages: [] });
      throw new ModelUnavailableError("generate text", this.id, { reason: "it is overloaded" });
    }
    return this.#model.doGenerate(request);
  }
}

const REST = { sources: [1], from: null, to: null, corrects: false };

function factOf(word: string): unknown {
  return { text: `Ana bought ${word}`, kind: "event", by: "user", slot: null, ...REST };
}

function edgeOf(word: string): unknown {
  const fact = `Ana owns ${word}`;
  return { source: "Ana", relation: "OWNS", target: word, fact, ...REST };
}
