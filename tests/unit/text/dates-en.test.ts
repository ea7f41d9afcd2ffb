import { describe, expect, test } from "vitest";
import { type DateMention, findDates } from "../../../src/text/dates.ts";
import { cpuMsOf } from "../../support/cpu-time.ts";

/** A Monday. */
const reference = Date.UTC(2023, 4, 8, 13, 56);

/** "text: first day..last day precision", and the relation unless it is `in`. */
function describeMention({ text, from, to, precision, relation }: DateMention): string {
  const [first, last] = [from, to - 1].map((ms) => new Date(ms).toISOString().slice(0, 10));
  return `${text}: ${first}..${last} ${precision}${relation === "in" ? "" : ` ${relation}`}`;
}

function find(text: string, at: number = reference): string[] {
  return findDates(text, { reference: at }).map(describeMention);
}

describe("findDates() on days and weeks counted from now", () => {
  test.each([
    ["We met yesterday.", "yesterday: 2023-05-07..2023-05-07 day"],
    ["Yesterday evening I ran", "Yesterday evening: 2023-05-07..2023-05-07 day"],
    ["today", "today: 2023-05-08..2023-05-08 day"],
    ["see you tonight", "tonight: 2023-05-08..2023-05-08 day"],
    ["this morning", "this morning: 2023-05-08..2023-05-08 day"],
    ["last night", "last night: 2023-05-07..2023-05-07 day"],
    ["See you tomorrow!", "tomorrow: 2023-05-09..2023-05-09 day"],
    ["the day before yesterday", "the day before yesterday: 2023-05-06..2023-05-06 day"],
    ["the day after tomorrow", "the day after tomorrow: 2023-05-10..2023-05-10 day"],
    ["last week", "last week: 2023-05-01..2023-05-07 week"],
    ["earlier this week", "this week: 2023-05-08..2023-05-14 week"],
    ["next week", "next week: 2023-05-15..2023-05-21 week"],
    ["the week before last", "the week before last: 2023-04-24..2023-04-30 week"],
    ["last weekend", "last weekend: 2023-05-06..2023-05-07 day"],
    ["this past weekend", "this past weekend: 2023-05-06..2023-05-07 day"],
    ["over the weekend", "the weekend: 2023-05-06..2023-05-07 day"],
    ["three days ago", "three days ago: 2023-05-05..2023-05-05 day"],
    ["3 hours ago", "3 hours ago: 2023-05-08..2023-05-08 day"],
    ["15 hours ago", "15 hours ago: 2023-05-07..2023-05-07 day"],
    ["2 weeks ago", "2 weeks ago: 2023-04-24..2023-04-30 week"],
    ["two weekends ago", "two weekends ago: 2023-04-29..2023-04-30 day"],
    ["in 3 days", "in 3 days: 2023-05-11..2023-05-11 day"],
    ["two weeks from now", "two weeks from now: 2023-05-22..2023-05-28 week"],
  ])("%j", (text, expected) => {
    expect(find(text)).toEqual([expected]);
  });
});

describe("findDates() on weekdays", () => {
  test.each([
    ["last Tuesday", "last Tuesday: 2023-05-02..2023-05-02 day"],
    ["last Monday", "last Monday: 2023-05-01..2023-05-01 day"],
    ["on Friday", "Friday: 2023-05-05..2023-05-05 day"],
    ["I went there on Monday", "Monday: 2023-05-01..2023-05-01 day"],
    ["this Friday", "this Friday: 2023-05-12..2023-05-12 day"],
    ["next Friday", "next Friday: 2023-05-12..2023-05-12 day"],
    ["this coming Monday", "this coming Monday: 2023-05-15..2023-05-15 day"],
    ["last Fri", "last Fri: 2023-05-05..2023-05-05 day"],
    ["on Sat", "Sat: 2023-05-06..2023-05-06 day"],
    ["Tuesday of last week", "Tuesday of last week: 2023-05-02..2023-05-02 day"],
    ["last week on Tuesday", "last week on Tuesday: 2023-05-02..2023-05-02 day"],
  ])("%j", (text, expected) => {
    expect(find(text)).toEqual([expected]);
  });
});

