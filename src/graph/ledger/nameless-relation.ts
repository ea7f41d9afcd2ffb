import type { Provenance } from "../../core/records.ts";
import type { RelationProjection } from "../../core/validity/project.ts";

/** An edge before its ends have names. */
export interface NamelessRelation extends RelationProjection {
  readonly id: string;
  readonly source: string;
  readonly type: string;
  readonly destination: string;
  readonly recordedAt: number;
  /** What read it first. */
  readonly provenance: Provenance;
}
