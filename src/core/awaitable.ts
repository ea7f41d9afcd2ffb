/**
 * Steps that run either all at once or one by one.
 *
 * Ports answer with a value or a promise. A sequence of port calls written as a generator can be driven without giving
 * up the thread (inside one transaction of the embedded file) or by awaiting each call (across servers).
 */
import { InvariantError } from "./errors.ts";

/** A value, or a promise of it: the embedded stores answer at once, servers later. */
export type Awaitable<T> = T | Promise<T>;

/** A sequence of port calls that ends in a `T`. */
export type Steps<T> = Generator<Awaitable<unknown>, T, unknown>;

/** Inside {@link Steps}: `const value = yield* step(port.call())`. */
export function* step<T>(value: Awaitable<T>): Generator<Awaitable<unknown>, T, unknown> {
  // The drivers below hand back what was yielded, once it is there.
  return (yield value) as T;
}

/**
 * Inside {@link Steps}: several calls at once, `yield* stepAll([port.one(), port.other()])`. Where the ports answer at
 * once they have been made one after the other.
 */
export function* stepAll<const T extends readonly unknown[]>(
  values: T,
): Generator<Awaitable<unknown>, { -readonly [Index in keyof T]: Awaited<T[Index]> }, unknown> {
  const isLater = values.some((value) => value instanceof Promise);
  // The drivers below hand back what was yielded, once it is there: as many values, in their order.
  return (isLater ? yield Promise.all(values) : values) as {
    -readonly [Index in keyof T]: Awaited<T[Index]>;
  };
}

/**
 * Runs the steps without giving up the thread. Steps that are given up are closed: their `finally` runs.
 *
 * @throws {InvariantError} If a step answers with a promise; thrown where it was yielded too, so that the steps can undo.
 */
export function runSync<T>(steps: Steps<T>): T {
  let next = steps.next();
  while (!next.done) {
    if (next.value instanceof Promise) throw refuse(next.value, steps);
    next = steps.next(next.value);
  }
  return next.value;
}

/** Ends steps that answered with a promise, and tells why. */
function refuse(promise: Promise<unknown>, steps: Steps<unknown>): InvariantError {
  const error = new InvariantError("A step inside a transaction answered with a promise");
  // Nobody waits for it: a rejection would end the process.
  promise.catch(() => undefined);
  close(steps, error);
  return error;
}

/** Throws where the steps wait, and closes them if they catch it and go on: the transaction they are in is over. */
function close(steps: Steps<unknown>, error: unknown): void {
  try {
    const next = steps.throw(error);
    if (!next.done) steps.return(undefined);
  } catch {
    // Theirs, or what their `finally` threw: the first error counts.
  }
}

/** Runs the steps one by one, awaiting each. An error of a step is thrown where it was yielded. */
export async function runAsync<T>(steps: Steps<T>): Promise<T> {
  let next = steps.next();
  while (!next.done) {
    let value: unknown;
    let failure: { readonly error: unknown } | undefined;
    try {
      value = await next.value;
    } catch (error) {
      failure = { error };
    }
    next = failure ? steps.throw(failure.error) : steps.next(value);
  }
  return next.value;
}
