/** Compares the projections in the file with what the records say. */
import type { RelationRecord } from "../../core/records.ts";
import { deriveState } from "../../core/validity/derive.ts";
import { spellsByAttestation } from "../../core/validity/project.ts";
import { timelineOf } from "../../core/validity/starts.ts";
import type { Entity, LedgerFault } from "../graph-store.ts";
import { loadConnected } from "./connected.ts";
import { entitiesOf } from "./entity-projection.ts";
import { canonicalFor, keysOf, type TenantFile } from "./ledger-rows.ts";
import type { Derived, DerivedLedger } from "./project-ledger.ts";
import { entityKeys, STATEMENTS_AT_ONCE, statementIds, unattestedEdges } from "./rebuild-ledger.ts";
import { projectEdge } from "./relation-projection.ts";
import { readEntities } from "./relation-rows.ts";

/** Every fault of the tenant's ledger, each once. Reads all of it. */
export function verifyLedger(tenant: TenantFile): LedgerFault[] {
  const unattested = unattestedEdges(tenant);
  return [
    ...Array.from(staleStatements(tenant), (id) => ({ kind: "stale-projection" as const, id })),
    ...unattested.map((id) => ({ kind: "relation-without-evidence" as const, id })),
    ...entityFaults(tenant),
  ];
}

function staleStatements(tenant: TenantFile): Set<string> {
  const stale = new Set<string>();
  const seen = new Set<string>();
  const ids = statementIds(tenant);
  for (let start = 0; start < ids.length; start += STATEMENTS_AT_ONCE) {
    const open = ids.slice(start, start + STATEMENTS_AT_ONCE).filter((id) => !seen.has(id));
    const ledger = loadConnected(tenant, open);
    for (const { of } of ledger.attestations) seen.add(of);
    const canonical = canonicalFor(tenant, keysOf(ledger.attestations));
    const derived = { ledger, canonical, state: deriveState(ledger, canonical) };
    for (const id of staleAttestations(derived)) stale.add(id);
    for (const id of staleEdges(tenant, derived)) stale.add(id);
  }
  return stale;
}

/** Statements of which an attestation is kept in the wrong timeline or with wrong spells. */
function staleAttestations({ ledger, state, canonical }: DerivedLedger): string[] {
  const spells = spellsByAttestation(state);
  const stale = [...ledger.rows.values()].filter((row) => {
    const expected = JSON.stringify(spells.get(row.attestation.id) ?? []);
    return (
      row.spells !== expected || row.timeline !== timelineOf(row.attestation, canonical).timeline
    );
  });
  return stale.map(({ attestation }) => attestation.of);
}

interface EdgeRow {
  readonly id: string;
  readonly source: string;
  readonly destination: string;
  readonly recorded_at: number;
  readonly is_shown: number;
  readonly projection: string;
  readonly record: string;
}

/** Edges whose row is not what the records make of it, or that have none. */
function staleEdges({ file, row }: TenantFile, derived: Derived): string[] {
  const statements = [...derived.state.statements.values()];
  const ids = statements.flatMap(({ id, form }) => (form === "relation" ? id : []));
  const sql = `SELECT id, source, destination, recorded_at, is_shown, projection, record FROM relation WHERE tenant = ? AND id IN (SELECT value FROM json_each(?))`;
  const sound = file.all<EdgeRow>(sql, row, JSON.stringify(ids)).filter((edge) => {
    // Written by an insert from a RelationRecord.
    const expected = projectEdge(JSON.parse(edge.record) as RelationRecord, derived);
    return (
      edge.source === expected?.source &&
      edge.destination === expected.destination &&
      edge.recorded_at === expected.recordedAt &&
      (edge.is_shown === 1) === expected.isShown &&
      edge.projection === expected.projection
    );
  });
  return [...new Set(ids).difference(new Set(sound.map(({ id }) => id)))];
}

/** Entities that are not what their mentions make of them. */
function entityFaults(tenant: TenantFile): LedgerFault[] {
  const keys = entityKeys(tenant);
  const kept = new Map(readEntities(tenant, keys).map((entity) => [entity.key, entity]));
  const faults: LedgerFault[] = [];
  for (const [key, expected] of entitiesOf(tenant, keys)) {
    if (isSameEntity(kept.get(key), expected)) continue;
    faults.push({ kind: expected ? "stale-projection" : "entity-without-evidence", id: key });
  }
  return faults;
}

function isSameEntity(actual: Entity | undefined, expected: Entity | null): boolean {
  if (!actual || !expected) return !actual && !expected;
  const { key, name, type, aliases, firstAt } = expected;
  return JSON.stringify(actual) === JSON.stringify({ key, name, type, aliases, firstAt });
}
