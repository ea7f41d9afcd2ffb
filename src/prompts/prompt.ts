/** What a prompt is: instructions, the shape of the answer, and a version that is kept with all that was read by it. */

/** Which question a prompt asks: the first three are those of an add. */
export type PromptId = "facts" | "graph" | "reconcile" | "rerank" | "rewrite";

/** Languages that the prompts are written in; any other conversation gets the English one, and keeps its language. */
export type PromptLanguage = "en" | "zh";

/** A prompt in one language. */
export interface Prompt {
  /** Which question it asks. */
  readonly id: PromptId;
  /** Changes whenever the words do: "facts-en-1". A replaced prompt has "custom", or what its owner says. */
  readonly version: string;
  /** The instructions. The conversation is never part of them. */
  readonly system: string;
  /** The JSON Schema of the answer, strict; null for a replaced prompt, whose shape is its own. */
  readonly schema: Readonly<Record<string, unknown>> | null;
}

/** A schema of an object that has all of these properties and no other, as strict providers demand. */
export function objectSchema(
  properties: Readonly<Record<string, unknown>>,
): Readonly<Record<string, unknown>> {
  const required = Object.keys(properties);
  return { type: "object", properties, required, additionalProperties: false };
}

/** The schema of a whole answer; providers are told its name. */
export function answerSchema(
  title: PromptId,
  properties: Readonly<Record<string, unknown>>,
): Readonly<Record<string, unknown>> {
  return { title, ...objectSchema(properties) };
}

/** A schema of a list. */
export function listSchema(items: unknown): Readonly<Record<string, unknown>> {
  return { type: "array", items };
}

/** A schema of a text that may be missing. */
export const NULLABLE_TEXT: Readonly<Record<string, unknown>> = { type: ["string", "null"] };
/** A schema of a text. */
export const TEXT: Readonly<Record<string, unknown>> = { type: "string" };
/** A schema of the numbers of messages. */
export const NUMBERS: Readonly<Record<string, unknown>> = listSchema({ type: "integer" });
