/** How long a search may still take, and whether its caller still wants it. */

/** Keeps a search's time and its caller's signal. */
export interface Watch {
  /** Milliseconds since the search began. */
  elapsedMs(): number;
  /** Milliseconds left of the time budget, at least 0; null if there is none. */
  remainingMs(): number | null;
  /** Whether the time budget is spent. */
  isOver(): boolean;
  /** @throws The signal's reason, untouched, once it is aborted. */
  throwIfAborted(): void;
  readonly signal: AbortSignal | undefined;
}

/** What a watch is made of. */
export interface WatchSettings {
  readonly timeBudgetMs: number | null;
  readonly signal: AbortSignal | undefined;
  /** Milliseconds of a clock that never goes back, as `performance.now`. */
  readonly monotonicNow: () => number;
}

/** Starts a watch. */
export function startWatch({ timeBudgetMs, signal, monotonicNow }: WatchSettings): Watch {
  const startedAt = monotonicNow();
  const elapsedMs = (): number => monotonicNow() - startedAt;
  const remainingMs = (): number | null =>
    timeBudgetMs === null ? null : Math.max(0, timeBudgetMs - elapsedMs());
  return {
    elapsedMs,
    remainingMs,
    isOver: () => remainingMs() === 0,
    throwIfAborted: () => signal?.throwIfAborted(),
    signal,
  };
}

/** The same watch without a time budget: for what an answer cannot do without. */
export function unbounded(watch: Watch): Watch {
  return { ...watch, remainingMs: () => null, isOver: () => false };
}
