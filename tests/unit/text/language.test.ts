import { describe, expect, test } from "vitest";
import { detectLanguage, hasCjk, isCjk } from "../../../src/text/language.ts";

describe("detectLanguage()", () => {
  test.each([
    ["My sister lives in Lisbon.", "en"],
    ["Olá, tudo bem?", "en"],
    ["我昨天去了北京大学。", "zh"],
    ["我昨天去了臺灣", "zh"],
    ["私は東京で働いています", "ja"],
    ["カタカナ", "ja"],
    ["저는 서울에 살아요", "ko"],
    ["Привет, мир", "other"],
    ["สวัสดีครับ", "other"],
    ["", "other"],
    ["123 !? 🎉", "other"],
    ["\ud800", "other"],
  ])("%j is %s", (text, language) => {
    expect(detectLanguage(text)).toBe(language);
  });

  test.each([
    ["我在 Google 上班", "zh"],
    ["用Elasticsearch做搜索", "zh"],
    ["iPhone 15 Pro Max 很好用", "zh"],
    ["I met 王小明 at the office today", "en"],
    ["My teacher's name is 李明 and he is nice", "en"],
    ["优の良品的东西很好吃", "zh"],
    ["저는 Google에서 일해요", "ko"],
  ])("mixed text %j is %s", (text, language) => {
    expect(detectLanguage(text)).toBe(language);
  });
});

describe("isCjk(), hasCjk()", () => {
  test.each(Array.from("中々〇あアｱ한ㄱㄅ𠀀"))("%s is", (character) => {
    expect(isCjk(character.codePointAt(0) ?? 0)).toBe(true);
  });

  test.each(Array.from("aé1。，！「 😀ж"))("%s is not", (character) => {
    expect(isCjk(character.codePointAt(0) ?? 0)).toBe(false);
  });

  test("hasCjk() finds one character among many", () => {
    expect(hasCjk("I like 猫")).toBe(true);
    expect(hasCjk("I like cats。")).toBe(false);
    expect(hasCjk("")).toBe(false);
  });
});
