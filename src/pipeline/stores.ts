/** The open stores that the pipeline works on. */
import type { GraphStore } from "../graph/graph-store.ts";
import type { Journal } from "../journal/journal.ts";
import type { VectorStore } from "../vector/vector-store.ts";

/** One transaction over all three stores; there is one when they share a file. */
export interface Transactor {
  /** Runs `work`, which must not await; all of it is written, or nothing. */
  transaction<T>(work: () => T): T;
  /** Runs `work` on one unchanging view of all three, writing nothing. */
  snapshot<T>(work: () => T): T;
  /** Runs `work`, which must not await, and takes back all that it wrote. */
  dryRun<T>(work: () => T): T;
}

/** The stores behind one memory. */
export interface Stores {
  readonly vector: VectorStore;
  readonly graph: GraphStore;
  readonly journal: Journal;
  /** Null when the stores are separate: then writes go step by step, each repeatable. */
  readonly transactor: Transactor | null;
}
