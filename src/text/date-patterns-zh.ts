import {
  type CalendarUnit,
  type DateSpan,
  DAY_MS,
  daySpan,
  decadeSpan,
  isCalendarDay,
  lastWeekday,
  nextMonth,
  nextMonthDay,
  nextWeekday,
  latestMonth,
  latestMonthDay,
  latestWeekend,
  monthSpan,
  type Season,
  seasonSpan,
  unitSpan,
  wallTime,
  weekdaySpan,
  yearOf,
  yearSpan,
} from "./calendar.ts";
import type { DateGroups, DateMatch, DateRule } from "./date-rule.ts";
import { CHINESE_NUMERAL, readChineseNumber } from "./numerals.ts";

const SPACE = String.raw`\s{0,2}`;
const YEAR = String.raw`(?<year>[12１２][0-9０-９]{3}|[一二][〇○零一二三四五六七八九]{3})${SPACE}年`;
const MONTH = String.raw`(?<month>[0-9０-９]{1,2}|十[一二]?|[一二三四五六七八九])${SPACE}月份?`;
const DAY = String.raw`(?<day>[0-9０-９]{1,2}|[一二三四五六七八九十]{1,3})${SPACE}[日号號]`;
const SEASON = String.raw`(?<season>[春夏秋冬])(?:[天季]|(?=[，。、,.;；！？\s]|$))`;
const WEEK = "(?:周|週|星期|礼拜|禮拜)";
const WEEKDAY = "(?<weekday>[一二三四五六日天])";
/** Of 下周一10月18日 the number of the weekday is not the beginning of the month's. */
const NOT_AFTER_NUMBER = `(?:(?<=${WEEK}[一二三四五六])|(?<!${CHINESE_NUMERAL}|[万几幾数數.第]))`;
/** 本 as in 本周, not the end of 日本 or 版本. */
const THIS = "(?<![日根基成版资資样樣])本";
/** Which week or month: 上上, 上, 这, 本, 下, 下下, with 一 or 个 as in 上一个; not the end of 一下. */
const POINTER = `(?<pointer>上上|上|这|這|${THIS}|(?<!一)下下|(?<!一)下)(?:一?[个個]|一)?`;
const PART_OF_DAY = "(?:早上|早晨|清晨|上午|中午|下午|傍晚|晚上|夜里|夜裡|凌晨|晚间|早|晚)?";
/** 五月天 and 五月花 are names, 五月天气 and 五月花开 are not. */
const NOT_NAME_OF_MONTH = "(?!天(?![气氣])|花(?![开開季])|雪(?![很大多下停化]))";
/** 今日头条, 明日方舟 */
const NOT_NAME_OF_DAY = "(?!头条|頭條|说法|說法|方舟|之[后後子星]|科技|重[现現]|黄花|黃花)";
/** 以前, 之前 and the like end in a character that begins 前天 and 前年. */
const NOT_INSIDE_WORD = "(?<![以之目提眼空])";

const DAY_OFFSETS: ReadonlyMap<string, number> = new Map([
  ["大前", -3],
  ["前", -2],
  ["昨", -1],
  ["今", 0],
  ["明", 1],
  ["后", 2],
  ["後", 2],
  ["大后", 3],
  ["大後", 3],
]);

const YEAR_OFFSETS: ReadonlyMap<string, number> = new Map([
  ["大前", -3],
  ["前", -2],
  ["去", -1],
  ["今", 0],
  ["本", 0],
  ["明", 1],
  ["后", 2],
  ["後", 2],
]);

const POINTER_OFFSETS: ReadonlyMap<string, number> = new Map([
  ["上上", -2],
  ["上", -1],
  ["下", 1],
  ["下下", 2],
]);

const SEASONS: ReadonlyMap<string, Season> = new Map([
  ["春", "spring"],
  ["夏", "summer"],
  ["秋", "autumn"],
  ["冬", "winter"],
]);

function numberIn(groups: DateGroups, name: string): number {
  return readChineseNumber(groups[name] ?? "") ?? Number.NaN;
}

function weekdayIn({ weekday = "" }: DateGroups): number {
  return weekday === "天" ? 6 : "一二三四五六日".indexOf(weekday);
}

function pointerIn({ pointer = "" }: DateGroups): number {
  return POINTER_OFFSETS.get(pointer) ?? 0;
}

/** The day, month, season or all of a year, whichever is written. */
function partOfYear(year: number, groups: DateGroups): DateSpan | undefined {
  const season = SEASONS.get(groups["season"] ?? "");
  if (season !== undefined) {
    return seasonSpan(year, season);
  }
  if (groups["month"] === undefined) {
    return yearSpan(year);
  }
  const month = numberIn(groups, "month");
  if (groups["day"] === undefined) {
    return month >= 1 && month <= 12 ? monthSpan(year, month) : undefined;
  }
  const day = numberIn(groups, "day");
  return isCalendarDay(year, month, day) ? daySpan(wallTime(year, month, day)) : undefined;
}

