import { AsyncLocalStorage } from "node:async_hooks";

import type { Clock } from "../../src/core/clock.ts";

/** A clock that each call has of its own: what runs side by side still knows its own time. */
export class TimedClock implements Clock {
  readonly #times = new AsyncLocalStorage<number>();
  readonly #otherwise: number;

  /** @param otherwise - The time outside of {@link at}. */
  constructor(otherwise: number) {
    this.#otherwise = otherwise;
  }

  now(): number {
    return this.#times.getStore() ?? this.#otherwise;
  }

  /** Runs `work` at a time of its own. */
  async at<T>(time: number, work: () => Promise<T>): Promise<T> {
    return this.#times.run(time, work);
  }
}
