/** A chat model of the AI SDK, as this library's port. */
import { ModelUnavailableError } from "../../core/errors.ts";
import { untilAborted } from "../../core/until-aborted.ts";
import type {
  FinishReason,
  LanguageModel,
  LanguageModelRequest,
  LanguageModelResult,
} from "../language-model.ts";
import type { AiSdkCallOptions, AiSdkLanguageModel, AiSdkMessage } from "../ai-sdk-types.ts";
import { mapAiSdkError } from "./map-error.ts";
import { withOwnSignal } from "./own-signal.ts";

const ACTION = "ask for an answer";

/** By the SDK's words; `interrupted` is a stream that ended without saying so, `unknown` is version 2's. */
const FINISH_REASONS: ReadonlyMap<unknown, FinishReason> = new Map([
  ["stop", "stop"],
  ["tool-calls", "stop"],
  ["length", "length"],
  ["interrupted", "length"],
  ["content-filter", "content-filter"],
  ["error", "error"],
]);

/**
 * A model object of the AI SDK, version 2 to 4 of its specification, as a {@link LanguageModel}.
 *
 * A provider that warns that it drops the schema is asked anew with the schema in words, and from then on at once. Sends each
 * request once otherwise: callers retry.
 */
export class AiSdkAdaptedLanguageModel implements LanguageModel {
  readonly id: string;
  readonly #model: AiSdkLanguageModel;
  #dropsSchema = false;

  /** @param model - As `openai("gpt-4.1-mini")` of `@ai-sdk/openai` gives it. */
  constructor(model: AiSdkLanguageModel) {
    this.id = model.modelId;
    this.#model = model;
  }

  /** See {@link LanguageModel.doGenerate}. */
  async doGenerate(request: LanguageModelRequest): Promise<LanguageModelResult> {
    const { signal } = request;
    signal?.throwIfAborted();
    return untilAborted(this.#generate(request), signal);
  }

  async #generate(request: LanguageModelRequest): Promise<LanguageModelResult> {
    const isTold = this.#dropsSchema;
    const answer = await this.#ask(request, isTold);
    if (request.schema === undefined) return { ...this.#read(answer), outputMode: "text" };
    if (isTold) return { ...this.#read(answer), outputMode: "json-mode" };
    if (!warnsOfSchema(answer)) return { ...this.#read(answer), outputMode: "json-schema" };
    this.#dropsSchema = true;
    request.signal?.throwIfAborted();
    const second = await this.#ask(request, true);
    return { ...this.#read(second), outputMode: "json-mode", requestCount: 2 };
  }

  async #ask(request: LanguageModelRequest, isTold: boolean): Promise<unknown> {
    try {
      return await withOwnSignal(request.signal, async (signal) =>
        this.#model.doGenerate(optionsOf({ ...request, signal }, isTold)),
      );
    } catch (error) {
      throw mapAiSdkError(error, { action: ACTION, model: this.id });
    }
  }

  #read(answer: unknown): LanguageModelResult {
    const content = get(answer, "content");
    if (!Array.isArray(content)) {
      throw new ModelUnavailableError(ACTION, this.id, { reason: "its answer is empty" });
    }
    const structured = get(answer, "structuredOutputText");
    const finish = get(answer, "finishReason");
    return {
      text: typeof structured === "string" ? structured : textsOf(content).join(""),
      // A string in version 2, an object since.
      finishReason: FINISH_REASONS.get(get(finish, "unified") ?? finish) ?? "other",
      usage: usageOf(get(answer, "usage")),
    };
  }
}

function optionsOf(request: LanguageModelRequest, isTold: boolean): AiSdkCallOptions {
  const { schema, maxTokens, temperature = 0, signal } = request;
  return {
    prompt: promptOf(request, isTold),
    temperature,
    ...(maxTokens === undefined ? {} : { maxOutputTokens: maxTokens }),
    ...(schema === undefined
      ? {}
      : { responseFormat: { type: "json", schema: { ...schema }, name: nameOf(schema) } }),
    ...(signal ? { abortSignal: signal } : {}),
  };
}

function nameOf({ title }: Readonly<Record<string, unknown>>): string {
  return typeof title === "string" && /^[\w-]{1,64}$/.test(title) ? title : "answer";
}

function promptOf(
  { system, messages, schema }: LanguageModelRequest,
  isTold: boolean,
): AiSdkMessage[] {
  const format = `Answer with JSON only, one object that fits this JSON Schema:\n${JSON.stringify(schema)}`;
  const instructions = [system, isTold && schema ? format : undefined];
  const text = instructions.filter((one) => one !== undefined).join("\n\n");
  const first: AiSdkMessage[] = text === "" ? [] : [{ role: "system", content: text }];
  return [
    ...first,
    ...messages.map(({ role, content }): AiSdkMessage => ({
      role,
      content: [{ type: "text", text: content }],
    })),
  ];
}

/** Whether the provider says that it does not take the schema: `setting` in version 2, `feature` since. */
function warnsOfSchema(answer: unknown): boolean {
  const warnings = get(answer, "warnings");
  if (!Array.isArray(warnings)) return false;
  return warnings.some((warning: unknown) =>
    [get(warning, "feature"), get(warning, "setting")].includes("responseFormat"),
  );
}

function textsOf(content: readonly unknown[]): string[] {
  return content.flatMap((part) => {
    const text = get(part, "text");
    return get(part, "type") === "text" && typeof text === "string" ? [text] : [];
  });
}

/** Numbers in version 2, objects with a total since. */
function usageOf(usage: unknown): LanguageModelResult["usage"] {
  const [promptTokens, completionTokens] = ["inputTokens", "outputTokens"].map((name) => {
    const count = get(usage, name);
    const total = get(count, "total") ?? count;
    // NaN where version 2's provider was told nothing.
    return typeof total === "number" && total >= 0 ? total : 0;
  });
  return { promptTokens: promptTokens ?? 0, completionTokens: completionTokens ?? 0 };
}

function get(value: unknown, name: string): unknown {
  return typeof value === "object" && value !== null ? Reflect.get(value, name) : undefined;
}
