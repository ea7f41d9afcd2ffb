/** The language model of a memory, for the application's own use. */
import { z } from "zod";

import { ConfigurationError } from "../core/errors.ts";
import type {
  LanguageModel,
  LanguageModelResult,
  PromptMessage,
} from "../models/language-model.ts";
import { check, signal, text } from "./check.ts";

/** Options of `languageModel.generate`. */
export interface GenerateOptions {
  /** Instructions. Put no recalled text here: a model obeys it. @defaultValue none */
  readonly system?: string | undefined;
  /** The JSON Schema of an object that the answer should fit; it may not. @defaultValue none: the answer is free text */
  readonly schema?: Readonly<Record<string, unknown>> | undefined;
  /** The most tokens to write, 1 to 1,000,000. @defaultValue the model's */
  readonly maxTokens?: number | undefined;
  /** Randomness, 0 to 2. @defaultValue the model's, which is 0 unless told otherwise */
  readonly temperature?: number | undefined;
  /** Aborting it rejects the call with the signal's reason. */
  readonly signal?: AbortSignal | undefined;
}

const ACTION = "generate a text";
/** Most characters of a prompt: more than any model takes. */
const MAX_PROMPT_LENGTH = 10_000_000;
/** Most messages of a prompt: more than any conversation that a model is shown. */
const MAX_MESSAGES = 10_000;
/** Most tokens that an answer may be given: more than any model writes. */
const MAX_TOKENS = 1_000_000;

const prompt: z.ZodType<string> = text(MAX_PROMPT_LENGTH);
const messages: z.ZodType<readonly PromptMessage[]> = z
  .array(z.strictObject({ role: z.enum(["user", "assistant"]), content: prompt }))
  .min(1)
  .max(MAX_MESSAGES);
const options: z.ZodType<GenerateOptions> = z.strictObject({
  system: prompt.optional(),
  schema: z.record(z.string(), z.unknown()).optional(),
  maxTokens: z.number().int().min(1).max(MAX_TOKENS).optional(),
  temperature: z.number().min(0).max(2).optional(),
  signal: signal.optional(),
});

/** The language model that a memory was opened with. */
export class LanguageModelHandle {
  readonly #model: LanguageModel | null;

  /** Made by `Memory.open`. */
  constructor(model: LanguageModel | null) {
    this.#model = model;
  }

  /** The model's name, as the provider knows it; undefined if the memory has none. */
  get id(): string | undefined {
    return this.#model?.id;
  }

  /**
   * Answers a prompt or a conversation: asks again where that may help, and gives what the model wrote with its cost.
   *
   * Neither reads nor writes the memory. An answer may be cut off or refused: `finishReason` says so.
   *
   * @throws {ConfigurationError} If the memory has no language model.
   * @throws {InvalidArgumentError} If the prompt is blank, or an option is unknown or out of range.
   * @throws {ModelUnavailableError} @throws {ModelRequestError}
   */
  async generate(
    given: string | readonly PromptMessage[],
    generateOptions: GenerateOptions = {},
  ): Promise<LanguageModelResult> {
    const checked = check(options, generateOptions, ACTION);
    checked.signal?.throwIfAborted();
    const conversation =
      typeof given === "string"
        ? [{ role: "user" as const, content: check(prompt, given, ACTION, "prompt") }]
        : check(messages, given, ACTION, "messages");
    if (!this.#model) {
      const remedy = "pass languageModel to Memory.open(), or set OPENAI_API_KEY";
      throw new ConfigurationError(ACTION, "the memory has no language model", remedy);
    }
    return this.#model.doGenerate({ ...checked, messages: conversation });
  }
}
