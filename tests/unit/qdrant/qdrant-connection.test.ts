import { afterEach, describe, expect, test, vi } from "vitest";
import {
  ConfigurationError,
  InvalidArgumentError,
  StoreOperationError,
  StoreUnavailableError,
} from "../../../src/core/errors.ts";
import { QdrantCollection } from "../../../src/qdrant/qdrant-collection.ts";
import { QdrantConnection } from "../../../src/qdrant/qdrant-connection.ts";
import { startQdrantStub } from "../../support/qdrant-stub.ts";
import type { QdrantStub, StubAnswer, StubRequest } from "../../support/qdrant-stub.ts";

let stub: QdrantStub | undefined;

afterEach(async () => {
  await stub?.close();
  stub = undefined;
});

const NOTHING_FOUND = { result: [{ points: [] }] };
const QUERY = { filter: {}, limit: 1, with_payload: false } as const;
const REMOVAL = { delete: { filter: {} } } as const;

async function open(
  answer: (request: StubRequest, count: number) => StubAnswer,
  options: { readonly timeoutMs?: number; readonly apiKey?: string } = {},
): Promise<{ readonly connection: QdrantConnection; readonly collection: QdrantCollection }> {
  stub = await startQdrantStub(answer);
  const connection = await QdrantConnection.open({ url: stub.url, ...options });
  return { connection, collection: new QdrantCollection(connection, "test") };
}

/** An answer to each query of a batch: a point whose score is the query's limit. */
function echo({ body }: StubRequest): StubAnswer {
  const searches = body["searches"] as readonly { readonly limit: number }[];
  return { result: searches.map(({ limit }) => ({ points: [{ id: "a", score: limit }] })) };
}

describe("QdrantConnection.open()", () => {
  test("says what is wrong with settings, and repeats no secret", async () => {
    for (const url of [undefined, "", "localhost:6333", "ftp://secret@host"]) {
      const opening = QdrantConnection.open({ url });
      await expect(opening).rejects.toThrow(ConfigurationError);
      await expect(opening).rejects.not.toThrow(/secret/);
    }
    for (const timeoutMs of [0, 1.5, Number.NaN, 1e9]) {
      await expect(QdrantConnection.open({ url: "http://localhost", timeoutMs })).rejects.toThrow(
        InvalidArgumentError,
      );
    }
  });

  test("refuses a server that is too old, or is none", async () => {
    for (const version of ["1.16.3", "0.11.0", "", "x"]) {
      stub = await startQdrantStub(() => null, version);
      await expect(QdrantConnection.open({ url: stub.url })).rejects.toThrow(ConfigurationError);
      await stub.close();
    }
  });

  test.for([
    ["1.17.0", false, false],
    ["1.18.3", false, true],
    ["1.19.0", true, true],
    ["v2.0.1-dev", true, true],
  ] as const)(
    "knows what version %s can do",
    async ([version, hasTenantFrequencies, hasVectorChanges]) => {
      stub = await startQdrantStub(() => null, version);
      const { server } = await QdrantConnection.open({ url: stub.url });
      expect(server).toEqual({ version, hasTenantFrequencies, hasVectorChanges });
    },
  );

  test("asks for answers that are not compressed, sends the key, and prints nothing", async () => {
    const printed = vi.spyOn(console, "warn");
    const { collection } = await open(() => NOTHING_FOUND, { apiKey: "the key" });
    await collection.query("search", [QUERY]);
    expect(stub?.requests[0]?.headers).toMatchObject({
      "accept-encoding": "identity",
      "api-key": "the key",
    });
    expect(printed).not.toHaveBeenCalled();
    printed.mockRestore();
  });

  test("takes other headers, and a path before the server's own", async () => {
    stub = await startQdrantStub(() => NOTHING_FOUND);
    const headers = { "Accept-Encoding": "gzip", "x-own": "1" };
    const connection = await QdrantConnection.open({ url: stub.url, headers });
    await new QdrantCollection(connection, "test").query("search", [QUERY]);
    expect(stub.requests[0]?.headers).toMatchObject({ "accept-encoding": "gzip", "x-own": "1" });
    const refused = QdrantConnection.open({ url: `${stub.url}/below/`, timeoutMs: 300 });
    await expect(refused).rejects.toThrow(ConfigurationError);
    expect(stub.requests.at(-1)?.path).toBe("/below/");
  });
});

