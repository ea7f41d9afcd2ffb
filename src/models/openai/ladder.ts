/**
 * The ladder: how an answer that fits a schema is asked for, and what to do differently when a provider refuses the way.
 *
 * Providers that call themselves compatible differ in what they take. What is known of one stands in its preset; the rest is
 * found out by asking, once, and kept.
 */
import type { LanguageModelRequest, OutputMode } from "../language-model.ts";
import type { ProviderError } from "./map-error.ts";

/** The strictest way first. */
export const LADDER: readonly OutputMode[] = ["json-schema", "tool-call", "json-mode", "text"];

/** What the bound on tokens is called: newer models of OpenAI know only the second. */
export type TokenLimitField = "max_tokens" | "max_completion_tokens";

/** How requests are formed: what the provider is known to take. */
export interface RequestShape {
  /** Ways left to ask for JSON, the next to use first; never empty. */
  readonly modes: readonly OutputMode[];
  /** Null where neither is taken. */
  readonly tokenLimitField: TokenLimitField | null;
  /** Whether `temperature` is taken: models that think often refuse it. */
  readonly hasTemperature: boolean;
  /** Fields of the provider's own, as those that switch thinking off. */
  readonly extraBody: Readonly<Record<string, unknown>>;
}

/** What a request is made of besides its shape. */
export interface RequestContent {
  readonly model: string;
  readonly request: LanguageModelRequest;
  readonly temperature: number;
  readonly maxTokens: number | undefined;
}

/** Statuses with which servers refuse a field; some say 500 for one that they were not started with. */
const REFUSALS: ReadonlySet<number> = new Set([400, 404, 405, 415, 422, 500, 501]);

/** What a refusal of each way speaks of. */
const SPEAKS_OF: Readonly<Record<OutputMode, RegExp>> = {
  "json-schema": /response[ _]?format|json[ _]?(?:schema|mode|object)|schema|structured|grammar/i,
  "tool-call": /tool|function/i,
  "json-mode": /response[ _]?format|json/i,
  text: /(?!)/,
};

/** What the package says where it cannot read the error: a client that is not ours then hides why. */
const SAYS_NOTHING = /status code \(no body\)/;

/** What a schema is called that has no title a provider would take. */
const DEFAULT_NAME = "answer";

/** The way a request is asked for: without a schema there is nothing to ask for. */
export function modeOf({ schema }: LanguageModelRequest, shape: RequestShape): OutputMode {
  return schema === undefined ? "text" : (shape.modes[0] ?? "text");
}

/** The body of `POST /chat/completions`. */
export function requestBody(
  { model, request, temperature, maxTokens }: RequestContent,
  shape: RequestShape,
): Record<string, unknown> {
  const mode = modeOf(request, shape);
  const { tokenLimitField, hasTemperature, extraBody } = shape;
  return {
    model,
    messages: messagesOf(request, mode),
    ...(hasTemperature ? { temperature } : {}),
    ...(tokenLimitField !== null && maxTokens !== undefined
      ? { [tokenLimitField]: maxTokens }
      : {}),
    ...outputFields(request.schema ?? {}, mode),
    ...extraBody,
  };
}

function schemaName({ title }: Readonly<Record<string, unknown>>): string {
  return typeof title === "string" && /^[\w-]{1,64}$/.test(title) ? title : DEFAULT_NAME;
}

function outputFields(
  schema: Readonly<Record<string, unknown>>,
  mode: OutputMode,
): Record<string, unknown> {
  const name = schemaName(schema);
  if (mode === "json-schema") {
    const definition = { name, schema, strict: isStrict(schema) };
    return { response_format: { type: "json_schema", json_schema: definition } };
  }
  if (mode === "tool-call") {
    const definition = { name, description: "Gives the answer.", parameters: schema };
    return {
      tools: [{ type: "function", function: definition }],
      tool_choice: { type: "function", function: { name } },
    };
  }
  return mode === "json-mode" ? { response_format: { type: "json_object" } } : {};
}

/** Where the provider does not get the schema, the model is told it: JSON mode also demands that the word is said. */
function messagesOf(
  { system, messages, schema }: LanguageModelRequest,
  mode: OutputMode,
): readonly object[] {
  const isTold = schema !== undefined && (mode === "json-mode" || mode === "text");
  const format = `Answer with JSON only, one object that fits this JSON Schema:\n${JSON.stringify(schema)}`;
  const instructions = [system, isTold ? format : undefined].filter((text) => text !== undefined);
  const first = { role: "system", content: instructions.join("\n\n") };
  return instructions.length === 0 ? messages : [first, ...messages];
}

