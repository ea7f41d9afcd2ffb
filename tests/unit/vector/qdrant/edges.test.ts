/** Bounds on what is asked of Qdrant's memories, how often, and what is remembered of them. No server is needed. */
import { describe, expect, test } from "vitest";

import { ConfigurationError } from "../../../../src/core/errors.ts";
import { parseFilter } from "../../../../src/core/filter.ts";
import { metadataOf } from "../../../../src/qdrant/ensure-collection.ts";
import type { QdrantPoint } from "../../../../src/qdrant/qdrant-client.ts";
import type { QdrantCollection } from "../../../../src/qdrant/qdrant-collection.ts";
import { findNeighbours } from "../../../../src/vector/qdrant/find-neighbours.ts";
import type { KeptPoints } from "../../../../src/vector/qdrant/kept-points.ts";
import { KnownKinds } from "../../../../src/vector/qdrant/known-kinds.ts";
import { listPoints } from "../../../../src/vector/qdrant/list-points.ts";
import { changeModel } from "../../../../src/vector/qdrant/open-collection.ts";
import { newPayload } from "../../../../src/vector/qdrant/point-payload.ts";
import { TenantSpace } from "../../../../src/vector/qdrant/point-space.ts";
import { searchRanked } from "../../../../src/vector/qdrant/ranked-search.ts";
import { searchTime } from "../../../../src/vector/qdrant/search-time.ts";
import { insertPoints } from "../../../../src/vector/qdrant/write-points.ts";
import type { NewPoint } from "../../../../src/vector/vector-store.ts";
import { memoryOf, seeing, tenantOf, turnOf, wanting, within } from "../../../support/points.ts";

const ANA = tenantOf("ana");

interface Query {
  readonly limit: number;
}

interface Fake {
  readonly points: TenantSpace;
  readonly queries: Query[];
  /** How many writes were asked for. */
  readonly updates: unknown[];
}

/** A tenant's points on a server that answers each query as it is told. */
function fakePoints(
  answer: (query: Query, index: number) => readonly QdrantPoint[] = () => [],
  {
    dimensions = 4,
    kept = null,
  }: { readonly dimensions?: number; readonly kept?: KeptPoints | null } = {},
): Fake {
  const queries: Query[] = [];
  const updates: unknown[] = [];
  const collection = {
    query: async (_: string, asked: readonly Query[]) =>
      Promise.resolve(asked.map((query) => answer(query, queries.push(query) - 1))),
    update: async (_: string, operations: unknown) => {
      updates.push(operations);
      return Promise.resolve();
    },
    scroll: async () => Promise.resolve([]),
    // Nothing else of it is used.
  } as unknown as QdrantCollection;
  const space = {
    collection,
    denseVector: "dense",
    dimensions,
    metadataIndexes: [],
    kinds: new KnownKinds(),
    hasTenantFrequencies: true,
  };
  return { points: new TenantSpace(space, ANA, kept), queries, updates };
}

/** A point as the server gives it. */
function given(point: NewPoint): QdrantPoint {
  return { id: point.id, payload: { ...newPayload(point, [], "writer"), id: point.id } };
}

const numbered = (count: number): number[] => Array.from({ length: count }, (_, index) => index);

describe("insertPoints()", () => {
  test("vector/qdrant/write-points.ts MAX_POINTS_PER_WRITE is 256", async () => {
    const writesFor = async (count: number): Promise<number> => {
      const { points, updates } = fakePoints();
      await insertPoints(
        points,
        numbered(count).map((one) => memoryOf({ id: `m${one}` })),
      );
      return updates.length;
    };
    expect([await writesFor(256), await writesFor(257)]).toEqual([1, 2]);
  });

  test("vector/qdrant/write-points.ts MAX_REQUEST_BYTES is 8,000,000, by estimate", async () => {
    /** How many writes two points take that are estimated at so much together. */
    const writesFor = async (bytes: number, dimensions: number): Promise<number> => {
      const { points, updates } = fakePoints(undefined, { dimensions });
      // Of each point 2,000 and 22 of each number of its vector; three of each character, and "{}" is written four times.
      const characters = (bytes - 2 * (2_000 + 22 * dimensions)) / 3 - 8;
      const texts = ["a", "b".repeat(characters - 1)];
      const fresh = texts.map((text, index) => {
        const { projection, ...rest } = memoryOf({ id: `m${index}`, text, searchText: "" });
        return { ...rest, projection, embedding: null };
      });
      await insertPoints(points, fresh);
      return updates.length;
    };
    expect(await writesFor(8_000_000, 2)).toBe(1);
    expect(await writesFor(8_000_001, 1)).toBe(2);
  });
});

