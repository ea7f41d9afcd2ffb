import {
  type CalendarUnit,
  type DateSpan,
  lastWeekday,
  latestWeekend,
  nextWeekday,
  unitSpan,
  weekdaySpan,
} from "./calendar.ts";
import type { DateMatch, DateRule } from "./date-rule.ts";
import {
  ANY_WEEKDAY_NAME,
  POINTER,
  pointerOffset,
  WEEKDAY_NAME,
  weekdayNumber,
} from "./english-calendar-words.ts";
import { ENGLISH_NUMBER, readEnglishNumber } from "./numerals.ts";

const GAP = String.raw`\s{1,3}`;
const START = String.raw`(?<![\p{sc=Latin}\d_.,:/-])`;
const END = String.raw`(?![\p{sc=Latin}\d_])`;
const PART_OF_DAY = "(?:morning|afternoon|evening|night|noon)";
const COUNTED = String.raw`(?<count>${ENGLISH_NUMBER})${GAP}(?<unit>second|minute|hour|day|week|weekend|month|year|decade)s?`;

const DAY_OFFSETS: ReadonlyMap<string, number> = new Map([
  ["the day before yesterday", -2],
  ["yesterday", -1],
  ["last night", -1],
  ["today", 0],
  ["tonight", 0],
  ["tomorrow", 1],
  ["the day after tomorrow", 2],
]);

const UNITS: ReadonlyMap<string, CalendarUnit> = new Map([
  ["second", "hour"],
  ["minute", "hour"],
  ["hour", "hour"],
  ["day", "day"],
  ["week", "week"],
  ["weekend", "weekend"],
  ["month", "month"],
  ["year", "year"],
  ["decade", "decade"],
]);

function unitNamed(name: string): CalendarUnit {
  return UNITS.get(name.toLowerCase()) ?? "day";
}

function namedDay({ text }: DateMatch, now: number): DateSpan {
  const words = text.toLowerCase().replace(/\s+/gu, " ");
  const name = Array.from(DAY_OFFSETS.keys()).find((day) => words.startsWith(day));
  // "This morning" has no day's name in it: it is today.
  return unitSpan("day", DAY_OFFSETS.get(name ?? "") ?? 0, now);
}

function counted({ groups }: DateMatch, now: number): DateSpan | undefined {
  const { count = "", unit = "", ago } = groups;
  const number = readEnglishNumber(count);
  if (number === undefined) {
    return undefined;
  }
  const seconds = /^(?:second|minute)$/iu.test(unit);
  // Too fine for a calendar: what matters is the day it falls on.
  const hours = seconds ? number / (unit.toLowerCase() === "second" ? 3600 : 60) : number;
  return unitSpan(unitNamed(unit), ago === undefined ? hours : -hours, now);
}

function pointedUnit({ groups, before }: DateMatch, now: number): DateSpan | undefined {
  const { pointer = "", unit = "" } = groups;
  // "The last week" and "the next year" are durations or belong to a story.
  if (/\b(?:the|a|every|each|per)\s{1,3}$/iu.test(before) && unit.toLowerCase() !== "weekend") {
    return undefined;
  }
  return unitSpan(unitNamed(unit), pointerOffset(pointer), now);
}

/** "Sat" and "sun" are words; as weekdays, abbreviations are capitalised. */
function isWeekdayName(name: string): boolean {
  return name.toLowerCase().replace(".", "").endsWith("day") || /^[A-Z]/u.test(name);
}

function pointedWeekday({ groups }: DateMatch, now: number): DateSpan | undefined {
  const { pointer = "", weekday: name = "" } = groups;
  if (!isWeekdayName(name)) {
    return undefined;
  }
  const weekday = weekdayNumber(name);
  switch (pointerOffset(pointer)) {
    case -1: {
      return lastWeekday(weekday, now);
    }
    case 1: {
      return nextWeekday(weekday, now);
    }
    default: {
      return weekdaySpan(weekday, 0, now);
    }
  }
}

function weekdayOfWeek({ groups }: DateMatch, now: number): DateSpan {
  const { pointer = "", weekday = "" } = groups;
  return weekdaySpan(weekdayNumber(weekday), pointerOffset(pointer), now);
}

function pattern(source: string): RegExp {
  return new RegExp(source, "giu");
}