/**
 * The shape to try next after a refusal; undefined if the error is about something else, or nothing is left to change.
 *
 * Every step takes something away, so that steps are bounded.
 */
export function nextShape(
  shape: RequestShape,
  mode: OutputMode,
  error: ProviderError | undefined,
): RequestShape | undefined {
  if (error?.status === undefined || !REFUSALS.has(error.status)) return undefined;
  const said = `${error.parameter} ${error.code} ${error.message}`;
  return (
    withoutExtra(shape, said) ??
    withOtherLimit(shape, said) ??
    withoutTemperature(shape, said) ??
    withoutMode(shape, mode, said)
  );
}

function withoutExtra(shape: RequestShape, said: string): RequestShape | undefined {
  const refused = Object.keys(shape.extraBody).filter((name) => said.includes(name));
  if (refused.length === 0) return undefined;
  const kept = Object.entries(shape.extraBody).filter(([name]) => !refused.includes(name));
  return { ...shape, extraBody: Object.fromEntries(kept) };
}

function withOtherLimit(shape: RequestShape, said: string): RequestShape | undefined {
  if (shape.tokenLimitField === "max_tokens" && said.includes("max_tokens")) {
    const isRenamed = said.includes("max_completion_tokens");
    return { ...shape, tokenLimitField: isRenamed ? "max_completion_tokens" : null };
  }
  if (shape.tokenLimitField === "max_completion_tokens" && said.includes("max_completion_tokens")) {
    return { ...shape, tokenLimitField: null };
  }
  return undefined;
}

function withoutTemperature(shape: RequestShape, said: string): RequestShape | undefined {
  const isRefused = shape.hasTemperature && said.includes("temperature");
  return isRefused ? { ...shape, hasTemperature: false } : undefined;
}

function withoutMode(
  shape: RequestShape,
  mode: OutputMode,
  said: string,
): RequestShape | undefined {
  if (mode === "text" || !(SPEAKS_OF[mode].test(said) || SAYS_NOTHING.test(said))) return undefined;
  const modes = shape.modes.filter((one) => one !== mode);
  return { ...shape, modes: modes.length === 0 ? ["text"] : modes };
}

/** Nesting that is looked into: a schema that is deeper, or refers to itself in a circle, is not called strict. */
const MAX_DEPTH = 20;

/**
 * Whether OpenAI takes a schema as strict: every object closed, and all of its properties required. A schema that is not is
 * sent all the same, and the provider then only tries to keep to it.
 *
 * Source: OpenAI, "Structured Outputs", section "Supported schemas",
 * https://platform.openai.com/docs/guides/structured-outputs.
 */
export function isStrict(schema: unknown, depth = 0): boolean {
  if (Array.isArray(schema)) return schema.every((one) => isStrict(one, depth));
  if (typeof schema !== "object" || schema === null) return true;
  if (depth > MAX_DEPTH) return false;
  const fields = new Map<string, unknown>(Object.entries(schema));
  if (["allOf", "not", "if", "then", "else", "patternProperties"].some((key) => fields.has(key))) {
    return false;
  }
  const properties = fields.get("properties");
  if (fields.get("type") === "object" && !isClosed(fields)) return false;
  const nested = [fields.get("items"), fields.get("anyOf"), fields.get("$defs"), properties];
  return nested.flatMap(childrenOf).every((one) => isStrict(one, depth + 1));
}

function isClosed(fields: ReadonlyMap<string, unknown>): boolean {
  const required: unknown = fields.get("required");
  const properties: unknown = fields.get("properties");
  const names = typeof properties === "object" && properties ? Object.keys(properties) : [];
  const isWhole = names.every((name) => Array.isArray(required) && required.includes(name));
  return isWhole && fields.get("additionalProperties") === false;
}

/** The schemas below a keyword: one, a list of them, or them by name. */
function childrenOf(value: unknown, index: number): unknown[] {
  if (typeof value !== "object" || value === null) return [];
  // `items` is a schema itself; the others hold schemas.
  return index === 0 && !Array.isArray(value) ? [value] : Object.values(value);
}
