import { describe, expect, test } from "vitest";
import { InvalidArgumentError } from "../../../src/core/errors.ts";
import { findDates, resolveDates } from "../../../src/text/dates.ts";
import { formatDate } from "../../../src/text/format-date.ts";
import { cpuMsOf } from "../../support/cpu-time.ts";

/** A Monday. */
const reference = Date.UTC(2023, 4, 8, 13, 56);

function resolve(text: string): string {
  return resolveDates(text, { reference });
}

describe("resolveDates()", () => {
  test.each([
    ["We met yesterday.", "We met yesterday (2023-05-07)."],
    ["last week", "last week (2023-05-01 to 2023-05-07)"],
    ["last month", "last month (2023-04)"],
    ["last year", "last year (2022)"],
    ["last summer", "last summer (summer 2022)"],
    ["last weekend", "last weekend (2023-05-06 to 2023-05-07)"],
    ["in the 90s", "in the 90s (1990s)"],
    ["in October", "in October (2022-10)"],
    ["上周三我去了北京", "上周三（2023-05-03）我去了北京"],
    ["去年夏天", "去年夏天（2022年夏天）"],
    ["上周", "上周（2023-05-01 至 2023-05-07）"],
    ["上个月15号和昨天", "上个月15号（2023-04-15）和昨天（2023-05-07）"],
  ])("annotates %j to its own precision", (text, expected) => {
    expect(resolve(text)).toBe(expected);
  });

  test("leaves absolute dates and everything else alone", () => {
    const text = "On 7 May 2023 and in 2019 we may have met. 2023年10月18日";
    expect(resolve(text)).toBe(text);
    expect(resolve("")).toBe("");
  });

  test.each([
    "Yesterday, last week, last winter, in the 90s, 昨天和上周, 去年冬天",
    // What was added must not be the end of one word and the beginning of another.
    "winter last yearyesterday",
    "下周一10月18日",
  ])("changes nothing the second time of %j", (text) => {
    const once = resolve(text);
    expect(resolve(once)).toBe(once);
  });

  test("adds what is new to what is annotated", () => {
    const once = resolve("We met yesterday and last week.");
    expect(resolve(`${once} I left last month, last year (2022) and last summer.`)).toBe(
      `${once} I left last month (2023-04), last year (2022) and last summer (summer 2022).`,
    );
  });

  test("takes linear time on a megabyte of annotated dates", () => {
    const text = "yesterday (2023-05-07) ".repeat(45_000);
    // Under a second on an idle machine; the tests share theirs.
    expect(cpuMsOf(() => resolve(text))).toBeLessThan(5000);
  });
});

describe("formatDate()", () => {
  const ms = Date.UTC(2023, 4, 7, 23, 30);

  test.each([
    ["minute", "2023-05-07 23:30"],
    ["day", "2023-05-07"],
    ["week", "2023-05-01 to 2023-05-07"],
    ["month", "2023-05"],
    ["season", "spring 2023"],
    ["year", "2023"],
    ["decade", "2020s"],
  ] as const)("writes a %s", (precision, expected) => {
    expect(formatDate(ms, precision)).toBe(expected);
  });

  test("writes in the time zone", () => {
    expect(formatDate(ms, "day", "Asia/Shanghai")).toBe("2023-05-08");
    expect(formatDate(ms, "minute", "America/New_York")).toBe("2023-05-07 19:30");
  });

  test("a winter bears the year it begins in", () => {
    expect(formatDate(Date.UTC(2023, 0, 1), "season")).toBe("winter 2022");
    expect(formatDate(Date.UTC(2023, 11, 1), "season")).toBe("winter 2023");
  });
});

describe("time zones", () => {
  test("the day is the one where it was said", () => {
    const [mention] = findDates("yesterday", {
      // 01:56 on 9 May in Shanghai.
      reference: Date.UTC(2023, 4, 8, 17, 56),
      timeZone: "Asia/Shanghai",
    });
    expect(mention).toMatchObject({
      from: Date.UTC(2023, 4, 7, 16),
      to: Date.UTC(2023, 4, 8, 16),
    });
  });

  test("days of a clock change have 23 and 25 hours", () => {
    const [spring, autumn] = findDates("2023-03-12 and 2023-11-05", {
      reference,
      timeZone: "America/New_York",
    }).map(({ from, to }) => (to - from) / 3_600_000);
    expect([spring, autumn]).toEqual([23, 25]);
  });

  test("a day whose midnight is skipped begins when the clock has jumped", () => {
    // In Beirut, 26 March 2021 followed on 28 March with clocks going from 00:00 to 01:00.
    const [mention] = findDates("2021-03-28", { reference, timeZone: "Asia/Beirut" });
    expect(mention).toMatchObject({
      from: Date.UTC(2021, 2, 27, 22),
      to: Date.UTC(2021, 2, 28, 21),
    });
  });

  test("annotations are written in the time zone", () => {
    const options = { reference: Date.UTC(2023, 4, 8, 17), timeZone: "Asia/Shanghai" };
    expect(resolveDates("昨天", options)).toBe("昨天（2023-05-08）");
    expect(resolveDates("last week", options)).toBe("last week (2023-05-01 to 2023-05-07)");
  });

  test("an unknown one is refused", () => {
    expect(() => findDates("today", { reference, timeZone: "Mars/Olympus" })).toThrow(
      InvalidArgumentError,
    );
  });
});
