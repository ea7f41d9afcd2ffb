/** Where the time comes from: injected, so that tests and replays decide what "now" is. */
export interface Clock {
  /** Returns the present moment in milliseconds since 1970-01-01T00:00:00Z. */
  now(): number;
}

/** The clock of the machine. It may jump, also backwards, when the machine's time is set. */
export const systemClock: Clock = { now: () => Date.now() };
