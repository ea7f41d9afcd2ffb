/** What goes with a request to forget: read before anything is written. */
import type { Attestation, Supersession } from "../../core/records.ts";
import type { ForgetRequest } from "../graph-store.ts";
import type { LedgerTables, AttestationRow } from "./ledger-tables.ts";

/** What was asked for, with what is one with it. */
export interface Wanted {
  readonly memoryIds: ReadonlySet<string>;
  /** Every edge that is shown as one with an edge asked for. */
  readonly relationIds: ReadonlySet<string>;
  /** Turns that go as a whole, those of the episodes included. */
  readonly turnIds: ReadonlySet<string>;
}

/** What of the ledger goes, or loses its words. */
export interface Doomed {
  readonly attestations: ReadonlyMap<string, Attestation>;
  /** Statements that nothing attests any more. */
  readonly lost: ReadonlySet<string>;
  /** Turns of which only the text goes: they told a memory that was asked for. */
  readonly citedTurnIds: ReadonlySet<string>;
  /** What the turns that go put an end to. */
  readonly supersessions: readonly Supersession[];
  /** Tellings of edges that stay, in the words of a cited turn. */
  readonly textless: readonly Attestation[];
}

/** Takes in the edges that are one with those asked for, and every turn of the episodes. */
export function wantedBy(
  tables: LedgerTables,
  { memoryIds, relationIds, turnIds, episodeIds }: ForgetRequest,
): Wanted {
  const told = [
    ...tables.findAttestations("episode_id", episodeIds).map(({ attestation }) => attestation),
    ...tables.findSupersessions("episode_id", episodeIds),
    ...tables.findMentions("episode_id", episodeIds),
    ...tables.findMergesTold("episode_id", episodeIds),
  ];
  return {
    memoryIds: new Set(memoryIds),
    relationIds: new Set(relationIds.flatMap((id) => sameEdge(tables, id))),
    turnIds: new Set([...turnIds, ...told.flatMap(({ turnId }) => turnId ?? [])]),
  };
}

/** All relations that are shown as one edge with this one: equal ends stand in one timeline. */
function sameEdge(tables: LedgerTables, id: string): string[] {
  const [edge] = tables.readRelations([id]);
  if (!edge) return [id];
  const timelines = tables.findAttestations("of_id", [id]).map(({ timeline }) => timeline);
  const near = tables.findAttestations("timeline", new Set(timelines));
  const others = tables.readRelations(new Set(near.map(({ attestation }) => attestation.of)));
  const same = others.filter(
    ({ source, type, destination }) =>
      source === edge.source && type === edge.type && destination === edge.destination,
  );
  return [id, ...same.map((other) => other.id)];
}

/** Finds what goes with what is wanted. */
export function doomedBy(tables: LedgerTables, wanted: Wanted): Doomed {
  const { memoryIds, relationIds, turnIds } = wanted;
  const attestations = new Map<string, Attestation>();
  const doom = (rows: readonly AttestationRow[]): void => {
    for (const { attestation } of rows) attestations.set(attestation.id, attestation);
  };
  doom(tables.findAttestations("of_id", memoryIds.union(relationIds)));
  doom(tables.findAttestations("memory_id", memoryIds));
  doom(tables.findAttestations("turn_id", turnIds));
  // The user's revisions of a memory that is lost go with it, and the edges that only they told.
  const orphaned = lostWith(tables, attestations);
  doom(tables.findAttestations("of_id", orphaned));
  doom(tables.findAttestations("memory_id", orphaned));
  const cited = [...attestations.values()].filter(({ of }) => memoryIds.has(of));
  const citedTurnIds = new Set(cited.map(({ turnId }) => turnId)).difference(turnIds);
  const textless = tables
    .findAttestations("turn_id", citedTurnIds)
    .map(({ attestation }) => attestation)
    .filter(({ id, form, text }) => form === "relation" && text !== null && !attestations.has(id));
  return {
    attestations,
    lost: lostWith(tables, attestations),
    citedTurnIds,
    supersessions: tables.findSupersessions("turn_id", turnIds),
    textless,
  };
}

/** Statements that nothing attests without these. A revision alone attests nothing. */
function lostWith(
  tables: LedgerTables,
  doomed: ReadonlyMap<string, Attestation>,
): ReadonlySet<string> {
  const touched = new Set(Array.from(doomed.values(), ({ of }) => of));
  const kept = new Set<string>();
  for (const { attestation } of tables.findAttestations("of_id", touched)) {
    const { id, of, isRevision } = attestation;
    if (!isRevision && !doomed.has(id)) kept.add(of);
  }
  return touched.difference(kept);
}
