import { describe, expect, test } from "vitest";
import { TermMatcher } from "../../../../src/pipeline/search/term-matcher.ts";
import { TextShare } from "../../../../src/pipeline/search/text-share.ts";
import { analyze } from "../../../../src/text/tokens.ts";

describe("TermMatcher", () => {
  const count = (query: string, text: string) => new TermMatcher(analyze(query)).count(text);

  test("counts the terms that analyze() would find", () => {
    expect(count("hiking mountains", "She hikes. Hiking in the mountain!").counts).toEqual([2, 1]);
    expect(count("cafe", "The Café is open").counts).toEqual([1]);
    expect(count("hiking", "swimming").counts).toEqual([0]);
  });

  test("counts Chinese terms wherever they stand", () => {
    const terms = analyze("游泳");
    expect(new TermMatcher(terms).count("他喜欢游泳，天天游泳").counts).toEqual(terms.map(() => 2));
  });

  test("estimates how many terms a text has", () => {
    expect(count("x", "She likes hiking in the mountains").length).toBe(3);
  });
});

describe("TextShare", () => {
  const terms = analyze("Ana pottery");
  const weights = new Map(terms.map((term, index) => [term, index === 0 ? 1 : 3]));
  const texts = new TextShare(terms, weights);
  const shareOf = (...said: string[]) =>
    texts.shareOf(
      said.map((text) => texts.countOf(text, text)),
      "turn",
      said.length,
    );

  test("weighs words by what they are worth", () => {
    expect(shareOf("pottery class")).toBeGreaterThan(shareOf("Ana again"));
    expect(shareOf("Ana makes pottery")).toBeGreaterThan(shareOf("pottery class"));
    expect(shareOf("nothing of it")).toBe(0);
    expect(shareOf("Ana makes pottery")).toBeLessThan(1);
  });

  test("reads several texts as one", () => {
    expect(shareOf("Ana again", "the pottery class")).toBeGreaterThan(
      shareOf("Ana again", "and so on"),
    );
  });

  test("counts a name as said where it is known to be meant", () => {
    const query = { words: [{ text: "ana", start: 0, end: 3 }], text: "Ana pottery" };
    const counts = texts.countOf("minnie", "Minnie makes pottery");
    // Of a query only the words and the text are looked at.
    const named = texts.withNames(counts, [{ start: 0, end: 3 }], query as never);
    expect(named.counts).toEqual([1, 1]);
  });
});
