/** One question to a language model whose answer is a list: asked once, with whatever it wrote read for whole items. */
import { ModelOutputError } from "../core/errors.ts";
import type { LanguageModel } from "../models/language-model.ts";
import type { Prompt } from "../prompts/prompt.ts";
import { readItems } from "../reader/read-items.ts";
import { askModel, checkGenerated } from "./model-answer.ts";

/** What is asked, and how an item of the answer is read. */
export interface ListQuestion<Item> {
  /** As errors say it: "rerank hits". */
  readonly action: string;
  readonly prompt: Prompt;
  /** The user's message. */
  readonly text: string;
  /** The key under which the answer lists items. */
  readonly key: string;
  /** Most tokens of the answer. */
  readonly maxTokens: number;
  readonly signal: AbortSignal | undefined;
  /** Reads one item; undefined for what is none. */
  readonly read: (item: unknown) => Item | undefined;
}

/** Its items, at least one, and how many requests it took. */
export interface ListAnswer<Item> {
  readonly items: readonly Item[];
  readonly requestCount: number;
}

/**
 * Asks once.
 *
 * @throws The signal's reason, untouched, once it is aborted.
 * @throws {ModelUnavailableError} @throws {ModelRequestError}
 * @throws {ModelOutputError} If there is no item in the answer.
 */
export async function askList<Item>(
  model: LanguageModel,
  question: ListQuestion<Item>,
): Promise<ListAnswer<Item>> {
  const { action, prompt, text, key, maxTokens, signal, read } = question;
  const request = {
    system: prompt.system,
    messages: [{ role: "user" as const, content: text }],
    schema: prompt.schema ?? undefined,
    temperature: 0,
    maxTokens,
    signal,
  };
  const asked = { action, model: model.id, signal };
  const answer = checkGenerated(
    await askModel(async () => model.doGenerate(request), asked),
    asked,
  );
  const found = readItems(answer.text, { keys: [key] }).items[key] ?? [];
  const items = found.flatMap((item) => read(item) ?? []);
  if (items.length === 0) {
    const { id: promptId, version: promptVersion } = prompt;
    const issues = [`no item of '${key}' is of the form asked for`];
    throw new ModelOutputError(action, { promptId, promptVersion, text: answer.text, issues });
  }
  return { items, requestCount: answer.requestCount ?? 1 };
}
