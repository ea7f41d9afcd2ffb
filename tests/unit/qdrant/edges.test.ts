/** Bounds on one request to Qdrant, on what it may answer, and on how often a write is tried. */
import { afterEach, expect, test } from "vitest";

import { rewriteEntry } from "../../../src/journal/qdrant/write-entries.ts";
import { QdrantCollection } from "../../../src/qdrant/qdrant-collection.ts";
import { QdrantConnection } from "../../../src/qdrant/qdrant-connection.ts";
import type { TenantCollection } from "../../../src/qdrant/tenant-collection.ts";
import { QdrantVectorStore } from "../../../src/vector/qdrant/qdrant-vector-store.ts";
import { type QdrantStub, startQdrantStub } from "../../support/qdrant-stub.ts";

let stub: QdrantStub | undefined;

afterEach(async () => {
  await stub?.close();
  stub = undefined;
});

test("qdrant/qdrant-collection.ts MAX_PER_REQUEST is 256 queries, or writes", async () => {
  const server = await startQdrantStub(({ path, body }) => {
    const asked = body["searches"] ?? body["operations"];
    const count = Array.isArray(asked) ? asked.length : 0;
    const answer = path.includes("/query/") ? { points: [] } : { status: "completed" };
    return { result: Array.from({ length: count }, () => answer) };
  });
  stub = server;
  const connection = await QdrantConnection.open({ url: server.url });
  const collection = new QdrantCollection(connection, "test");
  const requestsFor = async (work: Promise<unknown>): Promise<number> => {
    const before = server.requests.length;
    await work;
    return server.requests.length - before;
  };
  const queries = (count: number) =>
    Array.from({ length: count }, () => ({ filter: {}, limit: 1, with_payload: false }));
  const writes = (count: number) =>
    Array.from({ length: count }, () => ({ delete: { filter: {} } }));
  expect(await requestsFor(collection.query("search", queries(256)))).toBe(1);
  expect(await requestsFor(collection.query("search", queries(257)))).toBe(2);
  expect(await requestsFor(collection.update("remove", writes(256)))).toBe(1);
  expect(await requestsFor(collection.update("remove", writes(257)))).toBe(2);
});

test("qdrant/ensure-collection.ts MAX_ANSWER_POINTS is 20,000: a collection is made to answer so many", async () => {
  stub = await startQdrantStub(() => ({ status: 404, error: "Not found" }));
  const connection = await QdrantConnection.open({ url: stub.url });
  const opening = QdrantVectorStore.open(connection, { embedding: { id: "test", dimensions: 4 } });
  await expect(opening).rejects.toThrow("refused it");
  const made = stub.requests.find(({ method }) => method === "PUT");
  expect(made?.body).toMatchObject({ strict_mode_config: { max_query_limit: 20_000 } });
});

test("qdrant/tenant-collection.ts MAX_WRITE_ATTEMPTS is 8: so often is written what others write each time", async () => {
  let writeCount = 0;
  const own = {
    pointIds: (ids: readonly string[]) => ids,
    setting: () => ({}),
    // An entry of another writer, which is asked for with its payload, and none of one's own.
    query: async (_: string, [query]: readonly { readonly with_payload: boolean }[]) =>
      Promise.resolve([query?.with_payload === true ? [{ payload: { writer: "another" } }] : []]),
    update: async () => {
      writeCount += 1;
      return Promise.resolve();
    },
    // Nothing else of it is used.
  } as unknown as TenantCollection;
  const writing = rewriteEntry(own, "amend an episode", "e", () => ({}));
  await expect(writing).rejects.toThrow("others write the same episode all the time");
  expect(writeCount).toBe(8);
});
