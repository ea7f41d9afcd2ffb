import type { Season } from "./calendar.ts";

const MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split(" ");
const WEEKDAYS = "mon tue wed thu fri sat sun".split(" ");

/** Regular expression source of a month's name or abbreviation; only an abbreviation takes a full stop. */
export const MONTH_NAME: string = [
  String.raw`(?:(?:january|february|march|april|may|june|july|august|september|october|november|december)\b`,
  String.raw`|(?:jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec)\b\.?)`,
].join("");

/** Regular expression source of a weekday's full name. */
export const WEEKDAY_NAME = "(?:mon|tues|wednes|thurs|fri|satur|sun)day";

/** Regular expression source of a weekday's name or abbreviation. */
export const ANY_WEEKDAY_NAME: string = String.raw`(?:${WEEKDAY_NAME}\b|(?:mon|tues?|wed|thu(?:rs?)?|fri|sat|sun)\b\.?)`;

/** Regular expression source of a season's name. */
export const SEASON_NAME = "(?:spring|summer|autumn|fall|winter)";

/** Regular expression source of the words that point back, here or ahead from now. */
export const POINTER: string = String.raw`(?:last|this|next|coming|upcoming|this\s{1,3}(?:past|coming))`;

/** Regular expression source of a year that is written out. */
export const YEAR: string = String.raw`(?:1\d|20|21)\d{2}`;

/** Returns the month, from 1, for a match of {@link MONTH_NAME}. */
export function monthNumber(name: string): number {
  return MONTHS.indexOf(name.slice(0, 3).toLowerCase()) + 1;
}

/** Returns the weekday, from 0 for Monday, for a match of {@link ANY_WEEKDAY_NAME}. */
export function weekdayNumber(name: string): number {
  return WEEKDAYS.indexOf(name.slice(0, 3).toLowerCase());
}

/** Returns the season for a match of {@link SEASON_NAME}. */
export function seasonNamed(name: string): Season {
  switch (name.toLowerCase()) {
    case "spring": {
      return "spring";
    }
    case "summer": {
      return "summer";
    }
    case "winter": {
      return "winter";
    }
    default: {
      return "autumn";
    }
  }
}

/** Returns -1, 0 or 1 for a match of {@link POINTER}. */
export function pointerOffset(pointer: string): number {
  if (/last|past/iu.test(pointer)) {
    return -1;
  }
  return /next|coming/iu.test(pointer) ? 1 : 0;
}

/** Whether a month's name is also an everyday verb and written like one: "may", "march". */
export function isVerbLike(month: string): boolean {
  return /^(?:may|mar|march)\.?$/u.test(month);
}

/** Whether a month's name, whatever its case, is also a person's name or another word. */
export function isAmbiguousMonth(month: string): boolean {
  return !/^(?:january|february|july|september|october|november|december)$/iu.test(month);
}
