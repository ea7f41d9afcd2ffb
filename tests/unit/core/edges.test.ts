/** Bounds on how much of a value and of a circle of corrections is looked at. */
import { expect, test } from "vitest";

import { printValue } from "../../../src/core/print-value.ts";
import { IndexSet } from "../../../src/core/validity/index-set.ts";
import { Retractions } from "../../../src/core/validity/retractions.ts";

test("core/print-value.ts MAX_VISITED_VALUES is 500, the value itself included", () => {
  const named = (count: number): object => {
    const names = Array.from({ length: count - 2 }, (_, index) => [`n${index}`, undefined]);
    return { ...Object.fromEntries(names), last: 1 };
  };
  expect(printValue(named(500))).toBe('{"last":1}');
  expect(printValue(named(501))).toBe("{}");
});

test("core/validity/retractions.ts MAX_ROUNDS is 8: so often a correction of itself goes round", () => {
  const changed: number[] = [];
  const retractions = new Retractions(1, (attestation) => changed.push(attestation));
  const targets = new IndexSet(1);
  targets.add(0);
  retractions.add({ recordedAt: 1, carriers: [0], targets });
  expect(changed).toHaveLength(8);
});
