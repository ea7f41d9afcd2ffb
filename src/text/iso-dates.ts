import { type DateSpan, daySpan, HOUR_MS, isCalendarDay, wallTime } from "./calendar.ts";

const MINUTE_MS = 60_000;

/** Regular expression source of an ISO 8601 date with or without a time of day, with named groups. */
export const ISO_DATE: string = [
  String.raw`(?<year>\d{4})(?<mark>[-/.])(?<month>\d{1,2})\k<mark>(?<day>\d{1,2})`,
  String.raw`(?:(?:T|\s{1,2}(?:\([A-Za-z]{3}\)\s)?)(?<hour>\d{2}):(?<minute>\d{2})`,
  String.raw`(?::(?<second>\d{2})(?:[.,](?<fraction>\d{1,9}))?)?`,
  String.raw`(?:\s?(?<zone>Z|[+-]\d{2}(?::?\d{2})?)(?![\w:]))?)?`,
].join("");

/** The named groups of {@link ISO_DATE}. */
export type IsoGroups = Readonly<Record<string, string | undefined>>;

/** A time of day in milliseconds; undefined when out of range. */
function timeOfDay({ hour, minute, second = "0", fraction = "" }: IsoGroups): number | undefined {
  const [hours, minutes, seconds] = [Number(hour), Number(minute), Number(second)];
  if (!(hours < 24 && minutes < 60 && seconds < 60)) {
    return undefined;
  }
  const milliseconds = Number(fraction.padEnd(3, "0").slice(0, 3));
  return hours * HOUR_MS + minutes * MINUTE_MS + seconds * 1000 + milliseconds;
}

function zoneOffset(zone: string): number {
  const match = /^(?<sign>[+-])(?<hours>\d{2}):?(?<minutes>\d{2})?$/u.exec(zone);
  if (match === null) {
    return 0;
  }
  const { sign, hours, minutes = "0" } = match.groups ?? {};
  const offset = Number(hours) * HOUR_MS + Number(minutes) * MINUTE_MS;
  return sign === "-" ? -offset : offset;
}

/**
 * Returns the interval an {@link ISO_DATE} match names: the day, or from its instant to the end of that minute.
 *
 * Undefined if there is no such day or time of day.
 */
export function readIsoDate(groups: IsoGroups): DateSpan | undefined {
  const [year, month, day] = [
    Number(groups["year"]),
    Number(groups["month"]),
    Number(groups["day"]),
  ];
  if (!isCalendarDay(year, month, day)) {
    return undefined;
  }
  const start = wallTime(year, month, day);
  if (groups["hour"] === undefined) {
    return daySpan(start);
  }
  const time = timeOfDay(groups);
  if (time === undefined) {
    return undefined;
  }
  const { zone } = groups;
  const offset = zone === undefined ? 0 : zoneOffset(zone);
  const minuteStart = start + Math.floor(time / MINUTE_MS) * MINUTE_MS;
  return {
    from: start + time - offset,
    to: minuteStart + MINUTE_MS - offset,
    precision: "minute",
    isInstant: zone !== undefined,
  };
}
