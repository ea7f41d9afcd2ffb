/** What an erasure took from each store, and where that store is. */
import { must } from "../core/must.ts";
import type { ErasedRecords } from "../graph/graph-store.ts";
import type { ForgottenEntries } from "../journal/journal.ts";
import type { StoreHome } from "./engine.ts";
import type { ErasedCounts, ErasedPoints } from "./erased-counts.ts";

/** Where a store is. */
export interface StorePlace {
  /** The embedded file's path, or what the server is and its address without credentials: "Neo4j at bolt://localhost:7687". */
  readonly place: string;
}

/** How much went from each store, and where that store is. */
export interface ErasedStores {
  /** Memories and turns. */
  readonly vector: ErasedPoints & StorePlace;
  /** Entities, relations and their evidence. */
  readonly graph: ErasedRecords & StorePlace;
  /** Episodes, and whose each id is. */
  readonly journal: ForgottenEntries & StorePlace;
}

/** The same with the places of the stores. */
export function withPlaces(
  { vector, graph, journal }: ErasedCounts,
  { path, servers }: Pick<StoreHome, "path" | "servers">,
): ErasedStores {
  const placeOf = (server: string | null): string =>
    server ?? must(path, "the file of what is on no server");
  return {
    vector: { place: placeOf(servers.vector), ...vector },
    graph: { place: placeOf(servers.graph), ...graph },
    // It goes where the vectors go.
    journal: { place: placeOf(servers.vector), ...journal },
  };
}