describe("a call", () => {
  test("qdrant/qdrant-connection.ts MAX_ATTEMPTS is 4: so often is tried where nobody listens", async () => {
    const { connection, collection } = await open(() => NOTHING_FOUND);
    await stub?.close();
    const start = performance.now();
    const call = collection.query("search by meaning", [QUERY]);
    await expect(call).rejects.toThrow(StoreUnavailableError);
    await expect(call).rejects.toThrow(
      /^Cannot search by meaning as Qdrant at http:\/\/127\.0\.0\.1:\d+ is unavailable: /,
    );
    expect(performance.now() - start).toBeLessThan(2000);
    expect(connection.requestCount).toBe(4);
  });

  test("is bounded where nobody answers", async () => {
    const { collection } = await open(() => null, { timeoutMs: 300 });
    const start = performance.now();
    await expect(collection.query("search", [QUERY])).rejects.toThrow(StoreUnavailableError);
    await expect(collection.update("remove", [REMOVAL])).rejects.toThrow(/in time/);
    expect(performance.now() - start).toBeLessThan(1500);
    expect(stub?.requests).toHaveLength(2);
  });

  test("is tried again where the server fails for now", async () => {
    const { collection } = await open((request, count) =>
      count < 3 ? { status: 500, error: "Service internal error" } : echo(request),
    );
    expect(await collection.query("search", [QUERY])).toEqual([[{ id: "a", score: 1 }]]);
    expect(stub?.requests).toHaveLength(3);
  });

  test("waits as long as the server asks, or not at all if that is too long", async () => {
    const slow = { status: 429, headers: { "retry-after": "1" }, error: "too many" };
    const { collection } = await open((request, count) => (count < 2 ? slow : echo(request)));
    const start = performance.now();
    await collection.query("search", [QUERY]);
    expect(performance.now() - start).toBeGreaterThanOrEqual(990);
    await stub?.close();
    const { collection: other } = await open(() => slow, { timeoutMs: 900 });
    const again = performance.now();
    const call = other.query("search", [QUERY]);
    await expect(call).rejects.toMatchObject({ name: "StoreUnavailableError", retryAfterMs: 1000 });
    expect(performance.now() - again).toBeLessThan(800);
  });

  test("is tried again where the server is too busy and does not say how long", async () => {
    const { collection } = await open((request, count) =>
      count < 2 ? { status: 429, error: "too many" } : echo(request),
    );
    expect(await collection.query("search", [QUERY])).toHaveLength(1);
  });

  test("fails where a write is not applied in time, though the status is 200", async () => {
    const { collection } = await open(() => ({ result: [{ status: "wait_timeout" }] }));
    const call = collection.update("insert", [REMOVAL]);
    await expect(call).rejects.toThrow(StoreUnavailableError);
    await expect(call).rejects.toThrow(/wait_timeout/);
    expect(stub?.requests.every(({ path }) => path.includes("wait=true"))).toBe(true);
  });

  test("is not tried again where the server refuses it", async () => {
    const { collection } = await open(() => ({ status: 400, error: "Wrong input: no such thing" }));
    const call = collection.query("search", [QUERY]);
    await expect(call).rejects.toThrow(StoreOperationError);
    await expect(call).rejects.toThrow(/Wrong input: no such thing$/);
    expect(stub?.requests).toHaveLength(1);
  });

  test("says to check the key where the server does not let it in", async () => {
    for (const status of [401, 403]) {
      const { collection } = await open(() => ({ status, result: "Invalid API key or JWT" }));
      await expect(collection.query("search", [QUERY])).rejects.toThrow(ConfigurationError);
      await stub?.close();
    }
  });

  test("fails where what answers is not Qdrant", async () => {
    const { collection } = await open(() => ({ result: "<html>Welcome</html>" }));
    await expect(collection.query("search", [QUERY])).rejects.toThrow(StoreOperationError);
  });

  test("is refused after close()", async () => {
    const { connection, collection } = await open(() => NOTHING_FOUND);
    connection.close();
    await expect(collection.query("search", [QUERY])).rejects.toThrow(/it is closed$/);
    await expect(collection.update("insert", [REMOVAL])).rejects.toThrow(StoreOperationError);
    expect(stub?.requests).toEqual([]);
  });
});

describe("what is asked in one tick", () => {
  test("is one request to read and one to write, each answered with its own", async () => {
    const { collection } = await open((request) =>
      request.path.includes("/query/batch")
        ? echo(request)
        : {
            result: (request.body["operations"] as unknown[]).map(() => ({ status: "completed" })),
          },
    );
    const limits = [[1], [2, 3], [], [4]];
    const ask = async (some: readonly number[]): Promise<(number | undefined)[]> => {
      // Some promises later it is still the same tick.
      await Promise.resolve();
      const found = await collection.query(
        "search",
        some.map((limit) => ({ ...QUERY, limit })),
      );
      return found.map(([point]) => point?.score);
    };
    const writes = [collection.update("a", [REMOVAL]), collection.update("b", [REMOVAL, REMOVAL])];
    expect(await Promise.all(limits.map(ask))).toEqual(limits);
    await Promise.all(writes);
    expect(stub?.requests.map(({ path }) => path.replace(/\?.*/, "")).toSorted()).toEqual([
      "/collections/test/points/batch",
      "/collections/test/points/query/batch",
    ]);
  });

  test("fails only for the one whose request is refused", async () => {
    const { collection } = await open((request) => {
      const searches = request.body["searches"] as readonly { readonly limit: number }[];
      const isRefused = searches.some(({ limit }) => limit === 13);
      return isRefused ? { status: 400, error: "Wrong input: 13" } : echo(request);
    });
    const asked = [1, 13, 2].map(async (limit) =>
      collection.query("search", [{ ...QUERY, limit }]),
    );
    const settled = await Promise.allSettled(asked);
    expect(settled.map(({ status }) => status)).toEqual(["fulfilled", "rejected", "fulfilled"]);
  });

  test("is several requests if it is very much", async () => {
    const { collection } = await open(echo);
    const queries = Array.from({ length: 600 }, (_, limit) => ({ ...QUERY, limit }));
    const found = await collection.query("search", queries);
    expect(found.map(([point]) => point?.score)).toEqual(queries.map(({ limit }) => limit));
    expect(stub?.requests).toHaveLength(3);
  });
});
