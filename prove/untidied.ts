/** A Qdrant collection whose keyword scores are exact at any time. */
import type { House } from "./places.ts";

const TIMEOUT_MS = 60_000;

/**
 * Keeps the server from tidying a house's collection, if it has one: while it does, its document frequencies count points
 * twice that were written or removed meanwhile, and scores are compared.
 */
export async function leaveUntidied({ options: { vector } }: House): Promise<void> {
  if (!vector) return;
  const { url, apiKey, collectionName = "" } = vector;
  const response = await fetch(new URL(`collections/${collectionName}`, url), {
    method: "PATCH",
    headers: {
      "content-type": "application/json",
      ...(apiKey === undefined ? {} : { "api-key": apiKey }),
    },
    body: JSON.stringify({
      optimizers_config: { deleted_threshold: 1, vacuum_min_vector_number: 1_000_000 },
    }),
    signal: AbortSignal.timeout(TIMEOUT_MS),
  });
  if (!response.ok) throw new Error(`Qdrant answered ${response.status}`);
}
