import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { StoreUnavailableError } from "../../src/core/errors.ts";
import { QdrantJournal } from "../../src/journal/qdrant/qdrant-journal.ts";
import { QdrantConnection } from "../../src/qdrant/qdrant-connection.ts";
import { QdrantVectorStore } from "../../src/vector/qdrant/qdrant-vector-store.ts";
import { describeOn, qdrantServer } from "../support/on-servers.ts";
import { DIMENSIONS, memoryOf, tenantOf, unit, wanting } from "../support/points.ts";
import { collectionName, dropCollection, openQdrant } from "../support/qdrant-stores.ts";
import { openTcpGate } from "../support/tcp-gate.ts";
import type { TcpGate } from "../support/tcp-gate.ts";

const ANA = tenantOf("ana");
const TIMEOUT_MS = 500;
const embedding = { id: "test", dimensions: DIMENSIONS };

describeOn(["qdrant"], "A Qdrant server that is gone", () => {
  const collection = collectionName("down");
  const journalCollection = collectionName("down-journal");
  let gate: TcpGate;
  let store: QdrantVectorStore;
  let journal: QdrantJournal;

  beforeAll(async () => {
    const { url, apiKey } = qdrantServer();
    gate = await openTcpGate(url);
    const connection = await QdrantConnection.open({
      url: gate.url,
      apiKey,
      timeoutMs: TIMEOUT_MS * 20,
    });
    await QdrantVectorStore.open(connection, { collection, embedding });
    await QdrantJournal.open(connection, { collection: journalCollection });
    const quick = await QdrantConnection.open({ url: gate.url, apiKey, timeoutMs: TIMEOUT_MS });
    store = await QdrantVectorStore.open(quick, { collection, embedding });
    journal = await QdrantJournal.open(quick, { collection: journalCollection });
  });

  afterEach(() => {
    gate.thaw();
  });

  afterAll(async () => {
    const connection = await openQdrant();
    await dropCollection(connection, collection);
    await dropCollection(connection, journalCollection);
    await gate.close();
  });

  const calls = (id: string): (() => Promise<unknown>)[] => [
    async () => store.insert(ANA, [memoryOf({ id })]),
    async () => store.searchDense(ANA, unit(1), wanting()),
    async () => store.searchKeywords(ANA, ["memory"], wanting()),
    async () => store.get(ANA, [id]),
    async () => store.counts(ANA),
    async () => store.remove(ANA, [id]),
    async () => journal.get(ANA, id),
    async () => journal.own(ANA, [id]),
  ];

  async function expectBoundedFailure(call: () => Promise<unknown>): Promise<void> {
    const start = performance.now();
    await expect(call()).rejects.toThrow(StoreUnavailableError);
    expect(performance.now() - start).toBeLessThan(TIMEOUT_MS + 1000);
  }

  test("costs a bounded wait while it is frozen, and works again when it goes on", async () => {
    await store.insert(ANA, [memoryOf({ id: "before" })]);
    gate.freeze();
    for (const call of calls("meanwhile")) await expectBoundedFailure(call);
    gate.thaw();
    await store.insert(ANA, [memoryOf({ id: "after" })]);
    const found = await store.get(ANA, ["before", "after"]);
    expect(found.map(({ id }) => id).toSorted()).toEqual(["after", "before"]);
  });

  test("does not write twice what is repeated after an unknown outcome", async () => {
    gate.freeze();
    await expectBoundedFailure(async () => store.insert(ANA, [memoryOf({ id: "unknown" })]));
    gate.thaw();
    await store.insert(ANA, [memoryOf({ id: "unknown", text: "again" })]);
    expect(await store.get(ANA, ["unknown"])).toHaveLength(1);
  });

  test("costs a bounded wait once it is gone", async () => {
    await gate.close();
    for (const call of calls("gone")) await expectBoundedFailure(call);
    const opening = async (): Promise<unknown> =>
      QdrantConnection.open({ url: gate.url, timeoutMs: TIMEOUT_MS });
    await expectBoundedFailure(opening);
  });
});
