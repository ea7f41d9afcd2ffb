/** Compares the projections in the file with what the records say. */
import { projectRelation } from "../../core/validity/project.ts";
import type { Entity, LedgerFault } from "../graph-store.ts";
import { entitiesOf } from "./entity-projection.ts";
import type { TenantFile } from "./ledger-rows.ts";
import { deriveState } from "../../core/validity/derive.ts";
import { loadConnected } from "./connected.ts";
import { canonicalFor, keysOf } from "./ledger-rows.ts";
import { readEntities, readRelations } from "./relation-rows.ts";

/** Every fault of the tenant's ledger. Reads all of it. */
export function verifyLedger(tenant: TenantFile): LedgerFault[] {
  return [...relationFaults(tenant), ...entityFaults(tenant)];
}

function relationFaults(tenant: TenantFile): LedgerFault[] {
  const { file, row } = tenant;
  const told = file.all<{ id: string }>("SELECT DISTINCT of_id AS id FROM attestation WHERE tenant = ?", row);
  const ledger = loadConnected(tenant, told.map(({ id }) => id));
  const canonical = canonicalFor(tenant, keysOf(ledger.attestations));
  const state = deriveState(ledger, canonical);
  const ids = file.all<{ id: string }>("SELECT id FROM relation WHERE tenant = ?", row);
  const faults: LedgerFault[] = [];
  for (const relation of readRelations(tenant, ids.map(({ id }) => id))) {
    const statement = state.statements.get(relation.id);
    if (!statement) {
      faults.push({ kind: "relation-without-evidence", id: relation.id });
      continue;
    }
    const { fact, spells, retractedAt, foldedInto, memoryIds, turnIds, agentIds, runIds } = relation;
    const kept = { fact, spells, retractedAt, foldedInto, memoryIds, turnIds, agentIds, runIds };
    if (JSON.stringify(kept) !== JSON.stringify(projectRelation(statement, state))) {
      faults.push({ kind: "stale-projection", id: relation.id });
    }
  }
  return faults;
}

function entityFaults(tenant: TenantFile): LedgerFault[] {
  const { file, row } = tenant;
  const sql = "SELECT key FROM entity WHERE tenant = ?1 UNION SELECT key FROM mention WHERE tenant = ?1";
  const keys = new Set(file.all<{ key: string }>(sql, row).map(({ key }) => key));
  const kept = new Map(readEntities(tenant, keys).map((entity) => [entity.key, entity]));
  const faults: LedgerFault[] = [];
  for (const [key, expected] of entitiesOf(tenant, keys)) {
    const actual = kept.get(key);
    if (isSameEntity(actual, expected)) continue;
    faults.push({ kind: expected ? "stale-projection" : "entity-without-evidence", id: key });
  }
  return faults;
}

function isSameEntity(actual: Entity | undefined, expected: Entity | null): boolean {
  if (!actual || !expected) return !actual && !expected;
  const { key, name, type, aliases, firstAt } = expected;
  return JSON.stringify(actual) === JSON.stringify({ key, name, type, aliases, firstAt });
}
