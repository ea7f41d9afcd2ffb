import fc from "fast-check";
import { expect, test } from "vitest";
import { decodeRow, encodeValue } from "../../../src/sqlite/text-codec.ts";

const kept = (text: string): unknown => encodeValue(text);

test("every text comes back as it was, and is kept without a NUL", () => {
  const piece = fc.constantFrom("a", "\u0000", "\uFFFE", "0", "1", "\uFFFE0", "漢", "\uD83D\uDE00");
  const text = fc.array(piece).map((pieces) => pieces.join(""));
  fc.assert(
    fc.property(text, (one) => {
      expect(kept(one)).not.toContain("\u0000");
      expect(decodeRow({ one: kept(one) })).toEqual({ one });
    }),
  );
});

test("different texts are kept as different ones", () => {
  const texts = ["\u0000", "\uFFFE", "\uFFFE0", "\uFFFE1", "\uFFFE\u0000", "0", ""];
  expect(new Set(texts.map(kept)).size).toBe(texts.length);
});

test("what is no text, and texts without either, are left alone", () => {
  const values = [null, 1, 2n, new Uint8Array(2), "plain", "漢字"];
  expect(values.map(encodeValue)).toEqual(values);
});
