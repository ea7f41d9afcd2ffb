import { describe, expect, test } from "vitest";
import { readPastIntent } from "../../../../src/pipeline/search/past-intent.ts";
import { findDates } from "../../../../src/text/dates.ts";

const now = Date.UTC(2024, 5, 1);

function read(text: string) {
  return readPastIntent(text, findDates(text, { reference: now }), now);
}

function anchorOf(text: string): string | null {
  const anchor = read(text)?.anchor;
  return anchor ? text.slice(anchor.start, anchor.end).trim() : null;
}

describe("readPastIntent()", () => {
  test.each([
    "Where did Ana live before Porto?",
    "What was her previous job?",
    "Who is Ana's former boss?",
    "Where did Ana use to live?",
    "Where Ana used to live",
    "What is my old address?",
    "Has Ana ever lived in Lisbon?",
    "her ex-boyfriend",
    "my earlier phone number",
    "Which company was I at earlier?",
    "Who is my ex?",
    "Ana以前住在哪里？",
    "我的旧手机号是多少？",
    "我前一份工作是什么？",
    "我的老东家是哪家？",
    "我用过哪些手机号？",
    "她曾经在哪里工作？",
    "原来的经理是谁？",
    "他的前任老板",
    "Where did Ana live in June 2021?",
    "Ana去年住在哪里？",
  ])("is set by %j", (text) => {
    expect(read(text)).not.toBeNull();
  });

  test.each([
    "Where does Ana live?",
    "What is Ana used to?",
    "Where did I put my keys?",
    "How old is my sister?",
    "What is my last name?",
    "Who is my old friend Tom?",
    "What did I do earlier today?",
    "我喜欢旧金山吗？",
    "我目前公司在哪里？",
    "我的老家在哪里？",
    "What should Ana do by June 2031?",
    "张伟住在哪里？",
    "曾志伟喜欢什么？",
    "What happened since 2020?",
  ])("is not set by %j", (text) => {
    expect(read(text)).toBeNull();
  });

  test("says which words ask for it", () => {
    expect(read("What was her previous job?")?.words).toBe("previous");
    expect(read("他以前住在哪里")?.words).toBe("以前");
  });

  test.each([
    ["What was my old job?", "old"],
    ["What is my earlier address?", "earlier"],
    ["Where was my last flat?", "last"],
    ["我的旧工作是什么？", "旧"],
    ["她的前男友是谁？", "前"],
  ])("leaves out what it asks for of the past: %s", (text, words) => {
    expect(read(text)?.words).toBe(words);
  });

  test("finds what is compared after the English words and before the Chinese ones", () => {
    expect(anchorOf("Where did Ana live before moving to Porto?")).toBe("moving to Porto");
    expect(anchorOf("Before Porto, where did Ana live?")).toBe("Porto");
    expect(anchorOf("张伟搬到上海之前住在哪里？")).toBe("张伟搬到上海");
    expect(anchorOf("What was her previous job?")).toBeNull();
  });

  test("takes a date after 'before' as a range and not as something to compare with", () => {
    const intent = read("Where did Ana live before 2020?");
    expect(intent?.anchor).toBeNull();
    expect(intent?.range).toEqual({ from: Number.NEGATIVE_INFINITY, to: Date.UTC(2020, 0, 1) });
  });

  test("gives the range of a date that is over", () => {
    expect(read("Where did Ana live in June 2021?")?.range).toEqual({
      from: Date.UTC(2021, 5, 1),
      to: Date.UTC(2021, 6, 1),
    });
  });
});
