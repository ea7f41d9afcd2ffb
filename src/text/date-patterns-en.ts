import {
  type DateSpan,
  DAY_MS,
  daySpan,
  decadeSpan,
  isCalendarDay,
  latestMonth,
  latestMonthDay,
  nextMonth,
  nextMonthDay,
  monthSpan,
  seasonSpan,
  unitSpan,
  wallTime,
  yearlySpan,
  yearOf,
  yearSpan,
} from "./calendar.ts";
import type { DateGroups, DateMatch, DateRule } from "./date-rule.ts";
import {
  ANY_WEEKDAY_NAME,
  isAmbiguousMonth,
  isVerbLike,
  MONTH_NAME,
  monthNumber,
  pointerOffset,
  POINTER,
  SEASON_NAME,
  seasonNamed,
  YEAR,
} from "./english-calendar-words.ts";

const GAP = String.raw`\s{1,3}`;
const COMMA = String.raw`(?:,?\s{1,3}|,)`;
const START = String.raw`(?<![\p{sc=Latin}\d_$€£#.,:/-])`;
const END = String.raw`(?![\p{sc=Latin}\d_]|[.,:]\d)`;
const MONTH = `(?<month>${MONTH_NAME})`;
const DAY = String.raw`(?<day>\d{1,2})(?<ordinal>st|nd|rd|th)?(?![\d:]|[.,]\d{1,3}(?!\d))`;
const LAST_DAY = String.raw`(?:\s?(?:[-–]|to|and)\s?(?<lastDay>\d{1,2})(?:st|nd|rd|th)?(?![\d:]|[.,]\d{1,3}(?!\d)))?`;
const WEEKDAY = `(?:${ANY_WEEKDAY_NAME}${COMMA}(?:the${GAP})?)?`;
const THAT_YEAR = `${COMMA}(?:of${GAP}|in${GAP})?(?<pointer>last|this|next)${GAP}year`;

const DAY_THEN_MONTH = `${START}${WEEKDAY}${DAY}${LAST_DAY}(?:\\s{0,3}|${GAP}of${GAP}|-)${MONTH}`;
const MONTH_THEN_DAY = `${START}${WEEKDAY}${MONTH}(?:${GAP}(?:the${GAP})?|-)${DAY}${LAST_DAY}`;
const WRITTEN_YEAR = `(?:${COMMA}(?:of${GAP}|in${GAP})?|-)(?<year>${YEAR})${END}`;
/** The year is written after the second date: "between May 3 and June 5, 2022". */
const YEAR_OF_PAIR = [
  `(?=${GAP}(?:and|to|through|until|till|[-–])${GAP}`,
  String.raw`(?:${MONTH_NAME}${GAP}\d{1,2}(?:st|nd|rd|th)?|(?:\d{1,2}(?:st|nd|rd|th)?${GAP}(?:of${GAP})?)?${MONTH_NAME})`,
  `,?${GAP}(?<year>${YEAR})${END})`,
].join("");
/** After a number that is part of something else. */
const NO_UNIT = String.raw`(?!\s?(?:am|pm|%|km|miles?|people|years?|days?|hours?|minutes?|times)\b)`;

const DATE_PREPOSITION =
  /\b(?:in|on|by|since|until|till|before|after|from|during|early|late|mid|through|throughout|around|between|of)[\s-]{1,3}(?:the\s{1,3})?$/iu;
const MONTH_CONTEXT =
  /\b(?:in|during|since|until|till|before|after|by|early|late|mid|through|throughout|around|between|(?:end|start|beginning|middle|month|rest) of)[\s-]{1,3}$/iu;
