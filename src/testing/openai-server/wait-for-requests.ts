import { untilAborted } from "../../core/until-aborted.ts";
import type { Endpoint, RequestLog } from "./request-log.ts";

/** Which requests to wait for, and for how long. */
export interface WaitOptions {
  /** Only those of this endpoint. @defaultValue all */
  readonly endpoint?: Endpoint | undefined;
  /** How long to wait, in milliseconds, 0 to 600,000. @defaultValue 10,000 */
  readonly timeoutMs?: number | undefined;
  /** Aborting it rejects the wait with its reason. */
  readonly signal?: AbortSignal | undefined;
}

const DEFAULT_TIMEOUT_MS = 10_000;

/**
 * Waits until that many requests have come with their bodies.
 *
 * @throws {Error} If it takes longer than `timeoutMs`.
 * @throws The signal's reason, untouched, once it is aborted.
 */
export async function waitForRequests(
  log: RequestLog,
  count: number,
  { endpoint, timeoutMs = DEFAULT_TIMEOUT_MS, signal }: WaitOptions,
): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const seen = (): number =>
    endpoint === undefined
      ? Object.values(log.readCounts).reduce((sum, one) => sum + one, 0)
      : log.readCounts[endpoint];
  const check = (): void => {
    if (seen() >= count) resolve();
  };
  const stop = log.watch(check);
  const timer = setTimeout(() => {
    reject(new Error(`${seen()} of ${count} requests came within ${timeoutMs} ms`));
  }, timeoutMs);
  check();
  try {
    await untilAborted(promise, signal);
  } finally {
    clearTimeout(timer);
    stop();
  }
}
