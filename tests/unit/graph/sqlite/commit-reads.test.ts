import { expect, test } from "vitest";

import { SqliteGraphStore } from "../../../../src/graph/sqlite/sqlite-graph-store.ts";
import { SqliteFile } from "../../../../src/sqlite/sqlite-file.ts";
import { countingRows } from "../../../support/counting-file.ts";
import { records } from "../../../support/graph-records.ts";
import { lives, livesEdge } from "../../../support/ledger.ts";
import { tenantOf } from "../../../support/points.ts";

const ANA = tenantOf("ana");

/** How tellings are read. */
const TELLINGS = "SELECT record, timeline, spells";

test("a commit reads each telling of the slot it bears on once, and then those of its turn", () => {
  const read = { count: 0 };
  const file = SqliteFile.open({ path: ":memory:", embedding: { id: "test", dimensions: 2 } });
  const store = new SqliteGraphStore(countingRows(file, TELLINGS, read));
  const told = 40;
  for (let at = 1; at <= told; at += 1) {
    read.count = 0;
    store.commit(ANA, records({ attestations: [lives("lisbon", at), livesEdge("lisbon", at)] }));
  }
  expect(read.count).toBe(2 * told + 2);
  file.close();
});
