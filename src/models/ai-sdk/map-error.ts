/** Turns what models of the AI SDK throw into the house's errors, the original as their cause. */
import { MnemographError, ModelRequestError, ModelUnavailableError } from "../../core/errors.ts";
import { isRetryableStatus, reasonOf, retryAfterOf, systemCode } from "../provider-status.ts";

const CLIENT_ERRORS = 400;

/**
 * The SDK's errors for what no repetition mends, and which say so by their name alone.
 *
 * Source: vercel/ai, packages/provider/src/errors, August 2026.
 */
const LASTING: ReadonlySet<unknown> = new Set([
  "AI_InvalidArgumentError",
  "AI_InvalidPromptError",
  "AI_LoadAPIKeyError",
  "AI_LoadSettingError",
  "AI_NoSuchModelError",
  "AI_TooManyEmbeddingValuesForCallError",
  "AI_UnsupportedFunctionalityError",
]);

/**
 * The error for what a model threw: by its `statusCode` and `isRetryable`, as an `AI_APICallError` has them, else by its name.
 * What says nothing of itself may be over the next time.
 */
export function mapAiSdkError(
  error: unknown,
  { action, model }: { readonly action: string; readonly model: string },
): MnemographError {
  if (error instanceof MnemographError) return error;
  const status = get(error, "statusCode");
  if (typeof status === "number") {
    // The SDK reports an answer that it cannot read with the status that it came with, 200.
    const isRead = status >= CLIENT_ERRORS;
    const reason = isRead
      ? reasonOf(status, { code: codeOf(error), parameter: "" })
      : `its answer cannot be read (HTTP ${status})`;
    if (isRead && !isRetryableStatus(status) && get(error, "isRetryable") !== true) {
      return new ModelRequestError(action, model, { reason, cause: error });
    }
    const headers = get(error, "responseHeaders");
    const retryAfterMs = retryAfterOf((name) => textOf(get(headers, name)));
    return new ModelUnavailableError(action, model, { reason, retryAfterMs, cause: error });
  }
  if (isLasting(error)) {
    return new ModelRequestError(action, model, { reason: LASTING_REASON, cause: error });
  }
  return new ModelUnavailableError(action, model, { reason: outageReason(error), cause: error });
}

const LASTING_REASON = "its AI SDK model says that it cannot be asked so";

function isLasting(error: unknown): boolean {
  const name = get(error, "name");
  // Without a status it never reached the provider, and its `isRetryable` is only the SDK's default.
  if (name === "AI_APICallError") return false;
  return LASTING.has(name) || get(error, "isRetryable") === false;
}

function outageReason(error: unknown): string {
  const code = systemCode(error);
  if (code !== undefined) return `it cannot be reached (${code})`;
  const isCall = get(error, "name") === "AI_APICallError";
  return isCall ? "it cannot be reached" : "its AI SDK model failed with an error of its own";
}

/** OpenAI's code for it, which the SDK keeps in the parsed answer. */
function codeOf(error: unknown): string {
  return textOf(get(get(get(error, "data"), "error"), "code")) ?? "";
}

function textOf(value: unknown): string | undefined {
  return typeof value === "string" ? value : undefined;
}

function get(value: unknown, name: string): unknown {
  return typeof value === "object" && value !== null ? Reflect.get(value, name) : undefined;
}
