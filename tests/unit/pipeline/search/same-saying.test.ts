import { describe, expect, test } from "vitest";
import { sayingKey } from "../../../../src/pipeline/search/same-saying.ts";

describe("sayingKey()", () => {
  test.each([
    ["I live in Lisbon.", "i live in lisbon"],
    ["I am in Lisbon", "I'm in Lisbon!"],
    ["I don't like the tea.", "I do not like tea"],
    ["Well, I really like skiing.", "I like skiing"],
    ["I can't swim", "I cannot swim"],
    ["我喜欢滑雪。", "我喜欢滑雪呀！"],
    ["嗯，我喜欢滑雪", "我喜欢滑雪"],
    ["ＡＢＣ １２３", "abc 123"],
  ])("%j says what %j says", (one, other) => {
    expect(sayingKey(one)).toBe(sayingKey(other));
  });

  test.each([
    ["I live in Lisbon", "I lived in Lisbon"],
    ["She flew to Lisbon", "She flew from Lisbon"],
    ["I like tea", "I do not like tea"],
    ["I don't like tea", "I like tea"],
    ["Ana manages Rui", "Rui manages Ana"],
    ["The meeting is at 3", "The meeting is at 4"],
    ["I have one dog", "I have two dogs"],
    ["我喜欢滑雪", "我不喜欢滑雪"],
    ["我吃饭", "我吃饭了"],
    ["你喜欢滑雪吗", "你喜欢滑雪"],
    ["他在上海", "她在上海"],
  ])("%j does not say what %j says", (one, other) => {
    expect(sayingKey(one)).not.toBe(sayingKey(other));
  });

  test("is empty for a text without a letter or digit alone", () => {
    expect(sayingKey("…!?")).toBe("");
    expect(sayingKey("Yeah, really!")).not.toBe("");
  });
});
