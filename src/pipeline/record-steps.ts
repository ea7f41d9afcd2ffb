/** Writes records that come of no add: a revised text with what it says, or a merge of entities. */
import { step, stepAll, type Steps } from "../core/awaitable.ts";
import { NotFoundError } from "../core/errors.ts";
import type { LedgerRecords, Revision } from "../core/records.ts";
import type { Tenant } from "../core/scope.ts";
import type { LedgerOutcome } from "../graph/graph-store.ts";
import type { StoredPoint } from "../vector/vector-store.ts";
import type { Stores } from "./stores.ts";

/** What is to be written. */
export interface RecordsToWrite {
  readonly tenant: Tenant;
  readonly records: LedgerRecords;
  /** The revision that they come of; null for none. */
  readonly revision: Revision | null;
  /** Of the revision's text; null if it is made later. */
  readonly embedding: Float32Array | null;
}

/**
 * The steps, for whoever drives them; they can be repeated.
 *
 * @throws {NotFoundError} If the memory is gone: then nothing was written.
 */
export function* recordSteps(
  { tenant, records, revision, embedding }: RecordsToWrite,
  { vector, graph, journal }: Stores,
): Steps<LedgerOutcome> {
  if (revision) {
    const { memoryId } = revision;
    const [still] = yield* step<readonly StoredPoint[]>(vector.get(tenant, [memoryId]));
    if (!still) throw new NotFoundError("update a memory", "memory", memoryId);
    yield* step(vector.revise(tenant, { ...revision, searchText: revision.text }, embedding));
  }
  const outcome = yield* step(graph.commit(tenant, records));
  const ids = records.relations.map(({ id }) => id);
  yield* stepAll([vector.project(tenant, outcome.projections), journal.own(tenant, ids)]);
  return outcome;
}
