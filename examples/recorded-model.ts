/**
 * Answers of a real language model, recorded: each is what it wrote when it was given exactly our prompt and messages,
 * unedited. Replaying them shows what a model makes of the demo's conversation without a key and without a network.
 */
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import {
  type FinishReason,
  type LanguageModel,
  type LanguageModelRequest,
  type LanguageModelResult,
  ModelRequestError,
} from "../src/index.ts";

/** One answer as it was recorded. */
export interface RecordedAnswer {
  /** Of exactly what was asked: {@link requestKey}. */
  readonly request: string;
  /** The version of the prompt it was given. */
  readonly promptVersion: string;
  /** The model that wrote it. */
  readonly model: string;
  readonly finishReason: FinishReason;
  /** What it wrote, as it wrote it. */
  readonly text: string;
}

/** The answers for the conversation that comes with the repository. */
export const RECORDED_ANSWERS: string = join(import.meta.dirname, "recorded", "answers.json");

/** Names a request by its instructions and messages: other words, another answer. */
export function requestKey({ system = "", messages }: LanguageModelRequest): string {
  const asked = JSON.stringify([system, messages.map(({ role, content }) => [role, content])]);
  return createHash("sha256").update(asked).digest("hex").slice(0, 16);
}

/** Reads a file of answers. */
export function readAnswers(path: string): RecordedAnswer[] {
  // The file is made by `npm run record` and by nobody else.
  return JSON.parse(readFileSync(path, "utf8")) as RecordedAnswer[];
}

/** A language model that answers what it was asked before, in the very same words. */
export class ReplayedModel implements LanguageModel {
  readonly id: string;
  readonly #answers: ReadonlyMap<string, RecordedAnswer>;

  constructor(answers: readonly RecordedAnswer[]) {
    this.id = answers[0]?.model ?? "nobody";
    this.#answers = new Map(answers.map((answer) => [answer.request, answer]));
  }

  /** @throws {ModelRequestError} If it was never asked this. */
  async doGenerate(request: LanguageModelRequest): Promise<LanguageModelResult> {
    request.signal?.throwIfAborted();
    const answer = this.#answers.get(requestKey(request));
    if (!answer) {
      const reason = "no answer to this was recorded: `npm run record` makes them anew";
      throw new ModelRequestError("replay an answer", this.id, { reason });
    }
    const { text, finishReason } = answer;
    const usage = { promptTokens: 0, completionTokens: 0 };
    return Promise.resolve({ text, finishReason, usage });
  }
}