const AFTER_A_MONTH = new RegExp(
  String.raw`\b${MONTH_NAME}\s?(?:and|or|to|through|until|till|[-–/,])\s?$`,
  "iu",
);
const YEAR_CONTEXT =
  /(?:\b(?:(?:in|since|until|before|after|by|from)\s(?:about|roughly|approximately)|in|since|during|until|till|before|after|year|early|late|mid|by|around|circa|of|from|between|through|throughout|as of|back in|prior to|starting|(?:1\d|20|21)\d{2}\s(?:to|and|or|until|till|through))[\s-]{1,3}|\(|^\s*)$/iu;
const YEAR_NO_UNIT = String.raw`(?!\s?(?:%|km|m|kg|g)\b|\s(?:people|persons|men|women|users|dollars|euros|pounds|yuan|usd|met(?:er|re)s|miles|feet|steps|words|tokens|times|ways|years|days|hours|minutes|items|pages|calories|other|different|more|of)\b|\s?%|-\d)`;

/** Whether the number and the month are meant as a date: "5 May", but not "level 5 may". */
function isDated({ groups, before }: DateMatch): boolean {
  const { month = "", ordinal } = groups;
  return !isVerbLike(month) || ordinal !== undefined || DATE_PREPOSITION.test(before);
}

/** A year stands alone only as the whole text, or as what a sentence is about. */
function bareYear({ groups, before, after }: DateMatch): DateSpan | undefined {
  const isOpen = before.endsWith("(") && !after.startsWith(")");
  const isAlone = /^\s*[.!?]?\s*$|^\s(?:was|is|has|will)\b/u.test(after);
  return isOpen || (before.trim() === "" && !isAlone)
    ? undefined
    : yearSpan(Number(groups["year"]));
}

function writtenMonth({ groups }: DateMatch): DateSpan {
  return monthSpan(Number(groups["year"]), monthNumber(groups["month"] ?? ""));
}

function dayRange(start: number, { day, lastDay }: DateGroups): DateSpan | undefined {
  const dayCount = lastDay === undefined ? 1 : Number(lastDay) - Number(day) + 1;
  return dayCount >= 1 && dayCount <= 31 ? daySpan(start, dayCount) : undefined;
}

function dayOfYear(year: number, groups: DateGroups): DateSpan | undefined {
  const [month, day] = [monthNumber(groups["month"] ?? ""), Number(groups["day"])];
  return isCalendarDay(year, month, day) ? dayRange(wallTime(year, month, day), groups) : undefined;
}

function writtenDay({ groups }: DateMatch): DateSpan | undefined {
  return dayOfYear(Number(groups["year"]), groups);
}

function dayOfThatYear({ groups }: DateMatch, now: number): DateSpan | undefined {
  return dayOfYear(yearOf(now) + pointerOffset(groups["pointer"] ?? ""), groups);
}

function latestDay(match: DateMatch, now: number): DateSpan | undefined {
  return dayByMonth(match, (month, day) => latestMonthDay(month, day, now));
}

function nextDay(match: DateMatch, now: number): DateSpan | undefined {
  return dayByMonth(match, (month, day) => nextMonthDay(month, day, now));
}

function dayByMonth(
  match: DateMatch,
  find: (month: number, day: number) => DateSpan | undefined,
): DateSpan | undefined {
  const { month = "", day } = match.groups;
  const found = find(monthNumber(month), Number(day));
  return found === undefined || !isDated(match) ? undefined : dayRange(found.from, match.groups);
}

function pointedMonth({ groups, after }: DateMatch, now: number): DateSpan | undefined {
  const { pointer = "", month = "" } = groups;
  // "This may help", "what happens next may surprise"
  if (isVerbLike(month) && !/^\s*(?:[.,;!?)]|$)/u.test(after)) {
    return undefined;
  }
  return yearlySpan((year) => monthSpan(year, monthNumber(month)), pointerOffset(pointer), now);
}

function bareMonth(match: DateMatch, now: number): DateSpan | undefined {
  return isMonth(match) ? latestMonth(monthNumber(match.groups["month"] ?? ""), now) : undefined;
}

function bareMonthAhead(match: DateMatch, now: number): DateSpan | undefined {
  return isMonth(match) ? nextMonth(monthNumber(match.groups["month"] ?? ""), now) : undefined;
}

/** Whether the name of a month that stands alone is meant as one. */
function isMonth({ groups, before, after }: DateMatch): boolean {
  const { month = "" } = groups;
  const isFromTo =
    /\bfrom\s{1,3}$/iu.test(before) && /^\s{1,3}(?:to|until|till|through)\b/iu.test(after);
  return (
    !isAmbiguousMonth(month) || isFromTo || MONTH_CONTEXT.test(before) || AFTER_A_MONTH.test(before)
  );
}

