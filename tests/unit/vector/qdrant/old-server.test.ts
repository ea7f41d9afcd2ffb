import { afterEach, expect, test } from "vitest";
import { ConfigurationError } from "../../../../src/core/errors.ts";
import { QdrantConnection } from "../../../../src/qdrant/qdrant-connection.ts";
import { denseVectorOf } from "../../../../src/vector/qdrant/open-collection.ts";
import { QdrantVectorStore } from "../../../../src/vector/qdrant/qdrant-vector-store.ts";
import { DIMENSIONS, tenantOf, wanting } from "../../../support/points.ts";
import { startQdrantStub } from "../../../support/qdrant-stub.ts";
import type { QdrantStub } from "../../../support/qdrant-stub.ts";

const embedding = { id: "test", dimensions: DIMENSIONS };
const info = {
  config: {
    params: { vectors: { [denseVectorOf(embedding)]: {} }, sparse_vectors: { terms: {} } },
    metadata: { mnemograph: { schema: 1, of: "memories", ...embedding } },
  },
  payload_schema: {},
};

let stub: QdrantStub;

afterEach(async () => {
  await stub.close();
});

async function openAt(version: string): Promise<QdrantVectorStore> {
  stub = await startQdrantStub(({ path, body }) => {
    if (path.includes("/query/batch")) {
      return { result: (body["searches"] as readonly unknown[]).map(() => ({ points: [] })) };
    }
    if (path.includes("/points/batch")) return { result: [{ status: "completed" }] };
    if (/\/index|\/vectors\//.test(path)) return { result: { status: "completed" } };
    return { result: info };
  }, version);
  const connection = await QdrantConnection.open({ url: stub.url });
  return QdrantVectorStore.open(connection, { embedding });
}

test("a server before 1.19 is not asked for a tenant's frequencies, which it would ignore", async () => {
  for (const [version, isAsked] of [
    ["1.18.3", false],
    ["1.19.0", true],
  ] as const) {
    const store = await openAt(version);
    expect(store.hasTenantFrequencies).toBe(isAsked);
    stub.requests.length = 0;
    await store.searchKeywords(tenantOf("ana"), ["ski"], wanting());
    const [request] = stub.requests;
    expect(JSON.stringify(request?.body).includes('"idf"')).toBe(isAsked);
    await stub.close();
  }
});

test("a server before 1.18 cannot change the model, and is not tried", async () => {
  const store = await openAt("1.17.1");
  stub.requests.length = 0;
  const changing = store.changeModel({ id: "other", dimensions: 8 });
  await expect(changing).rejects.toThrow(ConfigurationError);
  await expect(changing).rejects.toThrow(/use 1\.18 or later/);
  expect(stub.requests.map(({ method }) => method)).toEqual(["GET"]);
});

test("a change of model that was interrupted is ended by whoever opens it next, and none that is under way", async () => {
  const [before, coming] = [3, 5].map((dimensions) => denseVectorOf({ id: "x", dimensions }));
  const { config } = info;
  Object.assign(config.params.vectors, { [before ?? ""]: {}, [coming ?? ""]: {} });
  Object.assign(config.metadata.mnemograph, { drops: [before, "dense-gone"] });
  await openAt("1.19.0");
  const dropped = stub.requests.filter(({ method }) => method === "DELETE");
  expect(dropped.map(({ path }) => path.replace(/\?.*/, ""))).toEqual([
    `/collections/mnemograph/vectors/${before}`,
  ]);
});
