/**
 * Finds the servers for a run, before its tests: those that the environment names, else containers, else none.
 *
 * | variable                                        | what it does                                                    |
 * | ----------------------------------------------- | --------------------------------------------------------------- |
 * | `QDRANT_URL`, `QDRANT_API_KEY`                  | names a Qdrant server                                           |
 * | `NEO4J_URI`, `NEO4J_USERNAME`, `NEO4J_PASSWORD` | names a Neo4j server                                            |
 * | `REQUIRE_STORES`                                | `1`, `qdrant` or `neo4j`: to have none is a failure, not a skip |
 * | `PULL_STORES`                                   | `1` lets testcontainers fetch images                            |
 */
import type { TestProject } from "vitest/node";
import { neo4jContainer, qdrantContainer } from "./containers.ts";
import { findServer, requiredServers } from "./find-server.ts";
import { probeNeo4j, probeQdrant } from "./probe.ts";
import { describeServer, type Neo4jServer, type QdrantServer, type Servers } from "./servers.ts";
import { warmNeo4j } from "./warm-neo4j.ts";

/** Runs before the tests of a project that names it as `globalSetup`; what it returns runs after them. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const required = requiredServers(process.env["REQUIRE_STORES"]);
  const isPullAllowed = variable("PULL_STORES") === "1";
  const [qdrant, neo4j] = await Promise.all([
    findServer({
      name: "qdrant",
      named: namedQdrant(),
      variable: "QDRANT_URL",
      startContainer: qdrantContainer(isPullAllowed),
      probe: probeQdrant,
      isRequired: required.has("qdrant"),
    }),
    findServer({
      name: "neo4j",
      named: namedNeo4j(),
      variable: "NEO4J_URI",
      startContainer: neo4jContainer(isPullAllowed),
      probe: probeNeo4j,
      isRequired: required.has("neo4j"),
    }),
  ]);
  if (neo4j.server.source !== "none") await warmNeo4j(neo4j.server.access);
  const servers: Servers = { qdrant: qdrant.server, neo4j: neo4j.server };
  project.provide("servers", servers);
  console.info(`\n${describeServer("qdrant", servers)}\n${describeServer("neo4j", servers)}\n`);
  return async () => {
    await Promise.all([qdrant.stop(), neo4j.stop()]);
  };
}

/** An empty variable is one that is not set. */
function variable(name: string): string | undefined {
  const value = process.env[name]?.trim();
  return value === "" ? undefined : value;
}

function namedQdrant(): QdrantServer | undefined {
  const url = variable("QDRANT_URL");
  return url === undefined ? undefined : { url, apiKey: variable("QDRANT_API_KEY") };
}

function namedNeo4j(): Neo4jServer | undefined {
  const url = variable("NEO4J_URI");
  return url === undefined
    ? undefined
    : {
        url,
        username: variable("NEO4J_USERNAME") ?? "neo4j",
        password: process.env["NEO4J_PASSWORD"] ?? "",
      };
}
