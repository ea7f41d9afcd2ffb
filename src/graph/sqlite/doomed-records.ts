/** What goes with a request to forget: read before anything is written. */
import type { Attestation, Supersession } from "../../core/records.ts";
import type { ForgetRequest } from "../graph-store.ts";
import {
  type AttestationRow,
  findAttestations,
  findMentions,
  findMergesTold,
  findSupersessions,
  type TenantFile,
} from "./ledger-rows.ts";
import { readRelations } from "./relation-rows.ts";

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
  tenant: TenantFile,
  { memoryIds, relationIds, turnIds, episodeIds }: ForgetRequest,
): Wanted {
  const told = [
    ...findAttestations(tenant, "episode_id", episodeIds).map(({ attestation }) => attestation),
    ...findSupersessions(tenant, "episode_id", episodeIds),
    ...findMentions(tenant, "episode_id", episodeIds),
    ...findMergesTold(tenant, "episode_id", episodeIds),
  ];
  return {
    memoryIds: new Set(memoryIds),
    relationIds: new Set(relationIds.flatMap((id) => sameEdge(tenant, id))),
    turnIds: new Set([...turnIds, ...told.flatMap(({ turnId }) => turnId ?? [])]),
  };
}

/** All relations that are shown as one edge with this one: equal ends stand in one timeline. */
function sameEdge(tenant: TenantFile, id: string): string[] {
  const [edge] = readRelations(tenant, [id]);
  if (!edge) return [id];
  const timelines = findAttestations(tenant, "of_id", [id]).map(({ timeline }) => timeline);
  const near = findAttestations(tenant, "timeline", new Set(timelines));
  const others = readRelations(tenant, new Set(near.map(({ attestation }) => attestation.of)));
  const same = others.filter(
    ({ source, type, destination }) =>
      source === edge.source && type === edge.type && destination === edge.destination,
  );
  return [id, ...same.map((other) => other.id)];
}

/** Finds what goes with what is wanted. */
export function doomedBy(tenant: TenantFile, wanted: Wanted): Doomed {
  const { memoryIds, relationIds, turnIds } = wanted;
  const attestations = new Map<string, Attestation>();
  const doom = (rows: readonly AttestationRow[]): void => {
    for (const { attestation } of rows) attestations.set(attestation.id, attestation);
  };
  doom(findAttestations(tenant, "of_id", memoryIds.union(relationIds)));
  doom(findAttestations(tenant, "memory_id", memoryIds));
  doom(findAttestations(tenant, "turn_id", turnIds));
  // The user's revisions of a memory that is lost go with it, and the edges that only they told.
  const orphaned = lostWith(tenant, attestations);
  doom(findAttestations(tenant, "of_id", orphaned));
  doom(findAttestations(tenant, "memory_id", orphaned));
  const cited = [...attestations.values()].filter(({ of }) => memoryIds.has(of));
  const citedTurnIds = new Set(cited.map(({ turnId }) => turnId)).difference(turnIds);
  const textless = findAttestations(tenant, "turn_id", citedTurnIds)
    .map(({ attestation }) => attestation)
    .filter(({ id, form, text }) => form === "relation" && text !== null && !attestations.has(id));
  return {
    attestations,
    lost: lostWith(tenant, attestations),
    citedTurnIds,
    supersessions: findSupersessions(tenant, "turn_id", turnIds),
    textless,
  };
}

/** Statements that nothing attests without these. A revision alone attests nothing. */
function lostWith(
  tenant: TenantFile,
  doomed: ReadonlyMap<string, Attestation>,
): ReadonlySet<string> {
  const touched = new Set(Array.from(doomed.values(), ({ of }) => of));
  const kept = new Set<string>();
  for (const { attestation } of findAttestations(tenant, "of_id", touched)) {
    const { id, of, isRevision } = attestation;
    if (!isRevision && !doomed.has(id)) kept.add(of);
  }
  return touched.difference(kept);
}