function dayOfMonth({ groups }: DateMatch, now: number): DateSpan | undefined {
  const day = Number(groups["day"]);
  const { pointer } = groups;
  const offset = pointer === undefined ? -Number(isYetToCome(day, now)) : pointerOffset(pointer);
  return dayOfMonthAt(day, offset, now);
}

function nextDayOfMonth({ groups }: DateMatch, now: number): DateSpan | undefined {
  const day = Number(groups["day"]);
  return dayOfMonthAt(day, Number(!isYetToCome(day, now)), now);
}

function isYetToCome(day: number, now: number): boolean {
  return unitSpan("month", 0, now).from + (day - 1) * DAY_MS > now;
}

function dayOfMonthAt(day: number, offset: number, now: number): DateSpan | undefined {
  const month = unitSpan("month", offset, now);
  const start = month.from + (day - 1) * DAY_MS;
  return day >= 1 && start < month.to ? daySpan(start) : undefined;
}

function decade({ groups }: DateMatch, now: number): DateSpan | undefined {
  const { year, short } = groups;
  if (year !== undefined) {
    return decadeSpan(Number(year));
  }
  const century = Math.floor(yearOf(now) / 100) * 100;
  const candidate = century + Number(short);
  return decadeSpan(candidate > yearOf(now) ? candidate - 100 : candidate);
}

function pattern(source: string): RegExp {
  return new RegExp(source, "giu");
}

/** English dates that name a year. */
const WRITTEN_RULES: readonly DateRule[] = [
  { pattern: pattern(DAY_THEN_MONTH + YEAR_OF_PAIR), isRelative: false, resolve: writtenDay },
  { pattern: pattern(MONTH_THEN_DAY + YEAR_OF_PAIR), isRelative: false, resolve: writtenDay },
  {
    pattern: pattern(`${START}${MONTH}${YEAR_OF_PAIR}`),
    isRelative: false,
    precededBy: /\b(?:from|between|in)\s{1,3}$/iu,
    resolve: writtenMonth,
  },
  { pattern: pattern(DAY_THEN_MONTH + WRITTEN_YEAR), isRelative: false, resolve: writtenDay },
  { pattern: pattern(MONTH_THEN_DAY + WRITTEN_YEAR), isRelative: false, resolve: writtenDay },
  {
    pattern: pattern(
      `${START}${MONTH}(?:,?${GAP}(?:of${GAP}|in${GAP})?|[-/])(?<year>${YEAR})${END}`,
    ),
    isRelative: false,
    resolve: writtenMonth,
  },
  {
    pattern: pattern(
      `${START}(?<season>${SEASON_NAME}),?${GAP}(?:of${GAP}|in${GAP})?(?<year>${YEAR})${END}`,
    ),
    isRelative: false,
    resolve: ({ groups }) =>
      seasonSpan(Number(groups["year"]), seasonNamed(groups["season"] ?? "")),
  },
  {
    // "in 2019"
    pattern: pattern(`${START}(?<year>${YEAR})${END}${YEAR_NO_UNIT}`),
    isRelative: false,
    precededBy: YEAR_CONTEXT,
    resolve: bareYear,
  },
  {
    // "2015-2018"
    pattern: pattern(
      String.raw`${START}(?<year>(?:19|20)\d{2})\s?[-–—]\s?(?<lastYear>(?:19|20)\d{2})${END}(?!-)`,
    ),
    isRelative: false,
    resolve: ({ groups }) => {
      const [from, last] = [yearSpan(Number(groups["year"])), yearSpan(Number(groups["lastYear"]))];
      return from.from < last.from ? { ...from, to: last.to } : undefined;
    },
  },
  {
    // "the 1990s"
    pattern: pattern(String.raw`${START}(?<year>(?:1\d|20)\d0)['’]?s${END}`),
    isRelative: false,
    resolve: decade,
  },
];

