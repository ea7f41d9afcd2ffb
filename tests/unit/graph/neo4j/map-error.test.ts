import { describe, expect, test } from "vitest";

import { ConfigurationError, StoreUnavailableError } from "../../../../src/core/errors.ts";
import { mapFirstError, mapNeo4jError } from "../../../../src/graph/neo4j/map-error.ts";

/** An error as the driver throws it. */
function newError(words: string, code: string, cause?: Error): Error {
  return Object.assign(new Error(words, cause && { cause }), { code });
}

const WHERE = "bolt://db:7687";
const FAILED = "Failed to connect to server. Caused by: ";
/** What the driver makes of a host that nobody knows, by `bolt` and by `neo4j`. */
const NO_HOST = newError(`${FAILED}getaddrinfo ENOTFOUND db`, "ServiceUnavailable");
const NO_ROUTER = newError("Could not perform discovery.", "ServiceUnavailable", NO_HOST);

describe("mapNeo4jError()", () => {
  test.each([
    ["Neo.ClientError.Security.Unauthorized", "no", "refused the login", "graph.password"],
    ["Neo.ClientError.Database.DatabaseNotFound", "no", "no such database", "graph.database"],
    ["N/A", "Server responded HTTP.", "does not speak Bolt", "bolt://db:7687"],
    ["N/A", "Unknown Bolt protocol version: 4.18", "does not speak Bolt", "bolt://db:7687"],
    ["ServiceUnavailable", "Server certificate is not trusted. If", "certificate", "+ssc"],
    ["ServiceUnavailable", `${FAILED}Hostname/IP does not match certificate's altnames`, "", "+s"],
  ])("%s (%s) is a matter of set-up", (code, words, problem, remedy) => {
    const error = mapNeo4jError(newError(words, code), "read the graph", WHERE);
    expect(error).toBeInstanceOf(ConfigurationError);
    for (const part of [WHERE, "Cannot read the graph as ", problem, remedy]) {
      expect(error.message).toContain(part);
    }
  });

  test("the port of Neo4j Browser is known by its number", () => {
    const answer = newError("Server responded HTTP.", "N/A");
    const { message } = mapNeo4jError(answer, "open Neo4j", "neo4j://db:7474");
    expect(message).toBe(
      "Cannot open Neo4j as what answers at neo4j://db:7474 does not speak Bolt, which is Neo4j Browser's port: " +
        "write the address of Neo4j's Bolt port in graph.url, as bolt://db:7687",
    );
  });

  test.each([
    [newError(`${FAILED}connect ECONNREFUSED`, "ServiceUnavailable"), "(ECONNREFUSED)"],
    [newError(`${FAILED}getaddrinfo EAI_AGAIN db`, "SessionExpired"), "(EAI_AGAIN)"],
    [NO_HOST, "(ENOTFOUND)"],
    [NO_ROUTER, "(ENOTFOUND)"],
    [newError("No routing servers available.", "ServiceUnavailable"), "it cannot be reached"],
    [
      newError(`${FAILED}disconnected before secure TLS connection`, "ServiceUnavailable"),
      "without +s",
    ],
    [
      newError("Too many", "Neo.ClientError.Security.AuthenticationRateLimit"),
      "no login for some seconds, as several in a row were wrong: wait, and check graph.username and graph.password",
    ],
  ])("%s is an outage", (thrown, words) => {
    const error = mapNeo4jError(thrown, "read the graph", WHERE);
    expect(error).toBeInstanceOf(StoreUnavailableError);
    expect(error.isRetryable).toBe(true);
    expect(error.message).toContain(`Cannot read the graph as Neo4j at ${WHERE} is unavailable: `);
    expect(error.message).toContain(words);
  });
});

describe("mapFirstError()", () => {
  test.each([NO_HOST, NO_ROUTER])("takes an unknown host for a slip of the pen", (thrown) => {
    const error = mapFirstError(mapNeo4jError(thrown, "open Neo4j", WHERE), WHERE);
    expect(error).toBeInstanceOf(ConfigurationError);
    expect(String(error)).toContain(`no host of the name in ${WHERE} is known`);
  });

  test("leaves every other outage one", () => {
    const refused = newError(`${FAILED}connect ECONNREFUSED`, "ServiceUnavailable");
    const outage = mapNeo4jError(refused, "open Neo4j", WHERE);
    expect(mapFirstError(outage, WHERE)).toBe(outage);
  });
});

test("graph/neo4j/map-error.ts MAX_CAUSES is 5: so many errors that led to one another are read", () => {
  const caused = (count: number): Error =>
    count === 1
      ? new Error("Server responded HTTP.")
      : newError("It failed.", "N/A", caused(count - 1));
  const mapped = (count: number): Error => mapNeo4jError(caused(count), "open Neo4j", WHERE);
  expect(mapped(5)).toBeInstanceOf(ConfigurationError);
  expect(mapped(6)).not.toBeInstanceOf(ConfigurationError);
});
