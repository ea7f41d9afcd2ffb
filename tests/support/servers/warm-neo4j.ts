/** Makes a Neo4j server ready before the tests begin: the first of them would wait for its plans, seconds on a busy machine. */
import { Neo4jConnection } from "../../../src/graph/neo4j/neo4j-connection.ts";
import { prepareDatabase } from "../../../src/graph/neo4j/prepare-database.ts";
import { warmPlans } from "../../../src/graph/neo4j/warm-plans.ts";
import type { Neo4jServer } from "./servers.ts";

/** Has it make the schema and plan the long statements. */
export async function warmNeo4j({ url, username, password }: Neo4jServer): Promise<void> {
  const login = password === "" ? {} : { username, password };
  const connection = await Neo4jConnection.open({ url, ...login });
  try {
    await prepareDatabase(connection);
    await warmPlans(connection);
  } finally {
    await connection.close();
  }
}
