import { expect, onTestFinished, test } from "vitest";

import { SqliteFile } from "../../../../src/sqlite/sqlite-file.ts";
import { Embeddings } from "../../../../src/vector/sqlite/embeddings.ts";
import { IndexCache } from "../../../../src/vector/sqlite/index-cache.ts";
import { SqliteVectorStore } from "../../../../src/vector/sqlite/sqlite-vector-store.ts";
import { memoryOf, tenantOf, unit, wanting } from "../../../support/points.ts";

const ANA = tenantOf("ana");
const DIMENSIONS = 384;

function open(dimensions: number): SqliteFile {
  const file = SqliteFile.open({ path: ":memory:", embedding: { id: "test", dimensions } });
  onTestFinished(() => {
    file.close();
  });
  return file;
}

test("a usual point takes less than a thousand bytes, so the default holds 200,000 and more", () => {
  const store = new SqliteVectorStore(open(DIMENSIONS));
  const count = 1_000;
  const points = Array.from({ length: count }, (_, index) =>
    memoryOf({
      id: crypto.randomUUID(),
      text: `memory ${index}`,
      embedding: Float32Array.from({ length: DIMENSIONS }, (__, at) => Math.sin(index * at + 1)),
    }),
  );
  store.insert(ANA, points);
  const query = Float32Array.from({ length: DIMENSIONS }, () => 1);
  store.searchDense(ANA, query, wanting());
  expect(store.cached.bytes / count).toBeLessThan(1_000);
  expect(store.cached.bytes / count).toBeGreaterThan(DIMENSIONS);
});

test("what time searches read of every point counts, and goes again with the point", () => {
  const store = new SqliteVectorStore(open(4));
  const ids = Array.from({ length: 50 }, (_, index) => `p${index}`);
  store.insert(
    ANA,
    ids.map((id) => memoryOf({ id })),
  );
  const bytesNow = (): number => {
    store.searchKeywords(ANA, ["memory"], wanting({ limit: 1 }));
    return store.cached.bytes;
  };
  const unread = bytesNow();
  store.searchTime(ANA, { from: 0, to: Date.now() }, wanting());
  const read = bytesNow();
  expect(read).toBeGreaterThan(unread);
  store.remove(ANA, ids.slice(10));
  expect(bytesNow()).toBeLessThan(read);
});

test("a tenant that is larger than the cache may be is read once for all of a search", () => {
  const file = open(4);
  new SqliteVectorStore(file).insert(ANA, [memoryOf({ id: "a" }), memoryOf({ id: "b" })]);
  const cache = new IndexCache(file, { maxBytes: 0, dimensions: 4 });
  const tenantRow = file.tenantId(ANA) ?? 0;
  const { first, second } = file.snapshot(() => ({
    first: cache.read(tenantRow),
    second: cache.read(tenantRow),
  }));
  expect(second).toBe(first);
  expect(cache.bytes).toBe(0);
  expect(cache.size).toBe(0);
});

test("embeddings of a range are those of its rows, whatever bytes they have", () => {
  const file = open(4);
  const embeddings = new Embeddings(file);
  const made = new Map([
    [3, Float32Array.of(0, 0, 0, 0)],
    [5, Float32Array.of(-0, Number.MIN_VALUE, 3.4e38, -1)],
    [9, unit(1, 2, 3, 4)],
  ]);
  for (const [row, embedding] of made) embeddings.insert(row, embedding);
  embeddings.insert(7, Float32Array.of(1, 2));
  expect(embeddings.inRange({ first: 0, last: 9 }, 4)).toEqual(made);
  expect([...embeddings.inRange({ first: 4, last: 8 }, 4).keys()]).toEqual([5]);
  expect(embeddings.inRange({ first: 10, last: 20 }, 4)).toEqual(new Map());
});
