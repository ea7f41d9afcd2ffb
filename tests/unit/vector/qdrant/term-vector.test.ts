import { describe, expect, test } from "vitest";
import { MAX_TERM_WEIGHT, termWeight } from "../../../../src/vector/bm25.ts";
import {
  queryVector,
  termNumber,
  termVector,
  UNHEARD_TERM,
} from "../../../../src/vector/qdrant/term-vector.ts";

describe("termNumber()", () => {
  test("is the same everywhere and for ever", () => {
    expect(["ski", "过敏", "😀", ""].map(termNumber)).toMatchInlineSnapshot(`
      [
        2950964889,
        1950574408,
        2916093958,
        2872998923,
      ]
    `);
  });

  test("spreads terms over all numbers but two", () => {
    const numbers = Array.from({ length: 50_000 }, (_, index) => termNumber(`term${index}`));
    expect(new Set(numbers).size).toBeGreaterThan(49_990);
    expect(numbers.every((number) => number >= 0 && number < UNHEARD_TERM)).toBe(true);
    const high = numbers.filter((number) => number >= 2 ** 31).length;
    expect(high / numbers.length).toBeCloseTo(0.5, 1);
  });
});

describe("termVector()", () => {
  test("weighs each term once, as BM25 does", () => {
    const { indices, values } = termVector("trait", ["ski", "davos", "ski"]);
    expect(indices).toEqual([termNumber("ski"), termNumber("davos")]);
    expect(values).toEqual([termWeight("trait", 2, 3), termWeight("trait", 1, 3)]);
    for (const value of values) expect(value).toBeLessThan(MAX_TERM_WEIGHT);
  });

  test("takes two terms of one number for one, with the larger weight", () => {
    const [first, second] = ["t1hyr8", "t1vd10"] as const;
    expect(termNumber(first)).toBe(termNumber(second));
    const { indices, values } = termVector("trait", [first, second, second]);
    expect(indices).toEqual([termNumber(first)]);
    expect(values).toEqual([termWeight("trait", 2, 3)]);
    expect(queryVector([first, second].map(termNumber)).values).toEqual([1]);
  });

  test("gives a text without terms a number that no term has", () => {
    expect(termVector("turn", [])).toEqual({ indices: [0xffff_ffff], values: [1] });
  });
});
