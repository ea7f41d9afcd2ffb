import { describe, expect, test } from "vitest";
import { findDates } from "../../../src/text/dates.ts";
import { relate } from "../pipeline/add/patterns/reading.ts";

function find(text: string): string[] {
  return findDates(text, { reference: Date.UTC(2024, 4, 15) }).map((date) => date.text);
}

describe("words for a date that begin a name", () => {
  test.each([
    "我喜欢五月天",
    "我喜欢六月雪和五月花",
    "我的朋友叫周日红",
    "我有一只猫叫六月",
    "我喜欢看《十月围城》",
    "我在今日头条工作",
    "我在玩明日方舟",
    "我在周六福上班",
    "My dog is called Sunday",
    "I have a cat named April 2nd",
    "I read the Sunday Times",
    "I work at Monday.com",
  ])("are no date: %s", (text) => {
    expect(find(text)).toEqual([]);
  });

  test.each([
    ["五月天气很热", "五月"],
    ["十二月雪很大", "十二月"],
    ["五月花开了", "五月"],
    ["我六月去了罗马", "六月"],
    ["看完《活着》，五月我去了罗马", "五月"],
    ["明日再说", "明日"],
    ["我的狗是2019年领养的", "2019年"],
    ["他们的乐队是2015年成立的", "2015年"],
    ["Mom called Sunday", "Sunday"],
    ["I was called yesterday by the bank", "yesterday"],
    ["On Sunday Ana came", "Sunday"],
    ["We met on Monday. it rained", "Monday"],
  ])("are one elsewhere: %s", (text, date) => {
    expect(find(text)).toEqual([date]);
  });

  test.each<[string, string[]]>([
    ["我喜欢五月天。", ["I LIKES 五月天"]],
    ["我最喜欢的乐队是五月天。", ["I FAVOURITE_乐队 五月天"]],
    ["我有一只猫叫六月雪。", ["I HAS_PET 六月雪", "六月雪 IS_A 猫"]],
    ["我在明日科技工作。", ["I WORKS_AT 明日科技"]],
  ])("and the name is read whole: %s", (sentence, expected) => {
    expect(relate(sentence)).toEqual(expected);
  });
});
