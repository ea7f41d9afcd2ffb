/** Bounds on how far the reader looks: what is at one is read, one more is not. */
import { expect, test } from "vitest";

import { readBareWord } from "../../../src/reader/bare-word.ts";
import { skipSpaceAhead } from "../../../src/reader/characters.ts";
import { holdsList } from "../../../src/reader/collect-value.ts";
import { ListKeys } from "../../../src/reader/list-keys.ts";
import { mend } from "../../../src/reader/mend.ts";
import { readItems } from "../../../src/reader/read-items.ts";
import { Shape } from "../../../src/reader/shape.ts";
import { findStringEnd } from "../../../src/reader/string-end.ts";
import { skipUnopenedThought } from "../../../src/reader/thoughts.ts";

const letters = (count: number): string => "a".repeat(count);
const blanks = (count: number): string => " ".repeat(count);

function itemsIn(text: string): readonly unknown[] {
  return readItems(text, { keys: ["facts"] }).items.facts;
}

/** Whether a list is found in so many objects. */
function isListFound(count: number): boolean {
  let value: object = { facts: [] };
  for (let depth = 1; depth < count; depth += 1) value = { a: value };
  return holdsList(value, { isListKey: (name) => name === "facts", isListText: () => false });
}

/** An answer in so many strings. */
function inStrings(count: number): string {
  let text = '{"facts":[{"a":1}]}';
  for (let level = 0; level < count; level += 1) text = JSON.stringify(text);
  return text;
}

/** Whether an item of two fields is known again, the last of so many that were seen. */
function isKnownAgain(count: number): boolean {
  const names = Array.from({ length: count }, (_, index) => `n${index}`);
  const shape = new Shape();
  shape.learn(Object.fromEntries(names.map((name) => [name, 1])));
  shape.suspect([]);
  return shape.fits({ n0: 1, [`n${count - 1}`]: 1 });
}

test.each<readonly [id: string, most: number, isRead: (count: number) => boolean]>([
  [
    "reader/bare-word.ts MAX_PLAIN_LENGTH",
    200,
    (count) => !readBareWord(`${letters(count)},`, 0).isDamaged,
  ],
  [
    "reader/bare-word.ts MAX_UNOPENED_LENGTH",
    2_000,
    (count) => readBareWord(`Oh, ${letters(count - 5)}", "b": 1}`, 0).end === count,
  ],
  [
    "reader/characters.ts MAX_COMMENT_AHEAD",
    500,
    (count) => skipSpaceAhead(`/*${letters(count - 4)}*/x${letters(count)}`, 0) === count,
  ],
  ["reader/collect-value.ts MAX_WRAPPERS", 64, isListFound],
  [
    "reader/list-keys.ts MAX_LABEL_LENGTH",
    300,
    (count) => new ListKeys(["facts"]).before(`facts:${blanks(count - 6)}[`, count) === "facts",
  ],
  ["reader/mend.ts MAX_REPAIR_DEPTH", 200, (count) => mend("{a: 1}", count) !== undefined],
  ["reader/reading.ts MAX_LEVELS", 4, (count) => itemsIn(inStrings(count)).length === 1],
  ["reader/shape.ts MAX_NAMES", 200, isKnownAgain],
  [
    "reader/string-end.ts MAX_LOOK_BEHIND",
    64,
    (count) => {
      const text = `"tea,${blanks(count - 1)}"b": 1}`;
      return findStringEnd(text, 0, "element")?.contentEnd === '"tea'.length;
    },
  ],
])("%s is %d: so much is looked over, and no more", (_, most, isRead) => {
  expect(isRead(most)).toBe(true);
  expect(isRead(most + 1)).toBe(false);
});

test("reader/thoughts.ts MAX_BLANK is 40: behind so many blanks a tag stands by itself", () => {
  const draftEnd = (count: number): number =>
    skipUnopenedThought(`Tea it is${blanks(count)}</think>, so be it`);
  expect(draftEnd(39)).toBe(0);
  expect(draftEnd(40)).toBe("Tea it is</think>".length + 40);
});
