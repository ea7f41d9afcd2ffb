import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Candidate } from "../../../../src/pipeline/search/candidate.ts";
import { fold } from "../../../../src/pipeline/search/fold.ts";
import { fuse, type ScoredCandidate } from "../../../../src/pipeline/search/fuse.ts";
import { PART_WEIGHTS } from "../../../../src/pipeline/search/part-weights.ts";
import { estimateTokens, fitBudget } from "../../../../src/pipeline/search/token-budget.ts";
import { walkOrder } from "../../../../src/pipeline/search/walk-order.ts";
import {
  candidate,
  found,
  memory,
  projection,
  relation,
  turn,
} from "../../../unit/pipeline/search/builders.ts";

const share = fc.double({ min: 0, max: 1, noNaN: true });
const settings = fc.record({
  level: share,
  isModel: fc.boolean(),
  weights: fc.constant(PART_WEIGHTS),
});

/** Memories and turns with whatever arms found them; texts repeat, and memories cite turns. */
const candidates: fc.Arbitrary<Candidate[]> = fc
  .uniqueArray(fc.integer({ min: 0, max: 40 }), { minLength: 1, maxLength: 20 })
  .chain((numbers) => fc.tuple(...numbers.map(candidateOf)));

function candidateOf(number: number): fc.Arbitrary<Candidate> {
  const evidence = fc.array(
    fc.integer({ min: 0, max: 40 }).map((other) => `turn${other}`),
    { maxLength: 4 },
  );
  return fc
    .record({
      isTurn: fc.boolean(),
      text: fc.constantFrom("Ana likes tea", "ana likes tea!", "Bob runs", "", "茶"),
      evidence,
      share,
      cosine: fc.option(share),
      path: fc.option(share),
      closeness: share,
      around: share,
    })
    .map(({ isTurn, text, evidence: cited, cosine, path, around, ...rest }) => {
      const point = isTurn
        ? turn(`turn${number}`, { text })
        : memory(`memory${number}`, {
            text,
            projection: projection({ evidence: [...new Set(cited)] }),
          });
      return candidate(point, {
        share: rest.share,
        closeness: rest.closeness,
        dense: cosine === null ? null : { id: point.id, rank: 1, score: cosine },
        graph: path === null ? null : { rank: 1, found: found(relation("a", "KNOWS", "b"), path) },
        conversation: isTurn
          ? {
              share: rest.share,
              nearShare: around,
              wideShare: around,
              talkShare: around,
              answerShare: around,
              bestNeighbour: null,
              meant: new Map(),
            }
          : null,
      });
    });
}

describe("fuse()", () => {
  test("does not depend on the order of candidates", () => {
    const shuffled = candidates.chain((all) =>
      fc.tuple(fc.constant(all), fc.shuffledSubarray(all, { minLength: all.length })),
    );
    fc.assert(
      fc.property(shuffled, settings, ([all, mixed], options) => {
        expect(fuse(mixed, options)).toEqual(fuse(all, options));
      }),
    );
  });

  test("gives each candidate once, by falling score, with a relevance in [0, 1]", () => {
    fc.assert(
      fc.property(candidates, settings, (all, options) => {
        const ranking = fuse(all, options);
        const ids = ranking.map((one) => one.candidate.point.id);
        expect(new Set(ids)).toEqual(new Set(all.map(({ point }) => point.id)));
        expect(ids).toHaveLength(all.length);
        const scores = ranking.map(({ score }) => score);
        expect(scores).toEqual(scores.toSorted((a, b) => b - a));
        expect(ranking.every(({ relevance }) => relevance >= 0 && relevance <= 1)).toBe(true);
      }),
    );
  });

  test("more words never rank lower", () => {
    fc.assert(
      fc.property(share, share, settings, (less, more, options) => {
        const [low, high] = [Math.min(less, more), Math.max(less, more)];
        const pair = [
          candidate(memory("b"), { share: low }),
          candidate(memory("a"), { share: high }),
        ];
        expect(fuse(pair, options)[0]?.candidate.point.id).toBe("a");
      }),
    );
  });
});

