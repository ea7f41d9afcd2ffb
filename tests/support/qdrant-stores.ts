import { QdrantConnection } from "../../src/qdrant/qdrant-connection.ts";
import type { QdrantFilter } from "../../src/qdrant/qdrant-filter.ts";
import { qdrantServer } from "./on-servers.ts";

/** A connection to the Qdrant server of this run. */
export async function openQdrant(
  options: Partial<Parameters<typeof QdrantConnection.open>[0]> = {},
): Promise<QdrantConnection> {
  const { url, apiKey } = qdrantServer();
  return QdrantConnection.open({ url, apiKey, ...options });
}

/** A collection name of this process alone. */
export function collectionName(what: string): string {
  return `test-${what}-${process.pid}-${Date.now()}`;
}

/** Removes every point that is a tenant's, so that a test begins with an empty collection and does not make one. */
export async function emptyCollection(
  connection: QdrantConnection,
  collection: string,
): Promise<void> {
  const filter: QdrantFilter = {
    must_not: [{ is_empty: { key: "tenant" } } as unknown as QdrantFilter],
  };
  await connection.call("empty a collection", async (client) =>
    client.batchUpdate(collection, {
      operations: [{ delete: { filter } }],
      wait: true,
      timeout: 10,
    }),
  );
}

/**
 * Keeps the server from tidying a collection: while it does, its document frequencies count points twice that were
 * written or removed meanwhile.
 */
export async function leaveUntidied(
  connection: QdrantConnection,
  collection: string,
): Promise<void> {
  await connection.call("set up a collection", async (client) =>
    client.updateCollection(collection, {
      optimizers_config: { deleted_threshold: 1, vacuum_min_vector_number: 1_000_000 },
    }),
  );
}

/** Removes a collection. */
export async function dropCollection(
  connection: QdrantConnection,
  collection: string,
): Promise<void> {
  await connection.call("drop a collection", async (client) => client.deleteCollection(collection));
}
