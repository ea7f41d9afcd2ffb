/** Derives what a write changed and writes the projections: edges here, memories and turns for the vector store. */
import type { Attestation, Merge } from "../../core/records.ts";
import { canonicalizer, type Canonical } from "../../core/validity/canonical.ts";
import { deriveState, type LedgerState, type StatementState } from "../../core/validity/derive.ts";
import {
  projectMemory,
  projectRelation,
  projectTurn,
  spellsByAttestation,
} from "../../core/validity/project.ts";
import { timelineOf } from "../../core/validity/starts.ts";
import type { Projection } from "../../core/visibility.ts";
import type { StatementChange } from "../graph-store.ts";
import { type ConnectedLedger, loadConnected } from "./connected.ts";
import {
  canonicalFor,
  findAttestations,
  findRelationRecords,
  keysOf,
  type TenantFile,
  updateAttestation,
} from "./ledger-rows.ts";

/** A ledger with its state under some merges. */
export interface DerivedLedger {
  readonly ledger: ConnectedLedger;
  readonly canonical: Canonical;
  readonly state: LedgerState;
}

/** What is projected for the vector store and reported. */
export interface ProjectedChanges {
  readonly changes: readonly StatementChange[];
  readonly projections: Map<string, Projection>;
}

const NOTHING: LedgerState = { statements: new Map(), attestations: new Map() };

/** Loads and derives what bears on these statements, after putting their timelines where merges say they belong. */
export function deriveConnected(tenant: TenantFile, statementIds: Iterable<string>): DerivedLedger {
  const ids = new Set(statementIds);
  let ledger = loadConnected(tenant, ids);
  let canonical = canonicalFor(tenant, keysOf(ledger.attestations));
  // A merge moves timelines, which may connect more: a new merge or a first record settles in one more round.
  for (;;) {
    const moved = moveTimelines(tenant, ledger, canonical);
    if (moved === 0) break;
    ledger = loadConnected(
      tenant,
      ledger.attestations.map(({ of }) => of),
    );
    canonical = canonicalFor(tenant, keysOf(ledger.attestations));
  }
  return { ledger, canonical, state: deriveState(ledger, canonical) };
}

/** The state as it was without some records and merges: what a write found. */
export function deriveWithout(
  { ledger }: DerivedLedger,
  fresh: ReadonlySet<string>,
  mergesBefore: Canonical,
): LedgerState {
  const attestations = ledger.attestations.filter(({ id }) => !fresh.has(id));
  if (attestations.length === 0) return NOTHING;
  const supersessions = ledger.supersessions.filter(({ id }) => !fresh.has(id));
  return deriveState({ attestations, supersessions }, mergesBefore);
}

/** Writes the projections of what differs between two states, or was told anew. */
export function projectDifference(
  tenant: TenantFile,
  before: LedgerState,
  after: DerivedLedger,
  revision: number,
): ProjectedChanges {
  const changes = differences(before, after.state);
  const projections = new Map<string, Projection>();
  const touched = touchedTurns(tenant, after);
  for (const change of changes) {
    if (!change.after) continue;
    if (change.form === "relation") writeRelation(tenant, change.after, after, revision);
    else projections.set(change.id, projectMemory(change.after, after.state, revision));
  }
  for (const [id, projection] of projectTurns(tenant, touched, revision)) {
    projections.set(id, projection);
  }
  return { changes, projections };
}

/** Projections of turns, from all that they attest. */
export function projectTurns(
  tenant: TenantFile,
  turnIds: Iterable<string>,
  revision: number,
): Map<string, Projection> {
  const projections = new Map<string, Projection>();
  const rows = findAttestations(tenant, "turn_id", turnIds);
  for (const [turnId, own] of Map.groupBy(rows, ({ attestation }) => attestation.turnId)) {
    const told = own.filter(({ attestation }) => !attestation.isRevision);
    const first = told[0]?.attestation;
    if (!first) continue;
    const spells = told.map((row) => ({ spells: JSON.parse(row.spells) }));
    projections.set(turnId, projectTurn(spells, first, revision));
  }
  return projections;
}

