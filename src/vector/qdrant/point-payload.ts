/** Points as payloads: what is searched as fields of its own, what is only read back as JSON text, so that it comes back as it was. */
import type {
  Attribution,
  HitKind,
  Metadata,
  Provenance,
  Revision,
  Spell,
} from "../../core/records.ts";
import { toSparse, toWhole, type Usual } from "../../core/sparse.ts";
import { createHash } from "node:crypto";
import type { Projection } from "../../core/visibility.ts";
import type { QdrantPayload, QdrantPoint } from "../../qdrant/qdrant-client.ts";
import { ID_KEY } from "../../qdrant/tenant-collection.ts";
import { citedTurns } from "../cited-turns.ts";
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

/** What is left out of JSON, as nearly all points have it: half of what a search would read. */
const USUALLY_WRITTEN: Usual<Written> = {
  textKey: null,
  agentId: null,
  provenance: null,
  turn: null,
  metadata: {},
};
const USUAL_PROVENANCE: Usual<Provenance> = { model: null, prompt: null, promptVersion: null };
const USUAL_TURN: Usual<TurnDetails> = { name: null, ref: null, runId: null, expiresAt: null };
const USUALLY_PROJECTED: Usual<Projection> = {
  retractedAt: null,
  foldedInto: null,
  isAttesting: true,
  text: null,
  evidence: [],
  agentIds: [null],
  runIds: [],
  metadata: {},
};
const USUAL_SPELL: Usual<Spell> = { to: null, closedAt: null };

/** A payload as it is read back. Written by this file and by nobody else. */
interface PointPayload {
  readonly [ID_KEY]: string;
  readonly kind: HitKind;
  readonly text: string;
  readonly at: number;
  readonly recordedAt: number;
  readonly record: string;
  /** Not read with {@link SKETCH_FIELDS}. */
  readonly projection: string;
  readonly revisions?: string;
  readonly redacted?: boolean;
  /** What {@link citedTurns} gives of the projection's. */
  readonly evidence?: readonly string[];
  /** Of turns. */
  readonly conversation?: string;
  readonly episode?: string;
  readonly place?: number;
}

/** The fields that {@link toOutline} reads. */
export const OUTLINE_FIELDS: readonly string[] = [ID_KEY, "kind", "at", "projection"];
/** The fields that {@link toViewed} reads. */
export const VIEW_FIELDS: readonly string[] = [...OUTLINE_FIELDS, "record"];
/** The fields that {@link turnPlaceOf} and {@link citedIn} read. */
export const SKETCH_FIELDS: readonly string[] = [
  ID_KEY,
  "kind",
  "at",
  "evidence",
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
    record: JSON.stringify({
      ...toSparse(written, USUALLY_WRITTEN),
      ...(provenance && { provenance: toSparse(provenance, USUAL_PROVENANCE) }),
      ...(turn && { turn: toSparse(turn, USUAL_TURN) }),
      ...(!Number.isInteger(recordedAt) && { recordedAt }),
    }),
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
  return {
    revision: projection.revision,
    projection: writeProjection(isTurn ? { ...projection, text: null } : projection),
    evidence: [...new Set(citedTurns(projection.evidence))],
    ...projectedFields(kind, projection),
    ...(!isTurn && metadataFields(projection.metadata, indexes)),
    ...(!isTurn && projection.text !== null && { text: projection.text }),
  };
}

/** The point of a payload that was read whole. */
export function toStoredPoint(payload: QdrantPayload): StoredPoint {
  const { id, kind, text, at, recordedAt, record, projection, revisions, redacted } =
    readPayload(payload);
  const written = readWritten(record);
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
    projection: readProjection(projection),
    originalText: latest ? text : null,
    revisions: revised,
    isRedacted: redacted ?? false,
  };
}

/** The part that visibility and filters look at. */
export function toViewed(payload: QdrantPayload): ViewedPoint {
  const { kind, at, record, projection: json } = readPayload(payload);
  const projection = readProjection(json);
  const metadata = kind === "turn" ? readWritten(record).metadata : projection.metadata;
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

/** Turns that a point rests on, by any payload; none where it does not say. */
export function citedIn(payload: QdrantPayload): readonly string[] {
  const json = payload["projection"];
  const { evidence = [] } = readPayload(payload);
  return typeof json === "string" ? citedTurns(readProjection(json).evidence) : evidence;
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

function writeProjection(projection: Projection): string {
  const spells = projection.spells.map((spell) => toSparse(spell, USUAL_SPELL));
  return JSON.stringify({ ...toSparse(projection, USUALLY_PROJECTED), spells });
}

function readProjection(json: string): Projection {
  // Written by `writeProjection`.
  const sparse = JSON.parse(json) as Projection;
  const spells = sparse.spells.map((spell) => toWhole(spell, USUAL_SPELL));
  return { ...toWhole(sparse, USUALLY_PROJECTED), spells };
}

function readWritten(json: string): Written & { readonly recordedAt?: number } {
  // Written by `newPayload`.
  const written = toWhole(JSON.parse(json) as Partial<Written>, USUALLY_WRITTEN);
  const { provenance, turn } = written;
  return {
    ...written,
    provenance: provenance && toWhole(provenance, USUAL_PROVENANCE),
    turn: turn && toWhole(turn, USUAL_TURN),
  };
}

function readPayload(payload: QdrantPayload): PointPayload {
  // Written by `newPayload` and by nobody else.
  return payload as unknown as PointPayload;
}
