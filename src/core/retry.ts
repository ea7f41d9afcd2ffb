/**
 * Tries again what failed for now.
 *
 * Source: M. Brooker, "Exponential Backoff And Jitter", AWS Architecture Blog, 2015, "full jitter" but for its lower half:
 * at least half the delay is waited, so that a provider that is overloaded gets a pause for sure.
 */
import { setTimeout as sleepFor } from "node:timers/promises";

import { InvalidArgumentError, MnemographError } from "./errors.ts";
import type { Options } from "./options.ts";
import { untilAborted } from "./until-aborted.ts";

/** When to try a failed call again. */
export interface RetryPolicy {
  /** Attempts in all, the first included: 1 to 10. @defaultValue 4 */
  readonly maxAttempts: number;
  /** Delay before the second attempt, in milliseconds; it doubles after each. @defaultValue 500 */
  readonly initialDelayMs: number;
  /** The longest delay, in milliseconds. @defaultValue 10000 */
  readonly maxDelayMs: number;
  /** No attempt begins later than this after the first, in milliseconds. @defaultValue 60000 */
  readonly maxTotalMs: number;
}

/** The most attempts a policy may ask for. */
export const MAX_ATTEMPTS = 10;
/** The longest delay, and the longest time in all, that a policy may ask for, in milliseconds: ten minutes. */
const MAX_MS = 600_000;

/**
 * Fills in defaults.
 *
 * @throws {InvalidArgumentError} If a value is outside the range documented on {@link RetryPolicy}.
 */
export function resolveRetryPolicy({
  maxAttempts = 4,
  initialDelayMs = 500,
  maxDelayMs = 10_000,
  maxTotalMs = 60_000,
}: Options<RetryPolicy> = {}): RetryPolicy {
  const policy = { maxAttempts, initialDelayMs, maxDelayMs, maxTotalMs };
  for (const [name, value] of Object.entries(policy)) {
    const [least, most] = name === "maxAttempts" ? [1, MAX_ATTEMPTS] : [0, MAX_MS];
    if (Number.isInteger(value) && value >= least && value <= most) continue;
    const requirement = `an integer from ${least} to ${most}`;
    throw new InvalidArgumentError("retry", name, requirement, value);
  }
  return policy;
}

/** What retrying needs of the world, injected for tests. */
export interface RetryWorld {
  /** Uniform in [0, 1). */
  readonly random: () => number;
  /** Milliseconds that never jump back. */
  readonly now: () => number;
  /** Waits; rejects when the signal aborts. */
  readonly sleep: (ms: number, signal: AbortSignal | undefined) => Promise<void>;
}

/** The machine's own. */
export const machineWorld: RetryWorld = {
  random: Math.random,
  now: () => performance.now(),
  sleep: async (ms, signal) => {
    await untilAborted(sleepFor(ms, undefined, signal ? { signal } : {}), signal);
  },
};

/** How a call is tried. */
export interface RetryOptions {
  readonly policy: RetryPolicy;
  readonly signal?: AbortSignal | undefined;
  readonly world?: RetryWorld | undefined;
}

/**
 * Runs `work` until it succeeds, fails for good, or the policy's bounds are reached.
 *
 * Only a {@link MnemographError} that `isRetryable` is tried again. A provider's `retryAfterMs` is the least that is
 * waited; where it asks for more than the policy has left, the error is thrown at once instead of tried too early.
 *
 * @param work - Gets the number of the attempt, from 1.
 * @throws The last error, untouched. @throws The signal's reason, untouched, once it is aborted.
 */
export async function retry<T>(
  work: (attempt: number) => Promise<T>,
  { policy, signal, world = machineWorld }: RetryOptions,
): Promise<T> {
  const start = world.now();
  for (let attempt = 1; ; attempt += 1) {
    signal?.throwIfAborted();
    try {
      return await untilAborted(work(attempt), signal);
    } catch (error) {
      signal?.throwIfAborted();
      const delayMs = delayBefore(attempt + 1, error, policy, world);
      if (delayMs === undefined) throw error;
      if (world.now() - start + delayMs > policy.maxTotalMs) throw error;
      await world.sleep(delayMs, signal);
    }
  }
}

/** How long to wait before an attempt; undefined if there is to be none. */
function delayBefore(
  attempt: number,
  error: unknown,
  { maxAttempts, initialDelayMs, maxDelayMs }: RetryPolicy,
  { random }: RetryWorld,
): number | undefined {
  if (!(error instanceof MnemographError) || !error.isRetryable) return undefined;
  if (attempt > maxAttempts) return undefined;
  const delay = Math.min(maxDelayMs, initialDelayMs * 2 ** (attempt - 2));
  return Math.max(delay / 2 + (random() * delay) / 2, retryAfterOf(error));
}

function retryAfterOf(error: MnemographError): number {
  const asked: unknown = Reflect.get(error, "retryAfterMs");
  return typeof asked === "number" && asked > 0 ? asked : 0;
}