describe("findDates() on months, seasons, years and decades counted from now", () => {
  test.each([
    ["last month", "last month: 2023-04-01..2023-04-30 month"],
    ["next month", "next month: 2023-06-01..2023-06-30 month"],
    ["a month ago", "a month ago: 2023-04-01..2023-04-30 month"],
    ["six months ago", "six months ago: 2022-11-01..2022-11-30 month"],
    ["last year", "last year: 2022-01-01..2022-12-31 year"],
    ["twenty-five years ago", "twenty-five years ago: 1998-01-01..1998-12-31 year"],
    ["in a year", "in a year: 2024-01-01..2024-12-31 year"],
    ["a decade ago", "a decade ago: 2010-01-01..2019-12-31 decade"],
    ["last summer", "last summer: 2022-06-01..2022-08-31 season"],
    ["last spring", "last spring: 2022-03-01..2022-05-31 season"],
    ["last winter", "last winter: 2022-12-01..2023-02-28 season"],
    ["this summer", "this summer: 2023-06-01..2023-08-31 season"],
    ["next fall", "next fall: 2023-09-01..2023-11-30 season"],
    ["last May", "last May: 2022-05-01..2022-05-31 month"],
    ["last October", "last October: 2022-10-01..2022-10-31 month"],
    ["next June", "next June: 2023-06-01..2023-06-30 month"],
    ["next May.", "next May: 2024-05-01..2024-05-31 month"],
    ["in May last year", "May last year: 2022-05-01..2022-05-31 month"],
    ["last year in October", "last year in October: 2022-10-01..2022-10-31 month"],
    ["the 15th of last month", "15th of last month: 2023-04-15..2023-04-15 day"],
    ["in the 90s", "90s: 1990-01-01..1999-12-31 decade"],
  ])("%j", (text, expected) => {
    expect(find(text)).toEqual([expected]);
  });

  test("a season that is on is this one, and in January winter began last year", () => {
    const july = Date.UTC(2023, 6, 10);
    const january = Date.UTC(2023, 0, 10);
    expect(find("this summer", july)).toEqual(["this summer: 2023-06-01..2023-08-31 season"]);
    expect(find("last summer", july)).toEqual(["last summer: 2022-06-01..2022-08-31 season"]);
    expect(find("this winter", january)).toEqual(["this winter: 2022-12-01..2023-02-28 season"]);
    expect(find("last winter", january)).toEqual(["last winter: 2021-12-01..2022-02-28 season"]);
  });
});

describe("findDates() on days and months without a year takes the latest not after the reference", () => {
  test.each([
    ["on 18 October", "18 October: 2022-10-18..2022-10-18 day"],
    ["October 18th", "October 18th: 2022-10-18..2022-10-18 day"],
    ["Tuesday, October 18", "Tuesday, October 18: 2022-10-18..2022-10-18 day"],
    ["on May 8", "May 8: 2023-05-08..2023-05-08 day"],
    ["on May 9", "May 9: 2022-05-09..2022-05-09 day"],
    ["the 3rd of May", "3rd of May: 2023-05-03..2023-05-03 day"],
    ["on 29 February", "29 February: 2020-02-29..2020-02-29 day"],
    ["May 3-5", "May 3-5: 2023-05-03..2023-05-05 day"],
    ["in May", "May: 2023-05-01..2023-05-31 month"],
    ["in June", "June: 2022-06-01..2022-06-30 month"],
    ["October was cold", "October: 2022-10-01..2022-10-31 month"],
    ["on the 20th.", "20th: 2023-04-20..2023-04-20 day"],
  ])("%j", (text, expected) => {
    expect(find(text)).toEqual([expected]);
  });
});

describe("findDates() on dates with a year", () => {
  test.each([
    ["October 18, 2023", "October 18, 2023: 2023-10-18..2023-10-18 day"],
    ["on 18th of October 2022", "18th of October 2022: 2022-10-18..2022-10-18 day"],
    ["1:56 pm on 8 May, 2023", "8 May, 2023: 2023-05-08..2023-05-08 day"],
    ["Sunday 7 May 2023", "Sunday 7 May 2023: 2023-05-07..2023-05-07 day"],
    ["3-5 May 2022", "3-5 May 2022: 2022-05-03..2022-05-05 day"],
    ["2023-10-18", "2023-10-18: 2023-10-18..2023-10-18 day"],
    ["2023/10/18", "2023/10/18: 2023-10-18..2023-10-18 day"],
    ["18/10/2023", "18/10/2023: 2023-10-18..2023-10-18 day"],
    ["10/11/2023", "10/11/2023: 2023-10-11..2023-10-11 day"],
    ["10.11.2023", "10.11.2023: 2023-11-10..2023-11-10 day"],
    ["5/8/23", "5/8/23: 2023-05-08..2023-05-08 day"],
    ["12/31/99", "12/31/99: 1999-12-31..1999-12-31 day"],
    ["in May 2022", "May 2022: 2022-05-01..2022-05-31 month"],
    ["Oct. 2019", "Oct. 2019: 2019-10-01..2019-10-31 month"],
    ["in 2019", "2019: 2019-01-01..2019-12-31 year"],
    ["2019", "2019: 2019-01-01..2019-12-31 year"],
    ["summer of 2020", "summer of 2020: 2020-06-01..2020-08-31 season"],
    ["winter 2020", "winter 2020: 2020-12-01..2021-02-28 season"],
    ["the 1990s", "1990s: 1990-01-01..1999-12-31 decade"],
    ["2015-2018", "2015-2018: 2015-01-01..2018-12-31 year"],
  ])("%j", (text, expected) => {
    expect(find(text)).toEqual([expected]);
  });

  test("an ISO date-time is known to the minute, from its instant on", () => {
    const [zoned, local] = findDates("2023-10-18T09:30:15+02:00 or 2023-10-18 09:30", {
      reference,
      timeZone: "America/New_York",
    });
    expect(zoned).toMatchObject({
      from: Date.UTC(2023, 9, 18, 7, 30, 15),
      to: Date.UTC(2023, 9, 18, 7, 31),
      precision: "minute",
      isRelative: false,
    });
    expect(local).toMatchObject({ from: Date.UTC(2023, 9, 18, 13, 30) });
  });
});