/** How English counts from now: days, weeks, months and years ago or ahead, and weekdays. */
export const ENGLISH_RELATIVE_RULES: readonly DateRule[] = [
  {
    pattern: pattern(
      `${START}(?:the${GAP}day${GAP}(?:before${GAP}yesterday|after${GAP}tomorrow)|(?:yesterday|tomorrow)(?:${GAP}${PART_OF_DAY})?|today|tonight|last${GAP}night|this${GAP}(?:morning|afternoon|evening))${END}`,
    ),
    isRelative: true,
    resolve: namedDay,
  },
  {
    pattern: pattern(`(?<![\\p{sc=Latin}\\d_.,])${COUNTED}${GAP}(?<ago>ago)${END}`),
    isRelative: true,
    resolve: counted,
  },
  {
    pattern: pattern(`${START}${COUNTED}${GAP}from${GAP}(?:now|today)${END}`),
    isRelative: true,
    resolve: counted,
  },
  {
    pattern: pattern(
      `${START}in${GAP}(?!a${GAP}day)(?<count>${ENGLISH_NUMBER})${GAP}(?<unit>day|week|month|year)s?${END}(?!['’]|${GAP}(?:of|ago)\\b)`,
    ),
    isRelative: true,
    notPrecededBy: /\b(?:once|twice|times|first|only)\s{1,3}$/iu,
    resolve: counted,
  },
  {
    pattern: pattern(
      `${START}(?<pointer>${POINTER})${GAP}(?<unit>weekend|week|month|year)${END}(?!${GAP}of\\b)`,
    ),
    isRelative: true,
    resolve: pointedUnit,
  },
  {
    pattern: pattern(
      `${START}the${GAP}(?<unit>weekend|week|month|year)${GAP}before${GAP}last${END}(?!${GAP}(?:\\p{L}{1,9}day|week|month|year))`,
    ),
    isRelative: true,
    resolve: ({ groups }, now) => unitSpan(unitNamed(groups["unit"] ?? ""), -2, now),
  },
  {
    pattern: pattern(`${START}the${GAP}weekend${END}(?!${GAP}(?:of|before|after)\\b)`),
    isRelative: true,
    precededBy: /\b(?:over|during|on|at)\s{1,3}$/iu,
    resolve: (_, now) => latestWeekend(now),
  },
  {
    pattern: pattern(
      `${START}(?<pointer>${POINTER})${GAP}(?<weekday>${ANY_WEEKDAY_NAME})${END}(?!${GAP}of\\b)`,
    ),
    isRelative: true,
    resolve: pointedWeekday,
  },
  {
    // "Tuesday of last week"
    pattern: pattern(
      `${START}(?<weekday>${WEEKDAY_NAME})${GAP}(?:of${GAP})?(?<pointer>last|this|next)${GAP}week${END}`,
    ),
    isRelative: true,
    resolve: weekdayOfWeek,
  },
  {
    // "last week on Tuesday"
    pattern: pattern(
      `${START}(?<pointer>last|this|next)${GAP}week,?${GAP}(?:on${GAP})?(?<weekday>${WEEKDAY_NAME})${END}`,
    ),
    isRelative: true,
    resolve: weekdayOfWeek,
  },
  {
    pattern: pattern(`${START}(?<weekday>${WEEKDAY_NAME})${END}`),
    isRelative: true,
    notPrecededBy: /\b(?:every|each|any|some|most|a|one|per|good|black|ash|palm|cyber)\s{1,3}$/iu,
    resolve: ({ groups }, now) => lastWeekday(weekdayNumber(groups["weekday"] ?? ""), now),
    resolveAhead: ({ groups }, now) => nextWeekday(weekdayNumber(groups["weekday"] ?? ""), now),
  },
  {
    // "on Fri"
    pattern: pattern(`${START}(?<weekday>${ANY_WEEKDAY_NAME})${END}`),
    isRelative: true,
    precededBy: /\b(?:on|since|until|till|by|before|after)\s{1,3}$/iu,
    resolve: ({ groups }, now) => {
      const { weekday = "" } = groups;
      return isWeekdayName(weekday) ? lastWeekday(weekdayNumber(weekday), now) : undefined;
    },
    resolveAhead: ({ groups }, now) => {
      const { weekday = "" } = groups;
      return isWeekdayName(weekday) ? nextWeekday(weekdayNumber(weekday), now) : undefined;
    },
  },
];
