/**
 * How exactly a date was told.
 *
 * Stores keep the first instant alone; the words say whether it is that of a day, a month or a year.
 */
import { monthSpan, yearOf, yearSpan } from "../../text/calendar.ts";
import { type DateMention, findDates } from "../../text/dates.ts";
import type { DateInterval } from "../../text/format-date.ts";
import { openTimeZone, type TimeZone } from "../../text/time-zone.ts";

/** A date as it was told: the calendar interval that was named. */
export interface ToldDate extends DateInterval {
  /** Whether somebody stated it; if not, it is the day on which it was told. */
  readonly isStated: boolean;
  /** Whether the memory's own words name it, so that it need not be said beside them. */
  readonly isInWords: boolean;
}

/** Words that may name a date. */
export interface DatedText {
  readonly text: string;
  /** When they were said, epoch ms. */
  readonly at: number;
}

/** What says how exactly an instant is known. */
export interface DateSources {
  /** The memory's own words. */
  readonly own: DatedText;
  /** The turns that told it. */
  readonly turns: readonly DatedText[];
  /** When it was told, epoch ms. */
  readonly toldAt: readonly number[];
  /** IANA name. */
  readonly timeZone: string;
}

/** Turns whose words are looked at, and characters of each: finding dates takes a microsecond for each few letters. */
const MAX_DATED_TURNS = 4;
/** Characters of such a turn that are read for dates: they cost what is said above, and a date stands near the beginning. */
const MAX_DATED_LENGTH = 2_000;

/**
 * The date of an instant: as the memory's words have it, if they name a date that begins there (or ends there, for an
 * end); else, if it was told at that moment, the day of the telling; else as the turns' words have it.
 *
 * Without such words it is the largest of year, month, day and minute that begins there: a date that was stated as a
 * month begins with it, and one that says less than was meant is not wrong. A time of day that no
 * words name is that of a telling, where it is an end, or was told on that day: an episode's and its messages' may differ.
 */
export function toldDate(
  instant: number,
  side: "start" | "end",
  { own, turns, toldAt, timeZone }: DateSources,
): ToldDate {
  const zone = openTimeZone(timeZone);
  const find = ({ text, at }: DatedText): ToldDate | undefined => {
    const dates = findDates(text.slice(0, MAX_DATED_LENGTH), { reference: at, timeZone });
    const named = namedDate(dates, instant, side);
    return named && { ...intervalOf(named), isStated: true, isInWords: false };
  };
  const inOwn = find(own);
  if (inOwn) return { ...inOwn, isInWords: true };
  const isInWords = false;
  const day = { ...dayOf(instant, zone), isStated: false, isInWords };
  if (toldAt.includes(instant)) return day;
  for (const turn of turns.slice(0, MAX_DATED_TURNS)) {
    const inTurn = find(turn);
    if (inTurn) return inTurn;
  }
  const round = roundestOf(instant, zone);
  const wasToldThen = toldAt.some((at) => at >= day.from && at < day.to);
  const isTelling = round.precision === "minute" && (side === "end" || wasToldThen);
  return isTelling ? day : { ...round, isStated: true, isInWords };
}

function namedDate(
  dates: readonly DateMention[],
  instant: number,
  side: "start" | "end",
): DateMention | undefined {
  const ending = side === "end" ? dates.find(({ to }) => to === instant) : undefined;
  // Of "yesterday (2024-06-03)" both do.
  return ending ?? dates.find(({ from }) => from === instant);
}

function intervalOf({ from, to, precision }: DateMention): DateInterval {
  return { from, to, precision };
}

function dayOf(instant: number, zone: TimeZone): DateInterval {
  const day = new Date(zone.toWall(instant)).setUTCHours(0, 0, 0, 0);
  const next = new Date(day).setUTCDate(new Date(day).getUTCDate() + 1);
  return { from: zone.toEpoch(day), to: zone.toEpoch(next), precision: "day" };
}

function roundestOf(instant: number, zone: TimeZone): DateInterval {
  const wall = zone.toWall(instant);
  const year = yearOf(wall);
  const spans = [yearSpan(year), monthSpan(year, new Date(wall).getUTCMonth() + 1)];
  const span = spans.find(({ from }) => from === wall);
  if (span) {
    return { from: instant, to: zone.toEpoch(span.to), precision: span.precision };
  }
  const day = dayOf(instant, zone);
  return day.from === instant ? day : { from: instant, to: instant + 1, precision: "minute" };
}
