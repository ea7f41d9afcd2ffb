import { describe, expect, test } from "vitest";
import { entityKey, nameKey, statementKey } from "../../../src/core/names.ts";
import { AGENT_KEY, USER_KEY } from "../../../src/core/speaker.ts";

describe("nameKey()", () => {
  test.each([
    ["Feedzai", "feedzai"],
    ["  “Feedzai”,\n", "feedzai"],
    ["ＦＥＥＤＺＡＩ", "feedzai"],
    ["the Beatles", "beatles"],
    ["The The", "the"],
    ["An Nguyen", "an nguyen"],
    ["Ana’s", "ana"],
    ["“Ana”'s", "ana"],
    ["New\u00a0 York", "new york"],
    ["张伟", "张伟"],
    ["「张伟」", "张伟"],
    ["St. John's College", "st. john's college"],
    ["C++", "c++"],
    ["", ""],
    ["…!?", ""],
  ])("takes %j to %j", (name, key) => {
    expect(nameKey(name)).toBe(key);
  });

  test("keeps 张伟 and 张伟民 apart", () => {
    expect(entityKey("张伟")).not.toBe(entityKey("张伟民"));
  });

  test("is its own key, also where lower case puts marks out of order", () => {
    const key = entityKey("\u0130\u0327zmir");
    expect(entityKey(key)).toBe(key);
  });

  test("never gives a speaker's key, whatever stands around the sign", () => {
    const around = [
      "@user",
      "the @user",
      "the (@agent)",
      "“the @user's”",
      "the the @user",
      " @@user",
      "＠user",
    ];
    for (const name of around) {
      expect([USER_KEY, AGENT_KEY]).not.toContain(entityKey(name));
      expect(entityKey(name)).toMatch(/^(?:user|agent)$/);
    }
  });

  test("takes long runs of punctuation, articles and possessives in its stride", () => {
    const dots = `${".".repeat(200_000)}a${".".repeat(200_000)}b`;
    expect(entityKey(dots)).toHaveLength(200_002);
    expect(entityKey(`${"the ".repeat(50_000)}end${"'s".repeat(50_000)}`)).toBe("end");
    expect(statementKey(`x${"。".repeat(200_000)}y`)).toHaveLength(200_002);
  });
});

describe("entityKey() of spellings", () => {
  test.each([
    ["Feedzai", "Feedzai, Inc."],
    ["José Álvarez", "Jose Alvarez"],
    ["MacDonald", "Mac Donald"],
    ["Schmitt-Meyer", "Schmitt Meyer"],
    ["Room 101 Books", "room-101 books"],
  ])("lets %j and %j meet", (a, b) => {
    expect(entityKey(a)).toBe(entityKey(b));
  });

  test.each([
    ["Apollo 11 Mission", "Apollo 12 Mission"],
    ["Version 1.2", "Version 12"],
    ["Building 1 23", "Building 12 3"],
    ["Feedzai", "Feedzay"],
    ["Anna Maria", "Ana Maria"],
    ["Room 101", "Room 102"],
    ["Tigran", "Iran"],
    ["Meeting 11", "Meeting 1"],
  ])("keeps %j and %j apart", (a, b) => {
    expect(entityKey(a)).not.toBe(entityKey(b));
  });

  test.each(["Lee", "Ana B.", "Zoë", "X 123456789", "张伟民", "東京タワー", "김철수", ""])(
    "guesses nothing about %j",
    (name) => {
      expect(entityKey(name)).toBe(nameKey(name));
    },
  );
});

describe("statementKey()", () => {
  test("does not count case, width, spacing and what stands at the ends", () => {
    const same = [
      "Ana lives in Lisbon",
      "  ana LIVES\tin  lisbon. ",
      "“Ana lives in Lisbon!”",
      "Ａna lives in Lisbon",
    ];
    expect(new Set(same.map(statementKey))).toEqual(new Set(["ana lives in lisbon"]));
  });

  test("counts words, digits and what stands inside", () => {
    const apart = [
      "likes tea",
      "likes teas",
      "likes tea 2",
      "likes, tea",
      "the likes tea",
      "喜欢茶",
    ];
    expect(new Set(apart.map(statementKey)).size).toBe(apart.length);
  });

  test("is empty without a letter, digit or sign", () => {
    expect(["", " ", "?!", "。。。"].map(statementKey)).toEqual(["", "", "", ""]);
    expect(statementKey("👍")).toBe("👍");
  });
});
