import { expect, test } from "vitest";

import { PointCache } from "../../../../src/vector/sqlite/point-cache.ts";
import type { StoredPoint } from "../../../../src/vector/vector-store.ts";
import { memoryOf } from "../../../support/points.ts";

function stored(id: string, text: string): StoredPoint {
  return { ...memoryOf({ id, text }), originalText: null, revisions: [], isRedacted: false };
}

test("get() gives a point of the write it was put at, and forgets it once another is asked for", () => {
  const cache = new PointCache();
  const point = stored("a", "one");
  cache.put(7, 3, point);
  expect(cache.get(7, 3)).toBe(point);
  expect(cache.get(8, 3)).toBeUndefined();
  expect(cache.get(7, 4)).toBeUndefined();
  expect(cache.get(7, 3)).toBeUndefined();
  expect(cache.size).toBe(0);
});

test("put() replaces, and lets the first ones go for room", () => {
  const one = new PointCache();
  one.put(1, 1, stored("a", "x".repeat(1000)));
  const each = one.size;
  one.put(1, 2, stored("a", "x".repeat(1000)));
  expect(one.size).toBe(each);

  const cache = new PointCache(3 * each);
  for (const row of [1, 2, 3, 4]) cache.put(row, 1, stored(`${row}`, "x".repeat(1000)));
  expect(cache.size).toBe(3 * each);
  expect([1, 2, 3, 4].map((row) => cache.get(row, 1)?.id)).toEqual([undefined, "2", "3", "4"]);
  cache.put(5, 1, stored("5", "x".repeat(10_000)));
  expect(cache.get(5, 1)).toBeUndefined();
  expect(cache.get(4, 1)?.id).toBe("4");
});
