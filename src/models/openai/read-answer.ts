/** Reads what an endpoint answered. Compatible servers leave fields out and add others, so nothing is taken on trust. */
import type { FinishReason, LanguageModelResult } from "../language-model.ts";

/** Finish reasons by what providers call them; "insufficient_system_resource" is DeepSeek's word for a broken answer. */
const FINISH_REASONS: ReadonlyMap<unknown, FinishReason> = new Map([
  ["stop", "stop"],
  ["tool_calls", "stop"],
  ["function_call", "stop"],
  ["length", "length"],
  ["content_filter", "content-filter"],
  ["sensitive", "content-filter"],
  ["insufficient_system_resource", "error"],
  ["error", "error"],
]);

/** What stands in an answer; undefined if it is none, as an error page with status 200. */
export function readCompletion(answer: unknown): LanguageModelResult | undefined {
  const choices = get(answer, "choices");
  if (!Array.isArray(choices) || choices.length === 0) return undefined;
  const choice: unknown = choices[0];
  const message = get(choice, "message");
  if (typeof message !== "object" || message === null) return undefined;
  const refusal = textOf(get(message, "refusal"));
  const usage = usageOf(get(answer, "usage"));
  if (refusal !== "") return { text: "", finishReason: "content-filter", usage, refusal };
  const finishReason = FINISH_REASONS.get(get(choice, "finish_reason")) ?? "other";
  return { text: argumentsOf(message) || textOf(get(message, "content")), finishReason, usage };
}

/** What a model wrote as arguments of tools, one call a line; empty if it called none. */
function argumentsOf(message: object): string {
  const calls = get(message, "tool_calls");
  if (!Array.isArray(calls)) return "";
  const texts = calls.map((call: unknown) => get(get(call, "function"), "arguments"));
  // Some servers send the arguments parsed.
  return texts
    .map((text) =>
      typeof text === "object" && text !== null ? JSON.stringify(text) : textOf(text),
    )
    .filter((text) => text !== "")
    .join("\n");
}

/** A text, or the texts of a list of parts. */
function textOf(content: unknown): string {
  if (typeof content === "string") return content;
  if (!Array.isArray(content)) return "";
  return content.map((part: unknown) => textOf(get(part, "text"))).join("");
}

function usageOf(usage: unknown): LanguageModelResult["usage"] {
  return {
    promptTokens: countOf(get(usage, "prompt_tokens")) ?? 0,
    completionTokens: countOf(get(usage, "completion_tokens")) ?? 0,
  };
}

/** What stands in an answer to a request for embeddings, in the order of the texts; undefined if it is none. */
export function readEmbeddings(
  answer: unknown,
): { readonly embeddings: Float32Array[]; readonly tokenCount: number | undefined } | undefined {
  const data = get(answer, "data");
  if (!Array.isArray(data)) return undefined;
  const embeddings: Float32Array[] = [];
  for (const one of inOrder(data)) {
    const numbers = get(one, "embedding");
    if (!Array.isArray(numbers) || !numbers.every((value) => typeof value === "number")) {
      return undefined;
    }
    embeddings.push(Float32Array.from(numbers));
  }
  const usage = get(answer, "usage");
  return {
    embeddings,
    tokenCount: countOf(get(usage, "prompt_tokens")) ?? countOf(get(usage, "total_tokens")),
  };
}

/** By `index` where it counts them all, else as they came: DashScope's own example has indexes that do not. */
function inOrder(data: readonly unknown[]): unknown[] {
  const byIndex = new Map(data.map((one) => [get(one, "index"), one]));
  const indexes = data.keys().toArray();
  return indexes.every((index) => byIndex.has(index))
    ? indexes.map((index) => byIndex.get(index))
    : [...data];
}

/** The status that some gateways put into the body of an answer with status 200. */
export function errorStatusOf(answer: unknown): number | undefined {
  return countOf(Number(get(get(answer, "error"), "code")));
}

function countOf(value: unknown): number | undefined {
  return typeof value === "number" && Number.isInteger(value) && value >= 0 ? value : undefined;
}

function get(value: unknown, name: string): unknown {
  return typeof value === "object" && value !== null ? Reflect.get(value, name) : undefined;
}
