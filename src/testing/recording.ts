/** Doubles of ports that record: a real implementation, or a fake, whose calls are noted and can fail or wait. */
import { InvalidArgumentError } from "../core/errors.ts";
import { untilAborted } from "../core/until-aborted.ts";

/** The names of a port's methods. */
export type MethodName<Port> = {
  [Name in keyof Port]: Port[Name] extends (...parameters: never[]) => unknown ? Name : never;
}[keyof Port] &
  string;

/** What one method of a port takes. */
export type MethodParameters<Port, Name extends keyof Port> = Port[Name] extends (
  ...parameters: infer Parameters
) => unknown
  ? Parameters
  : never;

/** A call as it was recorded. It fills up when the call ends. */
export interface RecordedCall<Port, Name extends MethodName<Port> = MethodName<Port>> {
  /** The method that was called. */
  readonly method: Name;
  /** What it was called with; not copied. */
  readonly parameters: MethodParameters<Port, Name>;
  /** When, in milliseconds of `performance.now()`. */
  readonly startedAt: number;
  /** When it answered or failed; undefined until then. */
  readonly endedAt: number | undefined;
  /** What it answered; undefined until then, and if it failed. */
  readonly result: unknown;
  /** What it failed with, in an object as anything can be thrown; undefined if it did not fail. */
  readonly failure: { readonly error: unknown } | undefined;
}

/** Which calls something befalls, counted from now on. Of several things that are due, the first planned comes first. */
export interface CallChoice<Port> {
  /** Only calls of this method. @defaultValue any method */
  readonly method?: MethodName<Port> | undefined;
  /** The first of them: 1 is the next. An integer from 1. @defaultValue 1 */
  readonly at?: number | undefined;
  /** How many in a row, an integer from 1; `Infinity` for all from then on. @defaultValue 1 */
  readonly count?: number | undefined;
}

/** How calls fail. */
export interface FailOptions<Port> extends CallChoice<Port> {
  /** `before` the port hears of it, or `after` it did its work: as with a time-out, what became of it is unknown. @defaultValue "before" */
  readonly timing?: "before" | "after" | undefined;
}

/** How calls wait. */
export interface HoldOptions<Port> extends Omit<CallChoice<Port>, "count"> {
  /** Whether the call waits on when the `signal` in its parameters is aborted. @defaultValue false: it rejects with the reason */
  readonly ignoresSignal?: boolean | undefined;
  /** How long it waits at most before it fails, in milliseconds, 1 to 600,000. @defaultValue 60,000 */
  readonly timeoutMs?: number | undefined;
}

/** A call that waits. */
export interface HeldCall {
  /** Settles once the call was made. */
  readonly reached: Promise<void>;
  /** Lets the call go on to the port. Repeating it changes nothing. */
  release(): void;
}

/** How a port is recorded. */
export interface RecordingOptions {
  /** Whether every method answers with a promise, as a server's adapter does, also where the port answers at once. @defaultValue false */
  readonly isAsync?: boolean | undefined;
}

/** Most calls a recording keeps: the oldest go first. Counts go on. */
export const MAX_RECORDED_CALLS = 10_000;

const DEFAULT_HOLD_MS = 60_000;
/** The longest that a call may be held, in milliseconds: beyond ten minutes a test has been forgotten. */
const MAX_HOLD_MS = 600_000;

/**
 * Records the calls of a port: use the `port` of what it returns in place of the one given.
 *
 * Answers come as the port gives them, also those it gives at once. A held call answers with a promise: hold calls of
 * the embedded stores only where they are awaited, which inside a transaction they are not.
 */
export function recordCalls<Port extends object>(
  port: Port,
  { isAsync = false }: RecordingOptions = {},
): Recording<Port> {
  return new Recording(port, { isAsync });
}

type Mutable<T> = { -readonly [Key in keyof T]: T[Key] };

