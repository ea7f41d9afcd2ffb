import { randomUUID } from "node:crypto";
import neo4j, { type Driver } from "neo4j-driver";
import { afterAll, beforeAll, expect, test } from "vitest";
import { describeOn, neo4jServer } from "../support/on-servers.ts";
import { readExploreQueries } from "../support/explore-queries.ts";

describeOn(["neo4j"], "docs/explore.cypher where nothing is yet", () => {
  const { parameters, queries } = readExploreQueries();
  const given: Record<string, unknown> = {};
  let driver: Driver;

  beforeAll(async () => {
    const { url, username, password } = neo4jServer();
    driver = neo4j.driver(url, neo4j.auth.basic(username, password));
    for (const [name, expression] of Object.entries(parameters)) {
      const { records } = await driver.executeQuery(`RETURN ${expression} AS value`);
      given[name] = records[0]?.get("value");
    }
    given["tenant"] = `user:${randomUUID()}`;
  });

  afterAll(async () => {
    await driver.close();
  });

  test.each(queries)("$title runs", async ({ text }) => {
    const { records } = await driver.executeQuery(text, given);
    expect(records.length).toBeLessThanOrEqual(100);
  });
});
