import { expect, test } from "vitest";

import { SlotSums } from "../../../../src/vector/sqlite/slot-sums.ts";

function taken(sums: SlotSums): [number, number][] {
  const pairs: [number, number][] = [];
  sums.take((slot, sum) => {
    pairs.push([slot, sum]);
  });
  return pairs;
}

test("take() gives each slot's sum once, in the order of first addition, and forgets them", () => {
  const sums = new SlotSums();
  sums.begin(10);
  sums.add(7, 1);
  sums.add(2, 0.5);
  sums.add(7, 2);
  expect(taken(sums)).toEqual([
    [7, 3],
    [2, 0.5],
  ]);
  expect(taken(sums)).toEqual([]);
});

test("begin() makes room for more, and forgets what a search left that failed", () => {
  const sums = new SlotSums();
  sums.begin(2);
  sums.add(1, 4);
  sums.begin(1_000);
  sums.add(999, 1);
  sums.add(1, 1);
  expect(taken(sums)).toEqual([
    [999, 1],
    [1, 1],
  ]);
  expect(sums.bytes).toBeGreaterThanOrEqual(8_000);
});