/** English dates whose year depends on when they were said. */
const YEARLESS_RULES: readonly DateRule[] = [
  { pattern: pattern(DAY_THEN_MONTH + THAT_YEAR), isRelative: true, resolve: dayOfThatYear },
  { pattern: pattern(MONTH_THEN_DAY + THAT_YEAR), isRelative: true, resolve: dayOfThatYear },
  {
    pattern: pattern(`${DAY_THEN_MONTH}(?!\\p{L})`),
    isRelative: true,
    resolve: latestDay,
    resolveAhead: nextDay,
  },
  {
    pattern: pattern(`${MONTH_THEN_DAY}${NO_UNIT}${END}`),
    isRelative: true,
    resolve: latestDay,
    resolveAhead: nextDay,
  },
  {
    // "May last year"
    pattern: pattern(`${START}${MONTH}${THAT_YEAR}`),
    isRelative: true,
    resolve: ({ groups }, now) =>
      monthSpan(
        yearOf(now) + pointerOffset(groups["pointer"] ?? ""),
        monthNumber(groups["month"] ?? ""),
      ),
  },
  {
    // "last year in May"
    pattern: pattern(
      `${START}(?<pointer>last|this|next)${GAP}year,?${GAP}(?:in${GAP})?(?:the${GAP})?(?:${MONTH}|(?<season>${SEASON_NAME}))${END}`,
    ),
    isRelative: true,
    resolve: ({ groups }, now) => {
      const year = yearOf(now) + pointerOffset(groups["pointer"] ?? "");
      const { month, season = "" } = groups;
      return month === undefined
        ? seasonSpan(year, seasonNamed(season))
        : monthSpan(year, monthNumber(month));
    },
  },
  {
    pattern: pattern(`${START}(?<pointer>${POINTER})${GAP}${MONTH}(?!\\p{L}|${GAP}of\\b)`),
    isRelative: true,
    resolve: pointedMonth,
  },
  {
    pattern: pattern(`${START}${MONTH}(?![\\p{sc=Latin}\\d_])`),
    isRelative: true,
    resolve: bareMonth,
    resolveAhead: bareMonthAhead,
  },
  {
    pattern: pattern(`${START}(?<season>${SEASON_NAME})${THAT_YEAR}`),
    isRelative: true,
    resolve: ({ groups }, now) =>
      seasonSpan(
        yearOf(now) + pointerOffset(groups["pointer"] ?? ""),
        seasonNamed(groups["season"] ?? ""),
      ),
  },
  {
    pattern: pattern(
      `${START}(?<pointer>${POINTER})${GAP}(?<season>${SEASON_NAME})${END}(?!${GAP}of\\b)`,
    ),
    isRelative: true,
    resolve: ({ groups }, now) => {
      const season = seasonNamed(groups["season"] ?? "");
      const offset = pointerOffset(groups["pointer"] ?? "");
      return yearlySpan((year) => seasonSpan(year, season), offset, now);
    },
  },
  {
    // "the 15th of last month"
    pattern: pattern(
      String.raw`${START}(?<day>\d{1,2})(?:st|nd|rd|th)${GAP}(?:of${GAP})?(?<pointer>last|this|next)${GAP}month${END}`,
    ),
    isRelative: true,
    resolve: dayOfMonth,
  },
  {
    // "on the 15th.", but not "on the 15th floor"
    pattern: pattern(String.raw`${START}(?<day>\d{1,2})(?:st|nd|rd|th)(?=\s{0,3}(?:[.,;!?)]|$))`),
    isRelative: true,
    precededBy: /\bon\s{1,3}the\s{1,3}$/iu,
    resolve: dayOfMonth,
    resolveAhead: nextDayOfMonth,
  },
  {
    // "the 90s"
    pattern: pattern(String.raw`(?<![\p{sc=Latin}\d.$])['’]?(?<short>\d0)['’]?s${END}`),
    isRelative: true,
    precededBy: /\b(?:the|early|late|mid)[\s-]{1,3}$/iu,
    resolve: decade,
  },
];

/** How English writes days, months, seasons, years and decades of the calendar. */
export const ENGLISH_DATE_RULES: readonly DateRule[] = [...WRITTEN_RULES, ...YEARLESS_RULES];