function writtenDate({ groups }: DateMatch): DateSpan | undefined {
  return partOfYear(numberIn(groups, "year"), groups);
}

/** 98年5月, 08年: the century is the latest that is not ahead. */
function shortYearDate({ groups }: DateMatch, now: number): DateSpan | undefined {
  const candidate = Math.floor(yearOf(now) / 100) * 100 + numberIn(groups, "year");
  return partOfYear(candidate > yearOf(now) ? candidate - 100 : candidate, groups);
}

function pointedYear({ groups }: DateMatch, now: number): DateSpan | undefined {
  const offset = YEAR_OFFSETS.get(groups["pointer"] ?? "") ?? 0;
  return partOfYear(yearOf(now) + offset, groups);
}

function yearlessDate({ groups }: DateMatch, now: number): DateSpan | undefined {
  const month = numberIn(groups, "month");
  if (groups["day"] !== undefined) {
    return latestMonthDay(month, numberIn(groups, "day"), now);
  }
  return month >= 1 && month <= 12 ? latestMonth(month, now) : undefined;
}

function yearlessDateAhead({ groups }: DateMatch, now: number): DateSpan | undefined {
  const month = numberIn(groups, "month");
  if (groups["day"] !== undefined) return nextMonthDay(month, numberIn(groups, "day"), now);
  return month >= 1 && month <= 12 ? nextMonth(month, now) : undefined;
}

function pointedMonth({ groups }: DateMatch, now: number): DateSpan | undefined {
  const month = unitSpan("month", pointerIn(groups), now);
  if (groups["day"] === undefined) {
    return month;
  }
  const start = month.from + (numberIn(groups, "day") - 1) * DAY_MS;
  return start >= month.from && start < month.to ? daySpan(start) : undefined;
}

function pointedWeek({ groups }: DateMatch, now: number): DateSpan {
  const offset = pointerIn(groups);
  if (groups["weekday"] !== undefined) {
    return weekdaySpan(weekdayIn(groups), offset, now);
  }
  return unitSpan(groups["end"] === undefined ? "week" : "weekend", offset, now);
}

function namedDay({ groups }: DateMatch, now: number): DateSpan {
  const { day = "", evening = "" } = groups;
  return unitSpan("day", DAY_OFFSETS.get(day + evening) ?? 0, now);
}

function unitNamed(unit: string): CalendarUnit {
  if (/[时時钟鐘]/u.test(unit)) {
    return "hour";
  }
  if (/[周週星礼禮]/u.test(unit)) {
    return "week";
  }
  if (unit.includes("月")) {
    return "month";
  }
  return unit.includes("年") ? "year" : "day";
}

function counted({ groups }: DateMatch, now: number): DateSpan | undefined {
  const { half, unit = "", direction = "" } = groups;
  const sign = direction.endsWith("前") ? -1 : 1;
  if (half !== undefined) {
    return unitSpan("month", sign * 6, now);
  }
  const count = numberIn(groups, "count");
  const isMinutes = /[分钟鐘]/u.test(unit);
  const amount = isMinutes ? count / 60 : count;
  // 2019年前 is before the year 2019, 三年前 is three years ago.
  return amount <= (unit === "年" ? 999 : 9999)
    ? unitSpan(unitNamed(unit), sign * amount, now)
    : undefined;
}

function decade({ groups }: DateMatch, now: number): DateSpan | undefined {
  const { century, decade: tens = "", year } = groups;
  if (year !== undefined) {
    return decadeSpan(numberIn(groups, "year"));
  }
  const value = readChineseNumber(tens);
  if (value === undefined || value % 10 !== 0 || value > 90) {
    return undefined;
  }
  const thisCentury = Math.floor(yearOf(now) / 100) * 100;
  if (century !== undefined) {
    const written = readChineseNumber(century.replace(/世[纪紀]$/u, ""));
    return decadeSpan((written === undefined ? thisCentury - 100 : (written - 1) * 100) + value);
  }
  return decadeSpan(
    thisCentury + value > yearOf(now) ? thisCentury - 100 + value : thisCentury + value,
  );
}

function pattern(source: string): RegExp {
  return new RegExp(source, "gu");
}

const DIRECTION =
  "(?<direction>之前|以前|前(?![后後])|之后|之後|以后|以後|后(?![来來])|後(?![来來]))";

