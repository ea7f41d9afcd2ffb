import { expect, test } from "vitest";

import { valueKeyword } from "../../../../src/vector/qdrant/flat-metadata.ts";

test("vector/qdrant/flat-metadata.ts MAX_VALUE_LENGTH: 256 characters of JSON are kept, of more a digest is", () => {
  const text = (length: number): string => "a".repeat(length - JSON.stringify("").length);
  expect(valueKeyword("key", text(256))).toBe(`key="${text(256)}"`);
  expect(valueKeyword("key", text(257))).toMatch(/^key=#[\w-]{43}$/u);
  expect(valueKeyword("key", text(257))).not.toBe(valueKeyword("key", text(258)));
});
