/** Turns what models of the AI SDK throw into the house's errors, the original as their cause. */
import {
  type MnemographError,
  ModelRequestError,
  ModelUnavailableError,
} from "../../core/errors.ts";
import { isRetryableStatus, reasonOf, retryAfterOf, systemCode } from "../provider-status.ts";

/** The error for what a model threw: by the `statusCode` of an `AI_APICallError`, or by what it says of itself. */
export function mapAiSdkError(
  error: unknown,
  { action, model }: { readonly action: string; readonly model: string },
): MnemographError {
  const status = get(error, "statusCode");
  if (typeof status === "number") {
    const reason = reasonOf(status, { code: codeOf(error), parameter: "" });
    if (!isRetryableStatus(status)) {
      return new ModelRequestError(action, model, { reason, cause: error });
    }
    const headers = get(error, "responseHeaders");
    const retryAfterMs = retryAfterOf((name) => textOf(get(headers, name)));
    return new ModelUnavailableError(action, model, { reason, retryAfterMs, cause: error });
  }
  const code = systemCode(error);
  // An AI_APICallError without a status never reached the provider.
  if (code !== undefined || get(error, "name") === "AI_APICallError") {
    const reason = `it cannot be reached${code === undefined ? "" : ` (${code})`}`;
    return new ModelUnavailableError(action, model, { reason, cause: error });
  }
  return new ModelRequestError(action, model, { reason: "its AI SDK model failed", cause: error });
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
