/** A whole memory on real servers: its answers are those of the file, and a server that is gone costs a bounded wait and no data. */
import { afterAll, afterEach, beforeAll, describe, expect, onTestFinished, test } from "vitest";

import { countTrips } from "../../bench/speed/count-trips.ts";
import { must } from "../../src/core/must.ts";
import { type AddResult, Memory, type OpenOptions } from "../../src/index.ts";
import { openMemory, SettableClock } from "../support/behaviour.ts";
import { stateOf } from "../support/memory-state.ts";
import { fact, openWithModel, promptsOf } from "../support/model-memory.ts";
import { describeOn, neo4jServer, qdrantServer } from "../support/on-servers.ts";
import { collectionName, dropCollection, openQdrant } from "../support/qdrant-stores.ts";
import { openTcpGate, type TcpGate } from "../support/tcp-gate.ts";

const NO_MODELS = { languageModel: null, embeddingModel: null } as const;
/** Of one call, and what an operation may take that waits for one server: it asks it once. */
const TIMEOUT_MS = 1_500;
const MAX_WAIT_MS = 6 * TIMEOUT_MS;

function graphServer(): NonNullable<OpenOptions["graph"]> {
  const { url, username, password } = neo4jServer();
  return { url, ...(password === "" ? {} : { username, password }) };
}

async function dropCollections(name: string): Promise<void> {
  const connection = await openQdrant();
  await dropCollection(connection, name);
  await dropCollection(connection, `${name}_journal`);
  connection.close();
}

/** Tells a memory what it is to answer for, and gives what it said to that. */
async function tellAll(memory: Memory, userId: string): Promise<AddResult[]> {
  const kirk = memory.for({ userId });
  const told = [
    await kirk.add("My sister Ana lives in Lisbon.", { at: "2020-01-01", idempotencyKey: "1" }),
    await kirk.add("Ana moved to Porto.", { at: "2021-01-01", idempotencyKey: "2" }),
    await kirk.add("I like skiing. I work at Acme.", { at: "2021-02-01", idempotencyKey: "3" }),
    await kirk.add("Ana moved to Faro.", { at: "2022-03-01", idempotencyKey: "4", dryRun: true }),
    await kirk.add("I don't like skiing any more.", { at: "2022-01-01", idempotencyKey: "5" }),
    await kirk.add("Ana moved to Porto.", { at: "2021-01-01", idempotencyKey: "2" }),
    await kirk.add("I love jazz.", { at: "2022-02-01", idempotencyKey: "6" }),
  ];
  await kirk.update(told[6]?.results[0]?.id ?? "", "I love tango.");
  await kirk.delete(told[0]?.results[0]?.id ?? "");
  return told.map((one) => ({ ...one, usage: { ...one.usage, milliseconds: {} } }));
}

/** Deleting everything, both tell of as much from each store, and each where its own stores are. */
async function expectSameReceipt(apart: Memory, together: Memory, userId: string): Promise<void> {
  const [own, expected] = [await apart.deleteAll({ userId }), await together.deleteAll({ userId })];
  expect(own.memoryIds.toSorted()).toEqual(expected.memoryIds.toSorted());
  expect(own.turnIds.toSorted()).toEqual(expected.turnIds.toSorted());
  const { path, servers } = await apart.stats();
  const placeOf = (server: string | null): string => server ?? path ?? "";
  const { vector, graph, journal } = expected.stores;
  expect(own.stores).toEqual({
    vector: { ...vector, place: placeOf(servers.vector) },
    graph: { ...graph, place: placeOf(servers.graph) },
    journal: { ...journal, place: placeOf(servers.vector) },
  });
  expect(Object.values(servers).filter(Boolean)).not.toEqual([]);
}

/** Opens memories and removes what they kept on servers. */
function behavesAsTheFile(
  open: (options: OpenOptions, collection: string) => Promise<Memory>,
): void {
  test("gives the answers of the file, and is sound", async () => {
    const collection = collectionName("memory");
    const userId = `kirk ${collection}`;
    const clock = new SettableClock();
    const apart = await open({ ...NO_MODELS, clock }, collection);
    const together = await openMemory({ ...NO_MODELS, clock });
    try {
      expect(await tellAll(apart, userId)).toEqual(await tellAll(together, userId));
      expect(await stateOf(apart, { userId })).toEqual(await stateOf(together, { userId }));
      for (const query of ["Where does my sister live?", "What do I like?", "Where in 2021?"]) {
        const { results, relations } = await together.search(query, { userId });
        const found = await apart.search(query, { userId });
        expect(found.degraded).toEqual([]);
        expect(found.results.map(({ id }) => id)).toEqual(results.map(({ id }) => id));
        expect(found.relations.map(({ id }) => id)).toEqual(relations.map(({ id }) => id));
      }
      expect((await apart.verify({ userId })).faults).toEqual([]);
      await expectSameReceipt(apart, together, userId);
    } finally {
      await apart.deleteAll({ userId });
      expect(await apart.stats({ userId })).toMatchObject({ turns: 0, attestations: 0 });
      await apart.close();
    }
  });
}

