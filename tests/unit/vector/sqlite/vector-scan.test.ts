import { describe, expect, test } from "vitest";
import { InvalidArgumentError } from "../../../../src/core/errors.ts";
import { BLOCK_ROWS, createPlainArena } from "../../../../src/vector/sqlite/code-arena.ts";
import {
  createVectorScan,
  MAX_DIMENSIONS,
  type VectorScan,
} from "../../../../src/vector/sqlite/vector-scan.ts";

const scans: [string, (dimensions: number) => VectorScan][] = [
  ["default", (dimensions) => createVectorScan(dimensions)],
  ["plain", (dimensions) => createVectorScan(dimensions, createPlainArena)],
];

describe.each(scans)("createVectorScan() with the %s arena", (_name, create) => {
  test("gives slots in order and finds the nearest first", () => {
    const scan = create(2);
    expect(
      [
        [1, 0],
        [0, 1],
        [0.6, 0.8],
      ].map((it) => scan.add(Float32Array.from(it))),
    ).toEqual([0, 1, 2]);
    const hits = scan.search(Float32Array.of(0, 1), 2);
    expect(hits.map((hit) => hit.slot)).toEqual([1, 2]);
    expect(hits[0]?.score).toBeCloseTo(1, 6);
    expect(hits[1]?.score).toBeCloseTo(0.8, 2);
  });

  test("search() returns nothing from an empty scan or for limit 0", () => {
    const scan = create(3);
    const query = Float32Array.of(1, 0, 0);
    expect(scan.search(query, 5)).toEqual([]);
    scan.add(query);
    expect(scan.search(query, 0)).toEqual([]);
    expect(scan.search(query, 100)).toHaveLength(1);
  });

  test("search() breaks ties by slot, also across blocks", () => {
    const scan = create(4);
    const vector = Float32Array.of(0.5, 0.5, 0.5, 0.5);
    for (let slot = 0; slot < BLOCK_ROWS * 2 + 7; slot += 1) {
      scan.add(vector);
    }
    scan.remove(1);
    expect(scan.search(vector, 4).map((hit) => hit.slot)).toEqual([0, 2, 3, 4]);
    const late = scan.search(vector, 2, (slot) => slot >= BLOCK_ROWS + 1);
    expect(late.map((hit) => hit.slot)).toEqual([BLOCK_ROWS + 1, BLOCK_ROWS + 2]);
  });

  test("remove() hides a slot for good, once, and never reuses it", () => {
    const scan = create(2);
    scan.add(Float32Array.of(1, 0));
    scan.add(Float32Array.of(0, 1));
    for (const slot of [0, 0, 7, -1, 0.5, Number.NaN]) {
      scan.remove(slot);
    }
    expect(scan.size).toBe(1);
    expect(scan.search(Float32Array.of(1, 0), 5).map((hit) => hit.slot)).toEqual([1]);
    expect(scan.add(Float32Array.of(1, 0))).toBe(2);
    expect(scan.size).toBe(2);
  });

  test("skip() gives out a slot that no search returns", () => {
    const scan = create(2);
    scan.add(Float32Array.of(0, 1));
    expect(scan.skip()).toBe(1);
    expect(scan.add(Float32Array.of(1, 0))).toBe(2);
    expect(scan.size).toBe(2);
    scan.remove(1);
    expect(scan.size).toBe(2);
    expect(scan.search(Float32Array.of(1, 0), 5).map((hit) => hit.slot)).toEqual([2, 0]);
  });

  test("search() asks accept() at most once a slot, of live slots only", () => {
    const scan = create(2);
    for (let slot = 0; slot < 200; slot += 1) {
      scan.add(Float32Array.of(Math.cos(slot / 100), Math.sin(slot / 100)));
    }
    scan.remove(3);
    const asked: number[] = [];
    const hits = scan.search(Float32Array.of(0, 1), 3, (slot) => {
      asked.push(slot);
      return slot % 2 === 0;
    });
    expect(hits.every((hit) => hit.slot % 2 === 0)).toBe(true);
    expect(hits).toHaveLength(3);
    expect(asked).toHaveLength(new Set(asked).size);
    expect(asked).not.toContain(3);
  });

  test("a vector of zeros scores 0, as a row and as a query", () => {
    const scan = create(3);
    scan.add(new Float32Array(3));
    scan.add(Float32Array.of(0, 1, 0));
    expect(scan.search(Float32Array.of(0, -1, 0), 2)[0]).toEqual({ slot: 0, score: 0 });
    expect(scan.search(new Float32Array(3), 2)).toEqual([
      { slot: 0, score: 0 },
      { slot: 1, score: 0 },
    ]);
  });

  test.each([1, 2, 15, 16, 17, 384, 1536, MAX_DIMENSIONS])(
    "the largest products of %d dimensions do not overflow",
    (dimensions) => {
      const scan = create(dimensions);
      const ones = new Float32Array(dimensions).fill(1);
      scan.add(ones);
      scan.add(ones.map((component) => -component));
      const [best, worst] = scan.search(ones, 2);
      expect(best).toEqual({ slot: 0, score: expect.closeTo(1, 6) });
      expect(worst).toEqual({ slot: 1, score: expect.closeTo(-1, 6) });
    },
  );

  test("denormal and huge components are scaled, not lost", () => {
    const scan = create(2);
    scan.add(Float32Array.of(1e-45, 0));
    scan.add(Float32Array.of(0, 3e38));
    const [hit] = scan.search(Float32Array.of(3e38, 0), 1);
    expect(hit).toEqual({ slot: 0, score: expect.closeTo(1, 6) });
  });

  test.each([Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY])(
    "add() and search() refuse %d and keep what they hold",
    (component) => {
      const scan = create(2);
      const vector = Float32Array.of(0, component);
      expect(() => scan.add(vector)).toThrow(InvalidArgumentError);
      expect(() => scan.search(vector, 1)).toThrow(InvalidArgumentError);
      expect(scan.size).toBe(0);
      expect(scan.add(Float32Array.of(0, 1))).toBe(0);
    },
  );

  test("add() and search() refuse other dimensions, and search() a bad limit", () => {
    const scan = create(2);
    expect(() => scan.add(Float32Array.of(1))).toThrow(InvalidArgumentError);
    expect(() => scan.search(Float32Array.of(1, 0, 0), 1)).toThrow(InvalidArgumentError);
    for (const limit of [-1, 0.5, Number.NaN, Number.POSITIVE_INFINITY]) {
      expect(() => scan.search(Float32Array.of(1, 0), limit)).toThrow(InvalidArgumentError);
    }
  });

  test.each([0, -1, 1.5, Number.NaN, MAX_DIMENSIONS + 1])("refuses %d dimensions", (dimensions) => {
    expect(() => create(dimensions)).toThrow(InvalidArgumentError);
  });

  test("bytes grows with the vectors held, by little more than they need", () => {
    const scan = create(384);
    const before = scan.bytes;
    for (let slot = 0; slot < 2000; slot += 1) {
      scan.add(new Float32Array(384).fill(1));
    }
    expect(scan.bytes).toBeGreaterThan(before);
    expect(scan.bytes).toBeGreaterThanOrEqual(2000 * 388);
    expect(scan.bytes).toBeLessThan(2000 * 388 * 1.4);
  });
});
