import { untilAborted } from "../core/until-aborted.ts";

/**
 * Waits.
 *
 * @param delayMs - 0 does not wait at all, but notices an abort.
 * @throws The signal's reason, untouched, once it is aborted.
 */
export async function pause(delayMs: number, signal: AbortSignal | undefined): Promise<void> {
  signal?.throwIfAborted();
  if (delayMs === 0) return;
  const { promise, resolve } = Promise.withResolvers<void>();
  const timer = setTimeout(resolve, delayMs);
  try {
    await untilAborted(promise, signal);
  } finally {
    clearTimeout(timer);
  }
}
