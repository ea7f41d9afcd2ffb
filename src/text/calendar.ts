/**
 * Calendar arithmetic on wall time: the number `Date.UTC` gives for what a clock on the wall shows.
 * Weeks start on Monday; seasons are the meteorological ones of the northern hemisphere.
 */

/** How exactly a date is known, finest first. */
export type DatePrecision = "minute" | "day" | "week" | "month" | "season" | "year" | "decade";

/** An interval of wall time, `from` inclusive and `to` exclusive. */
export interface DateSpan {
  readonly from: number;
  readonly to: number;
  readonly precision: DatePrecision;
  /** Set when a time zone was written with it: `from` and `to` are then epoch milliseconds. */
  readonly isInstant?: boolean;
}

/** A season by its English name; autumn is also called fall. */
export type Season = "spring" | "summer" | "autumn" | "winter";

/** What "two weeks ago" and "next month" count in. */
export type CalendarUnit = "hour" | "day" | "week" | "weekend" | "month" | "year" | "decade";

/** Milliseconds in an hour. */
export const HOUR_MS = 3_600_000;
/** Milliseconds in a day of wall time, which never has a clock change. */
export const DAY_MS: number = 24 * HOUR_MS;
const WEEK_MS = 7 * DAY_MS;
const SEASON_MONTHS: Readonly<Record<Season, number>> = {
  spring: 3,
  summer: 6,
  autumn: 9,
  winter: 12,
};
/** How far apart two leap years are at most: a fact of the calendar, over a century year that is none. */
const LEAP_GAP_YEARS = 8;

/** Returns the wall time at which a day begins; months (from 1) and days may overflow, as in `Date.UTC`. */
export function wallTime(year: number, month: number = 1, day: number = 1): number {
  // Date.UTC would read the years 0 to 99 as 1900 to 1999.
  return new Date(0).setUTCFullYear(year, month - 1, day);
}

/** Returns whether a year, a month (from 1) and a day of it exist. */
export function isCalendarDay(year: number, month: number, day: number): boolean {
  const date = new Date(wallTime(year, month, day));
  return month >= 1 && month <= 12 && date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
}

/** Returns the calendar year. */
export function yearOf(wall: number): number {
  return new Date(wall).getUTCFullYear();
}

/** Returns the month, from 1. */
function monthOf(wall: number): number {
  return new Date(wall).getUTCMonth() + 1;
}

/** Returns the midnight at or before a wall time. */
function startOfDay(wall: number): number {
  return Math.floor(wall / DAY_MS) * DAY_MS;
}

/** Returns the weekday from 0, Monday, to 6, Sunday. */
function weekdayOf(wall: number): number {
  // 1 January 1970 was a Thursday.
  return (((Math.floor(wall / DAY_MS) + 3) % 7) + 7) % 7;
}

/** Returns the midnight that begins the Monday at or before a wall time. */
function startOfWeek(wall: number): number {
  return startOfDay(wall) - weekdayOf(wall) * DAY_MS;
}

/** Returns a day, given by its midnight, or several from it on. */
export function daySpan(day: number, dayCount: number = 1): DateSpan {
  return { from: day, to: day + dayCount * DAY_MS, precision: "day" };
}

/** Returns Monday to Sunday around a wall time. */
export function weekSpan(wall: number): DateSpan {
  const from = startOfWeek(wall);
  return { from, to: from + WEEK_MS, precision: "week" };
}

/** Returns Saturday and Sunday of the week of `wall`, as days. */
function weekendSpan(wall: number): DateSpan {
  return daySpan(startOfWeek(wall) + 5 * DAY_MS, 2);
}

/** Returns a month of a year; a month below 1 or above 12 is one of another year. */
export function monthSpan(year: number, month: number): DateSpan {
  return { from: wallTime(year, month), to: wallTime(year, month + 1), precision: "month" };
}

/** Returns a calendar year. */
export function yearSpan(year: number): DateSpan {
  return { from: wallTime(year), to: wallTime(year + 1), precision: "year" };
}

/** Returns the decade a year is in: 1990 to 1999 for 1994. */
export function decadeSpan(year: number): DateSpan {
  const first = Math.floor(year / 10) * 10;
  return { from: wallTime(first), to: wallTime(first + 10), precision: "decade" };
}

/** Returns the season that begins in a year; winter begins in December and ends in the next year. */
export function seasonSpan(year: number, season: Season): DateSpan {
  const month = SEASON_MONTHS[season];
  return { from: wallTime(year, month), to: wallTime(year, month + 3), precision: "season" };
}

