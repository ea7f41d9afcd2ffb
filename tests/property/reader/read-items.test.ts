import * as fc from "fast-check";
import { expect, test } from "vitest";
import { LIST_NAMES } from "../../../bench/reader/documents.ts";
import {
  CHINESE,
  COMPACT,
  PYTHON,
  writeLines,
  writeObject,
} from "../../../bench/reader/write-document.ts";
import { readItems } from "../../../src/reader/read-items.ts";
import { cutPlaces, cutTexts, readerDocuments } from "../../support/reader-arbitraries.ts";

test("random items in any manner, cut anywhere, come back whole or not at all", () => {
  fc.assert(
    fc.property(cutTexts, ({ text, due }) => {
      expect(readItems(text, { keys: LIST_NAMES }).items).toEqual(due);
    }),
    { numRuns: 5000 },
  );
});

test("random lines, cut anywhere, come back whole or not at all", () => {
  fc.assert(
    fc.property(readerDocuments, fc.constantFrom(COMPACT, PYTHON), cutPlaces, (one, how, part) => {
      const { text: written, ends } = writeLines(one, how);
      const length = Math.floor(written.length * part);
      const { items } = readItems(written.slice(0, length), { keys: ["all"] });
      expect(items.all).toEqual(ends.filter(({ end }) => end <= length).map((end) => end.value));
    }),
    { numRuns: 5000 },
  );
});

test("with Chinese punctuation, whatever is read was written", () => {
  // Quotes that are not in pairs may be read either way: nothing is invented all the same.
  const plain = fc.stringMatching(/^[^“”"\\]{0,12}$/);
  const lists = fc.array(fc.record({ name: plain, note: plain }), { maxLength: 4 });
  fc.assert(
    fc.property(lists, cutPlaces, (entities, part) => {
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
