/** Bounds of what is searched in memory, and of what a file counts. */
import { afterEach, describe, expect, test } from "vitest";

import { LimitExceededError } from "../../../../src/core/errors.ts";
import { SqliteFile } from "../../../../src/sqlite/sqlite-file.ts";
import type { CodeArena } from "../../../../src/vector/sqlite/code-arena.ts";
import type { Embeddings } from "../../../../src/vector/sqlite/embeddings.ts";
import { PointCache } from "../../../../src/vector/sqlite/point-cache.ts";
import { searchDense, type SearchedTenant } from "../../../../src/vector/sqlite/point-search.ts";
import { Postings } from "../../../../src/vector/sqlite/postings.ts";
import { SqliteVectorStore } from "../../../../src/vector/sqlite/sqlite-vector-store.ts";
import { createWasmArena } from "../../../../src/vector/sqlite/vector-scan-wasm.ts";
import { createVectorScan } from "../../../../src/vector/sqlite/vector-scan.ts";
import { memoryOf, tenantOf, wanting } from "../../../support/points.ts";

const ANA = tenantOf("ana");
const files: SqliteFile[] = [];

function openFile(): SqliteFile {
  const file = SqliteFile.open({ path: ":memory:", embedding: { id: "test", dimensions: 4 } });
  files.push(file);
  return file;
}

afterEach(() => {
  for (const file of files.splice(0)) file.close();
});

test("vector/sqlite/code-arena.ts MAX_LONGEST_ROWS is 262,136: a scan of the most dimensions holds so many", () => {
  // It keeps nothing, so that the test need not have 2 GiB.
  const arena: CodeArena = { bytes: 0, append: () => undefined, dots: () => new Int32Array(0) };
  const scan = createVectorScan(8_192, () => arena);
  for (let row = 0; row < 262_136; row += 1) scan.skip();
  expect(() => scan.skip()).toThrow(LimitExceededError);
});

test("vector/sqlite/vector-scan-wasm.ts MAX_SPARE_PAGES is 256: no more is asked for ahead of need", () => {
  const arena = createWasmArena(8_192);
  const row = new Int8Array(8_192);
  const pages = new Set<number>();
  for (let count = 0; count < 13_000; count += 1) {
    arena?.append(row);
    pages.add((arena?.bytes ?? 0) / 65_536);
  }
  const sizes = [...pages];
  const steps = sizes.slice(1).map((size, index) => size - (sizes[index] ?? 0));
  expect(Math.max(...steps)).toBe(256);
});

describe("a vector scan", () => {
  /** The score of a vector with a query, both of two components. */
  const scoreOf = (vector: readonly number[], query: readonly number[]): number | undefined => {
    const scan = createVectorScan(2);
    scan.add(Float32Array.from(vector));
    return scan.search(Float32Array.from(query), 1)[0]?.score;
  };

  test("vector/sqlite/vector-scan.ts MAX_CODE is 127: the largest component of a vector has that code", () => {
    expect(scoreOf([1, 0.5], [0, 1])).toBeCloseTo(64 / Math.hypot(127, 64), 6);
  });

  test("vector/sqlite/vector-scan.ts MAX_QUERY_CODE is 32,767: the largest component of a query has that code", () => {
    expect(scoreOf([0, 1], [1, 0.5])).toBeCloseTo(16_384 / Math.hypot(32_767, 16_384), 6);
  });

  test("vector/sqlite/vector-scan.ts MAX_QUERIES_AT_ONCE is 8: the scores of so many are kept at once", () => {
    const bytesAfter = (count: number): number => {
      const scan = createVectorScan(2);
      scan.add(Float32Array.of(1, 0));
      scan.searchEach(
        Array.from({ length: count }, () => Float32Array.of(1, 0)),
        1,
      );
      return scan.bytes;
    };
    expect(bytesAfter(8)).toBeGreaterThan(bytesAfter(7));
    expect(bytesAfter(9)).toBe(bytesAfter(8));
  });
});

test("vector/sqlite/point-search.ts MAX_EXTRA is 50: so many candidates more are rescored in a long list", () => {
  let asked = 0;
  const scan = {
    searchEach: (_: unknown, count: number) => {
      asked = count;
      return [];
    },
  };
  // Nothing else is looked at where nothing is found.
  const tenant = { tenantRow: 1, index: { scan } } as unknown as SearchedTenant;
  const embeddings = { rescore: () => [] } as unknown as Embeddings;
  searchDense(embeddings, tenant, [Float32Array.of(1)], { ...wanting(), limit: 100 });
  expect(asked).toBe(150);
});

test("vector/sqlite/postings.ts MAX_COUNT is 65,535: a larger frequency or length counts as that", () => {
  const postings = new Postings(openFile());
  const read = (frequency: number, length: number): number[] => {
    postings.eraseAll(1);
    postings.add(1, new Map([[7, { frequencies: new Map([["tea", frequency]]), length }]]));
    const found: number[] = [];
    postings.read(1, "tea").forEach((...entry) => found.push(...entry));
    return found;
  };
  expect(read(65_535, 65_535)).toEqual([7, 65_535, 65_535]);
  expect(read(65_536, 65_536)).toEqual([7, 65_535, 65_535]);
});

test("vector/sqlite/point-number.ts MAX_POINT_NUMBER is 268,435,455: a tenant has so many writes", () => {
  const file = openFile();
  const store = new SqliteVectorStore(file);
  store.insert(ANA, [memoryOf({ id: "first" })]);
  file.run("UPDATE tenant SET point_stamp = ?", 268_435_454);
  store.insert(ANA, [memoryOf({ id: "last" })]);
  expect(store.get(ANA, ["last"])).toHaveLength(1);
  expect(() => store.insert(ANA, [memoryOf({ id: "one more" })])).toThrow(LimitExceededError);
});

test("vector/sqlite/point-cache.ts MAX_KEPT_CHARACTERS is 16,777,216 of all points together", () => {
  const isKept = (count: number): boolean => {
    const cache = new PointCache();
    const { projection, ...point } = memoryOf({ id: "m", text: "x".repeat(count - 750) });
    const bare = { ...projection, text: null, evidence: [] };
    const stored = {
      ...point,
      projection: bare,
      originalText: null,
      revisions: [],
      isRedacted: false,
    };
    cache.put(1, 1, stored);
    return cache.get(1, 1) !== undefined;
  };
  expect(isKept(16_777_216)).toBe(true);
  expect(isKept(16_777_217)).toBe(false);
});
