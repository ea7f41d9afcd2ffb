import * as fc from "fast-check";
import { expect, test } from "vitest";
import {
  CHINESE,
  COMPACT,
  ESCAPED,
  embed,
  PRETTY,
  PYTHON,
  SINGLE_QUOTES,
  surround,
  TRAILING,
  writeLines,
  writeObject,
} from "../../../bench/reader/write-document.ts";
import { readItems } from "../../../src/reader/read-items.ts";

const text = fc.oneof(
  fc.string(),
  fc.string({ unit: "binary" }),
  fc.stringMatching(/^[ -~]{0,12}$/),
  fc.constantFrom(
    'say "hi"',
    "it's",
    "{",
    "}],",
    "\\",
    '{"a": [1]}',
    "// no",
    "\n",
    "，：",
    "<think>",
  ),
);
const value = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { depthSize: "small" },
    text,
    fc.integer(),
    fc.double({ noNaN: true, noDefaultInfinity: true }).map((one) => (one === 0 ? 0 : one)),
    fc.boolean(),
    fc.constant(null),
    fc.array(tie("value"), { maxLength: 4 }),
    fc.dictionary(text, tie("value"), { maxKeys: 4, noNullPrototype: true }),
  ),
})).value;
const item = fc.record({ name: text, rest: value });
const document = fc
  .record({
    entities: fc.array(item, { maxLength: 4 }),
    relations: fc.array(item, { maxLength: 4 }),
  })
  .map((lists) => ({ name: "random", lists }));

const objects = [COMPACT, PRETTY, ESCAPED, PYTHON, SINGLE_QUOTES, TRAILING];
const frames = [
  (one: ReturnType<typeof writeObject>) => one,
  (one: ReturnType<typeof writeObject>) => surround(one, "So:\n```json\n", "\n```\n{done}"),
  (one: ReturnType<typeof writeObject>) => surround(one, '<think>{"entities": ["no"]</think>', ""),
  (one: ReturnType<typeof writeObject>) => surround(one, '{"answer": ', "}"),
  (one: ReturnType<typeof writeObject>) => embed(one, '{"arguments": ', "}"),
];

test("random items in any manner, cut anywhere, come back whole or not at all", () => {
  const style = fc.constantFrom(...objects);
  fc.assert(
    fc.property(
      document,
      style,
      fc.constantFrom(...frames),
      fc.double({ min: 0, max: 1, noNaN: true }),
      (one, how, frame, part) => {
        const written = frame(writeObject(one, how));
        const length = Math.floor(written.text.length * part);
        const { items } = readItems(written.text.slice(0, length), {
          keys: ["entities", "relations"],
        });
        for (const list of ["entities", "relations"] as const) {
          const due = written.ends.filter((end) => end.list === list && end.end <= length);
          expect(items[list]).toEqual(due.map((end) => end.value));
        }
      },
    ),
    { numRuns: 1500 },
  );
});

test("random lines, cut anywhere, come back whole or not at all", () => {
  fc.assert(
    fc.property(
      document,
      fc.constantFrom(COMPACT, PYTHON),
      fc.double({ min: 0, max: 1, noNaN: true }),
      (one, how, part) => {
        const { text: written, ends } = writeLines(one, how);
        const length = Math.floor(written.length * part);
        const { items } = readItems(written.slice(0, length), { keys: ["all"] });
        expect(items.all).toEqual(ends.filter(({ end }) => end <= length).map((end) => end.value));
      },
    ),
    { numRuns: 500 },
  );
});

test("with Chinese punctuation, whatever is read was written", () => {
  // Quotes that are not in pairs may be read either way: nothing is invented all the same.
  const plain = fc.stringMatching(/^[^“”"\\]{0,12}$/);
  const lists = fc.array(fc.record({ name: plain, note: plain }), { maxLength: 4 });
  fc.assert(
    fc.property(lists, fc.double({ min: 0, max: 1, noNaN: true }), (entities, part) => {
      const written = writeObject({ name: "zh", lists: { entities, relations: [] } }, CHINESE);
      const length = Math.floor(written.text.length * part);
      const { items } = readItems(written.text.slice(0, length), {
        keys: ["entities", "relations"],
      });
      const due = written.ends.filter(({ end }) => end <= length);
      expect(items.entities).toEqual(due.map((end) => end.value));
    }),
    { numRuns: 500 },
  );
});

test("no text makes it throw, and it reads the same again", () => {
  const pieces = fc.constantFrom(
    ..."{}[]:,\"'“”：，\\/#`\n a1".split(""),
    '"entities":[',
    '{"name":"x"}',
    "<think>",
    "</think>",
    "```json",
    "true",
    "None",
    '\\"',
    "//",
    "/*",
  );
  const noise = fc.array(fc.oneof(pieces, fc.string({ maxLength: 3 })), { maxLength: 60 });
  fc.assert(
    fc.property(noise, (parts) => {
      const written = parts.join("");
      const options = { keys: ["entities", "relations"] as const };
      const result = readItems(written, options);
      expect(result.end).toBeLessThanOrEqual(written.length);
      expect(readItems(written, options)).toEqual(result);
    }),
    { numRuns: 3000 },
  );
});
