import { afterEach, describe, expect, test } from "vitest";

import { ConfigurationError, InvalidArgumentError, Memory } from "../../src/index.ts";
import { type OtherServer, startGrpcServer, startWebServer } from "../support/other-servers.ts";

const SECRET = "hunter2";

let server: OtherServer | undefined;

afterEach(async () => {
  await server?.close();
  server = undefined;
});

async function problemOf(options: object): Promise<Error> {
  const models = { languageModel: null, embeddingModel: null };
  try {
    const memory = await Memory.open({ path: ":memory:", ...models, ...options });
    await memory.close();
  } catch (error) {
    if (error instanceof Error) return error;
  }
  return new Error("it opened");
}

describe("an address of another server is an error on open, which says what it is", () => {
  const PAGE = "<html>Welcome</html>";
  test.each([
    ["a web page", async () => startWebServer(PAGE), "is no Qdrant"],
    ["another API", async () => startWebServer('{"hello":1}'), "is no Qdrant"],
    ["nothing at the path", async () => startWebServer(null), "is no Qdrant"],
    ["gRPC", startGrpcServer, "does not speak HTTP"],
  ])("%s in place of Qdrant", async (_, start, words) => {
    server = await start();
    const url = `http://127.0.0.1:${server.port}`;
    const error = await problemOf({ vector: { url, apiKey: SECRET } });
    expect(error).toBeInstanceOf(ConfigurationError);
    expect(error.message).toContain(`Cannot open Qdrant as what answers at ${url} ${words}: write`);
    expect(error.message).toContain("http://127.0.0.1:6333");
    expect(error.message).not.toContain(SECRET);
  });

  test("https where there is none", async () => {
    server = await startWebServer(PAGE);
    const error = await problemOf({ vector: { url: `https://127.0.0.1:${server.port}` } });
    expect(error).toBeInstanceOf(ConfigurationError);
    expect(error.message).toContain("is not encrypted: write http in place of https");
  });

  test("a port that requests are never sent to", async () => {
    const error = await problemOf({ vector: { url: "http://127.0.0.1:6000" } });
    expect(error).toBeInstanceOf(ConfigurationError);
    expect(error.message).toContain("6333");
  });

  test.each([
    ["bolt", async () => startWebServer(PAGE)],
    ["neo4j", async () => startWebServer(PAGE)],
    ["bolt", startGrpcServer],
  ])("another server in place of Neo4j, asked by %s", async (protocol, start) => {
    server = await start();
    const url = `${protocol}://127.0.0.1:${server.port}`;
    const error = await problemOf({ graph: { url, password: SECRET } });
    expect(error).toBeInstanceOf(ConfigurationError);
    expect(error.message).toContain(
      `Cannot open Neo4j as what answers at ${url} does not speak Bolt: `,
    );
    expect(error.message).toContain("as bolt://127.0.0.1:7687");
    expect(error.message).not.toContain(SECRET);
  });
});

describe("a URL that cannot be meant is refused with what to write", () => {
  test.each([
    [{ graph: { url: "http://db:7474" } }, "graph.url", '"bolt://db:7687"'],
    [{ graph: { url: "https://db:7473/browser" } }, "graph.url", '"bolt://db:7687"'],
    [{ graph: { url: "bolt://db:7687/people" } }, "graph.url", "a database goes in database"],
    [{ graph: { url: `bolt://neo4j:${SECRET}@db` } }, "graph.url", "username and password"],
    [{ graph: { url: `bolt://neo4j:7/${SECRET}@db` } }, "graph.url", "username and password"],
    [{ vector: { url: "http://db:6333/dashboard" } }, "vector.url", '"http://db:6333"'],
    [{ vector: { url: "http://db:6333/dashboard#/console" } }, "vector.url", '"http://db:6333"'],
    [{ vector: { url: `http://kirk:${SECRET}@db` } }, "vector.url", "apiKey"],
    [{ graph: { uri: "bolt://db" } }, "graph", "did you mean 'url'?"],
    [{ vector: { uri: "http://db" } }, "vector", "did you mean 'url'?"],
  ])("%o", async (options, argument, words) => {
    const error = await problemOf(options);
    expect(error).toBeInstanceOf(InvalidArgumentError);
    expect(error).toMatchObject({ argument });
    expect(error.message).toContain(words);
    expect(error.message).not.toContain(SECRET);
  });
});

test("a graph whose server refuses connections is an outage: the memory opens, and errors say where", async () => {
  const graph = { url: `neo4j://127.0.0.1:2`, password: SECRET, timeoutMs: 1_000 };
  const models = { languageModel: null, embeddingModel: null };
  const memory = await Memory.open({ path: ":memory:", ...models, graph });
  try {
    const listed = memory.graph.entities({ userId: "kirk" });
    await expect(listed).rejects.toThrow(
      "Neo4j at neo4j://127.0.0.1:2 is unavailable: it cannot be reached (ECONNREFUSED)",
    );
    const { pending } = await memory.add("I love jazz", { userId: "kirk" });
    expect(pending).toContain("graph");
  } finally {
    await memory.close();
  }
});
