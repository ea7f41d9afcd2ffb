import { SqliteFile } from "../../src/sqlite/sqlite-file.ts";
import { recordCalls } from "../../src/testing/testing.ts";
import { SqliteVectorStore } from "../../src/vector/sqlite/sqlite-vector-store.ts";
import { testVectorStore } from "../contracts/vector-store.ts";
import { NaiveVectorStore } from "../support/naive-vector-store.ts";
import { DIMENSIONS } from "../support/points.ts";

const embedding = { id: "test", dimensions: DIMENSIONS };

testVectorStore("SqliteVectorStore", async () => {
  const file = SqliteFile.open({ path: ":memory:", embedding });
  return {
    store: new SqliteVectorStore(file),
    close: () => {
      file.close();
    },
  };
});

testVectorStore("SqliteVectorStore without a cache", async () => {
  const file = SqliteFile.open({ path: ":memory:", embedding });
  return {
    store: new SqliteVectorStore(file, { cacheBytes: 0 }),
    close: () => {
      file.close();
    },
  };
});

// What a recording gives in a store's place is that store, also where every answer comes later.
testVectorStore("SqliteVectorStore, recorded as a server's", async () => {
  const file = SqliteFile.open({ path: ":memory:", embedding });
  return {
    store: recordCalls(new SqliteVectorStore(file), { isAsync: true }).port,
    close: () => {
      file.close();
    },
  };
});

// The oracle of the property tests has to keep the contract as well.
testVectorStore("NaiveVectorStore", async () => ({
  store: new NaiveVectorStore(DIMENSIONS),
  close: undefined,
}));
