/** What a model of anybody's threw or answered, as the engine takes it: errors of the house, and results of the right form. */
import { MnemographError, ModelUnavailableError } from "../core/errors.ts";
import type { EmbeddingResult } from "../models/embedding-model.ts";
import type { LanguageModelResult } from "../models/language-model.ts";
import type { RerankedDocument } from "../models/reranker.ts";

/** Whose answer it is. */
export interface AskedModel {
  /** As messages say it: "embed texts". */
  readonly action: string;
  /** The model's name. */
  readonly model: string;
}

/** What a model may refuse, while it takes nothing, before it is the key or its name rather than what it was given. */
export const MAX_REFUSALS = 8;

const FINISH_REASONS: ReadonlySet<unknown> = new Set([
  "stop",
  "length",
  "content-filter",
  "error",
  "other",
]);

/**
 * Asks a model.
 *
 * @throws {MnemographError} What it threw, if that is one. Anything else may be over the next time: it is the cause of a
 * {@link ModelUnavailableError}, so that an add keeps its messages.
 * @throws The signal's reason, untouched, once it is aborted.
 */
export async function askModel<T>(
  ask: () => PromiseLike<T>,
  { action, model, signal }: AskedModel & { readonly signal: AbortSignal | undefined },
): Promise<T> {
  try {
    return await ask();
  } catch (error) {
    signal?.throwIfAborted();
    if (error instanceof MnemographError) throw error;
    // Its own words may quote the prompt or a key: they are left to the cause.
    const reason = "it failed with an error of its own, the cause of this one";
    throw new ModelUnavailableError(action, model, { reason, cause: error });
  }
}

/** A language model's result, if it is one. @throws {ModelUnavailableError} If it has not the form of one. */
export function checkGenerated(result: unknown, asked: AskedModel): LanguageModelResult {
  const { usage } = fieldsOf(result);
  const isWhole =
    has(result, "text", isText) &&
    has(result, "finishReason", (reason) => FINISH_REASONS.has(reason)) &&
    has(usage, "promptTokens", isCount) &&
    has(usage, "completionTokens", isCount) &&
    has(result, "requestCount", isCountOrNone);
  if (!isWhole) throw notOfForm("{ text, finishReason, usage }", asked);
  return result as LanguageModelResult; // Checked just now, field by field.
}

/** An embedding model's result, if it is one. @throws {ModelUnavailableError} If it has not the form of one. */
export function checkEmbedded(result: unknown, asked: AskedModel): EmbeddingResult {
  const isWhole =
    has(result, "embeddings", (vectors) => Array.isArray(vectors) && vectors.every(isVector)) &&
    has(result, "tokenCount", isCountOrNone) &&
    has(result, "requestCount", isCountOrNone);
  if (!isWhole) throw notOfForm("{ embeddings } of Float32Arrays", asked);
  return result as EmbeddingResult; // Checked just now, field by field.
}

/** A reranker's result, if it is one. @throws {ModelUnavailableError} If it has not the form of one. */
export function checkReranked(result: unknown, asked: AskedModel): readonly RerankedDocument[] {
  const isScored = (one: unknown): one is RerankedDocument =>
    has(one, "index", isCount) && has(one, "score", Number.isFinite);
  if (Array.isArray(result) && result.every(isScored)) return result;
  throw notOfForm("a list of { index, score }", asked);
}

function notOfForm(form: string, { action, model }: AskedModel): ModelUnavailableError {
  return new ModelUnavailableError(action, model, { reason: `its answer is not ${form}` });
}

function has(value: unknown, name: string, holds: (field: unknown) => boolean): boolean {
  return holds(fieldsOf(value)[name]);
}

function fieldsOf(value: unknown): Readonly<Record<string, unknown>> {
  // Any object has fields; what they are is looked at one by one.
  return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
}

function isText(value: unknown): boolean {
  return typeof value === "string";
}

function isCount(value: unknown): boolean {
  return typeof value === "number" && Number.isInteger(value) && value >= 0;
}

function isCountOrNone(value: unknown): boolean {
  return value === undefined || isCount(value);
}

/** By its name: one made in another realm, as test runners have them, is no instance of ours. */
function isVector(value: unknown): boolean {
  return Object.prototype.toString.call(value) === "[object Float32Array]";
}