interface Intervention<Port> {
  readonly method: MethodName<Port> | undefined;
  /** Calls still to pass by before it begins. */
  skip: number;
  /** Calls it still befalls. */
  left: number;
  /** Given before it: it may wait or throw. */
  readonly run: (invoke: () => unknown, parameters: readonly unknown[]) => unknown;
}

/** The recorded port, and what can be asked of the recording. Get one from {@link recordCalls}. */
export class Recording<Port extends object> {
  /** What to use in place of the real port: the same, with every call noted. */
  readonly port: Port;
  readonly #calls: Mutable<RecordedCall<Port>>[] = [];
  readonly #counts = new Map<string, number>();
  #interventions: Intervention<Port>[] = [];
  #openCount = 0;
  #peak = 0;

  /** @internal */
  constructor(port: Port, { isAsync }: { readonly isAsync: boolean }) {
    const methods = new Map<PropertyKey, unknown>();
    this.port = new Proxy(port, {
      get: (target, name) => {
        const value: unknown = Reflect.get(target, name, target);
        if (typeof value !== "function" || typeof name !== "string") return value;
        // Any function can be called like this; what it takes is the caller's to know.
        const invoke = (value as (...parameters: unknown[]) => unknown).bind(target);
        const method = methods.get(name) ?? this.#recorded(name, invoke, isAsync);
        methods.set(name, method);
        return method;
      },
    });
  }

  /** The last 10,000 calls, in the order in which they were made. */
  get calls(): readonly RecordedCall<Port>[] {
    return this.#calls;
  }

  /** Those of them that are of one method. */
  callsOf<Name extends MethodName<Port>>(method: Name): readonly RecordedCall<Port, Name>[] {
    // A call whose method is the name has that method's parameters.
    return this.#calls.filter((call) => call.method === method) as unknown as RecordedCall<
      Port,
      Name
    >[];
  }

  /** How many calls were made: of a method, or in all. */
  callCount(method?: MethodName<Port>): number {
    if (method !== undefined) return this.#counts.get(method) ?? 0;
    return this.#counts.values().reduce((sum, count) => sum + count, 0);
  }

  /** The most calls that had not answered at one time. */
  get peakConcurrency(): number {
    return this.#peak;
  }

