import { describe, expect, test } from "vitest";
import { SqliteGraphStore } from "../../../../src/graph/sqlite/sqlite-graph-store.ts";
import { SqliteFile } from "../../../../src/sqlite/sqlite-file.ts";
import {
  edge,
  forgetting,
  mention,
  records,
  singleEdge,
  together,
} from "../../../support/graph-records.ts";
import { lives, merge, supersede, tell } from "../../../support/ledger.ts";
import { seeing, tenantOf } from "../../../support/points.ts";

const ANA = tenantOf("ana");
/** Tables of the ledger, all tenants' rows in one. */
const TABLES = /\b(?:attestation|supersession|mention|merge|tombstone|entity|relation)\b/;

/** A file that notes every statement it is given. */
function recording(file: SqliteFile, statements: Set<string>): SqliteFile {
  return new Proxy(file, {
    get(target, property) {
      const value: unknown = Reflect.get(target, property, target);
      if (typeof value !== "function") return value;
      return (...values: unknown[]): unknown => {
        const [sql] = values;
        const isStatement = ["run", "get", "all"].includes(String(property));
        if (isStatement && typeof sql === "string") statements.add(sql);
        return Reflect.apply(value, target, values);
      };
    },
  });
}

/** Calls every method in every way that leads to a statement of its own. */
function useAll(store: SqliteGraphStore): void {
  const visibility = seeing();
  const page = { limit: 1, cursor: null };
  store.commit(
    ANA,
    together([
      edge(["ana", "LIKES", "tea"], 1, { memoryId: "likes" }),
      edge(["ana", "LIKES", "chai"], 1),
      singleEdge(["ana", "LIVES_IN", "lisbon"], 2),
      records({
        attestations: [tell("likes", 1), lives("lisbon", 2)],
        supersessions: [supersede("likes", "lisbon", 2)],
        mentions: [mention("ana", 1, { name: "Ana Lima", type: "person" })],
        merges: [merge("nita", "ana", 1)],
      }),
    ]),
  );
  store.commit(ANA, records({ merges: [merge("chai", "tea", 3, { reason: "caller" })] }));
  const { cursor } = store.listRelations(ANA, { ...page, visibility });
  store.listRelations(ANA, { limit: 1, cursor, visibility });
  store.listEntities(ANA, { ...page, visibility });
  store.listEntities(ANA, { ...page, visibility: seeing({ agentId: "agent", runId: "run" }) });
  store.memoryIds(ANA, page);
  store.counts(ANA);
  store.tombstones(ANA, ["likes"]);
  store.ledgerOf(ANA, ["likes"]);
  store.mergesOf(ANA, ["ana"]);
  store.findByName(ANA, ["ana"], { prefixes: ["ana"], limit: 5 });
  store.entitiesOf(ANA, ["likes"]);
  store.getEntities(ANA, ["ana"]);
  store.getRelations(ANA, ["ana LIKES tea"]);
  store.relationsOfMemories(ANA, ["likes"]);
  const bounds = { hops: 2, fanout: 5, maxRelations: 10, visibility };
  store.neighbourhood(ANA, ["ana"], bounds);
  store.verify(ANA);
  store.rebuild(ANA);
  store.forget(ANA, forgetting({ memoryIds: ["likes"], relationIds: ["ana LIKES chai"] }));
  store.forget(ANA, forgetting({ turnIds: ["turn of episode 2"], episodeIds: ["episode 2"] }));
  store.forgetTenant(ANA, 1000);
}

/** Statements that are about all that a tenant has. */
function isAboutAll(sql: string): boolean {
  if (/^DELETE FROM \w+ WHERE tenant = \?(?: AND at <= \?)?$/.test(sql)) return true;
  return [/count\(\*\)/, /UNION SELECT key FROM entity/, /NOT EXISTS/, /DISTINCT of_id AS id/].some(
    (pattern) => pattern.test(sql),
  );
}

describe("the statements of SqliteGraphStore", () => {
  const file = SqliteFile.open({ path: ":memory:", embedding: { id: "test", dimensions: 4 } });
  const statements = new Set<string>();
  useAll(new SqliteGraphStore(recording(file, statements)));
  const onLedger = [...statements].filter((sql) => TABLES.test(sql) && !sql.startsWith("INSERT"));

  test("are noted", () => {
    expect(onLedger.length).toBeGreaterThan(50);
  });

  test.each(onLedger)("read no more of a tenant than they have to: %s", (sql) => {
    const steps = file.all<{ detail: string }>(`EXPLAIN QUERY PLAN ${sql}`);
    const details = steps.map(({ detail }) => detail).filter((detail) => TABLES.test(detail));
    expect(details.length).toBeGreaterThan(0);
    // Not `(tenant=?)` alone, which is a walk through all of a tenant's rows.
    const expected = isAboutAll(sql)
      ? /^SEARCH .*\(tenant=\?/
      : /^SEARCH .*(?:\(tenant=\? AND \w+[=<>]|PRIMARY KEY \(rowid=\?\))/;
    for (const detail of details) expect(detail).toMatch(expected);
  });
});
