/** Random writes to vector stores, and what it means that two of them are the same. */
import * as fc from "fast-check";
import { expect } from "vitest";
import { parseFilter } from "../../src/core/filter.ts";
import type { Tenant } from "../../src/core/scope.ts";
import type { NewPoint, ScoredId, VectorStore } from "../../src/vector/vector-store.ts";
import { projections } from "./arbitraries.ts";
import {
  DAY,
  DAY_ZERO,
  memoryOf,
  seeing,
  tenantOf,
  turnOf,
  unit,
  wanting,
  within,
} from "./points.ts";

/** A write to a store, and what to call it. */
export interface VectorWrite {
  readonly name: string;
  readonly write: (store: VectorStore) => unknown;
}

/** The tenants that are written to. */
export const TENANTS: readonly Tenant[] = ["ana", "ben"].map(tenantOf);
const IDS = Array.from({ length: 14 }, (_, index) => `id${index}`);
const WORDS = ["ski", "dog", "snow", "里斯本", "davos"];

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

/** Any write, to ids that collide. */
export const vectorWrites: fc.Arbitrary<VectorWrite> = fc.oneof(
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

/** Checks that two stores give the same answers: scores to 1e-5. */
export async function expectSameStores(store: VectorStore, naive: VectorStore): Promise<void> {
  for (const tenant of TENANTS) {
    await expectSamePoints(store, naive, tenant);
    for (const options of [
      wanting({ limit: 50 }),
      wanting({ limit: 50, isExplicit: true, asOf: DAY_ZERO + 3 * DAY, runId: "run" }),
      wanting({ limit: 3, includeClosed: true, filter: parseFilter({ a: [0, 1] }, "test") }),
    ]) {
      const query = unit(1, 2, 3, 4);
      expectSameHits(
        await store.searchDense(tenant, query, options),
        await naive.searchDense(tenant, query, options),
      );
      const terms = ["ski", "dog", "里斯本", "none"];
      const own = await store.searchKeywords(tenant, terms, options);
      const other = await naive.searchKeywords(tenant, terms, options);
      expectSameHits(own.hits, other.hits);
      expect(own.idfSum).toBeCloseTo(other.idfSum, 5);
      expect([...own.weights.keys()]).toEqual([...other.weights.keys()]);
      for (const [term, weight] of own.weights) {
        expect(weight).toBeCloseTo(other.weights.get(term) ?? Number.NaN, 5);
      }
      const range = { from: DAY_ZERO + DAY, to: DAY_ZERO + 4 * DAY };
      expect(await store.searchTime(tenant, range, options)).toEqual(
        await naive.searchTime(tenant, range, options),
      );
    }
  }
}

async function expectSamePoints(
  store: VectorStore,
  naive: VectorStore,
  tenant: Tenant,
): Promise<void> {
  const page = { cursor: null, limit: 50 };
  expect(await store.ids(tenant, page)).toEqual(await naive.ids(tenant, page));
  expect(await store.unembedded(tenant, page)).toEqual(await naive.unembedded(tenant, page));
  expect(await store.unembeddedCount(tenant)).toBe(await naive.unembeddedCount(tenant));
  const sorted = async (all: VectorStore): Promise<unknown> =>
    (await all.get(tenant, IDS)).toSorted((a, b) => (a.id < b.id ? -1 : 1));
  expect(await sorted(store)).toEqual(await sorted(naive));
  expect(await store.counts(tenant)).toEqual(await naive.counts(tenant));
  const list = { ...wanting({ limit: 50 }), cursor: null };
  expect((await store.list(tenant, list)).items).toEqual((await naive.list(tenant, list)).items);
  const keys = WORDS.flatMap((word) => [word, `${word} ${word}`]);
  expect(await store.findByTextKey(tenant, keys)).toEqual(await naive.findByTextKey(tenant, keys));
  const visibility = seeing({ includeClosed: true });
  expect(await store.neighbours(tenant, IDS, within(2), visibility)).toEqual(
    await naive.neighbours(tenant, IDS, within(2), visibility),
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
