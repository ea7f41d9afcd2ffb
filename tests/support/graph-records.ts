/** Short ways to write what a graph store is given. Times are small integers. */
import type {
  Attestation,
  LedgerRecords,
  Mention,
  RelationRecord,
  Told,
} from "../../src/core/records.ts";
import type { ForgetRequest } from "../../src/graph/graph-store.ts";
import { tell } from "./ledger.ts";

const PROVENANCE = { extractor: "caller", model: null, prompt: null, promptVersion: null } as const;

/** Records for a commit: what is not given is none. */
export function records(parts: Partial<LedgerRecords>): LedgerRecords {
  return {
    relations: [],
    attestations: [],
    supersessions: [],
    mentions: [],
    merges: [],
    ...parts,
  };
}

/** All of these as one. */
export function together(all: readonly LedgerRecords[]): LedgerRecords {
  return {
    relations: all.flatMap(({ relations }) => relations),
    attestations: all.flatMap(({ attestations }) => attestations),
    supersessions: all.flatMap(({ supersessions }) => supersessions),
    mentions: all.flatMap(({ mentions }) => mentions),
    merges: all.flatMap(({ merges }) => merges),
  };
}

/** A request to forget: what is not given is none. */
export function forgetting(parts: Partial<ForgetRequest>, at = 1000): ForgetRequest {
  return { memoryIds: [], relationIds: [], turnIds: [], episodeIds: [], at, ...parts };
}

/** A turn names the entity `key`; by that name, unless another is given. */
export function mention(key: string, at: number, sketch: Partial<Mention> = {}): Mention {
  const { turnId, episodeId } = placeAt(at, sketch);
  return {
    id: `${key} named ${sketch.name ?? key} in ${turnId} for ${sketch.of ?? ""}`,
    key,
    name: key,
    type: null,
    isAlias: false,
    episodeAt: at,
    index: 0,
    of: null,
    recordedAt: at,
    agentId: null,
    expiresAt: null,
    ...sketch,
    turnId,
    episodeId,
  };
}

/** The turn and the episode of a time, as {@link tell} names them. */
export function placeAt(
  at: number,
  sketch: Partial<Pick<Told & Attestation, "episodeId" | "turnId">> = {},
): { readonly turnId: string; readonly episodeId: string } {
  const episodeId = sketch.episodeId ?? `episode ${at}`;
  return { episodeId, turnId: sketch.turnId ?? `turn of ${episodeId}` };
}

/** The id that {@link edge} gives. */
export function edgeId(source: string, type: string, destination: string): string {
  return `${source} ${type} ${destination}`;
}

/** A many-valued edge told at `at`, with its record and the names of its ends. */
export function edge(
  [source, type, destination]: readonly [string, string, string],
  at: number,
  telling: Partial<Attestation> = {},
): LedgerRecords {
  const of = telling.of ?? edgeId(source, type, destination);
  const slot = { subject: source, type, value: destination };
  const attestation = tell(of, at, { form: "relation", slot, text: `${of}.`, ...telling });
  const { turnId, episodeId, episodeAt, recordedAt, agentId } = attestation;
  const place = { turnId, episodeId, episodeAt, recordedAt, agentId, of };
  return records({
    relations: [relationRecord(of, attestation)],
    attestations: [attestation],
    mentions: [mention(source, at, place), mention(destination, at, place)],
  });
}

/** The record of the edge that an attestation tells. */
export function relationRecord(
  id: string,
  { slot, recordedAt }: Pick<Attestation, "slot" | "recordedAt">,
): RelationRecord {
  const {
    subject: source,
    type,
    value: destination,
  } = slot ?? { subject: "", type: "", value: "" };
  return { id, source, type, destination, recordedAt, provenance: PROVENANCE };
}

/** A single-valued edge, in the slot of its source and type. */
export function singleEdge(
  ends: readonly [string, string, string],
  at: number,
  telling: Partial<Attestation> = {},
): LedgerRecords {
  return edge(ends, at, { isSingle: true, ...telling });
}
