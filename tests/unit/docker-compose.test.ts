import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { NEO4J_RELEASES } from "../../scripts/neo4j/releases.ts";
import { NEO4J_IMAGE, QDRANT_IMAGE } from "../support/servers/images.ts";
import { repositoryRoot } from "../support/source-files.ts";

const compose = readFileSync(join(repositoryRoot, "docker-compose.yml"), "utf8");
const example = readFileSync(join(repositoryRoot, ".env.example"), "utf8");

function listed(pattern: RegExp): string[] {
  return Array.from(compose.matchAll(pattern), ([, value = ""]) => value);
}

test("docker-compose.yml starts the very images that the tests run on", () => {
  expect(listed(/^ +image: (.+)$/gm)).toEqual([QDRANT_IMAGE, NEO4J_IMAGE]);
  expect(NEO4J_IMAGE).toBe(`neo4j:${NEO4J_RELEASES.lts}-community`);
});

test("docker-compose.yml publishes every port on loopback alone", () => {
  const ports = listed(/^ +- "([\d.:]+)"$/gm);
  expect(ports).toEqual(["127.0.0.1:6333:6333", "127.0.0.1:7474:7474", "127.0.0.1:7687:7687"]);
  // No other way to publish one: a long form, or the host's own network.
  expect(compose).not.toMatch(/published:|network_mode:|host_ip:/);
  expect(compose.match(/^ +ports:$/gm)).toHaveLength(2);
});

test("docker-compose.yml takes secrets from the environment, and has none to fall back on", () => {
  const variables = listed(/\$\{([^}]+)\}/g);
  expect(variables).toHaveLength(2);
  for (const variable of variables) {
    expect(variable).toMatch(/^\w+:\?/);
    expect(example).toMatch(new RegExp(`^${variable.split(":")[0] ?? ""}=$`, "m"));
  }
  expect(compose).toMatch(/NEO4J_AUTH: neo4j\/\$\{NEO4J_PASSWORD:\?/);
  expect(compose).toMatch(/QDRANT__SERVICE__API_KEY: \$\{QDRANT_API_KEY:\?/);
});

test("docker-compose.yml turns reports of use off, bounds waits and keeps data in named volumes", () => {
  for (const setting of [
    'QDRANT__TELEMETRY_DISABLED: "true"',
    'NEO4J_dbms_usage__report_enabled: "false"',
    'NEO4J_client_allow__telemetry: "false"',
    "NEO4J_db_lock_acquisition_timeout: 10s",
    "NEO4J_db_transaction_timeout: 30s",
  ]) {
    expect(compose).toContain(` ${setting}\n`);
  }
  expect(compose.match(/^ +healthcheck:$/gm)).toHaveLength(2);
  const mounted = listed(/^ +- ([\w-]+):\/[\w/]+$/gm);
  const declared = listed(/^ {2}([\w-]+):$/gm).filter((name) => name.includes("-"));
  expect(mounted).toEqual(declared);
  expect(mounted).toHaveLength(4);
});
