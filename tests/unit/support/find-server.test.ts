import { describe, expect, test } from "vitest";
import {
  findServer,
  requiredServers,
  type ServerSources,
} from "../../support/servers/find-server.ts";

const none: ServerSources<string> = {
  name: "neo4j",
  named: undefined,
  variable: "NEO4J_URI",
  startContainer: async () => Promise.resolve("no container runtime answers"),
  probe: async (access) => Promise.resolve(`version of ${access}`),
  isRequired: false,
};

const container = (): { sources: ServerSources<string>; stopped: string[] } => {
  const stopped: string[] = [];
  const stop = async (): Promise<void> => {
    stopped.push("container");
    return Promise.resolve();
  };
  const startContainer = async () => Promise.resolve({ access: "container", stop });
  return { sources: { ...none, startContainer }, stopped };
};

describe("findServer()", () => {
  test("takes the server that is named before a container", async () => {
    const { sources, stopped } = container();
    const { server, stop } = await findServer({ ...sources, named: "named" });
    expect(server).toEqual({
      source: "environment",
      version: "version of named",
      access: "named",
    });
    await stop();
    expect(stopped).toEqual([]);
  });

  test("takes a container when none is named, and stops it", async () => {
    const { sources, stopped } = container();
    const { server, stop } = await findServer(sources);
    expect(server).toMatchObject({ source: "container", access: "container" });
    await stop();
    expect(stopped).toEqual(["container"]);
  });

  test.each([false, true])(
    "says what to set when there is none, required: %s",
    async (isRequired) => {
      const { server } = await findServer({ ...none, isRequired });
      expect(server).toEqual({
        source: "none",
        reason: expect.stringContaining("NEO4J_URI"),
        isFailure: isRequired,
      });
    },
  );

  test("fails when the named server does not answer, though a container could", async () => {
    const { sources } = container();
    const probe = async () => Promise.reject(new Error("refused"));
    const { server } = await findServer({ ...sources, named: "named", probe });
    expect(server).toMatchObject({ source: "none", isFailure: true });
    expect(server).toHaveProperty("reason", expect.stringContaining("refused"));
  });

  test("fails when a container does not start, or does not answer, and stops it", async () => {
    const startContainer = async () => Promise.reject(new Error("no space"));
    const unstarted = await findServer({ ...none, startContainer });
    expect(unstarted.server).toMatchObject({ source: "none", isFailure: true });
    const { sources, stopped } = container();
    const probe = async () => Promise.reject(new Error("refused"));
    const silent = await findServer({ ...sources, probe });
    expect(silent.server).toMatchObject({ source: "none", isFailure: true });
    await silent.stop();
    expect(stopped).toEqual(["container"]);
  });
});

test.each([
  [undefined, []],
  ["", []],
  ["0", []],
  ["1", ["qdrant", "neo4j"]],
  ["neo4j", ["neo4j"]],
  ["qdrant, neo4j", ["qdrant", "neo4j"]],
])("requiredServers() reads %j", (value, names) => {
  expect([...requiredServers(value)]).toEqual(names);
});

test("requiredServers() refuses a word that it does not know", () => {
  expect(() => requiredServers("neo4")).toThrow(/REQUIRE_STORES must be .*'neo4'/);
});
