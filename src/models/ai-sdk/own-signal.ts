/**
 * Runs `work` with a signal of its own, which aborts when the caller's does: whatever a model hangs on to it, the caller's
 * signal, which may live as long as the program, is free again afterwards.
 */
export async function withOwnSignal<T>(
  signal: AbortSignal | undefined,
  work: (signal: AbortSignal | undefined) => PromiseLike<T>,
): Promise<T> {
  if (!signal) return work(undefined);
  const own = new AbortController();
  const onAbort = (): void => {
    own.abort(signal.reason);
  };
  signal.addEventListener("abort", onAbort, { once: true });
  if (signal.aborted) onAbort();
  try {
    return await work(own.signal);
  } finally {
    signal.removeEventListener("abort", onAbort);
  }
}
