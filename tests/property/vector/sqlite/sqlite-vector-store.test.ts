import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as fc from "fast-check";
import { afterAll, describe, expect, test } from "vitest";
import { parseFilter } from "../../../../src/core/filter.ts";
import type { Tenant } from "../../../../src/core/scope.ts";
import { SqliteFile } from "../../../../src/sqlite/sqlite-file.ts";
import { SqliteVectorStore } from "../../../../src/vector/sqlite/sqlite-vector-store.ts";
import type { NewPoint, ScoredId, VectorStore } from "../../../../src/vector/vector-store.ts";
import { projections } from "../../../support/arbitraries.ts";
import { NaiveVectorStore } from "../../../support/naive-vector-store.ts";
import {
  DAY,
  DAY_ZERO,
  DIMENSIONS,
  memoryOf,
  seeing,
  tenantOf,
  turnOf,
  unit,
  wanting,
} from "../../../support/points.ts";

type Write = (store: VectorStore) => unknown;

interface Step {
  /** Which of the two connections writes. */
  readonly connection: 0 | 1;
  readonly writes: readonly { readonly name: string; readonly write: Write }[];
  /** Whether all of it is taken back. */
  readonly isDry: boolean;
}

const folder = mkdtempSync(join(tmpdir(), "mnemograph-property-"));
const TENANTS = ["ana", "ben"].map(tenantOf);
const IDS = Array.from({ length: 14 }, (_, index) => `id${index}`);
const WORDS = ["ski", "dog", "snow", "里斯本", "davos"];

afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

const texts = fc.array(fc.constantFrom(...WORDS), { maxLength: 6 }).map((all) => all.join(" "));
const embeddings = fc
  .tuple(fc.nat(9), fc.nat(9), fc.nat(9), fc.nat(9))
  .map((all) => unit(...all.map((component) => component - 4.5)));
const tenants = fc.constantFrom(...TENANTS);
const ids = fc.constantFrom(...IDS);
const idLists = fc.uniqueArray(ids, { minLength: 1, maxLength: 3 });

const points: fc.Arbitrary<NewPoint> = fc
  .record({
    id: ids,
    kind: fc.constantFrom("event", "trait", "note", "turn"),
    text: texts,
    embedding: fc.option(embeddings, { nil: null, freq: 3 }),
    projection: projections(),
    metadata: fc.dictionary(fc.constantFrom("a", "b"), fc.nat(2)),
    day: fc.nat(6),
    index: fc.nat(3),
    runId: fc.constantFrom(null, "run"),
  })
  .map(({ kind, projection, day, index, runId, ...sketch }) => {
    const times = { at: DAY_ZERO + day * DAY, recordedAt: DAY_ZERO + (day % 3) };
    return kind === "turn"
      ? turnOf({ ...sketch, ...times, projection, turn: { index, runId, episodeId: sketch.id } })
      : memoryOf({ ...sketch, ...times, kind, projection });
  });

const writes: fc.Arbitrary<Step["writes"][number]> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc
      .tuple(tenants, fc.array(points, { minLength: 1, maxLength: 5 }))
      .map(([tenant, all]) => ({
        name: `insert ${all.map(({ id }) => id).join(" ")}`,
        write: (store: VectorStore) => store.insert(tenant, all),
      })),
  },
  {
    weight: 3,
    arbitrary: fc
      .tuple(tenants, idLists, projections(), fc.nat(4))
      .map(([tenant, all, projection, revision]) => ({
        name: `project ${all.join(" ")} at ${revision}`,
        write: (store: VectorStore) =>
          store.project(tenant, new Map(all.map((id) => [id, { ...projection, revision }]))),
      })),
  },
  {
    weight: 2,
    arbitrary: fc
      .tuple(tenants, ids, texts, fc.option(embeddings, { nil: null, freq: 3 }), fc.nat(5))
      .map(([tenant, memoryId, text, embedding, recordedAt]) => {
        const id = `${memoryId}-${text}-${recordedAt}`;
        const revision = { id, memoryId, text, textKey: text, recordedAt };
        return {
          name: `revise ${memoryId}`,
          write: (store: VectorStore) =>
            store.revise(tenant, { ...revision, searchText: text }, embedding),
        };
      }),
  },
  {
    weight: 2,
    arbitrary: fc.tuple(tenants, idLists, embeddings).map(([tenant, all, embedding]) => ({
      name: `embed ${all.join(" ")}`,
      write: (store: VectorStore) => store.embed(tenant, new Map(all.map((id) => [id, embedding]))),
    })),
  },
  {
    weight: 2,
    arbitrary: fc.tuple(tenants, idLists).map(([tenant, all]) => ({
      name: `remove ${all.join(" ")}`,
      write: (store: VectorStore) => store.remove(tenant, all),
    })),
  },
  {
    weight: 1,
    arbitrary: fc.tuple(tenants, idLists).map(([tenant, all]) => ({
      name: `redact ${all.join(" ")}`,
      write: (store: VectorStore) => store.redact(tenant, all),
    })),
  },
  {
    weight: 1,
    arbitrary: tenants.map((tenant) => ({
      name: "remove all",
      write: (store: VectorStore) => store.removeTenant(tenant),
    })),
  },
);

const steps: fc.Arbitrary<Step> = fc.record({
  connection: fc.constantFrom(0, 1),
  writes: fc.array(writes, { minLength: 1, maxLength: 3 }),
  isDry: fc.oneof(
    { weight: 3, arbitrary: fc.constant(false) },
    { weight: 1, arbitrary: fc.constant(true) },
  ),
});

