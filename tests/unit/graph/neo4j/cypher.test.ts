import { globSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { describe, expect, test } from "vitest";
import { SHIPPED_CONVERSATION } from "../../../../examples/demo-options.ts";
import { COLLECTION } from "../../../../examples/demo-place.ts";
import { loadConversation } from "../../../../examples/load-conversation.ts";
import { CYPHER_VERSIONS, type CypherVersion, lintCypher } from "../../../support/cypher-lint.ts";
import { readExploreQueries } from "../../../support/explore-queries.ts";
import { repositoryRoot } from "../../../support/source-files.ts";

// The analysis of a long statement takes seconds.
const LINT_MS = 60_000;
const folder = join(repositoryRoot, "src/graph/neo4j/statements");

interface Statement {
  readonly name: string;
  readonly text: string;
}

/** What the files of statements hold: texts of Cypher, and constants of Cypher that modules export. */
async function readStatements(): Promise<Statement[]> {
  const texts = globSync(join(folder, "**/*.cypher")).map((path) => ({
    name: basename(path),
    text: readFileSync(path, "utf8"),
  }));
  const modules = await Promise.all(
    globSync(join(folder, "**/*.ts")).map(async (path) => ({
      path,
      // Its constants are what this test is to find out.
      exported: (await import(path)) as Readonly<Record<string, unknown>>,
    })),
  );
  const constants = modules.flatMap(({ path, exported }) =>
    Object.entries(exported).flatMap(([name, value]) =>
      [value].flat().map((text, index) => ({
        name: `${basename(path)} ${name}${index === 0 ? "" : ` ${index + 1}`}`,
        text,
      })),
    ),
  );
  const odd = constants.find(({ text }) => typeof text !== "string");
  if (odd) {
    throw new Error(`${odd.name} is no text, so it cannot be checked: export the statement itself`);
  }
  return [...texts, ...constants.map(({ name, text }) => ({ name, text: String(text) }))];
}

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

test("docs/explore.cypher has a dozen queries, counted", () => {
  expect(queries.length).toBeGreaterThanOrEqual(12);
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
