import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { personalizedPagerank } from "../../../src/graph/personalized-pagerank.ts";

const node = fc.integer({ min: 0, max: 12 }).map((index) => `n${index}`);
const weight = fc.double({ min: 0, max: 1000, noNaN: true });
const positive = fc.double({ min: 0.001, max: 1000, noNaN: true });
const edges = fc.array(fc.record({ source: node, target: node, weight }), { maxLength: 40 });
// Weights of one size: a share of 1e-320 of a node's mass may honestly round to 0.
const solidEdges = fc.array(fc.record({ source: node, target: node, weight: positive }), {
  maxLength: 14,
});
const seeds = fc
  .array(fc.tuple(node, positive), { minLength: 1, maxLength: 5 })
  .map((entries) => new Map(entries));
const damping = fc.double({ min: 0, max: 0.95, noNaN: true });

const sum = (values: Iterable<number>): number => Array.from(values).reduce((a, b) => a + b, 0);

describe("personalizedPagerank()", () => {
  test("scores are at least 0 and sum to 1", () => {
    fc.assert(
      fc.property(edges, seeds, damping, (someEdges, someSeeds, someDamping) => {
        const scores = personalizedPagerank(someEdges, someSeeds, { damping: someDamping });
        expect(sum(scores.values())).toBeCloseTo(1, 9);
        expect([...scores.values()].every((score) => score >= 0)).toBe(true);
      }),
    );
  });

  test("the order of edges, of their ends and of seeds makes no difference", () => {
    const shuffled = edges.chain((all) =>
      fc.tuple(
        fc.constant(all),
        fc.shuffledSubarray(all, { minLength: all.length, maxLength: all.length }),
      ),
    );
    fc.assert(
      fc.property(shuffled, seeds, ([given, permuted], someSeeds) => {
        const turned = permuted.map((it) => ({ ...it, source: it.target, target: it.source }));
        const reversed = new Map([...someSeeds].toReversed());
        const scores = personalizedPagerank(given, someSeeds);
        expect([...personalizedPagerank(permuted, reversed)]).toEqual([...scores]);
        expect([...personalizedPagerank(turned, someSeeds)]).toEqual([...scores]);
      }),
    );
  });

  test("a seed that no edge knows keeps its mass", () => {
    fc.assert(
      fc.property(edges, seeds, positive, (someEdges, someSeeds, loneWeight) => {
        const withLone = new Map([...someSeeds, ["lone", loneWeight] as const]);
        const scores = personalizedPagerank(someEdges, withLone);
        expect(scores.get("lone")).toBeCloseTo(loneWeight / sum(withLone.values()), 9);
      }),
    );
  });

  test("exactly the nodes that a seed reaches score above 0", () => {
    fc.assert(
      fc.property(solidEdges, seeds, (someEdges, someSeeds) => {
        const reached = new Set(someSeeds.keys());
        for (let turn = 0; turn < someEdges.length; turn += 1) {
          for (const { source, target } of someEdges) {
            if (reached.has(source) || reached.has(target)) {
              reached.add(source).add(target);
            }
          }
        }
        for (const [id, score] of personalizedPagerank(someEdges, someSeeds)) {
          expect({ id, isReached: score > 0 }).toEqual({ id, isReached: reached.has(id) });
        }
      }),
    );
  });

  test("the result is ordered by score, then by id", () => {
    fc.assert(
      fc.property(edges, seeds, (someEdges, someSeeds) => {
        const ranked = [...personalizedPagerank(someEdges, someSeeds)];
        for (const [index, [id, score]] of ranked.entries()) {
          const [nextId, nextScore] = ranked[index + 1] ?? [];
          if (nextId !== undefined && nextScore !== undefined) {
            expect(score > nextScore || (score === nextScore && id < nextId)).toBe(true);
          }
        }
      }),
    );
  });

  test("scaling all weights, or all seeds, changes nothing", () => {
    fc.assert(
      fc.property(solidEdges, seeds, positive, (someEdges, someSeeds, factor) => {
        const scores = personalizedPagerank(someEdges, someSeeds);
        const scaledEdges = someEdges.map((it) => ({ ...it, weight: it.weight * factor }));
        const scaledSeeds = new Map(Array.from(someSeeds, ([id, mass]) => [id, mass * factor]));
        for (const [id, score] of personalizedPagerank(scaledEdges, scaledSeeds)) {
          expect(score).toBeCloseTo(scores.get(id) ?? Number.NaN, 7);
        }
      }),
    );
  });
});
