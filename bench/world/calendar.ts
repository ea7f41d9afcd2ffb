/** When a tenant's sessions are held, and which of them arrive late. */
import type { Random } from "./prng.ts";

/** The sessions of a tenant in the order in which they are held. */
export interface Calendar {
  /** ISO times, strictly ascending. */
  readonly dates: readonly string[];
  /** Positions of the sessions that arrive after all others, ascending. */
  readonly late: readonly number[];
  /** Positions of the others, ascending. */
  readonly regular: readonly number[];
}

/** Milliseconds of a day. */
export const DAY_MS = 86_400_000;
/** Fewest sessions a world can be told in. */
const MIN_SESSION_COUNT = 8;

/**
 * Lays out the sessions: the first in January 2024, then one every two to nine days.
 *
 * @throws {RangeError} If `sessionCount` is less than eight.
 */
export function makeCalendar(sessionCount: number, random: Random): Calendar {
  if (sessionCount < MIN_SESSION_COUNT) {
    throw new RangeError(
      `A world needs ${MIN_SESSION_COUNT} sessions: ${sessionCount} were asked for`,
    );
  }
  const dates: string[] = [];
  let day = Date.UTC(2024, 0, 3) + random.integer(0, 9) * DAY_MS;
  for (let index = 0; index < sessionCount; index++) {
    const minutes = random.integer(8 * 60, 20 * 60);
    dates.push(new Date(day + minutes * 60_000).toISOString());
    day += random.integer(2, 9) * DAY_MS;
  }
  const positions = dates.map((_, index) => index);
  const middle = positions.slice(Math.ceil(sessionCount * 0.3), Math.floor(sessionCount * 0.6));
  const lateCount = sessionCount < 16 ? 1 : 2;
  const late = random
    .shuffle(middle)
    .slice(0, lateCount)
    .toSorted((a, b) => a - b);
  return { dates, late, regular: positions.filter((index) => !late.includes(index)) };
}
