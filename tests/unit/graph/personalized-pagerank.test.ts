import { describe, expect, test } from "vitest";
import { InvalidArgumentError } from "../../../src/core/errors.ts";
import {
  DEFAULT_DAMPING,
  DEFAULT_MAX_ITERATIONS,
  DEFAULT_TOLERANCE,
  personalizedPagerank,
} from "../../../src/graph/personalized-pagerank.ts";

const edge = (source: string, target: string, weight = 1) => ({ source, target, weight });

describe("personalizedPagerank()", () => {
  test("solves one edge as by hand: a = (1-d) + d*b, b = d*a", () => {
    const scores = personalizedPagerank([edge("a", "b")], new Map([["a", 3]]));
    expect(scores.get("a")).toBeCloseTo(1 / (1 + DEFAULT_DAMPING), 8);
    expect(scores.get("b")).toBeCloseTo(DEFAULT_DAMPING / (1 + DEFAULT_DAMPING), 8);
  });

  test("its defaults are HippoRAG's damping and enough iterations for the tolerance", () => {
    expect(DEFAULT_DAMPING).toBe(0.5);
    expect(2 * DEFAULT_DAMPING ** DEFAULT_MAX_ITERATIONS).toBeLessThan(DEFAULT_TOLERANCE);
  });

  test("orders by score, then by id", () => {
    const edges = [edge("hub", "c"), edge("b", "hub"), edge("hub", "a"), edge("a", "far")];
    const scores = personalizedPagerank(edges, new Map([["hub", 1]]));
    expect([...scores.keys()]).toEqual(["hub", "a", "b", "c", "far"]);
    const star = personalizedPagerank(edges.slice(0, 3), new Map([["hub", 1]]));
    expect(new Set([...star.values()].slice(1)).size).toBe(1);
  });

  test("parallel edges count as one of their summed weight", () => {
    const seeds = new Map([["a", 1]]);
    const parallel = [edge("a", "b", 1), edge("b", "a", 2), edge("a", "c", 1)];
    const merged = [edge("a", "b", 3), edge("a", "c", 1)];
    expect(personalizedPagerank(parallel, seeds)).toEqual(personalizedPagerank(merged, seeds));
  });

  test("a loop keeps mass where it is, counted once", () => {
    const scores = personalizedPagerank([edge("a", "a"), edge("a", "b")], new Map([["a", 1]]));
    // a = 1/2 + (a/2 + b)/2 and a + b = 1.
    expect(scores.get("a")).toBeCloseTo(0.8, 8);
  });

  test("edges of weight 0 lead nowhere, and their nodes are listed", () => {
    const scores = personalizedPagerank([edge("a", "b", 0)], new Map([["a", 1]]));
    expect([...scores]).toEqual([
      ["a", 1],
      ["b", 0],
    ]);
  });

  test("returns nothing without a seed of positive weight", () => {
    expect(personalizedPagerank([edge("a", "b")], new Map()).size).toBe(0);
    expect(personalizedPagerank([edge("a", "b")], new Map([["a", 0]])).size).toBe(0);
  });

  test("returns the seeds without edges, and at damping 0", () => {
    const seeds = new Map([
      ["a", 1],
      ["b", 3],
    ]);
    const expected = new Map([
      ["b", 0.75],
      ["a", 0.25],
    ]);
    expect(personalizedPagerank([], seeds)).toEqual(expected);
    expect(personalizedPagerank([edge("a", "b")], seeds, { damping: 0 })).toEqual(expected);
  });

  test("extreme weights neither overflow nor vanish", () => {
    for (const weight of [Number.MAX_VALUE, Number.MIN_VALUE]) {
      const edges = [edge("a", "b", weight), edge("a", "c", weight)];
      const seeds = new Map([
        ["a", weight],
        ["b", weight],
      ]);
      const total = [...personalizedPagerank(edges, seeds).values()].reduce((a, b) => a + b);
      expect(total).toBeCloseTo(1, 9);
    }
  });

  test("stops at maxIterations", () => {
    const scores = personalizedPagerank([edge("a", "b")], new Map([["a", 1]]), {
      maxIterations: 1,
    });
    expect(scores).toEqual(
      new Map([
        ["a", 0.5],
        ["b", 0.5],
      ]),
    );
  });

  test.each([
    [[edge("a", "b", -1)], 1, {}],
    [[edge("a", "b", Number.NaN)], 1, {}],
    [[], Number.NaN, {}],
    [[], -1, {}],
    [[], Number.POSITIVE_INFINITY, {}],
    [[], 1, { damping: 1 }],
    [[], 1, { damping: Number.NaN }],
    [[], 1, { tolerance: -1 }],
    [[], 1, { maxIterations: 0 }],
    [[], 1, { maxIterations: 1001 }],
  ])("refuses edges %j with seed weight %d and options %j", (edges, seed, options) => {
    expect(() => personalizedPagerank(edges, new Map([["a", seed]]), options)).toThrow(
      InvalidArgumentError,
    );
  });
});
