/** Random documents as a model might write them, cut anywhere, with what is whole in them. */
import * as fc from "fast-check";

import type { ListName, ReaderDocument } from "../../bench/reader/documents.ts";
import {
  COMPACT,
  embed,
  ESCAPED,
  PRETTY,
  PYTHON,
  SINGLE_QUOTES,
  surround,
  TRAILING,
  writeObject,
  type WrittenText,
} from "../../bench/reader/write-document.ts";

/** A text that was cut, and the items that are whole in it, by list. */
export interface CutText {
  readonly text: string;
  readonly due: Readonly<Record<ListName, readonly unknown[]>>;
}

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
    // By itself it is what a schema has for a value.
    "a <think>",
  ),
);
/**
 * Fields of an item, also such as wrap a list elsewhere. None has a backslash: `JSON.parse` of Node 24 takes an escaped field
 * for one of that start which it saw in its place before (nodejs/node#63785).
 */
const field = fc.oneof(
  text.filter((name) => !name.includes("\\")),
  fc.constantFrom("data", "values", "result", "list"),
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
    fc.dictionary(field, tie("value"), { maxKeys: 4, noNullPrototype: true }),
  ),
})).value;
const item = fc.oneof(
  fc.record({ name: text, rest: value }),
  fc.record({ name: text, data: fc.array(value, { maxLength: 4 }), rest: value }),
);
/** Names, values of any depth, lone surrogates, and what looks like JSON in texts. */
export const readerDocuments: fc.Arbitrary<ReaderDocument> = fc
  .record({
    entities: fc.array(item, { maxLength: 4 }),
    relations: fc.array(item, { maxLength: 4 }),
  })
  .map((lists) => ({ name: "random", lists }));

const objects = [COMPACT, PRETTY, ESCAPED, PYTHON, SINGLE_QUOTES, TRAILING];
const frames: readonly ((one: WrittenText) => WrittenText)[] = [
  (one) => one,
  (one) => surround(one, "So:\n```json\n", "\n```\n{done}"),
  (one) => surround(one, '<think>{"entities": ["no"]</think>', ""),
  (one) => surround(one, '{"answer": ', "}"),
  (one) => embed(one, '{"arguments": ', "}"),
];

/** Where a text is cut: a part of its length. */
export const cutPlaces: fc.Arbitrary<number> = fc.double({ min: 0, max: 1, noNaN: true });

/** Documents in any manner and frame, cut anywhere. */
export const cutTexts: fc.Arbitrary<CutText> = fc
  .record({
    document: readerDocuments,
    style: fc.constantFrom(...objects),
    frame: fc.constantFrom(...frames),
    part: cutPlaces,
  })
  .map(({ document, style, frame, part }) => {
    const { text: whole, ends } = frame(writeObject(document, style));
    const length = Math.floor(whole.length * part);
    const dueOf = (list: ListName): unknown[] =>
      ends.filter((end) => end.list === list && end.end <= length).map(({ value: one }) => one);
    return {
      text: whole.slice(0, length),
      due: { entities: dueOf("entities"), relations: dueOf("relations") },
    };
  });
