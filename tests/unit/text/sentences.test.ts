import { describe, expect, test } from "vitest";
import { splitSentences } from "../../../src/text/sentences.ts";
import { cpuMsOf } from "../../support/cpu-time.ts";

function split(text: string): string[] {
  return splitSentences(text).map((sentence) => sentence.text);
}

describe("splitSentences() in English", () => {
  test("splits at full stops, question and exclamation marks", () => {
    expect(split("I moved. Did you? Yes! Good")).toEqual(["I moved.", "Did you?", "Yes!", "Good"]);
    expect(split("Really?! Sure... Maybe…")).toEqual(["Really?!", "Sure...", "Maybe…"]);
  });

  test("splits what is typed in small letters", () => {
    expect(split("i went home. then i slept")).toEqual(["i went home.", "then i slept"]);
  });

  test.each([
    "Dr. Smith met Mrs. Jones at St. Mary's.",
    "J. K. Rowling and George R. R. Martin talked.",
    "Use a tool, e.g. a hammer, i.e. that one.",
    "The U.S. Army bought 3.5 tons for $1.200.",
    "Wait... what?",
    "See https://example.com/a.b?c=d!e for more.",
    "We met on Oct. 18 in room No. 5.",
    "Ana et al. wrote it.",
    'He shouted "Go!" and left.',
    "1. Buy milk",
  ])("keeps %j whole", (text) => {
    expect(split(text)).toEqual([text]);
  });

  test("an abbreviation closes a sentence when another opens", () => {
    expect(split("He works at Acme Inc. She does not.")).toEqual([
      "He works at Acme Inc.",
      "She does not.",
    ]);
    expect(split("I live in the U.S. It is big.")).toHaveLength(2);
    expect(split("It was Ana and I. Then we left.")).toHaveLength(2);
    expect(split("No. I do not.")).toEqual(["No.", "I do not."]);
    expect(split("One more rep. Then rest.")).toHaveLength(2);
  });

  test("closing quotes and brackets stay with their sentence", () => {
    expect(split('She said "Go." Then she left. (He did not.) End')).toEqual([
      'She said "Go."',
      "Then she left.",
      "(He did not.)",
      "End",
    ]);
  });

  test("line breaks end sentences, and empty lines are none", () => {
    expect(split("- milk\n- eggs\r\n\r\n  bread  ")).toEqual(["- milk", "- eggs", "bread"]);
    expect(split(" \n\t ")).toEqual([]);
    expect(split("")).toEqual([]);
  });
});

describe("splitSentences() in Chinese", () => {
  test("splits at full-width marks without a space", () => {
    expect(split("我去了北京。你呢？太好了！再见；走")).toEqual([
      "我去了北京。",
      "你呢？",
      "太好了！",
      "再见；",
      "走",
    ]);
    expect(split("好吧……然后呢")).toEqual(["好吧……", "然后呢"]);
  });

  test("closing quotes stay", () => {
    expect(split("他说：“我走了。”然后他走了。")).toEqual(["他说：“我走了。”", "然后他走了。"]);
    expect(split("「好。」他说")).toEqual(["「好。」", "他说"]);
  });

  test("half-width marks count after Chinese and decimals do not", () => {
    expect(split("我喜欢它.他也是!对")).toEqual(["我喜欢它.", "他也是!", "对"]);
    expect(split("重3.5公斤，用Node.js写")).toHaveLength(1);
  });
});

test("splitSentences() says where each sentence stands", () => {
  expect(splitSentences("  Hi there. 你好。")).toEqual([
    { text: "Hi there.", start: 2, end: 11 },
    { text: "你好。", start: 12, end: 15 },
  ]);
});

test.each([". ", ".", "a.)", "\n", '. "', "e.g. ", "…", "。", "A. "])(
  "splitSentences() takes linear time on a megabyte of %j",
  (unit) => {
    const text = unit.repeat(Math.ceil(1_000_000 / unit.length));
    expect(cpuMsOf(() => splitSentences(text))).toBeLessThan(4000);
  },
);
