/** Projects a whole tenant anew from its records. */
import type { Projection } from "../../core/visibility.ts";
import type { LedgerOutcome } from "../graph-store.ts";
import { projectEntities } from "./entity-projection.ts";
import { deriveConnected, NOTHING, projectDifference } from "./project-ledger.ts";
import type { LedgerTables } from "./ledger-tables.ts";

/** Statements derived at once: deriving costs their number times that of their attestations. */
export const STATEMENTS_AT_ONCE = 200;

/** Writes every projection and returns those of all memories and turns. No statement changes by it. */
export function rebuildLedger(tables: LedgerTables): LedgerOutcome {
  const revision = tables.bumpRevision();
  const projections = new Map<string, Projection>();
  const seen = new Set<string>();
  const ids = tables.statementIds();
  for (let start = 0; start < ids.length; start += STATEMENTS_AT_ONCE) {
    const open = ids.slice(start, start + STATEMENTS_AT_ONCE).filter((id) => !seen.has(id));
    const after = deriveConnected(tables, open);
    for (const { of } of after.ledger.attestations) seen.add(of);
    const difference = { before: NOTHING, after, rewritten: new Set<string>() };
    const projected = projectDifference(tables, difference, revision).projections;
    for (const [id, projection] of projected) projections.set(id, projection);
  }
  tables.eraseRecords("relation", tables.unattestedEdges());
  projectEntities(tables, tables.entityKeys());
  return { revision, changes: [], projections, dead: new Set(), redactedTurnIds: [] };
}
