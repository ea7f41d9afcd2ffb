import { describe, expect, test } from "vitest";
import { listOf } from "../../../bench/reader/corpus.ts";
import { InvalidArgumentError } from "../../../src/core/errors.ts";
import { type ReadItems, readItems } from "../../../src/reader/read-items.ts";

const KEYS = ["entities", "relations"] as const;
const ANA = { name: "Ana", type: "person" };
const BOB = { name: "Bob", type: "person" };
const KNOWS = { source: "Ana", relationship: "knows", destination: "Bob" };
const ANSWER = { entities: [ANA, BOB], relations: [KNOWS] };

const read = (text: string): ReadItems<"entities" | "relations"> =>
  readItems(text, { keys: KEYS, keyOf: listOf });
const facts = (text: string): unknown[] => readItems(text, { keys: ["facts"] }).items.facts;

describe("readItems() reads through", () => {
  const whole = JSON.stringify(ANSWER);
  const args = JSON.stringify(whole);
  test.each([
    ["plain JSON", whole],
    ["indented JSON", JSON.stringify(ANSWER, null, 2)],
    ["a fence", `\`\`\`json\n${whole}\n\`\`\``],
    ["a fence that was not closed", `\`\`\`\n${whole}\n`],
    [
      "prose with braces, brackets and quotes",
      `I'll fill {entities} [1]: "so" {a}\n${whole} Done {x}.`,
    ],
    [
      "a thought with a draft",
      `<think>{"entities": [{"name": "No", "type": "x"}]} {</think>${whole}`,
    ],
    [
      "a thought whose opening tag stood in the prompt",
      `Draft {"entities": [{"name": "\n</think>\n${whole}`,
    ],
    [
      "thoughts of another make",
      `[THINK]{"entities":["No"]}[/THINK]◁think▷{"a":1}◁/think▷${whole}`,
    ],
    ["one more object around", `{"answer": ${whole}, "usage": {"tokens": 3}}`],
    ["two more objects around", `{"type": "tool_use", "input": {"value": ${whole}}}`],
    ["a tool call's arguments", `{"name": "extract", "arguments": ${args}}`],
    ["a message with tool calls", `{"tool_calls": [{"function": {"arguments": ${args}}}]}`],
    ["a string of JSON", args],
    ["arguments twice escaped", `{"arguments": ${JSON.stringify(`{"arguments": ${args}}`)}}`],
    ["escaped JSON without its quotes", args.slice(1, -1)],
    [
      "keys in another order",
      `{"relations": [${JSON.stringify(KNOWS)}], "entities": ${JSON.stringify([ANA, BOB])}}`,
    ],
    [
      "the same key twice",
      `{"entities": [${JSON.stringify(ANA)}], "relations": [${JSON.stringify(KNOWS)}], "entities": [${JSON.stringify(BOB)}]}`,
    ],
    [
      "an object for each list",
      `{"entities": ${JSON.stringify([ANA, BOB])}}\n\n{"relations": ${JSON.stringify([KNOWS])}}`,
    ],
    ["a bare array", JSON.stringify([ANA, BOB, KNOWS])],
    ["JSON Lines", [ANA, BOB, KNOWS].map((item) => JSON.stringify(item)).join("\n")],
    [
      "arrays under headings",
      `## Entities\n${JSON.stringify([ANA, BOB])}\n## Relations\n${JSON.stringify([KNOWS])}`,
    ],
    ["single quotes", whole.replaceAll('"', "'")],
    ["no quotes around names", whole.replaceAll(/"(\w+)":/g, "$1: ")],
    ["trailing commas", whole.replaceAll(/([}\]])/g, ",$1")],
    [
      "comments",
      whole.replaceAll("[", "[ // {here}\n /* [more] */").replaceAll(":", ": # {one}\n"),
    ],
    [
      "Chinese punctuation",
      whole
        .replaceAll(/"([^"]*)"/g, "“$1”")
        .replaceAll(":", "：")
        .replaceAll(",", "，"),
    ],
    [
      "full-width brackets",
      whole.replaceAll("{", "｛").replaceAll("}", "｝").replaceAll("[", "【").replaceAll("]", "】"),
    ],
    ["missing commas between items", whole.replaceAll("},{", "}\n{")],
    ["no braces around it", whole.slice(1, -1)],
    [
      "a schema before it",
      `{"type": "object", "properties": {"entities": {"type": "array", "items": {"type": "object"}}}}\n${whole}`,
    ],
    [
      "an example before it",
      `Example:\n{"entities": [{"name": "Eve", "type": "person"}]}\n\nAnswer:\n${whole}`,
    ],
    ["placeholders before it", `{"entities": [{"name": "string", "type": "string"}]}\n${whole}`],
  ])("%s", (_, text) => {
    const result = read(text);
    expect(result.items).toEqual(ANSWER);
    expect(result.truncated).toBe(false);
  });
});

