/** What the records make of an edge. */
import type { RelationRecord } from "../../core/records.ts";
import type { Canonical } from "../../core/validity/canonical.ts";
import type { LedgerState } from "../../core/validity/derive.ts";
import { projectRelation } from "../../core/validity/project.ts";

/** The part of an edge's row that is projected. */
export interface ProjectedRelation {
  /** The entities that its ends are today. */
  readonly source: string;
  readonly destination: string;
  /** When the first telling of it that is left was recorded. */
  readonly recordedAt: number;
  /** False if it was taken back, or another edge tells the same. */
  readonly isShown: boolean;
  /** JSON of a `RelationProjection` with what read the edge first. */
  readonly projection: string;
}

/** Projects an edge; undefined if nothing attests it. */
export function projectEdge(
  record: RelationRecord,
  { state, canonical }: { readonly state: LedgerState; readonly canonical: Canonical },
): ProjectedRelation | undefined {
  const statement = state.statements.get(record.id);
  if (!statement) return undefined;
  let recordedAt = Number.POSITIVE_INFINITY;
  for (const { attestation } of state.attestations.values()) {
    if (attestation.of === record.id) recordedAt = Math.min(recordedAt, attestation.recordedAt);
  }
  return {
    source: canonical(record.source),
    destination: canonical(record.destination),
    recordedAt,
    isShown: statement.spells.length > 0,
    projection: JSON.stringify({
      ...projectRelation(statement, state),
      provenance: record.provenance,
    }),
  };
}
