import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createPlainArena } from "../../../../src/vector/sqlite/code-arena.ts";
import { createVectorScan, type VectorScan } from "../../../../src/vector/sqlite/vector-scan.ts";

const component = fc.float({ noNaN: true, noDefaultInfinity: true });
const sample = fc.integer({ min: 1, max: 70 }).chain((dimensions) => {
  const vector = fc.float32Array({
    minLength: dimensions,
    maxLength: dimensions,
    noNaN: true,
    noDefaultInfinity: true,
  });
  return fc.record({
    dimensions: fc.constant(dimensions),
    vectors: fc.array(vector, { maxLength: 60 }),
    query: vector,
    removed: fc.array(fc.nat(60), { maxLength: 20 }),
    limit: fc.nat(70),
    modulus: fc.integer({ min: 1, max: 4 }),
  });
});

function fill(
  scan: VectorScan,
  vectors: readonly Float32Array[],
  removed: readonly number[],
): void {
  for (const vector of vectors) {
    scan.add(vector);
  }
  for (const slot of removed) {
    scan.remove(slot);
  }
}

describe("createVectorScan()", () => {
  test("gives the same answer in WebAssembly and in plain JavaScript", () => {
    fc.assert(
      fc.property(sample, ({ dimensions, vectors, query, removed, limit, modulus }) => {
        const [fast, plain] = [undefined, createPlainArena].map((arena) => {
          const scan = createVectorScan(dimensions, arena);
          fill(scan, vectors, removed);
          return {
            size: scan.size,
            hits: scan.search(query, limit, (slot) => slot % modulus === 0),
          };
        });
        expect(fast).toEqual(plain);
      }),
    );
  });

  test("search() returns the head of the order over all that live and are accepted", () => {
    fc.assert(
      fc.property(sample, ({ dimensions, vectors, query, removed, limit, modulus }) => {
        const scan = createVectorScan(dimensions);
        fill(scan, vectors, removed);
        const all = scan.search(query, vectors.length);
        expect(all.map((hit) => hit.slot).toSorted((a, b) => a - b)).toEqual(
          [...vectors.keys()].filter((slot) => !removed.includes(slot)),
        );
        expect(all).toEqual(all.toSorted((a, b) => b.score - a.score || a.slot - b.slot));
        expect(scan.search(query, limit, (slot) => slot % modulus === 0)).toEqual(
          all.filter((hit) => hit.slot % modulus === 0).slice(0, limit),
        );
      }),
    );
  });

  test("searchEach() returns what search() does for each, also after more were added", () => {
    fc.assert(
      fc.property(sample, ({ dimensions, vectors, query, removed, limit, modulus }) => {
        const scan = createVectorScan(dimensions);
        fill(scan, vectors, removed);
        const accept = (slot: number): boolean => slot % modulus === 0;
        const queries = [query, ...vectors.slice(0, 20), query];
        const expected = queries.map((one) => scan.search(one, limit, accept));
        expect(scan.searchEach(queries, limit, accept)).toEqual(expected);
        fill(scan, vectors, []);
        const more = queries.map((one) => scan.search(one, limit, accept));
        expect(scan.searchEach(queries, limit, accept)).toEqual(more);
      }),
    );
  });

  test("scores are cosines: in [-1, 1] but for rounding, and near the exact ones", () => {
    const vector = fc.array(fc.integer({ min: -1000, max: 1000 }), {
      minLength: 32,
      maxLength: 32,
    });
    fc.assert(
      fc.property(vector, vector, (a, b) => {
        const scan = createVectorScan(32);
        scan.add(Float32Array.from(a));
        const [hit] = scan.search(Float32Array.from(b), 1);
        expect(Math.abs(hit?.score ?? Number.NaN)).toBeLessThanOrEqual(1 + 1e-6);
        expect(hit?.score).toBeCloseTo(cosine(a, b), 1);
      }),
    );
  });

  test("a vector's own query scores it 1", () => {
    fc.assert(
      fc.property(fc.array(component, { minLength: 1, maxLength: 64 }), (components) => {
        const vector = Float32Array.from(components);
        fc.pre(vector.some((value) => value !== 0));
        const scan = createVectorScan(vector.length);
        scan.add(vector);
        expect(scan.search(vector, 1)[0]?.score).toBeGreaterThan(0.98);
      }),
    );
  });

  test("the best 40 hold the exact best 10 of clustered vectors", () => {
    fc.assert(
      fc.property(fc.integer(), fc.constantFrom(48, 384), (seed, dimensions) => {
        const { vectors, queries } = clustered(seed, dimensions);
        const scan = createVectorScan(dimensions);
        fill(scan, vectors, []);
        let found = 0;
        for (const query of queries) {
          const slots = new Set(scan.search(query, 40).map((hit) => hit.slot));
          const exact = vectors.map((vector, slot) => ({ slot, score: cosine(vector, query) }));
          const best = exact.toSorted((a, b) => b.score - a.score).slice(0, 10);
          found += best.filter(({ slot }) => slots.has(slot)).length;
        }
        expect(found / (10 * queries.length)).toBeGreaterThanOrEqual(0.995);
      }),
      { numRuns: 6 },
    );
  });
});

function cosine(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let [dot, squaresOfA, squaresOfB] = [0, 0, 0];
  for (let index = 0; index < a.length; index += 1) {
    const [left, right] = [a[index] ?? 0, b[index] ?? 0];
    dot += left * right;
    squaresOfA += left * left;
    squaresOfB += right * right;
  }
  return dot === 0 ? 0 : dot / Math.sqrt(squaresOfA * squaresOfB);
}

/** 2,000 vectors around 40 centres, and 20 queries near some of them. */
function clustered(
  seed: number,
  dimensions: number,
): { vectors: Float32Array[]; queries: Float32Array[] } {
  let state = seed >>> 0;
  const random = (): number => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return (state >>> 8) / 2 ** 24;
  };
  const noise = (): number => random() + random() + random() - 1.5;
  const near = (centre: Float32Array, spread: number): Float32Array =>
    centre.map((value) => value + noise() * spread);
  const centres = Array.from({ length: 40 }, () => near(new Float32Array(dimensions), 1));
  const vectors = Array.from({ length: 2000 }, (_, slot) => near(centres[slot % 40]!, 0.5));
  return { vectors, queries: vectors.slice(0, 20).map((vector) => near(vector, 0.2)) };
}