/** How Chinese writes dates, in simplified and traditional characters. */
export const CHINESE_DATE_RULES: readonly DateRule[] = [
  {
    // 2023年10月18日, 二〇一九年, 2020年夏天
    pattern: pattern(
      `${NOT_AFTER_NUMBER}${YEAR}(?![级級代龄齡])(?:度|的)?(?:${SPACE}${MONTH}(?:${SPACE}${DAY})?|${SEASON})?`,
    ),
    isRelative: false,
    resolve: writtenDate,
  },
  {
    pattern: pattern(
      `${NOT_AFTER_NUMBER}(?<year>[0-9]{2}|[一二三四五六七八九零〇][零〇一二三四五六七八九])年${MONTH}(?:${DAY})?`,
    ),
    isRelative: true,
    resolve: shortYearDate,
  },
  {
    // 08年, 九八年: but 10年 and 二十年 are durations.
    pattern: pattern(
      `${NOT_AFTER_NUMBER}(?<year>0[0-9]|[零〇][一二三四五六七八九]|[六七八九][一二三四五六七八九])年(?![级級代前后後以之来來的]|${SPACE}[内內])(?:${SEASON})?`,
    ),
    isRelative: true,
    resolve: shortYearDate,
  },
  {
    // 去年, 去年十月, 明年3月5日, 今年春天
    pattern: pattern(
      `${NOT_INSIDE_WORD}(?<pointer>大前|前|(?<![过過])去|今|${THIS}|明|后|後)年(?![轻輕龄齡纪紀级級])(?:的?${SPACE}${MONTH}(?:${SPACE}${DAY})?|的?${SEASON})?`,
    ),
    isRelative: true,
    resolve: pointedYear,
  },
  {
    // 上个月, 上个月15号
    pattern: pattern(`(?<![早晚])${POINTER}月(?![亮球光饼餅台])份?(?:的?${SPACE}${DAY})?`),
    isRelative: true,
    resolve: pointedMonth,
  },
  {
    // 上周, 上周三, 下个星期一, 上周末
    pattern: pattern(
      `(?<![早晚路马馬网網])${POINTER}${WEEK}(?:的?${WEEKDAY}|(?<end>末)|(?![期年边邊围圍转轉到岁歲长長刊]))`,
    ),
    isRelative: true,
    resolve: pointedWeek,
  },
  {
    // 周三, but not 每周三 or 一周三次
    pattern: pattern(
      `(?<![每各逢个個]|${CHINESE_NUMERAL}|[几幾])${WEEK}${WEEKDAY}(?![次回起样樣福围圍])`,
    ),
    isRelative: true,
    resolve: ({ groups }, now) => lastWeekday(weekdayIn(groups), now),
    resolveAhead: ({ groups }, now) => nextWeekday(weekdayIn(groups), now),
  },
  {
    pattern: pattern("(?<![每各逢个個])[周週]末(?!都|总|總|经常|經常|通常)"),
    isRelative: true,
    resolve: (_, now) => latestWeekend(now),
  },
  {
    pattern: pattern(
      `${NOT_INSIDE_WORD}(?:(?<day>大前|前|昨|今|明|大后|大後|后|後)(?:天(?!性|真)|日${NOT_NAME_OF_DAY})${PART_OF_DAY}|(?<evening>昨|今|明)(?:晚上?|夜|早|晨))`,
    ),
    isRelative: true,
    resolve: namedDay,
  },
  {
    // 三天前, 两个月前, 五年后, 半年前
    pattern: pattern(
      `${NOT_AFTER_NUMBER}(?:(?<count>${CHINESE_NUMERAL}{1,4})${SPACE}(?<unit>天|周|週|[个個]?(?:星期|礼拜|禮拜|小时|小時)|[个個]月|年|分钟|分鐘)|(?<half>半年))(?:多|左右)?${DIRECTION}`,
    ),
    isRelative: true,
    resolve: counted,
  },
  {
    // 10月18日, 十月
    pattern: pattern(
      `${NOT_AFTER_NUMBER}${MONTH}(?:${SPACE}${DAY}|(?![亮球光饼餅票薪嫂子经經])${NOT_NAME_OF_MONTH})`,
    ),
    isRelative: true,
    resolve: yearlessDate,
    resolveAhead: yearlessDateAhead,
  },
  {
    pattern: pattern(
      `${NOT_AFTER_NUMBER}(?<year>[12][0-9]{2}0|[一二][〇零一二三四五六七八九]{2}[〇零])年代`,
    ),
    isRelative: false,
    resolve: decade,
  },
  {
    // 90年代, 上世纪八十年代
    pattern: pattern(
      `${NOT_AFTER_NUMBER}(?<century>上(?:个|個)?世[纪紀]|(?:20|21|二十一?)世[纪紀])?(?<decade>[0-9]0|[一二三四五六七八九]十|[二三四五六七八九][零〇])年代`,
    ),
    isRelative: true,
    resolve: decade,
  },
];
