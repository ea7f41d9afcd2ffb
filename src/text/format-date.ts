import {
  type DatePrecision,
  decadeSpan,
  type Season,
  seasonOf,
  weekSpan,
  yearOf,
} from "./calendar.ts";
import { openTimeZone, type TimeZone } from "./time-zone.ts";

/**
 * Writes the calendar interval of the given precision that an instant is in: "2023-05-07 09:30", "2023-05-07",
 * "2023-05-01 to 2023-05-07" (week), "2023-05", "summer 2023", "2023", "2020s".
 *
 * A winter bears the year it begins in.
 *
 * @param timeZone - IANA name. @defaultValue "UTC"
 * @throws {InvalidArgumentError} If the time zone is unknown.
 * @throws {RangeError} If `ms` is not a time a Date can hold.
 */
export function formatDate(ms: number, precision: DatePrecision, timeZone?: string): string {
  return writeWall(openTimeZone(timeZone).toWall(ms), precision);
}

/** In which language what is no number is written: "summer 2023" or 2023年夏天. */
export type DateLanguage = "en" | "zh";

const CHINESE_SEASONS: Readonly<Record<Season, string>> = {
  spring: "春天",
  summer: "夏天",
  autumn: "秋天",
  winter: "冬天",
};

/** The same for an instant in wall time. */
export function writeWall(
  wall: number,
  precision: DatePrecision,
  language: DateLanguage = "en",
): string {
  const isChinese = language === "zh";
  const iso = new Date(wall).toISOString();
  switch (precision) {
    case "minute": {
      return `${iso.slice(0, -14)} ${iso.slice(-13, -8)}`;
    }
    case "day": {
      return iso.slice(0, -14);
    }
    case "week": {
      const { from, to } = weekSpan(wall);
      return writeRange(writeWall(from, "day"), writeWall(to - 1, "day"), language);
    }
    case "month": {
      return iso.slice(0, -17);
    }
    case "season": {
      const { year, season } = seasonOf(wall);
      return isChinese ? `${year}年${CHINESE_SEASONS[season]}` : `${season} ${year}`;
    }
    case "year": {
      return iso.slice(0, -20);
    }
    default: {
      return `${yearOf(decadeSpan(yearOf(wall)).from)}${isChinese ? "年代" : "s"}`;
    }
  }
}

/** A calendar interval: one day, month or year, or several of them. */
export interface DateInterval {
  /** First instant, epoch milliseconds. */
  readonly from: number;
  /** End, exclusive, always after `from`. */
  readonly to: number;
  readonly precision: DatePrecision;
}

/** The same for an interval: "2024-06", "2024-06-03 to 2024-06-09", "1990s". */
export function writeInterval(
  { from, to, precision }: DateInterval,
  zone: TimeZone,
  language: DateLanguage = "en",
): string {
  const first = writeWall(zone.toWall(from), precision, language);
  // Of a week both ends are written.
  if (precision === "week") return first;
  const last = writeWall(zone.toWall(to - 1), precision, language);
  return first === last ? first : writeRange(first, last, language);
}

function writeRange(first: string, last: string, language: DateLanguage): string {
  return `${first} ${language === "zh" ? "至" : "to"} ${last}`;
}