describe("readItems() keeps values as they were written", () => {
  test("Python's literals, and quotes as Python prints them", () => {
    const text = `{'facts': [{'a': None, 'b': True, 'c': False, 'd': "it's", 'e': 'say "hi"', 'f': 'it\\'s'}]}`;
    expect(facts(text)).toEqual([
      { a: null, b: true, c: false, d: "it's", e: 'say "hi"', f: "it's" },
    ]);
  });

  test("apostrophes between single quotes", () => {
    expect(facts(`{'facts': [{'a': 'Ana's dog isn't here', 'b': 'x'}]}`)).toEqual([
      { a: "Ana's dog isn't here", b: "x" },
    ]);
  });

  test("double quotes inside a string that nobody escaped", () => {
    expect(
      facts('{"facts": [{"a": "the "big" one", "b": "He said "no""}, {"a": "6" wide"}]}'),
    ).toEqual([{ a: 'the "big" one', b: 'He said "no"' }, { a: '6" wide' }]);
  });

  test("a quotation between Chinese quotes", () => {
    expect(facts("｛“facts”：［｛“a”：“他说“好，行”，走了”，“b”：1｝］｝")).toEqual([
      { a: "他说“好，行”，走了", b: 1 },
    ]);
  });

  test("line breaks and tabs in a string", () => {
    expect(facts('{"facts": [{"a": "one\ntwo\tthree"}]}')).toEqual([{ a: "one\ntwo\tthree" }]);
  });

  test("escapes that JSON does not know", () => {
    expect(facts(String.raw`{"facts": [{"a": "C:\dir \x41 \'b\' \u{1F600}"}]}`)).toEqual([
      { a: "C:\\dir A 'b' 😀" },
    ]);
  });

  test("numbers that JSON does not know, mended by jsonrepair", () => {
    expect(facts("{facts: [{a: 007, b: .5, c: 2024-05-01}]}")).toEqual([
      { a: "007", b: 0.5, c: "2024-05-01" },
    ]);
  });

  test("surrogates without their other half", () => {
    expect(facts('{"facts": [{"a": "\uD83D"}, {"a": "\\uDE00"}]}')).toEqual([
      { a: "\uD83D" },
      { a: "\uDE00" },
    ]);
  });

  test("a tag of a thought inside a string", () => {
    const items = [{ a: "<think> and </think>" }, { a: "```" }];
    expect(facts(JSON.stringify({ facts: items }))).toEqual(items);
    expect(facts(JSON.stringify({ facts: items }).slice(0, -1))).toEqual(items);
  });

  test("fields called __proto__ and constructor", () => {
    const text = '{"facts": [{"__proto__": {"isAdmin": true}, "constructor": 1}], "__proto__": {}}';
    for (const one of [text, text.replaceAll('"', "'")]) {
      const [item] = facts(one) as [Record<string, unknown>];
      expect(Object.keys(item)).toEqual(["__proto__", "constructor"]);
      expect(Object.getPrototypeOf(item)).toBe(Object.prototype);
      expect(item["isAdmin"]).toBeUndefined();
    }
    expect(readItems('{"__proto__": [{"a": 1}]}', { keys: ["__proto__"] }).items.__proto__).toEqual(
      [{ a: 1 }],
    );
  });
});

describe("readItems() with one list", () => {
  test.each([
    ["strings", '{"facts": ["one", "two"]}', ["one", "two"]],
    ["a bare array of strings", 'Facts:\n["one", "two"]', ["one", "two"]],
    ["a bare array of objects", '[{"a": 1}, {"a": 2}]', [{ a: 1 }, { a: 2 }]],
    ["objects in a row", '{"a": 1}{"a": 2} {"a": 3}', [{ a: 1 }, { a: 2 }, { a: 3 }]],
    ["a list by another name", '{"memories": [{"a": 1}, {"a": 2}]}', [{ a: 1 }, { a: 2 }]],
    ["an object without its brackets", '{"facts": {"a": 1}}', [{ a: 1 }]],
    ["an empty list", '{"facts": []}', []],
    ["no list", '{"facts": null}', []],
    ["nothing", "", []],
    ["prose", "I can't do that {yet} [1], see [this](x).", []],
    ["arrays", '{"facts": [["Ana", "knows", "Bob"]]}', [["Ana", "knows", "Bob"]]],
  ])("%s", (_, text, expected) => {
    expect(facts(text)).toEqual(expected);
  });
});

