import { expect, test } from "vitest";
import type { TestModule } from "vitest/node";
import { idleSuites } from "../../support/servers/idle-suites.ts";
import type { MissingServer, ServerName, Servers } from "../../support/servers/servers.ts";

const none: MissingServer = { source: "none", reason: "", isFailure: false };
const access = { url: "bolt://h", username: "neo4j", password: "" };
const neo4j = { source: "environment", version: "5.26", access } as const;
const found: Servers = { qdrant: none, neo4j };

type State = "passed" | "failed" | "skipped";

interface FakeSuite {
  readonly needed: readonly ServerName[];
  readonly states: readonly State[];
}

/** As much of a module as is looked at. */
function makeModule(path: string, servers: Servers | undefined, suites: FakeSuite[]): TestModule {
  const made = suites.map(({ needed, states }) => ({
    name: "suite",
    meta: () => ({ servers: needed }),
    children: { allTests: () => states.map((state) => ({ result: () => ({ state }) })) },
  }));
  const module = {
    moduleId: `/r/${path}`,
    relativeModuleId: path,
    project: { getProvidedContext: () => ({ ...(servers && { servers }) }) },
    children: { suites: () => made },
  };
  // A real one comes only from a run of vitest.
  return module as unknown as TestModule;
}

const alwaysOn = makeModule("servers.int.test.ts", found, []);
const onNeo4j = (...states: State[]): TestModule =>
  makeModule("neo4j.int.test.ts", found, [{ needed: ["neo4j"], states }]);

test("idleSuites() tells a suite that could have run and did not", () => {
  expect(idleSuites([alwaysOn, onNeo4j("skipped", "skipped")])).toEqual([
    'neo4j.int.test.ts: "suite" did not run',
  ]);
  expect(idleSuites([onNeo4j()])).toHaveLength(1);
});

test("idleSuites() is content when a test of each suite ran, whatever came of it", () => {
  expect(idleSuites([alwaysOn, onNeo4j("skipped", "passed")])).toEqual([]);
  expect(idleSuites([alwaysOn, onNeo4j("failed")])).toEqual([]);
});

test("idleSuites() tells a server that no suite of a whole run was for", () => {
  const states: State[] = ["skipped"];
  const onBoth = makeModule("both.int.test.ts", found, [{ needed: ["qdrant", "neo4j"], states }]);
  expect(idleSuites([alwaysOn, onBoth])).toEqual(["no suite runs on the server of neo4j"]);
  // Of chosen files nothing is asked but what is in them.
  expect(idleSuites([onBoth])).toEqual([]);
});

test("idleSuites() asks nothing where there is no server, or none was looked for", () => {
  const missing: Servers = { qdrant: none, neo4j: none };
  const suites: FakeSuite[] = [{ needed: ["neo4j"], states: ["skipped"] }];
  expect(idleSuites([makeModule("neo4j.int.test.ts", missing, suites)])).toEqual([]);
  expect(idleSuites([makeModule("unit.test.ts", undefined, suites)])).toEqual([]);
});