/** A connection with a store on it. */
interface Connection {
  readonly file: SqliteFile;
  readonly store: SqliteVectorStore;
}

describe("SqliteVectorStore on two connections", () => {
  test("does after any writes, kept or taken back, what the naive store does", () => {
    let run = 0;
    fc.assert(
      fc.property(
        fc.array(steps, { minLength: 1, maxLength: 25 }),
        fc.constantFrom(0, 20_000, 1e9),
        (all, cacheBytes) => {
          run += 1;
          const path = join(folder, `${run}.db`);
          const connections = [connect(path, cacheBytes), connect(path, cacheBytes)] as const;
          try {
            const naive = new NaiveVectorStore(DIMENSIONS);
            for (const step of all) {
              apply(connections[step.connection], naive, step);
              for (const { store } of connections) expectSame(store, naive);
            }
          } finally {
            for (const { file } of connections) file.close();
          }
        },
      ),
      { numRuns: 60, plugins: [fc.interruptAfterTimeLimit(40_000)] },
    );
  });
});

function connect(path: string, cacheBytes: number): Connection {
  const file = SqliteFile.open({ path, embedding: { id: "test", dimensions: DIMENSIONS } });
  return { file, store: new SqliteVectorStore(file, { cacheBytes }) };
}

function apply({ file, store }: Connection, naive: NaiveVectorStore, step: Step): void {
  const work = (): void => {
    for (const { write } of step.writes) {
      write(store);
      // A search in the middle of a transaction reads what is not committed.
      store.searchDense(TENANTS[0]!, unit(1), wanting());
    }
  };
  if (step.isDry) {
    file.dryRun(work);
    return;
  }
  file.transaction(work);
  for (const { write } of step.writes) write(naive);
}

function expectSame(store: SqliteVectorStore, naive: NaiveVectorStore): void {
  for (const tenant of TENANTS) {
    expectSamePoints(store, naive, tenant);
    for (const options of [
      wanting({ limit: 50 }),
      wanting({ limit: 50, isExplicit: true, asOf: DAY_ZERO + 3 * DAY, runId: "run" }),
      wanting({ limit: 3, includeClosed: true, filter: parseFilter({ a: [0, 1] }, "test") }),
    ]) {
      const query = unit(1, 2, 3, 4);
      expectSameHits(
        store.searchDense(tenant, query, options),
        naive.searchDense(tenant, query, options),
      );
      const terms = ["ski", "dog", "里斯本", "none"];
      const own = store.searchKeywords(tenant, terms, options);
      const other = naive.searchKeywords(tenant, terms, options);
      expectSameHits(own.hits, other.hits);
      expect(own.idfSum).toBeCloseTo(other.idfSum, 5);
      expect([...own.weights.keys()]).toEqual([...other.weights.keys()]);
      for (const [term, weight] of own.weights) {
        expect(weight).toBeCloseTo(other.weights.get(term) ?? Number.NaN, 5);
      }
      const range = { from: DAY_ZERO + DAY, to: DAY_ZERO + 4 * DAY };
      expect(store.searchTime(tenant, range, options)).toEqual(
        naive.searchTime(tenant, range, options),
      );
    }
  }
}

function expectSamePoints(store: SqliteVectorStore, naive: NaiveVectorStore, tenant: Tenant): void {
  const page = { cursor: null, limit: 50 };
  expect(store.ids(tenant, page)).toEqual(naive.ids(tenant, page));
  expect(store.unembedded(tenant, page)).toEqual(naive.unembedded(tenant, page));
  expect(store.unembeddedCount(tenant)).toBe(naive.unembeddedCount(tenant));
  const sorted = (all: VectorStore): unknown =>
    (all as NaiveVectorStore).get(tenant, IDS).toSorted((a, b) => (a.id < b.id ? -1 : 1));
  expect(sorted(store)).toEqual(sorted(naive));
  expect(store.counts(tenant)).toEqual(naive.counts(tenant));
  const list = { ...wanting({ limit: 50 }), cursor: null };
  expect(store.list(tenant, list).items).toEqual(naive.list(tenant, list).items);
  const keys = WORDS.flatMap((word) => [word, `${word} ${word}`]);
  expect(store.findByTextKey(tenant, keys)).toEqual(naive.findByTextKey(tenant, keys));
  const visibility = seeing({ includeClosed: true });
  expect(store.neighbours(tenant, IDS, 2, visibility)).toEqual(
    naive.neighbours(tenant, IDS, 2, visibility),
  );
}

/** Scores to 1e-5, and order where scores are not that close. */
function expectSameHits(own: readonly ScoredId[], expected: readonly ScoredId[]): void {
  expect(own.length).toBe(expected.length);
  for (const [index, { score }] of own.entries()) {
    expect(score).toBeCloseTo(expected[index]!.score, 5);
  }
  const clear = (hits: readonly ScoredId[]): (string | undefined)[] =>
    hits.map(({ id, score }, index) => {
      const near = [hits[index - 1], hits[index + 1]];
      const isTied = near.some((hit) => hit && Math.abs(hit.score - score) < 1e-5);
      // The last may be tied with one that was cut off.
      return isTied || index === hits.length - 1 ? undefined : id;
    });
  expect(clear(own)).toEqual(clear(expected));
}
