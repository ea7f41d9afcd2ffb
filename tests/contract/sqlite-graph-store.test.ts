import { SqliteGraphStore } from "../../src/graph/sqlite/sqlite-graph-store.ts";
import { SqliteFile } from "../../src/sqlite/sqlite-file.ts";
import { recordCalls } from "../../src/testing/testing.ts";
import { testGraphStore } from "../contracts/graph-store.ts";

testGraphStore("SqliteGraphStore", async () => {
  const file = SqliteFile.open({ path: ":memory:", embedding: { id: "test", dimensions: 4 } });
  return {
    store: new SqliteGraphStore(file),
    close: () => {
      file.close();
    },
  };
});

testGraphStore("SqliteGraphStore, recorded as a server's", async () => {
  const file = SqliteFile.open({ path: ":memory:", embedding: { id: "test", dimensions: 4 } });
  return {
    store: recordCalls(new SqliteGraphStore(file), { isAsync: true }).port,
    close: () => {
      file.close();
    },
  };
});
