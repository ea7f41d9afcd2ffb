/** What an HTTP status of a model's provider means, in words that hold neither a key nor a prompt. */

const SERVER_ERRORS = 500;
/** Time-out, conflict, too early, too many requests. */
const RETRYABLE: ReadonlySet<number> = new Set([408, 409, 425, 429]);

const REASONS: ReadonlyMap<number, string> = new Map([
  [400, "the request is not accepted"],
  [401, "the key is not accepted"],
  [402, "the account has no balance"],
  [403, "the key has no access"],
  [404, "there is no such model or path"],
  [408, "it did not answer in time"],
  [413, "the request is too large"],
  [422, "the request is not accepted"],
  [429, "it asks to slow down, or a quota is used up"],
]);

/** Whether the same request may succeed later. */
export function isRetryableStatus(status: number): boolean {
  return RETRYABLE.has(status) || status >= SERVER_ERRORS;
}

/**
 * Why a provider did not answer. Its own message is left out, as it may quote the prompt or the key; its code and the
 * parameter it names are told where they are single words, which neither can be.
 */
export function reasonOf(
  status: number,
  { code, parameter }: { readonly code: string; readonly parameter: string },
): string {
  const words = REASONS.get(status) ?? (status >= SERVER_ERRORS ? "it failed" : "it is refused");
  const details = [
    `HTTP ${status}`,
    ...(isWord(code) ? [`code '${code}'`] : []),
    ...(isWord(parameter) ? [`parameter '${parameter}'`] : []),
  ];
  return `${words} (${details.join(", ")})`;
}

function isWord(text: string): boolean {
  return /^(?:\d{1,6}|[a-z][a-z_.]{1,48})$/i.test(text);
}

/**
 * How long a provider asks to wait, in milliseconds: `retry-after-ms`, or `retry-after` in seconds or as a date.
 *
 * @param header - Gives a header of the answer by its name in small letters.
 */
export function retryAfterOf(header: (name: string) => string | undefined): number | undefined {
  const asked = header("retry-after");
  const candidates = [
    numberIn(header("retry-after-ms")),
    numberIn(asked) * 1000,
    // By the provider's own clock, which may differ from ours.
    Date.parse(asked ?? "") - Date.parse(header("date") ?? ""),
  ];
  return candidates.find((ms) => Number.isFinite(ms) && ms >= 0);
}

function numberIn(text: string | undefined): number {
  return text === undefined || text.trim() === "" ? Number.NaN : Number(text);
}

/** The system's code for a connection that failed, as ECONNREFUSED, which is some causes deep. */
export function systemCode(error: unknown): string | undefined {
  let current = error;
  for (let depth = 0; depth < 5 && current instanceof Error; depth += 1) {
    if ("code" in current && typeof current.code === "string" && /^[A-Z_]+$/.test(current.code)) {
      return current.code;
    }
    current = current.cause;
  }
  return undefined;
}
