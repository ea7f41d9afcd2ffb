/** Python's tuples are arrays; parentheses in prose and in texts are not. */
import { describe, expect, test } from "vitest";
import { type ReadItems, readItems } from "../../../src/reader/read-items.ts";
import { expectFactsWholeAndCut } from "../../support/reader-cuts.ts";

const read = (text: string): ReadItems<"facts"> => readItems(text, { keys: ["facts"] });

const ANA = ["Ana", "knows", "Bob"];
const EVE = ["Eve", "likes", "Al"];
const [a, b] = [{ text: "A" }, { text: "B" }];

describe("a tuple is read as an array", () => {
  test.each([
    ["items", `{'facts': [('Ana', 'knows', 'Bob'), ('Eve', 'likes', 'Al')]}`, [ANA, EVE]],
    ["items of a bare array", '[("Ana","knows","Bob"),("Eve","likes","Al")]', [ANA, EVE]],
    [
      "items without commas",
      '{"facts": [("Ana","knows","Bob")\n("Eve","likes","Al")]}',
      [ANA, EVE],
    ],
    ["the list", '{"facts": ({"text":"A"}, {"text":"B"})}', [a, b]],
    ["the list of texts", "{'facts': ('A','B')}", ["A", "B"]],
    [
      "the list and its items",
      `{"facts": (("Ana","knows","Bob"), ("Eve","likes","Al"),)}`,
      [ANA, EVE],
    ],
    ["a list of one", "{'facts': ('A',)}", ["A"]],
    ["a list of one without its comma", `{"facts": ({"text":"A"})}`, [a]],
    ["an empty list", "{'facts': ()}", []],
    ["between texts", `{"facts": ["A", ("b", "c"), "D"]}`, ["A", ["b", "c"], "D"]],
    ["in a wrapper", `{"result": {"facts": ({"text":"A"}, {"text":"B"})}}`, [a, b]],
    ["in a string", `{"arguments": "{'facts': ('A', 'B')}"}`, ["A", "B"]],
    ["full-width", "｛“facts”：（“A”，“B”）｝", ["A", "B"]],
    ["with comments", `{'facts': ( # two\n 'A', # one\n 'B' # and\n)}`, ["A", "B"]],
    [
      "in an item",
      `{"facts": [{'a': ('x', 1, None, ('y',), ()), 'b': [(1, 2), (-.5, True)]}]}`,
      [
        {
          a: ["x", 1, null, ["y"], []],
          b: [
            [1, 2],
            [-0.5, true],
          ],
        },
      ],
    ],
    [
      "with parentheses and quotes in its texts",
      `{"facts": [("He (aka "Bob") came", "x (y)"), ("(", ")")]}`,
      [
        ['He (aka "Bob") came', "x (y)"],
        ["(", ")"],
      ],
    ],
  ])("%s, whole and cut", (_, text, expected) => {
    expectFactsWholeAndCut(text, expected);
  });

  test("each is there as soon as it is closed", () => {
    const text = `{'facts': [('Ana', 'knows', 'Bob'), ('Eve', 'likes', 'Al')]}`;
    const cut = text.indexOf(")") + 1;
    expect(read(text.slice(0, cut - 1)).items.facts).toEqual([]);
    expect(read(text.slice(0, cut)).items.facts).toEqual([ANA]);
  });
});

describe("what is no tuple", () => {
  test.each([
    ["prose", 'They said ("A", "B") and facts ("C", "D"), (see {"x"}).'],
    ["prose behind a name", "The facts: (none so far)."],
    ["a link", "See [this](x) and [(that)](y)."],
  ])("%s is not read", (_, text) => {
    expect(read(text)).toMatchObject({ items: { facts: [] }, truncated: false });
  });

  test("quotes in parentheses in a text that nobody escaped", () => {
    const text = '{"facts": [{"a": "he (aka "Bob") came", "b": "x"}, {"a": "(the "one")"}]}';
    expect(read(text).items.facts).toEqual([
      { a: 'he (aka "Bob") came', b: "x" },
      { a: '(the "one")' },
    ]);
  });

  test.each([
    ["a remark for a value", '{"facts": [{"text": (none)}, {"text":"A"}]}', '{"text": (none)}'],
    ["a value in parentheses", '{"facts": [{"text": ("x")}, {"text":"A"}]}', '{"text": ("x")}'],
    ["the wrong bracket", '{"facts": [("x", "y"}, {"text":"A"}]}', '("x", "y"'],
  ])("%s is left out, and said so", (_, text, damage) => {
    const { items, damaged } = read(text);
    expect(items.facts).toEqual([a]);
    expect(damaged).toEqual([{ text: damage, reason: "broken" }]);
  });
});

test("an array of texts that was cut or damaged is not torn", () => {
  expect(read('[["Ana","knows","Bob"],["Eve","li').items.facts).toEqual([ANA]);
  const { items, damagedCount } = read('[["Ana", "knows" "Bob"], ["Eve","likes","Al"]]');
  expect(items.facts).toEqual([EVE]);
  expect(damagedCount).toBe(1);
});
