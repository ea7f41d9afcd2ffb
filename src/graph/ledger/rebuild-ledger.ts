/** Projects a whole tenant anew from its records. */
import type { Projection } from "../../core/visibility.ts";
import type { LedgerOutcome } from "../graph-store.ts";
import { projectEntities } from "./entity-projection.ts";
import { deriveConnected, NOTHING, projectDifference } from "./project-ledger.ts";
import type { LedgerTables } from "./ledger-tables.ts";

/** Statements derived at once: deriving costs their number times that of their attestations. */
export const STATEMENTS_AT_ONCE = 200;

/** What is projected anew in one write. */
export interface PartToRebuild {
  readonly statements: readonly string[];
  /** Edges that nothing seems to attest: those that nothing does go. */
  readonly edges: readonly string[];
  /** Of entities. */
  readonly keys: Iterable<string>;
}

/** What came of it. */
export interface RebuiltPart {
  readonly revision: number;
  /** Statements that are projected now: those of the part, and what is connected with them. */
  readonly seen: ReadonlySet<string>;
  readonly projections: ReadonlyMap<string, Projection>;
}

/** Writes every projection and returns those of all memories and turns. No statement changes by it. */
export function rebuildLedger(tables: LedgerTables): LedgerOutcome {
  const { revision, projections } = rebuildPart(tables, {
    statements: tables.statementIds(),
    edges: tables.unattestedEdges(),
    keys: tables.entityKeys(),
  });
  return { revision, changes: [], projections, dead: new Set(), redactedTurnIds: [] };
}

/** Writes the projections of a part of the tenant, and returns those of its memories and turns. */
export function rebuildPart(
  tables: LedgerTables,
  { statements, edges, keys }: PartToRebuild,
): RebuiltPart {
  const revision = tables.bumpRevision();
  const projections = new Map<string, Projection>();
  const seen = new Set<string>();
  for (let start = 0; start < statements.length; start += STATEMENTS_AT_ONCE) {
    const some = statements.slice(start, start + STATEMENTS_AT_ONCE);
    const after = deriveConnected(
      tables,
      some.filter((id) => !seen.has(id)),
    );
    for (const { of } of after.ledger.attestations) seen.add(of);
    const difference = { before: NOTHING, after, rewritten: new Set<string>() };
    const projected = projectDifference(tables, difference, revision).projections;
    for (const [id, projection] of projected) projections.set(id, projection);
  }
  const attested = tables.findAttestations("of_id", edges).map(({ attestation }) => attestation.of);
  const stray = new Set(edges).difference(new Set(attested));
  const kept = tables.readEdges(stray).map(({ record }) => record.id);
  tables.eraseRecords("relation", kept);
  projectEntities(tables, keys);
  return { revision, seen, projections };
}