/** Where each hit stood in a ranking: a memory where the first turn stood that says just the same and is its evidence. */
function placesOf(hits: readonly ScoredCandidate[], ranking: readonly ScoredCandidate[]): number[] {
  const claimed = new Set<number>();
  return hits.map(({ candidate: { point } }) => {
    const own = ranking.findIndex((one) => one.candidate.point.id === point.id);
    const turns = ranking.flatMap(({ candidate: { point: other } }, index) => {
      const isEvidence = other.kind === "turn" && point.projection.evidence.includes(other.id);
      return isEvidence && lettersIn(other.text) === lettersIn(point.text) ? [index] : [];
    });
    const first = turns.find((index) => !claimed.has(index)) ?? own;
    for (const index of turns) claimed.add(index);
    return point.kind === "turn" ? own : Math.min(own, first);
  });
}

function lettersIn(text: string): string {
  return text.replace(/[^\p{L}\p{N}]+/gu, "").toLowerCase();
}

describe("fold()", () => {
  const rankings = fc.tuple(candidates, settings).map(([all, options]) => fuse(all, options));

  test("loses no turn: each is shown, or in the evidence of what is", () => {
    fc.assert(
      fc.property(rankings, (ranking) => {
        const folded = fold(ranking, ranking.length);
        const seen = new Set(folded.flatMap(({ evidence }) => evidence));
        const turns = ranking.filter((one) => one.candidate.point.kind === "turn");
        for (const { candidate: one } of turns) expect(seen).toContain(one.point.id);
      }),
    );
  });

  test("loses no memory: each is shown, or named by what says the same", () => {
    fc.assert(
      fc.property(rankings, (ranking) => {
        const folded = fold(ranking, ranking.length);
        const seen = new Set(folded.flatMap((one) => [one.candidate.point.id, ...one.folded]));
        const memories = ranking.filter((one) => one.candidate.point.kind !== "turn");
        for (const { candidate: one } of memories) expect(seen).toContain(one.point.id);
      }),
    );
  });

  test("keeps the order, shows nothing twice, and stops at the limit", () => {
    fc.assert(
      fc.property(rankings, fc.nat(25), (ranking, limit) => {
        const folded = fold(ranking, limit);
        expect(folded.length).toBeLessThanOrEqual(limit);
        const ids = folded.map((one) => one.candidate.point.id);
        expect(new Set(ids).size).toBe(ids.length);
        const places = placesOf(folded, ranking);
        expect(places).toEqual(places.toSorted((a, b) => a - b));
        for (const { evidence } of folded) expect(new Set(evidence).size).toBe(evidence.length);
      }),
    );
  });
});

describe("fitBudget()", () => {
  test("never goes over, and keeps the order", () => {
    fc.assert(
      fc.property(fc.array(fc.string({ maxLength: 60 })), fc.nat(100), (texts, budget) => {
        const kept = fitBudget(texts, (text) => text, budget);
        const size = kept.reduce((sum, text) => sum + estimateTokens(text), 0);
        expect(size).toBeLessThanOrEqual(budget);
        const rest = kept.values();
        let next = rest.next();
        for (const text of texts) if (!next.done && next.value === text) next = rest.next();
        expect(next.done).toBe(true);
      }),
    );
  });
});

describe("walkOrder()", () => {
  test("names every place once", () => {
    const spans = fc
      .array(fc.tuple(fc.nat(80), fc.integer({ min: 1, max: 10 })), { maxLength: 8 })
      .map((pairs) => pairs.map(([start, length]) => ({ start, end: start + length })));
    fc.assert(
      fc.property(
        fc.string({ minLength: 100, maxLength: 100 }),
        spans,
        fc.nat(80),
        (text, places, start) => {
          const order = walkOrder(text, { start, end: start + 3 }, places);
          expect(order.toSorted((a, b) => a - b)).toEqual([...places.keys()]);
        },
      ),
    );
  });
});
