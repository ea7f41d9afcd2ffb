import { describe, expect, test } from "vitest";
import { estimateTokens, fitBudget } from "../../../../src/pipeline/search/token-budget.ts";

describe("estimateTokens()", () => {
  test("four Latin characters are one token, and each Chinese one is", () => {
    expect(estimateTokens("")).toBe(0);
    expect(estimateTokens("Ana likes tea")).toBe(4);
    expect(estimateTokens("我喜欢茶")).toBe(4);
    expect(estimateTokens("我喜欢 tea")).toBe(4);
  });
});

describe("fitBudget()", () => {
  const texts = ["a".repeat(20), "b".repeat(40), "c".repeat(12)];
  const fit = (budget: number | null) =>
    fitBudget(texts, (text) => text, budget).map((text) => text[0]);

  test("keeps what fits, best first, and passes over what does not", () => {
    expect(fit(8)).toEqual(["a", "c"]);
    expect(fit(15)).toEqual(["a", "b"]);
    expect(fit(2)).toEqual([]);
  });

  test("no budget keeps all", () => {
    expect(fit(null)).toEqual(["a", "b", "c"]);
  });
});
