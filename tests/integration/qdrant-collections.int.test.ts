import { afterEach, expect, test } from "vitest";
import { ConfigurationError } from "../../src/core/errors.ts";
import { QdrantJournal } from "../../src/journal/qdrant/qdrant-journal.ts";
import type { QdrantConnection } from "../../src/qdrant/qdrant-connection.ts";
import { QdrantVectorStore } from "../../src/vector/qdrant/qdrant-vector-store.ts";
import { pendingEntry } from "../support/journal-entries.ts";
import { describeOn } from "../support/on-servers.ts";
import {
  DAY_ZERO,
  DIMENSIONS,
  memoryOf,
  tenantOf,
  turnOf,
  unit,
  wanting,
  within,
} from "../support/points.ts";
import { collectionName, dropCollection, openQdrant } from "../support/qdrant-stores.ts";

const ANA = tenantOf("ana");
const embedding = { id: "first", dimensions: DIMENSIONS };
const other = { id: "second", dimensions: 8 };

describeOn(["qdrant"], "Collections on Qdrant", () => {
  const made: string[] = [];
  const connections: QdrantConnection[] = [];

  afterEach(async () => {
    const connection = await openQdrant();
    for (const name of made.splice(0)) await dropCollection(connection, name);
    for (const one of [connection, ...connections.splice(0)]) one.close();
  });

  const fresh = (): string => {
    const name = collectionName(`own${made.length}`);
    made.push(name);
    return name;
  };
  const connect = async (): Promise<QdrantConnection> => {
    const connection = await openQdrant();
    connections.push(connection);
    return connection;
  };
  const open = async (
    collection: string,
    options: Partial<Parameters<typeof QdrantVectorStore.open>[1]> = {},
  ): Promise<QdrantVectorStore> =>
    QdrantVectorStore.open(await connect(), { collection, embedding, ...options });

  test("can be opened by several at the same time, the first time too", async () => {
    const collection = fresh();
    const stores = await Promise.all(
      Array.from({ length: 4 }, async () => open(collection, { metadataIndexes: ["age"] })),
    );
    for (const [index, store] of stores.entries()) {
      await store.insert(ANA, [memoryOf({ id: `m${index}` })]);
    }
    expect(await stores[0]?.counts(ANA)).toMatchObject({ trait: 4 });
    const name = fresh();
    const journals = await Promise.all(
      Array.from({ length: 4 }, async () =>
        QdrantJournal.open(await connect(), { collection: name }),
      ),
    );
    // The second is of the form that ids of keys have that were made here: those too may be sent by several at once.
    for (const episodeId of ["e", "01a1ffd2-3569-7000-939d-b14c7210a132"]) {
      const begun = await Promise.all(
        journals.map(async (journal) => {
          await journal.get(ANA, episodeId);
          return journal.begin(ANA, pendingEntry(episodeId));
        }),
      );
      expect(begun.filter(Boolean)).toHaveLength(1);
    }
    const claims = await Promise.all(
      journals.map(async (journal) => journal.claim(ANA, "e", { now: 1, leaseUntil: 9 })),
    );
    expect(claims.filter(Boolean)).toHaveLength(1);
  });

  test("have a graph for each tenant and none over all, and refuse filters on what is not indexed", async () => {
    const collection = fresh();
    await open(collection);
    const connection = await connect();
    const info = await connection.call("look", async (client) => client.getCollection(collection));
    expect(info).toMatchObject({
      config: {
        hnsw_config: { m: 0, payload_m: 16 },
        strict_mode_config: { enabled: true, unindexed_filtering_retrieve: false },
        metadata: { mnemograph: { id: "first", dimensions: DIMENSIONS } },
      },
      payload_schema: {
        tenant: { data_type: "keyword", params: { is_tenant: true } },
        until: { data_type: "integer", params: { enable_hnsw: false } },
      },
    });
    const filter = { must: [{ key: "text", match: { value: "x" } }] };
    const searches = [{ filter, limit: 1, with_payload: false }];
    const unindexed = connection.call("look", async (client) =>
      client.queryBatch(collection, { searches, timeout: 5 }),
    );
    await expect(unindexed).rejects.toThrow(/Index required/);
  });

  test("of another model are not opened, and the error names reembed()", async () => {
    const collection = fresh();
    await open(collection);
    for (const wrong of [
      { id: "second", dimensions: DIMENSIONS },
      { id: "first", dimensions: 8 },
      other,
    ]) {
      const opening = open(collection, { embedding: wrong });
      await expect(opening).rejects.toThrow(ConfigurationError);
      await expect(opening).rejects.toThrow(/'first' of 4 dimensions .* reembed\(\)/);
    }
  });

  test("that are somebody else's are not touched", async () => {
    const collection = fresh();
    const connection = await connect();
    await connection.call("make", async (client) =>
      client.createCollection(collection, { vectors: { size: 4, distance: "Dot" } }),
    );
    await expect(open(collection)).rejects.toThrow(/was not made by mnemograph/);
    await expect(QdrantJournal.open(await connect(), { collection })).rejects.toThrow(
      /was not made by mnemograph/,
    );
    const info = await connection.call("look", async (client) => client.getCollection(collection));
    expect(info.payload_schema).toEqual({});
  });

  test("change their model: every point lacks a vector, and who has the old one is told", async () => {
    const collection = fresh();
    const old = await open(collection);
    await old.insert(ANA, [
      memoryOf({ id: "m", text: "skiing" }),
      turnOf({ id: "t", text: "skiing" }),
      turnOf({ id: "gone", text: "secret" }),
    ]);
    await old.redact(ANA, ["gone"]);
    const stale = await open(collection);
    const store = await old.changeModel(other);
    expect(store.dimensions).toBe(8);
    await old.changeModel(other);
    const bare = await store.unembedded(ANA, { cursor: null, limit: 10 });
    expect(bare.items.map(({ id }) => id)).toEqual(["m", "t"]);
    const wide = Float32Array.of(1, 0, 0, 0, 0, 0, 0, 0);
    expect(await store.searchDense(ANA, wide, wanting())).toEqual([]);
    expect((await store.searchKeywords(ANA, ["ski"], wanting())).hits).toHaveLength(2);
    for (const write of [
      async () => stale.insert(ANA, [memoryOf({ id: "late" })]),
      async () => stale.embed(ANA, new Map([["m", unit(1)]])),
      async () => stale.revise(ANA, revision, unit(1)),
      async () => stale.searchDense(ANA, unit(1), wanting()),
    ]) {
      await expect(write()).rejects.toThrow(ConfigurationError);
      await expect(write()).rejects.toThrow(/changed to another embedding model.*reembed\(\)/);
    }
    await expect(open(collection)).rejects.toThrow(/'second' of 8 dimensions/);
    await store.embed(ANA, new Map([["m", wide]]));
    const again = await open(collection, { embedding: other });
    expect(await again.searchDense(ANA, wide, wanting())).toEqual([
      { id: "m", score: expect.closeTo(1, 5) },
    ]);
    expect(await again.unembeddedCount(ANA)).toBe(1);
  });

  const revision = {
    id: "r",
    memoryId: "m",
    text: "new",
    textKey: "new",
    searchText: "new",
    recordedAt: DAY_ZERO,
  };

  test("say when a filter that the server cannot know has more than they look at", async () => {
    const collection = fresh();
    const store = await open(collection);
    const points = Array.from({ length: 4500 }, (_, index) =>
      memoryOf({
        id: `p${index}`,
        text: "word",
        projection: { metadata: { age: index, kind: index === 4499 ? "last" : "other" } },
      }),
    );
    for (let start = 0; start < points.length; start += 500) {
      await store.insert(ANA, points.slice(start, start + 500));
    }
    const rare = wanting({ filter: { op: "gt", key: "age", value: 4497 } });
    const dense = await store.searchDense(ANA, unit(1), rare);
    expect(dense.length).toBeLessThanOrEqual(2);
    expect(dense.isTruncated).toBe(dense.length < 10 ? true : undefined);
    expect((await store.searchKeywords(ANA, ["word"], rare)).isTruncated).toBe(true);
    const common = wanting({ filter: { op: "gt", key: "age", value: 10 } });
    const found = await store.searchDense(ANA, unit(1), common);
    expect(found).toHaveLength(10);
    expect(found.isTruncated).toBeUndefined();
    const exact = wanting({ filter: { op: "eq", key: "kind", value: "last" } });
    expect((await store.searchDense(ANA, unit(1), exact)).map(({ id }) => id)).toEqual(["p4499"]);
    // A listing goes on where it stopped, so that nothing is missing.
    const listed: string[] = [];
    let cursor: string | null = null;
    do {
      const page: Awaited<ReturnType<QdrantVectorStore["list"]>> = await store.list(ANA, {
        ...rare,
        cursor,
      });
      listed.push(...page.items.map(({ id }) => id));
      cursor = page.cursor;
    } while (cursor !== null);
    expect(listed.toSorted()).toEqual(["p4498", "p4499"]);
  });

  test("find ranges over numbers that are declared, of points written before too", async () => {
    const collection = fresh();
    const aged = (id: string, age: unknown): ReturnType<typeof memoryOf> =>
      memoryOf({ id, projection: { metadata: { age: age as number } } });
    const before = await open(collection);
    await before.insert(ANA, [aged("a", 1), aged("b", 5), aged("c", "5")]);
    const store = await open(collection, { metadataIndexes: ["age"] });
    await store.insert(ANA, [aged("d", 2), aged("e", 6), aged("f", [6])]);
    const filter = { op: "gte", key: "age", value: 5 } as const;
    const found = await store.searchDense(ANA, unit(1), wanting({ filter }));
    expect(found.map(({ id }) => id)).toEqual(["b", "e"]);
  });

  test("cost a session few requests", async () => {
    const collection = fresh();
    const connection = await connect();
    const store = await QdrantVectorStore.open(connection, { collection, embedding });
    const turns = Array.from({ length: 6 }, (_, index) =>
      turnOf({ id: `t${index}`, text: "skiing", turn: { index } }),
    );
    const requests = async (work: () => Promise<unknown>): Promise<number> => {
      const before = connection.requestCount;
      await work();
      return connection.requestCount - before;
    };
    const adding = store.session();
    const ids = turns.map(({ id }) => id);
    expect(await requests(async () => adding.get(ANA, ids))).toBe(1);
    expect(await requests(async () => adding.insert(ANA, turns))).toBe(1);
    expect(await requests(async () => adding.get(ANA, ids))).toBe(1);
    const projections = new Map(turns.map(({ id, projection }) => [id, projection]));
    expect(await requests(async () => adding.project(ANA, projections))).toBe(1);
    // What an erasure takes is counted before, for its receipt.
    const erasures = async (): Promise<unknown> =>
      Promise.all([adding.remove(ANA, ["t5"]), adding.redact(ANA, ["t4"])]);
    expect(await requests(erasures)).toBeLessThanOrEqual(4);
    const seen = await adding.get(ANA, ids);
    expect(seen.map(({ id }) => id).toSorted()).toEqual(ids.slice(0, 5));
    expect(seen.filter(({ isRedacted }) => isRedacted).map(({ id }) => id)).toEqual(["t4"]);
    const searching = store.session();
    const arms = async (): Promise<unknown> =>
      Promise.all([
        searching.searchDense(ANA, unit(1), wanting()),
        searching.searchKeywords(ANA, ["ski", "davos"], wanting()),
        searching.searchTime(ANA, { from: 0, to: DAY_ZERO * 2 }, wanting()),
        searching.unembedded(ANA, { cursor: null, limit: 1 }),
      ]);
    expect(await requests(arms)).toBe(1);
    const near = async (): Promise<unknown> =>
      searching.neighbours(ANA, ["t0", "t1", "t2"], within(2), wanting().visibility);
    expect(await requests(near)).toBe(1);
    expect(await requests(async () => searching.get(ANA, ids.slice(0, 4)))).toBe(0);
  });

  test("what has been read is projected with one request", async () => {
    const collection = fresh();
    const store = await QdrantVectorStore.open(await connect(), { collection, embedding });
    await store.insert(ANA, [memoryOf({ id: "m" }), turnOf({ id: "t" })]);
    // Another process, which knows nothing of them.
    const connection = await connect();
    const fresher = await QdrantVectorStore.open(connection, { collection, embedding });
    const adding = fresher.session();
    const found = await adding.get(ANA, ["m", "t"]);
    const before = connection.requestCount;
    await adding.project(
      ANA,
      new Map(found.map(({ id, projection }) => [id, { ...projection, revision: 7 }])),
    );
    expect(connection.requestCount - before).toBe(1);
    const projected = await store.get(ANA, ["m", "t"]);
    expect(projected.map(({ projection }) => projection.revision)).toEqual([7, 7]);
  });

  test("a session reads ahead what it will ask for and the turns that rests on, with what else it asks", async () => {
    const connection = await connect();
    const store = await QdrantVectorStore.open(connection, { collection: fresh(), embedding });
    const evidence = Array.from({ length: 10 }, (_, index) => `told ${index}`);
    await store.insert(ANA, [
      memoryOf({ id: "m", projection: { evidence } }),
      memoryOf({ id: "n" }),
      turnOf({ id: "t" }),
      ...evidence.map((id, index) => turnOf({ id, turn: { episodeId: "e", index } })),
    ]);
    const searching = store.session();
    await searching.get(ANA, ["m"]);
    const before = connection.requestCount;
    await Promise.all([
      searching.neighbours(ANA, ["t"], within(2), wanting().visibility),
      searching.readAhead(ANA, ["m", "n"], ["m", "n"]),
    ]);
    // The neighbours' own turn was read by itself, as it was not known.
    expect(connection.requestCount - before).toBe(2);
    const few = ["told 0", "told 1", "told 8", "told 9"];
    const found = await searching.get(ANA, ["m", "n", ...few]);
    expect(found.map(({ id }) => id).toSorted()).toEqual(["m", "n", ...few]);
    expect(connection.requestCount - before).toBe(2);
  });
});
