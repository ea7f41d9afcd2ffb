import { expect, test } from "vitest";
import { ConfigurationError } from "../../../../src/core/errors.ts";
import type { Neo4jConnection } from "../../../../src/graph/neo4j/neo4j-connection.ts";
import { prepareDatabase } from "../../../../src/graph/neo4j/prepare-database.ts";

/** A server of this version that has nothing. */
function serverOf(version: string): Neo4jConnection {
  const read = async (text: string): Promise<object[]> =>
    text.includes("dbms.components") ? [{ version }] : [];
  // It is asked nothing else.
  return { read, write: async () => [] } as unknown as Neo4jConnection;
}

test.each(["5.26.0", "5.27-aura", "2026.08.1", "6.0-drop01.0"])("%s will do", async (version) => {
  await expect(prepareDatabase(serverOf(version))).resolves.toEqual({ labels: [], types: [] });
});

test.each(["4.4.40", "5.25-aura", "5.9.0", "unknown"])("%s will not", async (version) => {
  await expect(prepareDatabase(serverOf(version))).rejects.toThrow(ConfigurationError);
});
