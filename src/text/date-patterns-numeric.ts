import { daySpan, isCalendarDay, wallTime, yearOf } from "./calendar.ts";
import type { DateGroups, DateRule } from "./date-rule.ts";
import { ISO_DATE, readIsoDate } from "./iso-dates.ts";

/** A two-digit year is at most this far in the future: in 2023, "33" is 2033 and "34" is 1934. */
const MAX_FUTURE_YEARS = 10;

function fullYear(text: string, now: number): number {
  const year = Number(text);
  if (text.length > 2) {
    return year;
  }
  const century = Math.floor((yearOf(now) + MAX_FUTURE_YEARS) / 100) * 100;
  return century + year > yearOf(now) + MAX_FUTURE_YEARS ? century - 100 + year : century + year;
}

/** With dots the day comes first; otherwise the month does, unless it cannot be one. */
function monthAndDay({ first, second, mark }: DateGroups): { month: number; day: number } {
  const [one, two] = [Number(first), Number(second)];
  return mark === "." || one > 12 ? { month: two, day: one } : { month: one, day: two };
}

/** Dates written in figures alone, the same in every language. */
export const NUMERIC_DATE_RULES: readonly DateRule[] = [
  {
    // "2023-10-18", "2023/10/18 (Wed) 09:30", "2023-10-18T09:30:00Z"
    pattern: new RegExp(String.raw`(?<![\w./-])${ISO_DATE}(?![\d]|[./-]\d)`, "gu"),
    isRelative: false,
    resolve: ({ groups }) => readIsoDate(groups),
  },
  {
    // "10/18/2023", "18/10/2023", "18.10.2023"
    pattern:
      /(?<![\w./-])(?<first>\d{1,2})(?<mark>[-/.])(?<second>\d{1,2})\k<mark>(?<year>\d{4})(?![\w]|[./-]\d)/gu,
    isRelative: false,
    resolve: ({ groups }) => {
      const { month, day } = monthAndDay(groups);
      const year = Number(groups["year"]);
      return isCalendarDay(year, month, day) ? daySpan(wallTime(year, month, day)) : undefined;
    },
  },
  {
    // "5/8/23": the century is read from the reference.
    pattern:
      /(?<![\w./-])(?<first>\d{1,2})(?<mark>\/)(?<second>\d{1,2})\/(?<year>\d{2})(?![\w]|[./-]\d)/gu,
    isRelative: true,
    resolve: ({ groups }, now) => {
      const { month, day } = monthAndDay(groups);
      const year = fullYear(groups["year"] ?? "", now);
      return isCalendarDay(year, month, day) ? daySpan(wallTime(year, month, day)) : undefined;
    },
  },
];
