import { describe, expect, test } from "vitest";
import { nearness } from "../../../../src/pipeline/search/dense-arm.ts";

describe("nearness()", () => {
  test("is the share of the way from an unrelated text to the same one", () => {
    expect(nearness(1, 0.8)).toBeCloseTo(1, 12);
    expect(nearness(0.9, 0.8)).toBeCloseTo(0.5, 12);
    expect(nearness(0.7, 0.8)).toBe(0);
    expect(nearness(1, 1)).toBe(0);
  });

  test("is nothing for what two stores may compute differently", () => {
    // One gave -0.0131 for both, the other 1.7e-12 more for one of them: that alone had found a whole graph.
    expect(nearness(-0.0131 + 1.7e-12, -0.0131)).toBe(0);
    expect(nearness(0.5 + 2e-5, 0.5)).toBe(0);
    expect(nearness(0.5 + 1e-3, 0.5)).toBeGreaterThan(0);
  });
});