describe("readItems() when the text was cut", () => {
  test.each([
    ["in a string", '{"facts": ["one", "Par', ["one"]],
    ["in a field", '{"facts": [{"a": 1}, {"a": "Par', [{ a: 1 }]],
    ["in a number", '{"facts": [{"a": 1}, {"a": 1', [{ a: 1 }]],
    ["in a literal", '{"facts": [{"a": 1}, {"a": tru', [{ a: 1 }]],
    ["behind a field", '{"facts": [{"a": 1}, {"a": 1, "b": 2', [{ a: 1 }]],
    ["in an escape", '{"facts": ["one", "tw\\u00', ["one"]],
    ["in a surrogate pair", '{"facts": ["one", "tw\uD83D', ["one"]],
    ["in a byte sequence", '{"facts": [{"a": 1}, {"a": "tw\uFFFD', [{ a: 1 }]],
    ["in arguments", '{"arguments": "{\\"facts\\": [{\\"a\\": 1}, {\\"a\\": \\"Pa', [{ a: 1 }]],
    ["in a wrapped list", '{"data": [{"a": 1}, {"a": 2', [{ a: 1 }]],
  ])("%s keeps what is whole", (_, text, expected) => {
    const result = readItems(text, { keys: ["facts"] });
    expect(result.items.facts).toEqual(expected);
    expect(result.truncated).toBe(true);
    const again = readItems(text.slice(0, result.end), { keys: ["facts"] });
    expect(again.items.facts).toEqual(expected);
  });

  test.each([
    ["JSON in its text", String.raw`{"name": "{\"a\": [1]}", "rest": 0}`],
    ["a list behind a field", '{"name": "x", "data": [{"a": 1}, {"a": 2}], "rest": 0}'],
    ["a list of texts", '{"name": "x", "values": ["one", "two"], "rest": 0}'],
    ["a list further in", '{"args": {"data": [{"a": 1}]}, "rest": 0}'],
  ])("an item that belongs to no list is whole or not there, with %s", (_, text) => {
    const whole: unknown = JSON.parse(text);
    const ofCut = Array.from(text, (_unit, length) => facts(text.slice(0, length)));
    expect(ofCut.flat()).toEqual([]);
    expect(facts(text)).toEqual([whole]);
  });

  test("end is where the item that was cut begins", () => {
    const text = '{"facts": [{"a": 1}, {"a": "Par';
    expect(text.slice(readItems(text, { keys: ["facts"] }).end)).toBe('{"a": "Par');
  });

  test("a thought that never ends is not read", () => {
    const result = readItems('<think>{"facts": ["draft"]} so', { keys: ["facts"] });
    expect(result).toMatchObject({ items: { facts: [] }, truncated: true, end: 0 });
  });

  test("an answer begun anew is read, and the item that was cut is not", () => {
    const text = '{"entities": [{"name": "Ana", "type": "person"}, {"name": "Bo\n\nAgain:\n';
    const { items } = read(`${text}${JSON.stringify({ entities: [BOB], relations: [KNOWS] })}`);
    expect(items).toEqual({ entities: [ANA, BOB], relations: [KNOWS] });
  });
});

describe("readItems() asks keyOf only about items that stand under no key", () => {
  const always = (text: string, ...keys: string[]): Record<string, unknown[]> =>
    readItems(text, { keys: ["facts", ...keys], keyOf: () => "facts" }).items;
  const [a, b] = [{ text: "a" }, { text: "b" }];
  const list = JSON.stringify({ facts: [a, b] });

  test.each([
    ["an object with the list", list, [a, b]],
    ["one with more fields", `{"status": "ok", "facts": [{"text": "a"}], "usage": 1}`, [a]],
    ["an empty list", '{"facts": []}', []],
    ["a wrapper", `{"result": ${list}}`, [a, b]],
    ["wrappers in an array", `[{"facts": [{"text": "a"}]}, {"facts": [{"text": "b"}]}]`, [a, b]],
    ["a tool call", `{"name": "f", "arguments": ${JSON.stringify(list)}}`, [a, b]],
    ["a list in a string", `{"facts": ${JSON.stringify(JSON.stringify([a, b]))}}`, [a, b]],
    ["single quotes", list.replaceAll('"', "'"), [a, b]],
    ["a text under the key", '{"facts": "x", "n": 1}', [{ facts: "x", n: 1 }]],
    ["an object under the key", '{"facts": {"x": 1}, "n": 1}', [{ facts: { x: 1 }, n: 1 }]],
    ["the same in Python", "{'facts': {'x': None}, 'n': 1}", [{ facts: { x: null }, n: 1 }]],
    ["such items in an array", '[{"facts": "x"}, {"facts": 2}]', [{ facts: "x" }, { facts: 2 }]],
    ["such items on lines", '{"facts": "x"}\n{"facts": "y"}', [{ facts: "x" }, { facts: "y" }]],
  ])("%s, whole and cut", (_, text, expected) => {
    expect(always(text)["facts"]).toEqual(expected);
    for (let length = 0; length < text.length; length += 1) {
      const found = always(text.slice(0, length))["facts"] ?? [];
      expect(found).toEqual(expected.slice(0, found.length));
    }
  });

  test("a container without its last brackets", () => {
    for (const text of [list, `{"result": ${list}}`, list.replaceAll('"', "'")]) {
      expect(always(text.slice(0, text.indexOf("b") + 3))["facts"]).toEqual([a, b]);
    }
  });

  test("a list of one without brackets beside another list", () => {
    const text = '{"facts": {"text": "a"}, "links": [{"x": 1}]}';
    expect(always(text, "links")).toEqual({ facts: [a], links: [{ x: 1 }] });
    expect(always(text.slice(0, -2), "links")).toEqual({ facts: [a], links: [{ x: 1 }] });
  });

  test("a damaged container, and a damaged item with such a field", () => {
    expect(
      always('{"facts": [{"text": "a"}, {"text": "x, "n": 1}, {"text": "b"}]}')["facts"],
    ).toEqual([a, b]);
    const items = always('{"facts": "x, "n": 1}\n{"facts": "y", "n": 2}')["facts"];
    expect(items).toEqual([{ facts: "y", n: 2 }]);
  });
});

