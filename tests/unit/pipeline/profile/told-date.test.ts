import { describe, expect, test } from "vitest";
import { type DateSources, toldDate } from "../../../../src/pipeline/profile/told-date.ts";
import { writeInterval } from "../../../../src/text/format-date.ts";
import { openTimeZone } from "../../../../src/text/time-zone.ts";

const SAID = Date.parse("2024-06-12T10:30:00Z");

function sources(text: string, more: Partial<DateSources> = {}): DateSources {
  return { own: { text, at: SAID }, turns: [], toldAt: [SAID], timeZone: "UTC", ...more };
}

function written(
  instant: string,
  given: DateSources,
  side: "start" | "end" = "start",
): readonly [string, boolean] {
  const date = toldDate(Date.parse(instant), side, given);
  return [writeInterval(date, openTimeZone(given.timeZone)), date.isStated];
}

describe("toldDate()", () => {
  test.each([
    ["I went there on 3 May 2023.", "2023-05-03", "2023-05-03"],
    ["I went there in May 2023.", "2023-05-01", "2023-05"],
    ["I went there in 2023.", "2023-01-01", "2023"],
    [
      "I went there last week (2024-06-03 to 2024-06-09).",
      "2024-06-03",
      "2024-06-03 to 2024-06-09",
    ],
    ["I went there in summer 2023.", "2023-06-01", "summer 2023"],
    ["I lived there in the 1990s.", "1990-01-01", "1990s"],
    ["去年（2023）我去了上海。", "2023-01-01", "2023"],
    ["Yesterday (2024-06-11) I went there.", "2024-06-11", "2024-06-11"],
  ])("is as exact as the words of %j", (text, instant, date) => {
    expect(written(instant, sources(text))).toEqual([date, true]);
  });

  test("takes the date of the words that name the instant, not of others", () => {
    const given = sources("In 2019 I promised to go in May 2023.");
    expect(written("2023-05-01", given)).toEqual(["2023-05", true]);
  });

  test("is the day of the telling if that is all there is", () => {
    expect(written("2024-06-12T10:30:00Z", sources("I like tea."))).toEqual(["2024-06-12", false]);
  });

  test("looks at the turns where the memory names no date", () => {
    const turns = [{ text: "I went there last month.", at: SAID }];
    expect(written("2024-05-01", sources("Went to Rome", { turns }))).toEqual(["2024-05", true]);
  });

  test("claims no more than the instant says where no words name it", () => {
    const none = sources("Went to Rome");
    expect(written("2023-01-01", none)).toEqual(["2023", true]);
    expect(written("2023-05-01", none)).toEqual(["2023-05", true]);
    expect(written("2023-05-02", none)).toEqual(["2023-05-02", true]);
    expect(written("2023-05-02T09:30:00Z", none)).toEqual(["2023-05-02 09:30", true]);
    expect(written("2024-06-12T09:30:00Z", none)).toEqual(["2024-06-12", false]);
  });

  test("shows an end as the interval that ended there", () => {
    const given = sources("I lived in Rome in 2015.");
    expect(written("2016-01-01", given, "end")).toEqual(["2015", true]);
    expect(written("2015-01-01", sources("In Rome until 2015."), "end")).toEqual(["2015", true]);
  });

  test("takes an end at a time of day for the day on which it was told", () => {
    const none = sources("Likes tea");
    expect(written("2024-09-01T12:00:00Z", none, "end")).toEqual(["2024-09-01", false]);
    expect(written("2024-09-02", none, "end")).toEqual(["2024-09-02", true]);
  });

  test("goes by the days of the time zone", () => {
    const zone = { timeZone: "Asia/Shanghai" };
    expect(written("2023-04-30T16:00:00Z", sources("in May 2023", zone))).toEqual([
      "2023-05",
      true,
    ]);
    expect(written("2023-05-01T16:00:00Z", sources("Went to Rome", zone))).toEqual([
      "2023-05-02",
      true,
    ]);
    const late = Date.parse("2024-06-12T20:00:00Z");
    const told = sources("I like tea.", { ...zone, toldAt: [late] });
    expect(written("2024-06-12T20:00:00Z", told)).toEqual(["2024-06-13", false]);
  });
});

/** "2023-01-01" where the day is read, as without words it may be the whole year. */
const DAY_SAID = "I went there on 1 January 2023";

test("pipeline/profile/told-date.ts MAX_DATED_TURNS is 4: so many turns are read for a date", () => {
  const dateOf = (before: number): string => {
    const turns = [...Array.from({ length: before }, () => "Tea."), DAY_SAID];
    const more = { turns: turns.map((text) => ({ text, at: SAID })) };
    return written("2023-01-01", sources("I went there.", more))[0];
  };
  expect(dateOf(3)).toBe("2023-01-01");
  expect(dateOf(4)).toBe("2023");
});

test("pipeline/profile/told-date.ts MAX_DATED_LENGTH is 2,000: so much of a turn is read for a date", () => {
  const dateOf = (length: number): string =>
    written("2023-01-01", sources(DAY_SAID.padStart(length)))[0];
  expect(dateOf(2_000)).toBe("2023-01-01");
  expect(dateOf(2_001)).toBe("2023");
});
