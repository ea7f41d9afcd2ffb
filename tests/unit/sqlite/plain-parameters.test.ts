import { DatabaseSync } from "node:sqlite";
import { describe, expect, onTestFinished, test, vi } from "vitest";
import { plainParameters } from "../../../src/sqlite/plain-parameters.ts";
import { openFor } from "../../support/behaviour.ts";

describe("plainParameters()", () => {
  test.each([
    ["SELECT a FROM t WHERE b = ? AND c = ?", "SELECT a FROM t WHERE b = ? AND c = ?", null],
    [
      "SELECT ?2 UNION SELECT ?1 UNION SELECT ?2",
      "SELECT ? UNION SELECT ? UNION SELECT ?",
      [1, 0, 1],
    ],
    ["SELECT ?12", "SELECT ?", [11]],
    ["SELECT 1", "SELECT 1", null],
  ])("%s", (sql, plain, order) => {
    expect(plainParameters(sql)).toEqual({ sql: plain, order });
  });

  test("numbered ones beside others are a bug of ours", () => {
    expect(() => plainParameters("SELECT ?1, ?")).toThrow(/numbered parameters beside others/);
  });
});

test("no statement with numbered parameters reaches SQLite, whatever is done", async () => {
  const prepare = vi.spyOn(DatabaseSync.prototype, "prepare");
  onTestFinished(() => {
    prepare.mockRestore();
  });
  const kirk = await openFor("kirk");
  await kirk.add("My sister Ana lives in Lisbon.", { at: "2020-01-01" });
  const { results } = await kirk.add("Ana moved to Porto. I like jazz.", { at: "2021-01-01" });
  await kirk.search("Where did Ana live before Porto?");
  await kirk.context("Where does Ana live?");
  await kirk.profile();
  await kirk.graph.relations();
  await kirk.graph.entities();
  await kirk.delete(results[0]?.id ?? "");
  await kirk.deleteAll();
  const statements = prepare.mock.calls.map(([sql]) => sql);
  expect(statements.length).toBeGreaterThan(100);
  expect(statements.filter((sql) => /\?\d/u.test(sql))).toEqual([]);
});
