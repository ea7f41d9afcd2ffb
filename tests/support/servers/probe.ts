import neo4j from "neo4j-driver";
import type { Neo4jServer, QdrantServer } from "./servers.ts";

const MAX_WAIT_MS = 10_000;

/**
 * Asks a Qdrant server for its version, with the key if there is one.
 *
 * @throws {Error} If it does not answer, or refuses the key.
 */
export async function probeQdrant({ url, apiKey }: QdrantServer): Promise<string> {
  const headers: Record<string, string> = apiKey === undefined ? {} : { "api-key": apiKey };
  const ask = async (path: string): Promise<unknown> => {
    const signal = AbortSignal.timeout(MAX_WAIT_MS);
    const response = await fetch(new URL(path, url), { headers, signal });
    if (!response.ok) {
      throw new Error(`${path} answers ${response.status}`);
    }
    return response.json();
  };
  // The root answers to everyone, collections only to those with the key.
  await ask("/collections");
  const root = await ask("/");
  return root !== null && typeof root === "object" && "version" in root
    ? String(root.version)
    : "of unknown version";
}

/**
 * Asks a Neo4j server for its version.
 *
 * @throws {Error} If it does not answer, or refuses user or password.
 */
export async function probeNeo4j({ url, username, password }: Neo4jServer): Promise<string> {
  const driver = neo4j.driver(url, neo4j.auth.basic(username, password), {
    connectionTimeout: MAX_WAIT_MS / 2,
    connectionAcquisitionTimeout: MAX_WAIT_MS,
    maxTransactionRetryTime: MAX_WAIT_MS,
  });
  try {
    const { records } = await driver.executeQuery(
      "CALL dbms.components() YIELD versions, edition RETURN versions[0] + ' ' + edition AS version",
    );
    return String(records[0]?.get("version"));
  } finally {
    await driver.close();
  }
}
