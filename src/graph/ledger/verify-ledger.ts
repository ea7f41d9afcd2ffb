/** Compares the projections with what the records say. */
import { deriveState } from "../../core/validity/derive.ts";
import { spellsByAttestation } from "../../core/validity/project.ts";
import { timelineOf } from "../../core/validity/starts.ts";
import type { Entity, LedgerFault } from "../graph-store.ts";
import { loadConnected } from "./connected.ts";
import { entitiesOf } from "./entity-projection.ts";
import { shownOf } from "./narrow-entities.ts";
import type { Derived, DerivedLedger } from "./project-ledger.ts";
import { STATEMENTS_AT_ONCE } from "./rebuild-ledger.ts";
import { projectEdge } from "./relation-projection.ts";
import { canonicalFor, keysOf, type LedgerTables } from "./ledger-tables.ts";

/** Every fault of the tenant's ledger, each once. Reads all of it. */
export function verifyLedger(tables: LedgerTables): LedgerFault[] {
  const unattested = tables.unattestedEdges();
  return [
    ...Array.from(staleStatements(tables), (id) => ({ kind: "stale-projection" as const, id })),
    ...unattested.map((id) => ({ kind: "relation-without-evidence" as const, id })),
    ...entityFaults(tables),
  ];
}

function staleStatements(tables: LedgerTables): Set<string> {
  const stale = new Set<string>();
  const seen = new Set<string>();
  const ids = tables.statementIds();
  for (let start = 0; start < ids.length; start += STATEMENTS_AT_ONCE) {
    const open = ids.slice(start, start + STATEMENTS_AT_ONCE).filter((id) => !seen.has(id));
    const ledger = loadConnected(tables, open);
    for (const { of } of ledger.attestations) seen.add(of);
    const canonical = canonicalFor(tables, keysOf(ledger.attestations));
    const derived = { ledger, canonical, state: deriveState(ledger, canonical) };
    for (const id of staleAttestations(derived)) stale.add(id);
    for (const id of staleEdges(tables, derived)) stale.add(id);
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

/** Edges whose row is not what the records make of it, or that have none. */
function staleEdges(tables: LedgerTables, derived: Derived): string[] {
  const statements = [...derived.state.statements.values()];
  const ids = statements.flatMap(({ id, form }) => (form === "relation" ? id : []));
  const sound = tables.readEdges(ids).filter((edge) => {
    const expected = projectEdge(edge.record, derived);
    return (
      edge.source === expected?.source &&
      edge.destination === expected.destination &&
      edge.recordedAt === expected.recordedAt &&
      edge.isShown === expected.isShown &&
      edge.projection === expected.projection
    );
  });
  return [...new Set(ids).difference(new Set(sound.map(({ record }) => record.id)))];
}

/** Entities that are not what their mentions make of them. */
function entityFaults(tables: LedgerTables): LedgerFault[] {
  const keys = tables.entityKeys();
  const kept = new Map(tables.readEntities(keys).map((entity) => [entity.key, entity]));
  const faults: LedgerFault[] = [];
  for (const [key, expected] of entitiesOf(tables, keys)) {
    if (isSameEntity(kept.get(key), expected)) continue;
    faults.push({ kind: expected ? "stale-projection" : "entity-without-evidence", id: key });
  }
  return faults;
}

function isSameEntity(actual: Entity | undefined, expected: Entity | null): boolean {
  if (!actual || !expected) return !actual && !expected;
  return JSON.stringify(shownOf(actual)) === JSON.stringify(shownOf(expected));
}
