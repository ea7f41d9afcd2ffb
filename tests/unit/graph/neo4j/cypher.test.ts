import { describe, expect, test } from "vitest";
import { SHIPPED_CONVERSATION } from "../../../../examples/demo-options.ts";
import { COLLECTION } from "../../../../examples/demo-place.ts";
import { loadConversation } from "../../../../examples/load-conversation.ts";
import { CYPHER_VERSIONS, type CypherVersion, lintCypher } from "../../../support/cypher-lint.ts";
import { readExploreQueries } from "../../../support/explore-queries.ts";
import { readStatements } from "../../../support/neo4j-statements.ts";

// The analysis of a long statement takes seconds.
const LINT_MS = 60_000;

const statements = await readStatements();
const { parameters, queries } = readExploreQueries();

describe.each(CYPHER_VERSIONS)("%s", (version: CypherVersion) => {
  test.each(statements)("$name is valid", { timeout: LINT_MS }, async ({ text }) => {
    expect(await lintCypher(text, version)).toEqual([]);
  });

  test.each(queries)(
    "docs/explore.cypher $title is valid",
    { timeout: LINT_MS },
    async ({ text }) => {
      expect(await lintCypher(text, version, Object.keys(parameters))).toEqual([]);
    },
  );

  test.each([
    ["a syntax error", "MATCH (n RETURN n", "Invalid input 'RETURN'"],
    ["an unknown variable", "MATCH (n) RETURN m", "Variable `m` not defined"],
    ["a statement without an end", "MATCH (n)", "Query cannot conclude with MATCH"],
    ["what is deprecated", "MATCH (n) CALL { WITH n RETURN 1 AS x } RETURN x", "deprecated"],
  ])("lintCypher() finds %s", { timeout: LINT_MS }, async (_what, text, message) => {
    const found = await lintCypher(text, version);
    expect(found.join("\n")).toContain(message);
  });
});

test("lintCypher() tells what only one version of Cypher has", { timeout: LINT_MS }, async () => {
  const text = "MATCH (n) SEARCH n IN (VECTOR INDEX i FOR $v LIMIT 3) RETURN n";
  expect(await lintCypher(text, "CYPHER 25")).toEqual([]);
  expect((await lintCypher(text, "CYPHER 5")).join("\n")).toContain("Invalid input 'SEARCH'");
});

test("lintCypher() finds a parameter that is not given", { timeout: LINT_MS }, async () => {
  expect(await lintCypher("RETURN $a, $b", "CYPHER 25", ["a"])).toEqual([
    "line 1: Parameter $b is not defined.",
  ]);
});

test("docs/explore.cypher has fifteen queries, as README.md says, counted", () => {
  expect(queries).toHaveLength(15);
  expect(queries.map(({ title }) => Number.parseInt(title, 10))).toEqual(
    queries.map((_, index) => index + 1),
  );
});

test("docs/explore.cypher is for the tenant of the demo", async () => {
  const conversations = await loadConversation(SHIPPED_CONVERSATION);
  // The graph of a collection that is not the usual one has its name as a namespace.
  const tenants = conversations.map(({ userId }) => `'${COLLECTION}/user:${userId}'`);
  expect(tenants).toEqual([parameters["tenant"]]);
});