describe("findDates() reads the preposition", () => {
  test.each([
    ["before 2020", ["before"]],
    ["since March", ["since"]],
    ["until 2015", ["until"]],
    ["by June 2024", ["until"]],
    ["after last summer", ["after"]],
    ["around 2010", ["around"]],
    ["about five years ago", ["around"]],
    ["since about 2015", ["since"]],
    ["before the end of May 2020", ["before"]],
    ["since early 2019", ["since"]],
    ["between 2010 and 2015", ["between", "between"]],
    ["between August 11 and August 15 2023", ["between", "between"]],
    ["from 2015 to 2018", ["since", "until"]],
    ["a letter from last year", ["in"]],
    ["From 2015 she worked", ["since"]],
    ["I thought about last year", ["in"]],
    ["at work in 2019", ["in"]],
  ])("%j", (text, expected) => {
    expect(findDates(text, { reference }).map(({ relation }) => relation)).toEqual(expected);
  });

  test("it is not part of the mention", () => {
    expect(findDates("We left before 2020.", { reference })[0]).toMatchObject({
      text: "2020",
      start: 15,
      end: 19,
    });
  });

  test("two dates may share the year of the second", () => {
    expect(find("from May 3 to June 5, 2021")).toEqual([
      "May 3: 2021-05-03..2021-05-03 day since",
      "June 5, 2021: 2021-06-05..2021-06-05 day until",
    ]);
  });
});

describe("findDates() finds no date in", () => {
  test.each([
    "You may go. May I? This may help, and what comes next may surprise",
    "I march on, the march of time",
    "Give me a second. The second fall was worse; leaves fall",
    "Spring water, summer dress",
    "a few days ago, recently, some time ago, the other day",
    "every Friday, on Fridays, a Friday, Black Friday, Sunny weather",
    "the last week of school, for the last year, the next day, once a week",
    "June said hi and April is my sister",
    "The sun sat on the mon",
    "level 10 may help, you may 5 times, the 5 may be wrong",
    "in 2000 ways, 2000 people, $2019, room 2019, 2024 tokens, Cyberpunk 2077",
    "on the 3rd floor, 3.5, 10:30, at 3pm, 1/2, 24/7, v1.2.2023",
    "30/30/2023, 2023-13-45, 99999 years ago, 2019-2015",
    "+1-202-555-2019, 192.168.1.2024, a1b2023-10-18",
    "Rome was not built in a day",
    "",
    "\ud800\udc00\udfff",
  ])("%j", (text) => {
    expect(find(text)).toEqual([]);
  });
});

test("findDates() lets the longest of overlapping mentions win", () => {
  expect(find("Friday, 5 May 2023")).toEqual(["Friday, 5 May 2023: 2023-05-05..2023-05-05 day"]);
  expect(find("last year in May")).toHaveLength(1);
});

test.each([
  ["digits", "1"],
  ["years", "2019"],
  ["spaces", " "],
  ["pointers", "last "],
  ["months", "May "],
  ["days of months", "May 5 "],
  ["weekdays", "Monday, "],
  ["slashes", "1/"],
  ["counts", "three days "],
  ["number words", "twenty-"],
  ["fillers", "the end of "],
  ["Chinese numerals", "一"],
  ["Chinese months", "十月"],
  ["Chinese weeks", "上上"],
])(
  "findDates() takes linear time on a megabyte of %s",
  (_, unit) => {
    const text = unit.repeat(Math.ceil(1_000_000 / unit.length));
    // Under 0.7 s each on an idle machine; the tests share theirs.
    expect(cpuMsOf(() => findDates(text, { reference }))).toBeLessThan(5000);
  },
  60_000,
);
