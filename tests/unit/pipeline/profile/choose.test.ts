import { describe, expect, test } from "vitest";
import type { Spell } from "../../../../src/core/records.ts";
import type { Visibility } from "../../../../src/core/visibility.ts";
import {
  type Choice,
  chooseProfile,
  cutTimeline,
} from "../../../../src/pipeline/profile/choose.ts";
import type { PointOutline } from "../../../../src/vector/vector-store.ts";

const NOW = 1_000;

function spell(from: number | null, to: number | null = null): Spell {
  return { from, to, closedAt: to };
}

/** Told at the start of its first spell, unless `at` says otherwise. */
function trait(id: string, spells: readonly Spell[], at = spells[0]?.from ?? 0): PointOutline {
  return { id, kind: "trait", at, spells };
}

function event(id: string, from: number | null, at = 500): PointOutline {
  return { id, kind: "event", at, spells: [spell(from)] };
}

function choose(
  points: readonly PointOutline[],
  { traitLimit = 10, ...visibility }: Partial<Visibility> & { readonly traitLimit?: number } = {},
): Choice {
  const seen = {
    asOf: NOW,
    isExplicit: false,
    includeClosed: true,
    agentId: null,
    runId: null,
    kinds: null,
  };
  return chooseProfile(points, {
    visibility: { ...seen, ...visibility },
    traitLimit,
  });
}

function changesOf({ changes }: Choice): string[] {
  return changes.map(({ id, change, at }) => `${id} ${change} ${at}`);
}

describe("chooseProfile()", () => {
  test("gives what holds, the latest begun first, and counts the rest", () => {
    const points = [
      trait("old", [spell(1)]),
      trait("over", [spell(2, 3)]),
      trait("new", [spell(9)]),
      trait("unknown", [spell(null)], 5),
    ];
    const { traits, omittedTraitCount } = choose(points, { traitLimit: 2 });
    expect(traits.map(({ id }) => id)).toEqual(["new", "unknown"]);
    expect(omittedTraitCount).toBe(1);
    expect(choose(points, { traitLimit: 0 })).toMatchObject({ traits: [], omittedTraitCount: 3 });
  });

  test("puts events and ends in order, what is undated first", () => {
    const points = [
      event("b", 20),
      event("undated", null),
      event("a", 10),
      trait("over", [spell(5, 20)]),
    ];
    expect(changesOf(choose(points))).toEqual([
      "undated happened -Infinity",
      "a happened 10",
      "over ended 20",
      "b happened 20",
    ]);
  });

  test("has a trait begin that came back, and asks about one that was not just told", () => {
    const points = [
      trait("told", [spell(30)]),
      trait("dated", [spell(10)], 30),
      trait("back", [spell(1, 5), spell(8)], 1),
      trait("unknown", [spell(null)], 40),
      trait("after", [spell(5)]),
    ];
    const choice = choose(points);
    expect(changesOf(choice)).toEqual(["back ended 5", "back began 8"]);
    expect(choice.beginnings.map(({ id, at }) => [id, at])).toEqual([
      ["after", 5],
      ["dated", 10],
    ]);
    expect(choice.endedAt).toEqual(new Map([[5, ["back"]]]));
  });

  test("pipeline/profile/choose.ts MAX_BEGINNINGS is 1,000: the latest are asked about, and it says when there are more", () => {
    const many = (count: number): PointOutline[] =>
      Array.from({ length: count }, (_, index) => trait(`t${index}`, [spell(index)], -1));
    expect(choose(many(1_000)).isPartial).toBe(false);
    const { beginnings, isPartial } = choose(many(1_001));
    expect(isPartial).toBe(true);
    expect(beginnings).toHaveLength(1_000);
    expect(beginnings[0]?.id).toBe("t1");
  });

  test("shows what was announced for later, unless a time is named", () => {
    const points = [
      trait("soon", [spell(NOW + 5)], 10),
      trait("ending", [spell(1, NOW + 9)], 1),
      trait("never", [spell(5, 5)], 1),
    ];
    const now = choose(points);
    expect(now.beginnings.map(({ id }) => id)).toEqual(["soon"]);
    expect(now.traits.map(({ id }) => id)).toEqual(["soon", "ending"]);
    expect(now.nextChangeAt).toBe(NOW + 5);
    const then = choose(points, { isExplicit: true });
    expect(then.beginnings).toEqual([]);
    expect(then.traits.map(({ id }) => id)).toEqual(["ending"]);
    expect(choose([trait("a", [spell(1, 2)])]).nextChangeAt).toBeNull();
  });

  test("does not depend on the order of the points", () => {
    const points = ["a", "b", "c"].flatMap((id) => [
      event(`event ${id}`, 10),
      trait(`trait ${id}`, [spell(10, 12), spell(14)]),
    ]);
    const { endedAt: _, ...choice } = choose(points);
    const { endedAt: __, ...reversed } = choose(points.toReversed());
    expect(reversed).toEqual(choice);
  });
});

test("cutTimeline() keeps the latest and counts the others", () => {
  const { changes } = choose([event("a", 1), event("b", 2), event("c", 3)]);
  const ids = (limit: number): string[] =>
    cutTimeline(changes.toReversed(), limit).timeline.map(({ id }) => id);
  expect(ids(2)).toEqual(["b", "c"]);
  expect(ids(3)).toEqual(["a", "b", "c"]);
  expect(ids(0)).toEqual([]);
  expect(cutTimeline(changes, 2).omittedCount).toBe(1);
  expect(cutTimeline(changes, 5).omittedCount).toBe(0);
});