/** Returns the season a wall time is in, with the year that season began in. */
export function seasonOf(wall: number): { readonly year: number; readonly season: Season } {
  const month = monthOf(wall);
  if (month <= 2) {
    return { year: yearOf(wall) - 1, season: "winter" };
  }
  const seasons: readonly Season[] = ["spring", "summer", "autumn", "winter"];
  return { year: yearOf(wall), season: seasons[Math.floor(month / 3) - 1] ?? "winter" };
}

/** Returns the calendar unit that lies `offset` units from `now`: the month before this one for `month`, -1. */
export function unitSpan(unit: CalendarUnit, offset: number, now: number): DateSpan {
  switch (unit) {
    case "hour": {
      return daySpan(startOfDay(now + offset * HOUR_MS));
    }
    case "day": {
      return daySpan(startOfDay(now) + offset * DAY_MS);
    }
    case "week": {
      return weekSpan(now + offset * WEEK_MS);
    }
    case "weekend": {
      return weekendSpan(now + offset * WEEK_MS);
    }
    case "month": {
      return monthSpan(yearOf(now), monthOf(now) + offset);
    }
    case "year": {
      return yearSpan(yearOf(now) + offset);
    }
    default: {
      return decadeSpan(yearOf(now) + offset * 10);
    }
  }
}

/** Returns the given weekday (0, Monday, to 6) of the week that lies `weekOffset` weeks from now. */
export function weekdaySpan(weekday: number, weekOffset: number, now: number): DateSpan {
  return daySpan(startOfWeek(now) + weekOffset * WEEK_MS + weekday * DAY_MS);
}

/** Returns the latest such weekday before the day of `now`, one to seven days back. */
export function lastWeekday(weekday: number, now: number): DateSpan {
  const daysBack = ((weekdayOf(now) - weekday + 6) % 7) + 1;
  return daySpan(startOfDay(now) - daysBack * DAY_MS);
}

/** Returns the first such weekday after the day of `now`, one to seven days ahead. */
export function nextWeekday(weekday: number, now: number): DateSpan {
  const daysAhead = ((weekday - weekdayOf(now) + 6) % 7) + 1;
  return daySpan(startOfDay(now) + daysAhead * DAY_MS);
}

/** Returns the latest weekend that has begun by `now`. */
export function latestWeekend(now: number): DateSpan {
  const current = weekendSpan(now);
  return current.from <= now ? current : weekendSpan(now - WEEK_MS);
}

/** Returns the latest such month that has begun by `now`. */
export function latestMonth(month: number, now: number): DateSpan {
  return monthSpan(month <= monthOf(now) ? yearOf(now) : yearOf(now) - 1, month);
}

/** Returns the latest such day of a year that has begun by `now`, or undefined if no year has it. */
export function latestMonthDay(month: number, day: number, now: number): DateSpan | undefined {
  for (let back = 0; back <= LEAP_GAP_YEARS; back += 1) {
    const year = yearOf(now) - back;
    if (isCalendarDay(year, month, day) && wallTime(year, month, day) <= now) {
      return daySpan(wallTime(year, month, day));
    }
  }
  return undefined;
}

/** Returns the first such month that is to begin after `now`, or is on. */
export function nextMonth(month: number, now: number): DateSpan {
  return monthSpan(month >= monthOf(now) ? yearOf(now) : yearOf(now) + 1, month);
}

/** Returns the first such day of a year that is not over by `now`, or undefined if no year has it. */
export function nextMonthDay(month: number, day: number, now: number): DateSpan | undefined {
  for (let ahead = 0; ahead <= LEAP_GAP_YEARS; ahead += 1) {
    const year = yearOf(now) + ahead;
    if (isCalendarDay(year, month, day) && wallTime(year, month, day) >= startOfDay(now)) {
      return daySpan(wallTime(year, month, day));
    }
  }
  return undefined;
}

/** Picks by `offset`: -1 the latest of yearly spans that is over, 1 the first that is to begin, 0 this year's. */
export function yearlySpan(
  spanOfYear: (year: number) => DateSpan,
  offset: number,
  now: number,
): DateSpan {
  const year = yearOf(now);
  if (offset < 0) {
    // A winter reaches two months into the next year, so the one of last year may still be on.
    const candidates = [year, year - 1, year - 2].map(spanOfYear);
    return candidates.find((span) => span.to <= startOfDay(now)) ?? spanOfYear(year - 2);
  }
  if (offset > 0) {
    const thisYear = spanOfYear(year);
    return thisYear.from > now ? thisYear : spanOfYear(year + 1);
  }
  const running = spanOfYear(year - 1);
  return running.to > now ? running : spanOfYear(year);
}
