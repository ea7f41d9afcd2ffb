import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { detectLanguage } from "../../../src/text/language.ts";
import { splitSentences } from "../../../src/text/sentences.ts";
import { analyze, MAX_TOKEN_LENGTH, words } from "../../../src/text/tokens.ts";

/** Pieces that mean something to the code under test, so that random text reaches its branches. */
const piece = fc.constantFrom(
  ..."Dr. U.S. e.g. J. 3.5 1. ... … ?! \" ' ” ) 。 ！ ；  \n a. Ana's COVID-19 gpt4 o'b l' C++ 北京 的 猫 かな 한글 สวัสดี ﬁ é \u0301 \ud800 \udc00 😀 . , - _".split(
    " ",
  ),
);
const anyText = fc.oneof(
  fc.string({ unit: "binary", maxLength: 200 }),
  fc.string({ unit: "grapheme", maxLength: 200 }),
  fc
    .array(fc.oneof(piece, fc.constant(" "), fc.string({ unit: "binary-ascii", maxLength: 3 })))
    .map((pieces) => pieces.join("")),
  // Any UTF-16 units, lone surrogates included.
  fc
    .array(fc.integer({ min: 0, max: 0xffff }), { maxLength: 100 })
    .map((units) => String.fromCharCode(...units)),
);

describe("splitSentences()", () => {
  test("says where its sentences stand, in order, and loses nothing visible", () => {
    fc.assert(
      fc.property(anyText, (text) => {
        let end = 0;
        let between = "";
        for (const sentence of splitSentences(text)) {
          expect(sentence.text).toBe(text.slice(sentence.start, sentence.end));
          expect(sentence.text).not.toBe("");
          expect(sentence.start).toBeGreaterThanOrEqual(end);
          between += text.slice(end, sentence.start);
          ({ end } = sentence);
        }
        // U+0085 is a line break that trim() does not know.
        expect((between + text.slice(end)).replaceAll("\u0085", "").trim()).toBe("");
      }),
    );
  });
});

describe("analyze() and words()", () => {
  test("never throw, and return bounded terms, the same each time", () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const terms = analyze(text);
        expect(analyze(text)).toEqual(terms);
        for (const term of [...terms, ...words(text)]) {
          expect(term.length).toBeGreaterThan(0);
          expect(term.length).toBeLessThanOrEqual(MAX_TOKEN_LENGTH);
        }
      }),
    );
  });

  test("analyze() does not depend on case, width or composition", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme", maxLength: 100 }), (text) => {
        expect(analyze(text.normalize("NFD"))).toEqual(analyze(text.normalize("NFC")));
      }),
    );
  });

  test("analyze() finds something wherever there is a word", () => {
    fc.assert(
      fc.property(anyText, (text) => {
        expect(analyze(text).length > 0).toBe(words(text).length > 0);
      }),
    );
  });
});

test("detectLanguage() never throws", () => {
  fc.assert(
    fc.property(anyText, (text) => {
      expect(["en", "zh", "ja", "ko", "other"]).toContain(detectLanguage(text));
    }),
  );
});
