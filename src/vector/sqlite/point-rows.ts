/** Rows of `point` and `point_revision`: written and read as the port's records. */
import type { Attribution, HitKind, Metadata, Provenance, Revision } from "../../core/records.ts";
import type { Projection } from "../../core/visibility.ts";
import type { SqliteFile } from "../../sqlite/sqlite-file.ts";
import type { NewPoint, StoredPoint, TurnDetails } from "../vector-store.ts";
import { decodeView, encodeOtherMetadata, encodeView } from "./point-view.ts";

/** The columns that {@link toStoredPoint} reads. */
export const POINT_COLUMNS: string =
  "seq, id, kind, text, text_key, original_text, at, recorded_at, episode_id, turn_index, details, metadata, " +
  "projected_text, is_redacted, revision, view, retracted_at, evidence";

/** A row of `point`, with {@link POINT_COLUMNS}. */
export interface PointRow {
  readonly seq: number;
  readonly id: string;
  readonly kind: HitKind;
  readonly text: string;
  readonly text_key: string | null;
  readonly original_text: string | null;
  readonly at: number;
  readonly recorded_at: number;
  readonly episode_id: string | null;
  readonly turn_index: number | null;
  readonly details: string;
  readonly metadata: string;
  readonly projected_text: string | null;
  readonly is_redacted: number;
  readonly revision: number;
  readonly view: string;
  readonly retracted_at: number | null;
  readonly evidence: string;
}

interface RevisionRow {
  readonly id: string;
  readonly memory_id: string;
  readonly text: string;
  readonly text_key: string;
  readonly recorded_at: number;
}

/** What `details` holds as JSON. */
interface Details {
  readonly attributedTo: Attribution;
  readonly agentId: string | null;
  readonly provenance: Provenance | null;
  readonly turn: Omit<TurnDetails, "episodeId" | "index"> | null;
}

/** Where a row goes: the tenant, its row number, and the stamp of this write. */
export interface RowPlace {
  readonly tenantRow: number;
  readonly row: number;
  readonly stamp: number;
}

/** Writes the row of a point that is not there yet. */
export function insertRow(
  file: SqliteFile,
  { tenantRow, row, stamp }: RowPlace,
  point: NewPoint,
  terms: string,
): void {
  const { kind, turn, projection } = point;
  file.run(
    "INSERT INTO point (seq, tenant, id, kind, text, text_key, at, recorded_at, conversation, episode_id, " +
      "turn_index, details, metadata, projected_text, terms, revision, view, retracted_at, evidence, stamp) " +
      "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
    row,
    tenantRow,
    point.id,
    kind,
    point.text,
    point.textKey,
    point.at,
    point.recordedAt,
    turn && JSON.stringify([point.agentId, turn.runId]),
    turn?.episodeId ?? null,
    turn?.index ?? null,
    encodeDetails(point),
    encodeOtherMetadata(kind, point),
    projection.text,
    terms,
    projection.revision,
    encodeView(kind, point.metadata, projection),
    projection.retractedAt,
    JSON.stringify(projection.evidence),
    stamp,
  );
}

function encodeDetails({ attributedTo, agentId, provenance, turn }: NewPoint): string {
  let rest: Details["turn"] = null;
  if (turn) {
    const { role, name, ref, runId, expiresAt } = turn;
    rest = { role, name, ref, runId, expiresAt };
  }
  const details: Details = { attributedTo, agentId, provenance, turn: rest };
  return JSON.stringify(details);
}

/**
 * Writes a projection unless a newer revision's is there.
 *
 * The text follows it; of a revised memory the original text does, so that what was erased stays in neither.
 *
 * @returns Whether it was written.
 */
export function projectRow(
  file: SqliteFile,
  place: RowPlace,
  point: { readonly kind: HitKind; readonly view: string; readonly metadata: string },
  projection: Projection,
): boolean {
  const isTurn = point.kind === "turn";
  // Filters see a turn's own metadata, so that stays in the view, and the projected ones go beside it.
  const own = isTurn ? decodeView("turn", 0, point.view).metadata : {};
  const text = isTurn ? null : projection.text;
  const { changes } = file.run(
    "UPDATE point SET revision = ?, view = ?, metadata = ?, retracted_at = ?, evidence = ?, stamp = ?, " +
      "projected_text = ?, text = CASE WHEN original_text IS NULL THEN COALESCE(?, text) ELSE text END, " +
      "original_text = CASE WHEN original_text IS NULL THEN NULL ELSE COALESCE(?, original_text) END " +
      "WHERE seq = ? AND revision <= ?",
    projection.revision,
    encodeView(point.kind, own, projection),
    isTurn ? JSON.stringify(projection.metadata) : point.metadata,
    projection.retractedAt,
    JSON.stringify(projection.evidence),
    place.stamp,
    text,
    text,
    text,
    place.row,
    projection.revision,
  );
  return changes > 0;
}

/** The revisions of these memories, by memory, the earliest first. */
export function readRevisions(
  file: SqliteFile,
  tenantRow: number,
  memoryIds: readonly string[],
): Map<string, Revision[]> {
  const rows = file.all<RevisionRow>(
    "SELECT id, memory_id, text, text_key, recorded_at FROM point_revision WHERE tenant = ? " +
      "AND memory_id IN (SELECT value FROM json_each(?)) ORDER BY memory_id, recorded_at, id",
    tenantRow,
    JSON.stringify(memoryIds),
  );
  const revisions = rows.map(({ id, memory_id, text, text_key, recorded_at }) => ({
    id,
    memoryId: memory_id,
    text,
    textKey: text_key,
    recordedAt: recorded_at,
  }));
  return Map.groupBy(revisions, ({ memoryId }) => memoryId);
}

/** Reads rows as points, in their order, each with its revisions. */
export function toStoredPoints(
  file: SqliteFile,
  tenantRow: number,
  rows: readonly PointRow[],
): StoredPoint[] {
  const revised = rows.filter(({ original_text }) => original_text !== null).map(({ id }) => id);
  const revisions = revised.length > 0 ? readRevisions(file, tenantRow, revised) : undefined;
  return rows.map((row) => toStoredPoint(row, revisions?.get(row.id) ?? []));
}

function toStoredPoint(row: PointRow, revisions: readonly Revision[]): StoredPoint {
  // Written by `encodeDetails` and `encodeOtherMetadata`, and by nobody else.
  const { attributedTo, agentId, provenance, turn } = JSON.parse(row.details) as Details;
  const other = JSON.parse(row.metadata) as Metadata;
  const view = decodeView(row.kind, row.at, row.view);
  const isTurn = row.kind === "turn";
  return {
    id: row.id,
    kind: row.kind,
    text: row.text,
    textKey: row.text_key,
    attributedTo,
    agentId,
    at: row.at,
    recordedAt: row.recorded_at,
    provenance,
    turn: turn && { episodeId: row.episode_id ?? "", index: row.turn_index ?? 0, ...turn },
    metadata: isTurn ? view.metadata : other,
    projection: {
      ...view.projection,
      metadata: isTurn ? other : view.metadata,
      revision: row.revision,
      retractedAt: row.retracted_at,
      text: row.projected_text,
      // Written as a list of ids.
      evidence: JSON.parse(row.evidence) as string[],
    },
    originalText: row.original_text,
    revisions,
    isRedacted: row.is_redacted !== 0,
  };
}