describeOn(["qdrant"], "A memory with its vectors on Qdrant", () => {
  const collections: string[] = [];
  afterAll(async () => {
    for (const name of collections) await dropCollections(name);
  });
  behavesAsTheFile(async (options, name) => {
    collections.push(name);
    const { url, apiKey } = qdrantServer();
    const vector = { url, apiKey, collectionName: name };
    const memory = await Memory.open({ path: ":memory:", ...options, vector });
    expect((await memory.stats()).servers.graph).toBeNull();
    return memory;
  });

  test("asks it as often for twenty facts that a model read as for one", async () => {
    const name = collectionName("model");
    collections.push(name);
    const { url, apiKey } = qdrantServer();
    const access = { collectionName: name, timeoutMs: TIMEOUT_MS };
    const counted = must(await countTrips({ vector: { url, ...access } }), "a server to count for");
    onTestFinished(counted.close);
    const vector = { ...must(counted.servers.vector, "its address"), apiKey };
    let group = "orchestra";
    let count = 20;
    // Each is near one that is known, and new.
    const facts = (): unknown[] =>
      Array.from({ length: count }, (_, index) =>
        fact(`Ana plays the violin in ${group} number ${index}`),
      );
    const { kirk, server } = await openWithModel({ facts, reconcile: () => [] }, { vector });
    await kirk.add("Ana plays in orchestras.");
    const trips: unknown[] = [];
    for ([group, count] of [
      ["quartet", 1],
      ["trio", 20],
    ] as const) {
      counted.take();
      await kirk.add(`Ana plays in a ${group}, too.`);
      trips.push(counted.take());
    }
    expect(promptsOf(server, "reconcile")).toHaveLength(2);
    expect(trips[1]).toEqual(trips[0]);
  });
});

describeOn(["neo4j"], "A memory with its graph on Neo4j", () => {
  behavesAsTheFile(async (options) => {
    const memory = await Memory.open({ path: ":memory:", ...options, graph: graphServer() });
    expect(memory.path).toBe(":memory:");
    return memory;
  });
});

describeOn(["qdrant", "neo4j"], "A memory on both servers", () => {
  const collections: string[] = [];
  afterAll(async () => {
    for (const name of collections) await dropCollections(name);
  });
  behavesAsTheFile(async (options, name) => {
    collections.push(name);
    const { url, apiKey } = qdrantServer();
    const vector = { url, apiKey, collectionName: name };
    const memory = await Memory.open({ ...options, vector, graph: graphServer() });
    expect(memory.path).toBeNull();
    return memory;
  });

  describe("one of which is frozen", () => {
    const name = collectionName("frozen");
    const scope = { userId: `kirk ${name}` };
    let qdrant: TcpGate;
    let neo4j: TcpGate;
    let memory: Memory;
    /** One that waits as long as it takes. */
    let patient: Memory;

    beforeAll(async () => {
      collections.push(name);
      const { url, apiKey } = qdrantServer();
      const graph = graphServer();
      qdrant = await openTcpGate(url);
      neo4j = await openTcpGate(graph.url);
      memory = await Memory.open({
        ...NO_MODELS,
        vector: { url: qdrant.url, apiKey, collectionName: name, timeoutMs: TIMEOUT_MS },
        graph: { ...graph, url: neo4j.url, timeoutMs: TIMEOUT_MS },
      });
      patient = await Memory.open({
        ...NO_MODELS,
        vector: { url, apiKey, collectionName: name },
        graph,
      });
      await patient.verify(scope);
      await memory.add("I live in Lisbon.", { ...scope, at: "2020-01-01" });
    });

    afterEach(() => {
      qdrant.thaw();
      neo4j.thaw();
    });

    afterAll(async () => {
      await patient.deleteAll(scope);
      await patient.close();
      await memory.close();
      await qdrant.close();
      await neo4j.close();
    });

    async function timed<T>(work: () => Promise<T>): Promise<{ value: unknown; ms: number }> {
      const begun = performance.now();
      const value: unknown = await work().catch((error: unknown) => error);
      return { value, ms: performance.now() - begun };
    }

    test("adds and searches while Neo4j is, and finishes when it is back", async () => {
      neo4j.freeze();
      const added = await timed(() =>
        memory.add("I moved to Porto.", { ...scope, at: "2021-01-01", idempotencyKey: "porto" }),
      );
      expect(added.value).toMatchObject({ pending: ["graph"], results: [{ event: "ADD" }] });
      expect(added.ms).toBeLessThan(MAX_WAIT_MS);
      const found = await timed(() => memory.search("Where do I live?", scope));
      expect(found.value).toMatchObject({ degraded: [{ part: "graph" }] });
      expect(JSON.stringify(found.value)).toContain("I moved to Porto.");
      expect(found.ms).toBeLessThan(MAX_WAIT_MS);
      neo4j.thaw();
      await patient.add("Hmm.", scope);
      const { results } = await memory.getAll(scope);
      expect(results.map((one) => one.memory)).toEqual(["I moved to Porto."]);
      expect((await patient.verify(scope)).faults).toEqual([]);
    });

    test("throws while Qdrant is, with nothing half-written", async () => {
      qdrant.freeze();
      const added = await timed(() => memory.add("I like tea.", { ...scope, at: "2022-01-01" }));
      expect(added.value).toMatchObject({ code: "STORE_UNAVAILABLE" });
      expect(added.ms).toBeLessThan(MAX_WAIT_MS);
      qdrant.thaw();
      expect((await patient.verify(scope)).faults).toEqual([]);
      expect(JSON.stringify((await memory.getAll(scope)).results)).not.toContain("tea");
    });

    test("opens while Neo4j is, and works once it is back", async () => {
      const { url, apiKey } = qdrantServer();
      neo4j.freeze();
      const opened = await timed(() =>
        Memory.open({
          ...NO_MODELS,
          vector: { url, apiKey, collectionName: name },
          graph: { ...graphServer(), url: neo4j.url, timeoutMs: TIMEOUT_MS },
        }),
      );
      expect(opened.ms).toBeLessThan(MAX_WAIT_MS);
      const late = opened.value as Memory;
      expect(await late.add("I like jazz.", scope)).toMatchObject({ pending: ["graph"] });
      neo4j.thaw();
      await patient.repair(scope);
      expect((await patient.verify(scope)).faults).toEqual([]);
      await late.close();
    });
  });
});