test("vector/qdrant/find-neighbours.ts MAX_AT_PLACE is 2,000: so many turns of one place are put in order", async () => {
  const later = numbered(3).map((one) =>
    given(turnOf({ id: `later ${one}`, at: 2, turn: { episodeId: `e${one}` } })),
  );
  // Asked for are the episode's, the later ones, the earlier ones; and then all of the place at which that was cut.
  const center = given(turnOf({ id: "center", at: 1 }));
  const { points, queries } = fakePoints((_, index) => [[center], [], later][index] ?? []);
  await findNeighbours(points, ["center"], { reach: within(1), visibility: seeing() });
  expect(queries.map(({ limit }) => limit)).toEqual([1, 3, 3, 3, 2_000]);
});

test("vector/qdrant/known-kinds.ts MAX_KNOWN is 20,000: of so many points the kind is remembered", () => {
  const kinds = new KnownKinds();
  for (const one of numbered(20_000)) kinds.put(ANA, `m${one}`, "trait");
  expect(kinds.get(ANA, "m0")).toBe("trait");
  kinds.put(ANA, "one more", "trait");
  expect(kinds.get(ANA, "m0")).toBeUndefined();
  expect(kinds.get(ANA, "m1")).toBe("trait");
});

test("vector/qdrant/list-points.ts MAX_STEPS is 20: so often is read on where nothing is wanted", async () => {
  let time = 1_000_000;
  const { points, queries } = fakePoints(({ limit }) =>
    numbered(limit).map(() => {
      time -= 1;
      return given(memoryOf({ id: `m${time}`, recordedAt: time }));
    }),
  );
  const { filter, visibility } = wanting({
    agentId: "spock",
    filter: parseFilter({ a: 1 }, "list"),
  });
  const { items, cursor } = await listPoints(points, {
    limit: 10,
    cursor: null,
    filter,
    visibility,
  });
  expect(items).toEqual([]);
  expect(cursor).not.toBeNull();
  expect(queries).toHaveLength(20);
});

test("vector/qdrant/open-collection.ts MAX_ATTEMPTS is 3: so often is changed what another process disturbs", async () => {
  const embedding = { id: "test", dimensions: 4 };
  let changeCount = 0;
  const client = {
    // It is of the model, whose vector another process drops each time.
    getCollection: async () => ({
      config: { params: { vectors: {} }, metadata: metadataOf({ of: "memories", ...embedding }) },
    }),
    createVectorName: async () => ({ status: "completed" }),
    updateCollection: async () => {
      changeCount += 1;
      return Promise.resolve();
    },
  };
  const connection = {
    server: { hasVectorChanges: true },
    timeoutSeconds: 1,
    call: async (_: string, work: (one: typeof client) => unknown) => work(client),
  };
  // Nothing else of it is used.
  const collection = { connection, name: "test" } as unknown as QdrantCollection;
  await expect(changeModel(collection, embedding)).rejects.toThrow(ConfigurationError);
  expect(changeCount).toBe(3);
});

test("vector/qdrant/ranked-search.ts MAX_OVERFETCH is 4,000: so many are looked at for what is wanted", async () => {
  const asked: number[] = [];
  const { hits, isTruncated } = await searchRanked({
    limit: 10,
    isExact: false,
    want: wanting({ filter: parseFilter({ a: 1 }, "search") }),
    ask: async (count) => {
      asked.push(count);
      return Promise.resolve(numbered(count).map((one) => given(memoryOf({ id: `m${one}` }))));
    },
  });
  expect([hits.length, isTruncated]).toEqual([0, true]);
  expect(asked.at(-1)).toBe(4_000);
});

test("vector/qdrant/search-time.ts MAX_MANY is 500: so many points with several spells are looked at", async () => {
  const { points, queries } = fakePoints();
  await searchTime(points, { from: 1, to: 2 }, wanting());
  expect(queries.at(-1)?.limit).toBe(500);
});
