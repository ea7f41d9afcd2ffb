import { describe, expect, test } from "vitest";
import { readChineseNumber, readEnglishNumber } from "../../../src/text/numerals.ts";

describe("readEnglishNumber()", () => {
  test.each([
    ["7", 7],
    ["a", 1],
    ["An", 1],
    ["three", 3],
    ["Twenty", 20],
    ["twenty-five", 25],
    ["ninety nine", 99],
    ["a couple of", 2],
    ["a hundred", 100],
    ["few", undefined],
    ["", undefined],
  ])("%j is %s", (text, expected) => {
    expect(readEnglishNumber(text)).toBe(expected);
  });
});

describe("readChineseNumber()", () => {
  test.each([
    ["12", 12],
    ["１２", 12],
    ["十", 10],
    ["十二", 12],
    ["二十", 20],
    ["二十五", 25],
    ["两百零五", 205],
    ["一千二百", 1200],
    ["二〇一九", 2019],
    ["两", 2],
    ["几", undefined],
    ["", undefined],
  ])("%s is %s", (text, expected) => {
    expect(readChineseNumber(text)).toBe(expected);
  });
});
