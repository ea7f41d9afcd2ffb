import * as fc from "fast-check";
import { expect, test } from "vitest";

import { HitCounts } from "../../../../src/core/validity/hit-counts.ts";
import { IndexSet } from "../../../../src/core/validity/index-set.ts";

const BOUND = 100;
const members = fc.uniqueArray(fc.integer({ min: 0, max: BOUND - 1 }), { maxLength: 40 });

function setOf(indexes: Iterable<number>): IndexSet {
  const set = new IndexSet(BOUND);
  for (const index of indexes) set.add(index);
  return set;
}

test("HitCounts counts as a map does, and tells what began and ceased to be counted", () => {
  fc.assert(
    fc.property(
      fc.array(members, { maxLength: 12 }),
      fc.infiniteStream(fc.boolean()),
      (all, coin) => {
        const counts = new HitCounts(BOUND);
        const plain = Array.from({ length: BOUND }, () => 0);
        const turn = (indexes: readonly number[], by: 1 | -1): void => {
          const changed = indexes.filter((index) => (plain[index] ?? 0) === (by === 1 ? 0 : 1));
          for (const index of indexes) plain[index] = (plain[index] ?? 0) + by;
          const told = by === 1 ? counts.add(setOf(indexes)) : counts.subtract(setOf(indexes));
          expect(told).toEqual(changed.toSorted((a, b) => a - b));
          expect(plain.map((_, index) => counts.has(index))).toEqual(
            plain.map((count) => count > 0),
          );
        };
        const added: (readonly number[])[] = [];
        for (const one of all) {
          turn(one, 1);
          added.push(one);
          if (coin.next().value) turn(added.shift() ?? [], -1);
        }
        for (const one of added) turn(one, -1);
      },
    ),
  );
});

test("IndexSet does what a set of numbers does", () => {
  fc.assert(
    fc.property(members, members, (some, others) => {
      const set = setOf(some);
      set.addAll(setOf(others));
      const both = new Set([...some, ...others]);
      expect([...set]).toEqual([...both].toSorted((a, b) => a - b));
      set.deleteAll(setOf(others));
      expect(new Set(set)).toEqual(new Set(some).difference(new Set(others)));
      for (const index of some) {
        expect(set.has(index)).toBe(!others.includes(index));
        set.delete(index);
        expect(set.has(index)).toBe(false);
      }
    }),
  );
});
