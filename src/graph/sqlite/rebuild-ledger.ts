/** Projects a whole tenant anew from its records. */
import type { Projection } from "../../core/visibility.ts";
import type { LedgerOutcome } from "../graph-store.ts";
import { projectEntities } from "./entity-projection.ts";
import { eraseRecords, type TenantFile } from "./ledger-rows.ts";
import { deriveConnected, NOTHING, projectDifference } from "./project-ledger.ts";

/** Statements derived at once: deriving costs their number times that of their attestations. */
export const STATEMENTS_AT_ONCE = 200;

/** Writes every projection and returns those of all memories and turns. No statement changes by it. */
export function rebuildLedger(tenant: TenantFile): LedgerOutcome {
  const { file, row } = tenant;
  const revision = file.bumpRevision(row);
  const projections = new Map<string, Projection>();
  const seen = new Set<string>();
  const ids = statementIds(tenant);
  for (let start = 0; start < ids.length; start += STATEMENTS_AT_ONCE) {
    const open = ids.slice(start, start + STATEMENTS_AT_ONCE).filter((id) => !seen.has(id));
    const after = deriveConnected(tenant, open);
    for (const { of } of after.ledger.attestations) seen.add(of);
    const difference = { before: NOTHING, after, rewritten: new Set<string>() };
    const projected = projectDifference(tenant, difference, revision).projections;
    for (const [id, projection] of projected) projections.set(id, projection);
  }
  eraseRecords(tenant, "relation", unattestedEdges(tenant));
  projectEntities(tenant, entityKeys(tenant));
  return { revision, changes: [], projections, dead: new Set(), redactedTurnIds: [] };
}

/** Every memory and relation that is attested, by id. */
export function statementIds({ file, row }: TenantFile): string[] {
  const sql = "SELECT DISTINCT of_id AS id FROM attestation WHERE tenant = ? ORDER BY of_id";
  return file.all<{ id: string }>(sql, row).map(({ id }) => id);
}

/** Every key that is mentioned or has an entity. */
export function entityKeys({ file, row }: TenantFile): Set<string> {
  const sql =
    "SELECT key FROM mention WHERE tenant = ?1 UNION SELECT key FROM entity WHERE tenant = ?1";
  return new Set(file.all<{ key: string }>(sql, row).map(({ key }) => key));
}

/** Records of edges that nothing attests. */
export function unattestedEdges({ file, row }: TenantFile): string[] {
  const sql = `SELECT id FROM relation WHERE tenant = ?1
    AND NOT EXISTS (SELECT 1 FROM attestation WHERE attestation.tenant = ?1 AND of_id = relation.id)`;
  return file.all<{ id: string }>(sql, row).map(({ id }) => id);
}
