import {
  type DatePrecision,
  type DateSpan,
  daySpan,
  decadeSpan,
  HOUR_MS,
  isCalendarDay,
  monthSpan,
  seasonSpan,
  wallTime,
  yearSpan,
} from "./calendar.ts";
import {
  ANY_WEEKDAY_NAME,
  MONTH_NAME,
  monthNumber,
  SEASON_NAME,
  seasonNamed,
} from "./english-calendar-words.ts";
import { ISO_DATE, readIsoDate } from "./iso-dates.ts";

/** An interval of epoch milliseconds, `from` inclusive and `to` exclusive. */
export interface TimestampInterval {
  readonly from: number;
  readonly to: number;
  readonly precision: DatePrecision;
}

type Groups = Readonly<Record<string, string | undefined>>;

interface TimestampForm {
  readonly pattern: RegExp;
  readonly read: (groups: Groups) => DateSpan | undefined;
}

const MINUTE_MS = 60_000;
/** Longest text that is read, white space around it included: the longest form there is takes some 50 characters. */
const MAX_LENGTH = 64;
const CLOCK = String.raw`(?<hour>\d{1,2}):(?<minute>\d{2})\s?(?<half>am|pm)`;
const WEEKDAY = String.raw`(?:${ANY_WEEKDAY_NAME},?\s)?`;
const MONTH = `(?<month>${MONTH_NAME})`;
const DAY = String.raw`(?<day>\d{1,2})(?:st|nd|rd|th)?`;
const YEAR = String.raw`(?<year>\d{4})`;

const FORMS: readonly TimestampForm[] = [
  { pattern: form(ISO_DATE), read: readIsoDate },
  { pattern: form(String.raw`${YEAR}[-/](?<month>\d{2})`), read: readMonth },
  { pattern: form(YEAR), read: ({ year }) => yearSpan(Number(year)) },
  // LoCoMo's "1:56 pm on 8 May, 2023"
  {
    pattern: form(String.raw`(?:${CLOCK},?\s(?:on\s)?)?${WEEKDAY}${DAY}\s${MONTH},?\s${YEAR}`),
    read: readNamedDay,
  },
  {
    pattern: form(String.raw`(?:${CLOCK},?\s(?:on\s)?)?${WEEKDAY}${MONTH}\s${DAY},?\s${YEAR}`),
    read: readNamedDay,
  },
  {
    pattern: form(String.raw`${MONTH},?\s${YEAR}`),
    read: ({ year, month = "" }) => monthSpan(Number(year), monthNumber(month)),
  },
  {
    pattern: form(String.raw`${YEAR}年(?<month>\d{1,2})月(?<day>\d{1,2})[日号]`),
    read: readIsoDate,
  },
  { pattern: form(String.raw`${YEAR}年(?<month>\d{1,2})月`), read: readMonth },
  { pattern: form(`${YEAR}年`), read: ({ year }) => yearSpan(Number(year)) },
  {
    pattern: form(String.raw`(?<season>${SEASON_NAME})\s(?:of\s)?${YEAR}`),
    read: ({ year, season = "" }) => seasonSpan(Number(year), seasonNamed(season)),
  },
  { pattern: form(String.raw`(?<year>\d{3}0)s`), read: ({ year }) => decadeSpan(Number(year)) },
  {
    pattern: form(String.raw`(?<from>\d{4}-\d{2}-\d{2})\s(?:to|-|–)\s(?<last>\d{4}-\d{2}-\d{2})`),
    read: readDayRange,
  },
];

/**
 * Returns the first instant of a time that a caller gives, in epoch milliseconds; undefined if it is none.
 *
 * Reads what {@link parseTimestampInterval} reads.
 */
export function parseTimestamp(text: string): number | undefined {
  return parseTimestampInterval(text)?.from;
}

/**
 * Returns the interval that a time given by a caller names, to the precision it is written in.
 *
 * Reads ISO 8601 dates and date-times, with or without a zone (none means UTC), "2023-05", "2023",
 * "1:56 pm on 8 May, 2023", "8 May 2023", "May 8, 2023", "May 2023", "2023/05/20 (Sat) 02:21", 2023年5月8日 and
 * whatever `formatDate` writes. Undefined for all else, dates that do not exist included.
 */
export function parseTimestampInterval(text: string): TimestampInterval | undefined {
  if (text.length > MAX_LENGTH) return undefined;
  const trimmed = text.trim();
  for (const { pattern, read } of FORMS) {
    const match = pattern.exec(trimmed);
    const span = match === null ? undefined : read(match.groups ?? {});
    if (span !== undefined) {
      return { from: span.from, to: span.to, precision: span.precision };
    }
  }
  return undefined;
}

function form(source: string): RegExp {
  return new RegExp(`^(?:${source})$`, "iu");
}

function readMonth({ year, month }: Groups): DateSpan | undefined {
  const number = Number(month);
  return number >= 1 && number <= 12 ? monthSpan(Number(year), number) : undefined;
}

function readNamedDay({ year, month = "", day, hour, minute, half }: Groups): DateSpan | undefined {
  const number = monthNumber(month);
  if (!isCalendarDay(Number(year), number, Number(day))) {
    return undefined;
  }
  const start = wallTime(Number(year), number, Number(day));
  if (hour === undefined) {
    return daySpan(start);
  }
  const [hours, minutes] = [Number(hour), Number(minute)];
  if (hours < 1 || hours > 12 || minutes > 59) {
    return undefined;
  }
  const isAfternoon = half?.toLowerCase() === "pm";
  const from = start + ((hours % 12) + (isAfternoon ? 12 : 0)) * HOUR_MS + minutes * MINUTE_MS;
  return { from, to: from + MINUTE_MS, precision: "minute" };
}

function readDayRange({ from = "", last = "" }: Groups): DateSpan | undefined {
  const [first, end] = [parseTimestampInterval(from), parseTimestampInterval(last)];
  if (first === undefined || end === undefined || end.from < first.from) {
    return undefined;
  }
  const dayCount = Math.round((end.to - first.from) / (24 * HOUR_MS));
  const isWeek = dayCount === 7 && new Date(first.from).getUTCDay() === 1;
  return { from: first.from, to: end.to, precision: isWeek ? "week" : "day" };
}