  /**
   * Makes calls fail.
   *
   * @param error - What they fail with; a function makes one for each.
   * @throws {InvalidArgumentError} If `at` or `count` is no integer from 1.
   */
  fail(error: Error | (() => Error), options: FailOptions<Port> = {}): void {
    const makeError = typeof error === "function" ? error : () => error;
    this.#intervene(options, (invoke) => {
      if (options.timing !== "after") throw makeError();
      const answer = invoke();
      if (!(answer instanceof Promise)) throw makeError();
      return answer.then(() => {
        throw makeError();
      });
    });
  }

  /**
   * Makes one call wait until it is released.
   *
   * @throws {InvalidArgumentError} If `at` is no integer from 1, or `timeoutMs` is out of range.
   */
  hold(options: HoldOptions<Port> = {}): HeldCall {
    const { timeoutMs = DEFAULT_HOLD_MS, ignoresSignal = false } = options;
    if (!(timeoutMs >= 1 && timeoutMs <= MAX_HOLD_MS)) {
      throw invalid("timeoutMs", `a number from 1 to ${MAX_HOLD_MS}`, timeoutMs);
    }
    const reached = Promise.withResolvers<void>();
    const released = Promise.withResolvers<void>();
    this.#intervene(options, async (invoke, parameters) => {
      reached.resolve();
      const signal = ignoresSignal ? undefined : signalOf(parameters);
      await untilAborted(within(released.promise, timeoutMs), signal);
      return invoke();
    });
    return { reached: reached.promise, release: released.resolve };
  }

  /** Forgets what was to fail or wait and has not yet; what waits goes on waiting. */
  clear(): void {
    this.#interventions = [];
  }

  #intervene(choice: CallChoice<Port>, run: Intervention<Port>["run"]): void {
    const { method, at = 1, count = 1 } = choice;
    if (!(Number.isInteger(at) && at >= 1)) throw invalid("at", "an integer from 1", at);
    if (!(count >= 1 && (Number.isInteger(count) || count === Infinity))) {
      throw invalid("count", "an integer from 1", count);
    }
    this.#interventions.push({ method, skip: at - 1, left: count, run });
  }

  #recorded(
    method: string,
    invoke: (...parameters: unknown[]) => unknown,
    isAsync: boolean,
  ): (...parameters: unknown[]) => unknown {
    // The `do` hooks of models answer with promises only, and so have to fail with them.
    const isLater = isAsync || /^do[A-Z]/.test(method);
    return (...parameters) => {
      const call = this.#open(method, parameters);
      const intervention = this.#due(method);
      const answer = (): unknown => {
        const plain = (): unknown => invoke(...parameters);
        return intervention ? intervention.run(plain, parameters) : plain();
      };
      return isLater ? this.#finish(call, async () => answer()) : this.#finish(call, answer);
    };
  }

  /** The first intervention whose turn it is; each that waits for this call counts it. */
  #due(method: string): Intervention<Port> | undefined {
    let due: Intervention<Port> | undefined;
    for (const one of this.#interventions) {
      const isMeant = one.method === undefined || one.method === method;
      if (isMeant && one.skip > 0) one.skip -= 1;
      else if (isMeant) due ??= one;
    }
    if (due) {
      due.left -= 1;
      this.#interventions = this.#interventions.filter(({ left }) => left > 0);
    }
    return due;
  }

  #open(method: string, parameters: readonly unknown[]): Mutable<RecordedCall<Port>> {
    const call = {
      method,
      parameters,
      startedAt: performance.now(),
      endedAt: undefined,
      result: undefined,
      failure: undefined,
      // The proxy was asked for a method of this name, and called with its parameters.
    } as unknown as Mutable<RecordedCall<Port>>;
    this.#calls.push(call);
    if (this.#calls.length > MAX_RECORDED_CALLS) this.#calls.shift();
    this.#counts.set(method, (this.#counts.get(method) ?? 0) + 1);
    this.#openCount += 1;
    this.#peak = Math.max(this.#peak, this.#openCount);
    return call;
  }

  /** Runs a call and notes how it ends, at once if it answers at once. */
  #finish(call: Mutable<RecordedCall<Port>>, run: () => unknown): unknown {
    try {
      const answer = run();
      if (!(answer instanceof Promise)) return this.#close(call, answer);
      return answer.then(
        (result: unknown) => this.#close(call, result),
        (error: unknown) => this.#closeFailed(call, error),
      );
    } catch (error) {
      return this.#closeFailed(call, error);
    }
  }

  #close(call: Mutable<RecordedCall<Port>>, result: unknown): unknown {
    this.#openCount -= 1;
    call.endedAt = performance.now();
    call.result = result;
    return result;
  }

  #closeFailed(call: Mutable<RecordedCall<Port>>, error: unknown): never {
    this.#openCount -= 1;
    call.endedAt = performance.now();
    call.failure = { error };
    throw error;
  }
}

/** The abort signal among a call's parameters: of the first options object that has one. */
function signalOf(parameters: readonly unknown[]): AbortSignal | undefined {
  for (const one of parameters) {
    const signal: unknown =
      typeof one === "object" && one !== null ? Reflect.get(one, "signal") : undefined;
    if (signal instanceof AbortSignal) return signal;
  }
  return undefined;
}

async function within(work: Promise<void>, timeoutMs: number): Promise<void> {
  const late = Promise.withResolvers<never>();
  const timer = setTimeout(() => {
    late.reject(new Error(`a held call was not released within ${timeoutMs} ms`));
  }, timeoutMs);
  // After an abort nobody waits for it any more, and it must not keep the process alive.
  timer.unref();
  try {
    await Promise.race([work, late.promise]);
  } finally {
    clearTimeout(timer);
  }
}

function invalid(argument: string, requirement: string, actual: unknown): InvalidArgumentError {
  return new InvalidArgumentError("plan for a call", argument, requirement, actual);
}
