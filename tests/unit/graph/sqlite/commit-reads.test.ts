import { expect, test } from "vitest";

import { SqliteGraphStore } from "../../../../src/graph/sqlite/sqlite-graph-store.ts";
import { SqliteFile } from "../../../../src/sqlite/sqlite-file.ts";
import { records } from "../../../support/graph-records.ts";
import { lives, livesEdge } from "../../../support/ledger.ts";
import { tenantOf } from "../../../support/points.ts";

const ANA = tenantOf("ana");

/** A file that counts the attestations that are read from it. */
function counting(file: SqliteFile, read: { count: number }): SqliteFile {
  return new Proxy(file, {
    get(target, property) {
      const value: unknown = Reflect.get(target, property, target);
      if (typeof value !== "function") return value;
      return (...values: unknown[]): unknown => {
        const result: unknown = Reflect.apply(value, target, values);
        const [sql] = values;
        const isRead = typeof sql === "string" && sql.includes("SELECT record, timeline, spells");
        if (isRead && Array.isArray(result)) read.count += result.length;
        return result;
      };
    },
  });
}

test("a commit reads each telling of the slot it bears on once, and then those of its turn", () => {
  const read = { count: 0 };
  const file = SqliteFile.open({ path: ":memory:", embedding: { id: "test", dimensions: 2 } });
  const store = new SqliteGraphStore(counting(file, read));
  const told = 40;
  for (let at = 1; at <= told; at += 1) {
    read.count = 0;
    store.commit(ANA, records({ attestations: [lives("lisbon", at), livesEdge("lisbon", at)] }));
  }
  expect(read.count).toBe(2 * told + 2);
  file.close();
});
