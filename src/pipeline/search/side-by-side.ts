/**
 * Runs the arms of a search side by side.
 *
 * Where the stores answer at once the arms run one after the other, with a look at the watch in between; where they
 * answer with promises all of them are under way together. One that fails or is late does not hold up the others.
 */
import type { Steps } from "../../core/awaitable.ts";
import { MAX_TIMER_MS } from "../../core/clock.ts";
import { type ErrorCode, MnemographError } from "../../core/errors.ts";
import type { Degradation, SearchPart } from "../../core/hit.ts";
import type { Watch } from "./watch.ts";

/** How a part of a search ended. */
export type PartOutcome<T> =
  | { readonly status: "done"; readonly value: T; readonly milliseconds: number }
  | { readonly status: "failed"; readonly error: MnemographError }
  | { readonly status: "late" };

/** The parts to run, by name. */
export type Parts<Values> = { readonly [Name in keyof Values]: () => Steps<Values[Name]> };
/** How they ended, by name. */
export type PartOutcomes<Values> = { readonly [Name in keyof Values]: PartOutcome<Values[Name]> };

/** Errors that mean a mistake in the call or in our code: no other arm may hide them. */
const FATAL_CODES: ReadonlySet<ErrorCode> = new Set(["INVALID_ARGUMENT", "INVARIANT_VIOLATED"]);

/**
 * Runs the parts side by side.
 *
 * @throws The signal's reason, untouched, once it is aborted; errors that are no outage of a store or model.
 */
export function* sideBySide<Values extends Readonly<Record<string, unknown>>>(
  parts: Parts<Values>,
  watch: Watch,
): Steps<PartOutcomes<Values>> {
  const outcomes = new Map<string, PartOutcome<unknown>>();
  const underWay: Promise<void>[] = [];
  for (const [name, begin] of Object.entries<() => Steps<unknown>>(parts)) {
    watch.throwIfAborted();
    const begun = watch.isOver() ? { status: "late" as const } : start(begin, watch);
    if (begun instanceof Promise) {
      const settled = begun.then((outcome) => void outcomes.set(name, outcome));
      // It is awaited below, unless a later part throws before that.
      settled.catch(() => undefined);
      underWay.push(settled);
    } else {
      outcomes.set(name, begun);
    }
  }
  if (underWay.length > 0) yield Promise.all(underWay);
  // Every part has set its outcome under its own name.
  return Object.fromEntries(outcomes) as unknown as PartOutcomes<Values>;
}

/** What a part that did not end well is told as; null for one that did. */
export function degradationOf(part: SearchPart, outcome: PartOutcome<unknown>): Degradation | null {
  if (outcome.status === "done") return null;
  if (outcome.status === "late") {
    return { part, reason: "It did not finish within the time budget", code: "OUT_OF_TIME" };
  }
  return { part, reason: outcome.error.message, code: outcome.error.code };
}

/** Whether an error is an outage that the other parts of a search can do without. */
export function isOutage(error: unknown): error is MnemographError {
  return error instanceof MnemographError && !FATAL_CODES.has(error.code);
}

/**
 * Waits for `work` until the watch is over or the signal aborts.
 *
 * @throws The signal's reason, untouched, once it is aborted.
 */
export async function withinBudget<T>(
  work: Promise<PartOutcome<T>>,
  watch: Watch,
): Promise<PartOutcome<T>> {
  const { promise: stopped, resolve, reject } = Promise.withResolvers<PartOutcome<T>>();
  const remainingMs = watch.remainingMs();
  // A budget that is longer than a timer can be set for is none.
  const isBounded = remainingMs !== null && remainingMs <= MAX_TIMER_MS;
  const timer = isBounded ? setTimeout(() => resolve({ status: "late" }), remainingMs) : undefined;
  const onAbort = (): void => reject(watch.signal?.reason);
  watch.signal?.addEventListener("abort", onAbort, { once: true });
  try {
    watch.throwIfAborted();
    return await Promise.race([work, stopped]);
  } finally {
    clearTimeout(timer);
    watch.signal?.removeEventListener("abort", onAbort);
  }
}

function start<T>(begin: () => Steps<T>, watch: Watch): PartOutcome<T> | Promise<PartOutcome<T>> {
  const startedAt = watch.elapsedMs();
  const done = (value: T): PartOutcome<T> => ({
    status: "done",
    value,
    milliseconds: watch.elapsedMs() - startedAt,
  });
  const outcomeOf = (value: T | typeof STOPPED): PartOutcome<T> =>
    value === STOPPED ? { status: "late" } : done(value);
  try {
    const steps = begin();
    let next = steps.next();
    while (!next.done) {
      if (next.value instanceof Promise) {
        const rest = finish(steps, next.value, watch).then(outcomeOf);
        return withinBudget(rest, watch).catch(toFailure<T>);
      }
      next = steps.next(next.value);
    }
    return done(next.value);
  } catch (error) {
    return toFailure(error);
  }
}

/** What became of steps that ran past the time budget: nobody waits for them, so they take no further one. */
const STOPPED = Symbol("stopped");

async function finish<T>(
  steps: Steps<T>,
  first: Promise<unknown>,
  watch: Watch,
): Promise<T | typeof STOPPED> {
  let pending: unknown = first;
  for (;;) {
    let value: unknown;
    let failure: { readonly error: unknown } | undefined;
    try {
      value = await pending;
    } catch (error) {
      failure = { error };
    }
    if (watch.isOver() || watch.signal?.aborted === true) return STOPPED;
    const next = failure ? steps.throw(failure.error) : steps.next(value);
    if (next.done) return next.value;
    pending = next.value;
  }
}

/** @throws What is no outage. */
function toFailure<T>(error: unknown): PartOutcome<T> {
  if (isOutage(error)) return { status: "failed", error };
  throw error;
}
