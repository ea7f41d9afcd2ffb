/** Points as payloads: what is searched as fields of its own, what is only read back as JSON text, so that it comes back as it was. */
import type { Attribution, HitKind, Metadata, Provenance, Revision } from "../../core/records.ts";
import { createHash } from "node:crypto";
import type { Projection } from "../../core/visibility.ts";
import type { QdrantPayload, QdrantPoint } from "../../qdrant/qdrant-client.ts";
import { ID_KEY } from "../../qdrant/tenant-collection.ts";
import type { NewPoint, StoredPoint, TurnDetails } from "../vector-store.ts";
import type { ViewedPoint } from "../wanted.ts";
import type { MetadataIndexes } from "./flat-metadata.ts";
import { metadataFields, projectedFields } from "./point-fields.ts";

/** What `record` holds as JSON: what never changes. */
interface Written {
  readonly textKey: string | null;
  readonly attributedTo: Attribution;
  readonly agentId: string | null;
  readonly provenance: Provenance | null;
  readonly turn: TurnDetails | null;
  readonly metadata: Metadata;
}

/** A payload as it is read back. Written by this file and by nobody else. */
interface PointPayload {
  readonly [ID_KEY]: string;
  readonly kind: HitKind;
  readonly text: string;
  readonly at: number;
  readonly recordedAt: number;
  readonly record: string;
  readonly projection: string;
  readonly revisions?: string;
  readonly redacted?: boolean;
  /** Of turns. */
  readonly conversation?: string;
  readonly episode?: string;
  readonly place?: number;
}

/** The fields that {@link toOutline} reads. */
export const OUTLINE_FIELDS: readonly string[] = [ID_KEY, "kind", "at", "projection"];
/** The fields that {@link toViewed} reads. */
export const VIEW_FIELDS: readonly string[] = [...OUTLINE_FIELDS, "record"];
/** The fields that {@link turnPlaceOf} and {@link projectionOf} read. */
export const SKETCH_FIELDS: readonly string[] = [
  ...OUTLINE_FIELDS,
  "conversation",
  "episode",
  "place",
];
/** The fields that {@link toStoredPoint} reads. */
export const RECORD_FIELDS: readonly string[] = [
  ...VIEW_FIELDS,
  "text",
  "recordedAt",
  "revisions",
  "redacted",
];

/** Room for a turn's number beside its time in one number that is exact: enough until the year 2109. */
const TURNS_PER_MOMENT = 2048;

/** The payload of a new point. */
export function newPayload(
  point: NewPoint,
  indexes: MetadataIndexes,
  writer: string,
): QdrantPayload {
  const { kind, text, textKey, at, recordedAt, turn, metadata, projection } = point;
  const { attributedTo, agentId, provenance } = point;
  const written: Written = { textKey, attributedTo, agentId, provenance, turn, metadata };
  return {
    kind,
    text,
    at,
    recordedAt: Math.floor(recordedAt),
    record: JSON.stringify({ ...written, ...(!Number.isInteger(recordedAt) && { recordedAt }) }),
    writer,
    ...(textKey !== null && { textKey: textKeyword(textKey) }),
    ...(turn && {
      conversation: conversationOf(agentId, turn),
      episode: turn.episodeId,
      place: placeOf(at, turn.index),
    }),
    ...(kind === "turn" && metadataFields(metadata, indexes)),
    ...(kind === "turn" && { since: Math.floor(at) }),
    ...projectionPayload(kind, projection, indexes),
  };
}

/** The fields that a projection sets. The text that it brings is the one before all revisions. */
export function projectionPayload(
  kind: HitKind,
  projection: Projection,
  indexes: MetadataIndexes,
): QdrantPayload {
  const isTurn = kind === "turn";
  const kept = isTurn ? { ...projection, text: null } : projection;
  return {
    revision: projection.revision,
    projection: JSON.stringify(kept),
    ...projectedFields(kind, projection),
    ...(!isTurn && metadataFields(projection.metadata, indexes)),
    ...(!isTurn && projection.text !== null && { text: projection.text }),
  };
}

