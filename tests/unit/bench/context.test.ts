import { describe, expect, test } from "vitest";
import { areaUnderCurve } from "../../../bench/context/auc.ts";
import { withNames } from "../../../bench/context/measure-context.ts";
import { SMALL_TALK } from "../../../bench/context/small-talk.ts";
import { UNTOLD } from "../../../bench/context/untold.ts";

describe("areaUnderCurve()", () => {
  test("is 1 where all lie above, 0 where all lie below, and a half where they cannot be told apart", () => {
    expect(areaUnderCurve([3, 4], [1, 2]).mean).toBe(1);
    expect(areaUnderCurve([1, 2], [3, 4]).mean).toBe(0);
    expect(areaUnderCurve([5, 5, 5], [5, 5]).mean).toBe(0.5);
  });

  test("counts the pairs that are in order", () => {
    const [above, below] = [
      [0.9, 0.4, 0.4, 0.7],
      [0.1, 0.4, 0.8],
    ];
    let pairs = 0;
    for (const a of above) {
      for (const b of below) pairs += Number(a > b) + Number(a === b) / 2;
    }
    expect(areaUnderCurve(above, below).mean).toBeCloseTo(pairs / 12, 12);
  });

  test("is surer of more", () => {
    const few = areaUnderCurve([3, 1, 4], [2, 0, 3.5]);
    const many = areaUnderCurve(
      Array.from({ length: 90 }, (_, index) => [3, 1, 4][index % 3] ?? 0),
      Array.from({ length: 90 }, (_, index) => [2, 0, 3.5][index % 3] ?? 0),
    );
    expect(many.mean).toBeCloseTo(few.mean, 12);
    expect(many.high - many.low).toBeLessThan((few.high - few.low) / 3);
  });
});

test("withNames() exchanges whole names only, and each for its own", () => {
  const names = { from: ["Jon", "Gina"], to: ["Gina", "Tim"] };
  expect(withNames("Did Jon call Gina about Jonathan?", names)).toBe(
    "Did Gina call Tim about Jonathan?",
  );
});

test("the lists have as many turns as they say, none twice", () => {
  for (const language of ["en", "zh"] as const) {
    expect(new Set(SMALL_TALK[language]).size).toBe(100);
    expect(new Set(UNTOLD[language]).size).toBe(30);
    expect(UNTOLD[language].every((text) => text.includes("{name}"))).toBe(true);
  }
});
