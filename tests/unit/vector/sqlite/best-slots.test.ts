import { expect, test } from "vitest";

import { bestSlots, GROUP_SLOTS, type Scored } from "../../../../src/vector/sqlite/best-slots.ts";
import { seededRandom } from "../../../support/seeded-random.ts";

/** Scores with what a scan knows of them by group. */
function scoredOf(scores: Float64Array): Scored {
  const bests = Float64Array.from({ length: Math.ceil(scores.length / GROUP_SLOTS) }, (_, group) =>
    scores
      .subarray(group * GROUP_SLOTS, (group + 1) * GROUP_SLOTS)
      .reduce((most, score) => (score > most ? score : most), Number.NEGATIVE_INFINITY),
  );
  return { scores, bests };
}

const random = seededRandom(5);
/** Few distinct values, so that many tie, and every seventh removed. */
const scores = Float64Array.from({ length: 20_003 }, (_, slot) =>
  slot % 7 === 0 ? Number.NaN : random(2_001) / 1_000 - 1,
);

const accepted: readonly (readonly [string, ((slot: number) => boolean) | undefined])[] = [
  ["all", undefined],
  ["one in a hundred", (slot) => slot % 100 === 3],
  ["none", () => false],
  ["only the lowest", (slot) => (scores[slot] ?? 0) < -0.9],
];

test.each(accepted)("bestSlots() gives what sorting all would: %s accepted", (_, accept) => {
  const all = Array.from(scores, (score, slot) => ({ slot, score }))
    .filter(({ slot, score }) => !Number.isNaN(score) && (accept?.(slot) ?? true))
    .toSorted((a, b) => b.score - a.score || a.slot - b.slot);
  for (const limit of [0, 1, 5, 64, 5_000]) {
    const asked = new Set<number>();
    const once = (slot: number): boolean => {
      expect(asked.has(slot)).toBe(false);
      asked.add(slot);
      return accept?.(slot) ?? true;
    };
    expect(bestSlots(scoredOf(scores), limit, once)).toEqual(all.slice(0, limit));
  }
});

test("bestSlots() asks about few of many slots", () => {
  let askedCount = 0;
  bestSlots(scoredOf(scores), 5, () => {
    askedCount += 1;
    return true;
  });
  expect(askedCount).toBeLessThan(200);
});
