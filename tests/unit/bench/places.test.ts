import { createServer, request } from "node:http";
import type { AddressInfo } from "node:net";
import { describe, expect, onTestFinished, test } from "vitest";

import type { BenchServers, HousedMemory } from "../../../bench/open-memory.ts";
import { namedServers, placeOn, placesOf } from "../../../bench/places.ts";
import { differencesOf } from "../../../bench/report.ts";
import { countTrips } from "../../../bench/speed/count-trips.ts";
import { openFakeMemory } from "./fake-memory.ts";

const NEO4J: BenchServers = { graph: { url: "bolt://localhost:7687", timeoutMs: 1 } };
const NOTHING = { memories: 0, entities: 0, relations: 0 };

/** Opens memories that tell what is done with them. `others` are tenants of somebody else. */
function opener(calls: string[], others: readonly string[] = []) {
  return async (path: string): Promise<HousedMemory> => {
    calls.push(`open ${path}`);
    const memory: HousedMemory = {
      ...openFakeMemory(),
      reset: async () => {
        calls.push(`reset ${path}`);
        return Promise.resolve();
      },
      stats: async (scope) =>
        Promise.resolve({ ...NOTHING, entities: others.includes(scope?.userId ?? "") ? 1 : 0 }),
    };
    return Promise.resolve(memory);
  };
}

const TEA = [{ role: "user", content: "I like tea." }] as const;

describe("placeOn()", () => {
  test("begins empty, keeps what one path has, and removes it before the next", async () => {
    const calls: string[] = [];
    const place = placeOn(NEO4J, opener(calls));
    await place.open("a");
    await place.open("a");
    await place.open("b");
    await place.clear();
    await place.clear();
    expect(calls.join(", ")).toBe(
      "open a, reset a, open a, open a, reset a, open b, reset b, open b, reset b",
    );
  });

  test("writes into no tenant of somebody else", async () => {
    const memory = await placeOn(NEO4J, opener([], ["t1"])).open("a");
    await expect(memory.add(TEA, { userId: "t1" })).rejects.toThrow("'user:t1' already");
    expect((await memory.add(TEA, { userId: "t2" })).failed).toEqual([]);
  });
});

test("placesOf() has the servers that are named, and the file always", () => {
  expect(placesOf({}).map(({ name }) => name)).toEqual(["the embedded file"]);
  expect(placesOf({ QDRANT_URL: " " }).map(({ suffix }) => suffix)).toEqual([""]);
  const both = { QDRANT_URL: "http://q", NEO4J_URI: "bolt://n", NEO4J_PASSWORD: "secret" };
  expect(placesOf(both).map(({ name }) => name)).toEqual(["the embedded file", "Qdrant and Neo4j"]);
  expect(namedServers(both)).toMatchObject({
    vector: { url: "http://q", collectionName: "mnemograph_bench" },
    graph: { url: "bolt://n", username: "neo4j", password: "secret" },
  });
  expect(namedServers({ NEO4J_URI: "bolt://n" })).not.toHaveProperty("vector");
});

test("differencesOf() names the values that differ, but not the ignored ones", () => {
  const file = { add: { p50: 1 }, rows: [{ n: 1, add: 2 }], same: true };
  const servers = { add: { p50: 9 }, rows: [{ n: 2, add: 3 }], same: true, more: 1 };
  expect(differencesOf(file, file, new Set())).toEqual([]);
  expect(differencesOf(file, servers, new Set(["add"]))).toEqual([
    "rows.0.n: 1 and 2",
    "more: undefined and 1",
  ]);
});

describe("countTrips()", () => {
  test("counts a request once, however many pieces it is sent in", async () => {
    const server = createServer((incoming, answer) => {
      incoming.resume().on("end", () => answer.end("ok"));
    });
    onTestFinished(() => void server.close());
    await new Promise<void>((resolve) => {
      server.listen(0, "127.0.0.1", resolve);
    });
    // A server that listens on a port has an address of this kind.
    const { port } = server.address() as AddressInfo;
    const vector = { url: `http://127.0.0.1:${port}`, collectionName: "x", timeoutMs: 1 };
    const counted = await countTrips({ vector });
    onTestFinished(async () => counted?.close());
    for (const body of ["a", "b".repeat(2 ** 20)]) {
      await post(counted?.servers.vector?.url ?? "", body);
    }
    expect(counted?.take()).toEqual({ Qdrant: 2 });
    expect(counted?.take()).toEqual({ Qdrant: 0 });
  });

  test("counts nothing where a proxy would be in the way", async () => {
    const graph = { url: "neo4j+s://n.example", timeoutMs: 1 };
    expect(await countTrips({ graph })).toBeNull();
  });
});

async function post(url: string, body: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const sent = request(url, { method: "POST" }, (answer) => {
      answer.resume().on("end", resolve);
    });
    sent.on("error", reject);
    sent.end(body);
  });
}
