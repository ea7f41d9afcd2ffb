import { Neo4jGraphStore } from "../../src/graph/neo4j/neo4j-graph-store.ts";
import { testGraphStore } from "../contracts/graph-store.ts";
import { describeOn, neo4jServer } from "../support/on-servers.ts";
import { inOwnTenants } from "../support/own-tenants.ts";

/** Random ledgers tried: each is dozens of round trips. */
const MAX_RUNS = 5;

describeOn(["neo4j"], "Neo4jGraphStore", () => {
  let made = 0;
  const run = `${process.pid}-${Date.now()}`;

  testGraphStore(
    "Neo4jGraphStore",
    async () => {
      const store = await Neo4jGraphStore.open(neo4jServer());
      made += 1;
      return { store: inOwnTenants(store, `${run}-${made}`), close: async () => store.close() };
    },
    MAX_RUNS,
  );
});
