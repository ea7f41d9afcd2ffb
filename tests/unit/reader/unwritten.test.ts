/** Dots and words in a list, that stand for what was not written. */
import { describe, expect, test } from "vitest";
import { type ReadItems, readItems } from "../../../src/reader/read-items.ts";
import { expectFactsWholeAndCut } from "../../support/reader-cuts.ts";

const read = (text: string): ReadItems<"facts"> => readItems(text, { keys: ["facts"] });
const a = { text: "A" };

describe("dots in a list are no item, and harm none", () => {
  test.each([
    ["behind a text", '{"facts":["A", ...]}', ["A"]],
    ["one character of them", '{"facts":["A", …]}', ["A"]],
    ["behind an object", '{"facts":[{"text":"A"}, ...]}', [a]],
    ["between texts", '{"facts":["A", ..., "Z"]}', ["A", "Z"]],
    ["before a text", '{"facts":[..., "Z"]}', ["Z"]],
    ["between objects", '{"facts":[{"text":"A"}, ...\n {"text":"A"}]}', [a, a]],
    ["on a line of their own", '{"facts":[\n  "A"\n  ...\n]}', ["A"]],
    ["before a comment", '{"facts":["A", ... // and so on\n]}', ["A"]],
    ["in a bare array", "['A', ...]", ["A"]],
    ["in a tuple", "{'facts': ('A', ...)}", ["A"]],
    ["alone", '{"facts":[...]}', []],
    [
      "in an item's own list",
      '{"facts":[{"n":[1, ...]},{"t":["x", …]}]}',
      [{ n: [1] }, { t: ["x"] }],
    ],
  ])("%s, whole and cut", (_, text, expected) => {
    expectFactsWholeAndCut(text, expected);
  });

  test("a text is there before them, wherever they are cut", () => {
    for (const text of ['["A"', '["A", ', '["A", .', '["A", ..', '["A", ...']) {
      expect(read(text)).toMatchObject({ items: { facts: ["A"] }, truncated: true });
    }
  });

  test("dots with quotes around them, and in a text, are what they say", () => {
    expect(read('{"facts":["A", "...", "and "B", ... then C"]}').items.facts).toEqual([
      "A",
      "...",
      'and "B", ... then C',
    ]);
  });

  test("dots for a field's value leave nothing to keep", () => {
    expect(read('{"facts":[{"text": ...}, {"text":"A"}]}')).toMatchObject({
      items: { facts: [a] },
      damaged: [{ text: '{"text": ...}', reason: "broken" }],
    });
  });
});

test("a text between three quotes is one item, whole or not there", () => {
  for (const quotes of ['"""', "'''"]) {
    const text = `{"facts":[${quotes}A "b",\nc${quotes}, ${quotes}D${quotes}]}`;
    expectFactsWholeAndCut(text, ['A "b",\nc', "D"]);
  }
});

describe("words without quotes in a list are left out, and said so", () => {
  test.each([
    ["etc.", '{"facts":[{"text":"A"}, etc.]}', "etc."],
    ["a sentence", '{"facts":[{"text":"A"}, and two more]}', "and two more"],
    ["words behind dots", '{"facts":[{"text":"A"}, ... and two more]}', "and two more"],
    ["a call", '{"facts":[{"text":"A"}, date(2024]}', "date(2024"],
  ])("%s", (_, text, damage) => {
    expect(read(text)).toMatchObject({
      items: { facts: [a] },
      truncated: false,
      damaged: [{ text: damage, reason: "broken" }],
    });
  });

  test("numbers, literals and what other languages print for them are items", () => {
    expect(
      read('{"facts":[1, .5, 2024-05-01, True, None, NaN, Infinity, -Infinity, nil]}'),
    ).toMatchObject({
      items: { facts: [1, 0.5, "2024-05-01", true, null, null, "Infinity", "-Infinity", "nil"] },
      damagedCount: 0,
    });
  });

  test("a stray mark between items is not worth a word", () => {
    expect(read('{"facts":[{"text":"A"}; {"text":"A"}]}')).toMatchObject({
      items: { facts: [a, a] },
      damagedCount: 0,
    });
  });
});