describe("readItems() says what it left out", () => {
  test("a broken item", () => {
    const result = readItems('{"facts": [{"a": "x, "b": 1}, {"a": "y", "b": 2}]}', {
      keys: ["facts"],
    });
    expect(result.items.facts).toEqual([{ a: "y", b: 2 }]);
    expect(result.damaged).toEqual([{ text: '{"a": "x, "b": 1}', reason: "broken" }]);
    expect(result.damagedCount).toBe(1);
  });

  test("an item of no list, an example, and no more than a hundred", () => {
    expect(readItems('[{"a": 1}]', { keys: KEYS }).damaged).toEqual([
      { text: '{"a":1}', reason: "unassigned" },
    ]);
    expect(read('Example: {"entities": ["x"]}. Answer: {"entities": ["y"]}').damaged).toEqual([
      { text: '"x"', reason: "example" },
    ]);
    const many = readItems(`[${'{"a": "x},'.repeat(300)}]`, { keys: KEYS });
    expect(many.damaged.length).toBeLessThanOrEqual(100);
  });

  test("reader/collector.ts MAX_DAMAGED: a hundred pieces are kept, a further one is only counted", () => {
    const strays = (count: number) =>
      readItems(`[${Array.from({ length: count }, () => '{"a": 1}').join()}]`, { keys: KEYS });
    expect(strays(100).damaged).toHaveLength(100);
    expect(strays(101).damaged).toHaveLength(100);
    expect(strays(101).damagedCount).toBe(101);
  });

  test("reader/collector.ts MAX_DAMAGED_LENGTH: 2,000 characters of a piece are kept, a further one is not", () => {
    const kept = (length: number) =>
      readItems(JSON.stringify([{ a: "x".repeat(length - '{"a":""}'.length) }]), { keys: KEYS })
        .damaged[0]?.text;
    expect(kept(2000)).toHaveLength(2000);
    expect(kept(2000)).toMatch(/\}$/u);
    expect(kept(2001)).toBe(`{"a":"${"x".repeat(1993)}"`);
  });

  test("placeholders only if an answer follows", () => {
    const items = [{ name: "<think>", type: "string" }];
    expect(read(JSON.stringify({ entities: items })).items.entities).toEqual(items);
    const both = read(`${JSON.stringify({ entities: items })}\n${JSON.stringify(ANSWER)}`);
    expect(both.items).toEqual(ANSWER);
    expect(both.damaged.map(({ reason }) => reason)).toEqual(["example"]);
  });

  test("text too tangled to be read", () => {
    const result = readItems(`{"facts": [{"a": 1}, ${'{"name":"{"facts":["'.repeat(5000)}`, {
      keys: ["facts"],
    });
    expect(result.items.facts[0]).toEqual({ a: 1 });
  });
});

describe("readItems() is not harmed by", () => {
  test("brackets nested 100,000 deep", () => {
    const deep = "[".repeat(100_000) + "]".repeat(100_000);
    const result = readItems(`{"facts": [{"a": ${deep}}, {"a": 1}]}`, { keys: ["facts"] });
    expect(result.items.facts).toHaveLength(2);
    for (const text of ["[", "{", '{"a":', '[{"a":', "{'a':["]) {
      expect(() => readItems(text.repeat(10_000), { keys: ["facts"] })).not.toThrow();
    }
  });

  test("keys with characters of regular expressions", () => {
    expect(readItems('{"a.b(c": [{"x": 1}]}', { keys: ["a.b(c"] }).items).toEqual({
      "a.b(c": [{ x: 1 }],
    });
  });
});

test.each([[[]], [[""]], [["a", "a"]]])("readItems() rejects the keys %j", (keys) => {
  expect(() => readItems("", { keys })).toThrow(InvalidArgumentError);
});
