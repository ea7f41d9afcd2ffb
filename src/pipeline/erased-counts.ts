/** What an erasure took from each store, as each of them counted it. */
import type { ErasedRecords } from "../graph/graph-store.ts";
import type { ForgottenEntries } from "../journal/journal.ts";

/** What went from the vectors. */
export interface ErasedPoints {
  /** Memories and turns that went altogether, with their embeddings, keywords and earlier texts. */
  readonly pointCount: number;
  /** Turns of which only the text, the embedding and the keywords went. */
  readonly redactedTurnCount: number;
}

/** How much went from each store. */
export interface ErasedCounts {
  readonly vector: ErasedPoints;
  readonly graph: ErasedRecords;
  readonly journal: ForgottenEntries;
}

/** Where nothing was erased. */
export const NOTHING_ERASED: ErasedCounts = {
  vector: { pointCount: 0, redactedTurnCount: 0 },
  graph: { entityCount: 0, relationCount: 0, attestationCount: 0 },
  journal: { episodeCount: 0, idCount: 0 },
};

/** What several erasures took together. */
export function sumErased(all: readonly ErasedCounts[]): ErasedCounts {
  const { vector, graph, journal } = NOTHING_ERASED;
  return {
    vector: all.reduce((sum, one) => sumFields(sum, one.vector), vector),
    graph: all.reduce((sum, one) => sumFields(sum, one.graph), graph),
    journal: all.reduce((sum, one) => sumFields(sum, one.journal), journal),
  };
}

function sumFields<Counts extends { readonly [Name in keyof Counts]: number }>(
  sum: Counts,
  one: Counts,
): Counts {
  const fields = Object.keys(sum) as (keyof Counts)[];
  // The same fields, each a number as before.
  return Object.fromEntries(fields.map((name) => [name, sum[name] + one[name]])) as Counts;
}