/** The point of a payload that was read whole. */
export function toStoredPoint(payload: QdrantPayload): StoredPoint {
  const { id, kind, text, at, recordedAt, record, projection, revisions, redacted } =
    readPayload(payload);
  const written = JSON.parse(record) as Written & { readonly recordedAt?: number };
  const { textKey, attributedTo, agentId, provenance, turn, metadata } = written;
  const revised = revisions === undefined ? [] : (JSON.parse(revisions) as readonly Revision[]);
  const latest = revised.at(-1);
  return {
    id,
    kind,
    text: latest?.text ?? text,
    textKey: latest?.textKey ?? textKey,
    attributedTo,
    agentId,
    at,
    recordedAt: written.recordedAt ?? recordedAt,
    provenance,
    turn,
    metadata,
    projection: JSON.parse(projection) as Projection,
    originalText: latest ? text : null,
    revisions: revised,
    isRedacted: redacted ?? false,
  };
}

/** The part that visibility and filters look at. */
export function toViewed(payload: QdrantPayload): ViewedPoint {
  const { kind, at, record, projection: json } = readPayload(payload);
  const projection = JSON.parse(json) as Projection;
  const metadata = kind === "turn" ? (JSON.parse(record) as Written).metadata : projection.metadata;
  return { kind, at, projection, metadata };
}

/** A point's id, in any payload. */
export function idOf({ payload }: QdrantPoint): string {
  return String(payload?.[ID_KEY]);
}

/** A point's kind, if its payload has it. */
export function kindOf({ payload }: QdrantPoint): HitKind | undefined {
  // Written by `newPayload`.
  return payload?.["kind"] as HitKind | undefined;
}

/** The keyword that a text key is found by. */
export function textKeyword(textKey: string): string {
  return createHash("sha256").update(textKey).digest("base64url");
}

/** What a point is shown by, as far as it was read. */
export function projectionOf(payload: QdrantPayload): Projection {
  return JSON.parse(readPayload(payload).projection) as Projection;
}

/** Where a turn stands among others. */
export interface TurnPlace {
  readonly id: string;
  readonly at: number;
  readonly index: number;
  readonly episodeId: string;
  /** A keyword of the conversation. */
  readonly conversation: string;
}

/** Where a turn stands, by its record. */
export function placeOfTurn({ id, at, agentId, turn }: StoredPoint): TurnPlace | null {
  if (!turn) return null;
  const { index, episodeId } = turn;
  return { id, at, index, episodeId, conversation: conversationOf(agentId, turn) };
}

/** Where a turn stands, by {@link SKETCH_FIELDS}; null for another point, undefined where they do not tell. */
export function turnPlaceOf(payload: QdrantPayload): TurnPlace | null | undefined {
  const { id, kind, at, conversation, episode, place } = readPayload(payload);
  if (kind !== "turn") return null;
  if (conversation === undefined || episode === undefined || place === undefined) return undefined;
  const index = place - placeOf(at, 0);
  const isExact = index < TURNS_PER_MOMENT - 1;
  return isExact ? { id, at, index, episodeId: episode, conversation } : undefined;
}

/** The keyword of a turn's conversation. */
export function conversationOf(agentId: string | null, { runId }: TurnDetails): string {
  return JSON.stringify([agentId, runId]);
}

/** A number by which turns of a conversation are in order, but for those of several episodes at one time. */
export function placeOf(at: number, index: number): number {
  return Math.floor(at) * TURNS_PER_MOMENT + Math.min(index, TURNS_PER_MOMENT - 1);
}

function readPayload(payload: QdrantPayload): PointPayload {
  // Written by `newPayload` and by nobody else.
  return payload as unknown as PointPayload;
}
