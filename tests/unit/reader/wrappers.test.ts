/** What has a list under one of the keys wraps items and is none, also under a key itself. */
import { describe, expect, test } from "vitest";
import { readItems } from "../../../src/reader/read-items.ts";

const KEYS = ["facts", "relations"] as const;
const [a, b, x] = [{ text: "A" }, { text: "B" }, { s: "x" }];

describe("an object under a key that holds a list is no item", () => {
  test.each([
    ["the same key", '{"facts":{"facts":[{"text":"A"}, {"text":"B"}]}}', [a, b], []],
    ["another key", '{"facts":{"relations":[{"s":"x"}]}}', [], [x]],
    ["both keys", '{"facts":{"facts":[{"text":"A"}],"relations":[{"s":"x"}]}}', [a], [x]],
    ["a field before it", '{"facts":{"count":2,"facts":[{"text":"A"}, {"text":"B"}]}}', [a, b], []],
    [
      "another list behind it",
      '{"facts":{"facts":[{"text":"A"}]},"relations":[{"s":"x"}]}',
      [a],
      [x],
    ],
    ["a field behind it", '{"facts":{"facts":[{"text":"A"}]},"usage":{"n":[1]}}', [a], []],
    ["three keys", '{"facts":{"facts":{"facts":[{"text":"A"}]}}}', [a], []],
    ["a wrapper between", '{"facts":{"result":{"facts":[{"text":"A"}]}}}', [a], []],
    ["an empty list", '{"facts":{"facts":[]}}', [], []],
  ])("%s, whole and cut, as JSON and as Python", (_, json, facts, relations) => {
    for (const keyOf of [undefined, () => "facts" as const]) {
      for (const text of [json, json.replaceAll('"', "'")]) {
        const whole = readItems(text, { keys: KEYS, keyOf });
        expect(whole).toMatchObject({ items: { facts, relations }, damagedCount: 0 });
        for (let length = 0; length < text.length; length += 1) {
          const { items } = readItems(text.slice(0, length), { keys: KEYS, keyOf });
          expect(items.facts).toEqual(facts.slice(0, items.facts.length));
          expect(items.relations).toEqual(relations.slice(0, items.relations.length));
        }
      }
    }
  });

  test("each of its items is there as soon as it is closed", () => {
    for (const json of [
      '{"facts":{"facts":[{"text":"A"}, {"text":"B"}]}}',
      '{"facts":{"count":2,"facts":[{"text":"A"}, {"text":"B"}]}}',
    ]) {
      for (const text of [json, json.replaceAll('"', "'")]) {
        for (let length = text.indexOf("}") + 1; length < text.length; length += 1) {
          const due = length > text.indexOf("B") + 2 ? [a, b] : [a];
          expect(readItems(text.slice(0, length), { keys: KEYS }).items.facts).toEqual(due);
        }
      }
    }
  });

  test("a damaged item in it costs no other", () => {
    const text = '{"facts":{"facts":[{"text":"A"}, {"text":"x, "n":1}, {"text":"B"}]}}';
    expect(readItems(text, { keys: KEYS })).toMatchObject({
      items: { facts: [a, b] },
      damaged: [{ text: '{"text":"x, "n":1}', reason: "broken" }],
    });
  });
});

test("an object under a key without a list is the item, its bracket left out", () => {
  for (const text of ['{"facts":{"facts":"x"}}', "{'facts':{'facts':'x'}}"]) {
    expect(readItems(text, { keys: KEYS }).items.facts).toEqual([{ facts: "x" }]);
  }
});

test("an item in brackets may have a field with a list's name", () => {
  const item = { name: "Ana", relations: ["knows"] };
  expect(readItems(JSON.stringify({ facts: [item] }), { keys: KEYS }).items).toEqual({
    facts: [item],
    relations: [],
  });
});
