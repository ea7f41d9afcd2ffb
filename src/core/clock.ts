import { setTimeout } from "node:timers/promises";

/** Where the time comes from: injected, so that tests and replays decide what "now" is. */
export interface Clock {
  /** Returns the present moment in milliseconds since 1970-01-01T00:00:00Z. */
  now(): number;
}

/** The clock of the machine. It may jump, also backwards, when the machine's time is set. */
export const systemClock: Clock = { now: () => Date.now() };

/** The farthest that a `Date` reaches from 1970, in milliseconds, either way. */
export const MAX_DATE_MS = 8_640_000_000_000_000;
/** The longest that a timer can be set for, in milliseconds: with more it ends at once. */
export const MAX_TIMER_MS: number = 2 ** 31 - 1;
/** Most times that {@link nextMoment} waits for a millisecond: a clock that a test holds still does not go on. */
const MAX_WAITS = 5;

/**
 * Waits until the clock shows a later millisecond than at the call, or a few milliseconds if it stands still.
 *
 * What began before the call and what begins after it then have different times.
 */
export async function nextMoment(clock: Clock): Promise<void> {
  const begun = clock.now();
  for (let waits = 0; waits < MAX_WAITS && clock.now() <= begun; waits += 1) await setTimeout(1);
}
