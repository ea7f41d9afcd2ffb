import { least } from "../core/extremes.ts";
import { InvalidArgumentError } from "../core/errors.ts";
import { DAY_MS } from "./calendar.ts";

/** Translates between epoch milliseconds and the wall time of one place. */
export interface TimeZone {
  /** The first instant at which the wall shows `wall`, or at which it has just skipped it. */
  toEpoch(wall: number): number;
  /** What the wall shows at an instant. */
  toWall(epoch: number): number;
}

const UTC: TimeZone = { toEpoch: (wall) => wall, toWall: (epoch) => epoch };

/**
 * Returns the clock of a time zone, read from the platform's own time zone data.
 *
 * @param name - An IANA name such as "Asia/Shanghai".
 * @throws {InvalidArgumentError} If the platform does not know the zone.
 */
export function openTimeZone(name: string = "UTC"): TimeZone {
  if (name === "UTC") {
    return UTC;
  }
  const format = wallFormat(name);
  const known = new Map<number, number>();
  const toWall = (epoch: number): number => wallAt(format, epoch);
  const toEpoch = (wall: number): number => {
    const found = known.get(wall) ?? firstInstant(toWall, wall);
    known.set(wall, found);
    return found;
  };
  return { toEpoch, toWall };
}

function wallFormat(timeZone: string): Intl.DateTimeFormat {
  try {
    return new Intl.DateTimeFormat("en-US", {
      timeZone,
      calendar: "gregory",
      numberingSystem: "latn",
      hourCycle: "h23",
      year: "numeric",
      month: "numeric",
      day: "numeric",
      hour: "numeric",
      minute: "numeric",
      second: "numeric",
    });
  } catch {
    // The platform's RangeError says no more than that it does not know the name.
    throw new InvalidArgumentError("read dates", "timeZone", "an IANA time zone name", timeZone);
  }
}

function wallAt(format: Intl.DateTimeFormat, epoch: number): number {
  const fields = new Map(
    format.formatToParts(epoch).map(({ type, value }) => [type, Number(value)]),
  );
  const field = (type: Intl.DateTimeFormatPartTypes): number => fields.get(type) ?? 0;
  const day = new Date(0).setUTCFullYear(field("year"), field("month") - 1, field("day"));
  const seconds = (field("hour") * 60 + field("minute")) * 60 + field("second");
  return day + seconds * 1000 + (((epoch % 1000) + 1000) % 1000);
}

/**
 * Finds the instant from the offsets in force a day before and a day after: one of them holds at `wall`,
 * unless the clock skipped it, and then the earlier offset points at the moment of the change.
 */
function firstInstant(toWall: (epoch: number) => number, wall: number): number {
  const before = wall - (toWall(wall - DAY_MS) - (wall - DAY_MS));
  const after = wall - (toWall(wall + DAY_MS) - (wall + DAY_MS));
  const matching = [before, after].filter((epoch) => toWall(epoch) === wall);
  return matching.length > 0 ? least(matching) : before;
}