function moveTimelines(tenant: TenantFile, ledger: ConnectedLedger, canonical: Canonical): number {
  let moved = 0;
  for (const { attestation, timeline, spells } of ledger.rows.values()) {
    // One that was adopted into its memory's slot stays there; deriving decides.
    if (!attestation.slot) continue;
    const own = timelineOf(attestation, canonical).timeline;
    if (own === timeline || ledger.rows.get(attestation.id)?.timeline === own) continue;
    if (isAdopted(attestation, ledger)) continue;
    updateAttestation(tenant, attestation.id, own, JSON.parse(spells));
    moved += 1;
  }
  return moved;
}

/** Whether a revision of the memory decides where this attestation stands. */
function isAdopted({ of, isRevision }: Attestation, ledger: ConnectedLedger): boolean {
  if (isRevision) return false;
  return ledger.attestations.some((other) => other.of === of && other.isRevision && other.slot);
}

function differences(before: LedgerState, after: LedgerState): StatementChange[] {
  const changes: StatementChange[] = [];
  const toldBefore = countTold(before);
  const toldAfter = countTold(after);
  for (const id of new Set([...before.statements.keys(), ...after.statements.keys()])) {
    const was = before.statements.get(id) ?? null;
    const is = after.statements.get(id) ?? null;
    const isSame =
      toldBefore.get(id) === toldAfter.get(id) && JSON.stringify(was) === JSON.stringify(is);
    const form = (is ?? was)?.form;
    if (isSame || !form) continue;
    changes.push({
      id,
      form,
      before: was,
      after: is,
      timelines: timelinesOf(id, is ? after : before),
    });
  }
  return changes;
}

function countTold(state: LedgerState): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { attestation } of state.attestations.values()) {
    counts.set(attestation.of, (counts.get(attestation.of) ?? 0) + 1);
  }
  return counts;
}

function timelinesOf(id: string, state: LedgerState): string[] {
  const timelines = new Set<string>();
  for (const { attestation, timeline } of state.attestations.values()) {
    if (attestation.of === id) timelines.add(timeline);
  }
  return [...timelines];
}

/** Writes what each attestation tells now, and names the turns for which that is news. */
function touchedTurns(tenant: TenantFile, { ledger, state }: DerivedLedger): Set<string> {
  const touched = new Set<string>();
  const spells = spellsByAttestation(state);
  for (const [id, resolved] of state.attestations) {
    const row = ledger.rows.get(id);
    const now = spells.get(id) ?? [];
    const isSame = row?.timeline === resolved.timeline && row.spells === JSON.stringify(now);
    if (isSame) continue;
    updateAttestation(tenant, id, resolved.timeline, now);
    touched.add(resolved.attestation.turnId);
  }
  return touched;
}

function writeRelation(
  tenant: TenantFile,
  statement: StatementState,
  { state, canonical }: DerivedLedger,
  revision: number,
): void {
  const [record] = findRelationRecords(tenant, [statement.id]);
  if (!record) return;
  const projection = projectRelation(statement, state);
  const isShown = projection.spells.length > 0 && projection.foldedInto === null;
  const sql = `UPDATE relation SET source = ?, destination = ?, revision = ?, is_shown = ?, projection = ? WHERE tenant = ? AND id = ? AND revision <= ?`;
  const ends = [canonical(record.source), canonical(record.destination)] as const;
  const shown = isShown ? 1 : 0;
  const { file, row } = tenant;
  file.run(sql, ...ends, revision, shown, JSON.stringify(projection), row, statement.id, revision);
}

/** The canonical function without some merges. */
export function canonicalWithout(
  merges: readonly Merge[],
  fresh: ReadonlySet<string>,
): Canonical {
  return canonicalizer(merges.filter(({ id }) => !fresh.has(id)));
}
