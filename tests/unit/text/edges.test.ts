/** Bounds on what is read as a date, a time or an abbreviation. */
import { expect, test } from "vitest";

import { latestMonthDay } from "../../../src/text/calendar.ts";
import { findDates } from "../../../src/text/dates.ts";
import { splitSentences } from "../../../src/text/sentences.ts";
import { parseTimestamp } from "../../../src/text/timestamps.ts";

test("text/timestamps.ts MAX_LENGTH is 64: longer text is no time, whatever it begins with", () => {
  const day = Date.UTC(2023, 4, 8);
  expect(parseTimestamp("2023-05-08".padStart(64))).toBe(day);
  expect(parseTimestamp("2023-05-08".padStart(65))).toBeUndefined();
});

test("text/sentences.ts MAX_WORD_LENGTH is 12: so much of a word tells whether it is initials", () => {
  const countOf = (word: string): number => splitSentences(`I saw ${word}. Xavier left.`).length;
  expect(countOf("A.B.C.D.E.F")).toBe(1);
  // Of these the last twelve characters are looked at: with one less they would be initials, and with one more not.
  expect(countOf("oB.C.D.E.F.G")).toBe(2);
  expect(countOf("1.B.C.D.E.F.G")).toBe(1);
});

test("text/date-patterns-numeric.ts MAX_FUTURE_YEARS is 10: a later year of two figures was last century's", () => {
  const reference = Date.UTC(2023, 9, 18);
  const yearIn = (text: string): number | undefined => {
    const [found] = findDates(text, { reference });
    return found && new Date(found.from).getUTCFullYear();
  };
  expect(yearIn("It is due on 5/8/33")).toBe(2033);
  expect(yearIn("It was due on 5/8/34")).toBe(1934);
});

test("the 29 February before that of 1904 was in 1896", () => {
  expect(latestMonthDay(2, 29, Date.UTC(1904, 1, 28))?.from).toBe(Date.UTC(1896, 1, 29));
  expect(latestMonthDay(2, 30, Date.UTC(1904, 1, 28))).toBeUndefined();
});
