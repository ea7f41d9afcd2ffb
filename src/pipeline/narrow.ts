/** Memories as a reader narrowed to an agent sees them. */
import { metadataFor, textFor } from "../core/visibility.ts";
import type { StoredPoint } from "../vector/vector-store.ts";

/** A point with the words and metadata that a reader's own agent, or none, told. The user's revision is for everyone. */
export function narrowPoint(point: StoredPoint, agentId: string | null): StoredPoint {
  const { projection, originalText } = point;
  if (agentId === null || !projection.byAgent) return point;
  const metadata = metadataFor(projection, agentId);
  const told = textFor(projection, agentId) ?? projection.text;
  const text = originalText === null ? (told ?? point.text) : point.text;
  return { ...point, text, projection: { ...projection, text: told, metadata } };
}
