import { describe, expect, test } from "vitest";
import {
  closeness,
  MAX_TIME_RANGES,
  timeRanges,
} from "../../../../src/pipeline/search/time-ranges.ts";
import { findDates } from "../../../../src/text/dates.ts";
import { DAY } from "./builders.ts";

const ranges = (text: string) => timeRanges(findDates(text, { reference: Date.UTC(2024, 5, 1) }));

describe("timeRanges()", () => {
  test("a date is its interval, open to the side its preposition says", () => {
    expect(ranges("in May 2023")).toEqual([{ from: Date.UTC(2023, 4), to: Date.UTC(2023, 5) }]);
    expect(ranges("before 2020")).toEqual([{ from: -Infinity, to: Date.UTC(2020, 0) }]);
    expect(ranges("after 2020")).toEqual([{ from: Date.UTC(2021, 0), to: Infinity }]);
  });

  test("two dates that bound one range are one", () => {
    expect(ranges("between May 2023 and July 2023")).toEqual([
      { from: Date.UTC(2023, 4), to: Date.UTC(2023, 7) },
    ]);
    expect(ranges("from May 2023 to July 2023")).toHaveLength(1);
  });

  test("there are at most MAX_TIME_RANGES", () => {
    const text = [2001, 2003, 2005, 2007, 2009, 2011].map((year) => `in ${year}.`).join(" ");
    expect(ranges(text)).toHaveLength(MAX_TIME_RANGES);
  });

  test("none without a date", () => {
    expect(ranges("Where does Ana live?")).toEqual([]);
  });
});

describe("closeness()", () => {
  const week = { from: 0, to: 7 * DAY };

  test("is 1 inside and falls off outside over the range's own length", () => {
    expect(closeness(0, week)).toBe(1);
    expect(closeness(7 * DAY - 1, week)).toBe(1);
    expect(closeness(14 * DAY, week)).toBeCloseTo(Math.exp(-1));
    expect(closeness(-7 * DAY, week)).toBeCloseTo(Math.exp(-1));
  });

  test("of an open range falls off from the end that is named", () => {
    const before = { from: Number.NEGATIVE_INFINITY, to: 0 };
    expect(closeness(-DAY, before)).toBeGreaterThan(closeness(-400 * DAY, before));
    expect(closeness(-400 * DAY, before)).toBeGreaterThan(closeness(10 * DAY, before));
  });
});

test("pipeline/search/time-ranges.ts MAX_TIME_RANGES: four are searched, a fifth is not", () => {
  const years = (count: number) =>
    Array.from({ length: count }, (_, index) => `in ${2001 + 2 * index}.`).join(" ");
  expect(ranges(years(4))).toHaveLength(4);
  expect(ranges(years(5))).toEqual(ranges(years(4)));
});
