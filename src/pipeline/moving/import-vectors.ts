/** Gives what was imported its vectors. */
import { step, type Steps } from "../../core/awaitable.ts";
import { must } from "../../core/must.ts";
import type { Tenant } from "../../core/scope.ts";
import type { StoredPoint } from "../../vector/vector-store.ts";
import type { Stores } from "../stores.ts";
import { decodeEmbedding } from "./embedding-text.ts";
import type { VectorLine } from "./export-lines.ts";

/**
 * The steps that keep some vectors: of what is there, has none yet, and says what the vector is of.
 *
 * Their lines were checked with {@link isVectorOf}.
 */
export function* importVectors(
  tenant: Tenant,
  lines: readonly VectorLine[],
  { vector }: Stores,
): Steps<void> {
  const ids = lines.map(({ id }) => id);
  const points = yield* step<readonly StoredPoint[]>(vector.get(tenant, ids));
  const latest = new Map(points.map(({ id, revisions }) => [id, revisions.at(-1)?.id ?? null]));
  const fitting = lines.filter(({ id, revision }) => latest.get(id) === revision);
  const embeddings = fitting.map(({ id, embedding }): [string, Float32Array] => {
    const decoded = decodeEmbedding(embedding, vector.dimensions);
    return [id, must(decoded, "a vector that was checked")];
  });
  yield* step(vector.embed(tenant, new Map(embeddings)));
}

/** Whether a line holds a vector of so many dimensions. */
export function isVectorOf({ embedding }: VectorLine, dimensions: number): boolean {
  return decodeEmbedding(embedding, dimensions) !== undefined;
}
