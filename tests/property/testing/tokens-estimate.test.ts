import * as fc from "fast-check";
import { expect, test } from "vitest";
import { cutToTokens, estimateTokens } from "../../../src/testing/openai-server/tokens-estimate.ts";

const texts = fc.string({ unit: "grapheme", maxLength: 200 });

test("cutToTokens() keeps the longest start within the limit, and no half of a code point", () => {
  fc.assert(
    fc.property(texts, fc.nat(60), (text, maxTokens) => {
      const start = cutToTokens(text, maxTokens);
      expect(text.startsWith(start)).toBe(true);
      expect(estimateTokens(start)).toBeLessThanOrEqual(maxTokens);
      expect(start.isWellFormed()).toBe(text.isWellFormed());
      const [character] = text.slice(start.length);
      if (character !== undefined) {
        expect(estimateTokens(start + character)).toBeGreaterThan(maxTokens);
      }
    }),
  );
});

test("estimateTokens() never falls when a text grows, and is at most one a code point", () => {
  fc.assert(
    fc.property(texts, texts, (text, more) => {
      expect(estimateTokens(text + more)).toBeGreaterThanOrEqual(estimateTokens(text));
      expect(estimateTokens(text)).toBeLessThanOrEqual(Array.from(text).length);
    }),
  );
});
