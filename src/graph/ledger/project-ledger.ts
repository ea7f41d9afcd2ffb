/** Derives what a write changed and writes the projections: edges here, memories and turns for the vector store. */
import { InvariantError } from "../../core/errors.ts";
import { must } from "../../core/must.ts";
import type { Attestation, RelationRecord, Spell } from "../../core/records.ts";
import type { Canonical } from "../../core/validity/canonical.ts";
import { deriveState, type LedgerState } from "../../core/validity/derive.ts";
import {
  projectMemory,
  projectTurn,
  spellsByAttestation,
  type Telling,
} from "../../core/validity/project.ts";
import { timelineOf } from "../../core/validity/starts.ts";
import type { Projection } from "../../core/visibility.ts";
import type { StatementChange } from "../graph-store.ts";
import { type ConnectedLedger, ledgerWithout, loadConnected } from "./connected.ts";
import { projectEdge } from "./relation-projection.ts";
import { canonicalFor, keysOf, type LedgerTables } from "./ledger-tables.ts";

/** What holds under some merges. */
export interface Derived {
  readonly canonical: Canonical;
  readonly state: LedgerState;
}

/** What holds, with the records it was derived from. */
export interface DerivedLedger extends Derived {
  readonly ledger: ConnectedLedger;
}

/** What a write found and what it left. */
export interface Difference {
  readonly before: Derived;
  readonly after: DerivedLedger;
  /** Edges whose record or words changed, whatever became of their state. */
  readonly rewritten: ReadonlySet<string>;
}

/** What is projected for the vector store and reported. */
export interface ProjectedChanges {
  readonly changes: readonly StatementChange[];
  readonly projections: Map<string, Projection>;
}

/** Nothing, under no merges. */
export const NOTHING: Derived = {
  canonical: (key) => key,
  state: { statements: new Map(), attestations: new Map() },
};

/** Loads and derives what bears on these statements, after putting attestations where merges say they belong. */
export function deriveConnected(
  tables: LedgerTables,
  statementIds: Iterable<string>,
): DerivedLedger {
  let ledger = loadConnected(tables, statementIds);
  // What moves meets others, which are then loaded too; it never moves again, as no merge is written meanwhile. So no more
  // can move than there are.
  for (let movedCount = 0; movedCount <= ledger.rows.size;) {
    const canonical = canonicalFor(tables, keysOf(ledger.attestations));
    const moved = moveAttestations(tables, ledger, canonical);
    if (moved === 0) return { ledger, canonical, state: deriveState(ledger, canonical) };
    movedCount += moved;
    const ids = ledger.attestations.map(({ of }) => of);
    ledger = loadConnected(tables, ids);
  }
  throw new InvariantError("Attestations move from timeline to timeline, and do not come to rest");
}

/** The state as it would be without some records and merges: what a write found. */
export function deriveWithout(
  { ledger }: DerivedLedger,
  ids: ReadonlySet<string>,
  canonical: Canonical,
): Derived {
  return { canonical, state: deriveState(ledgerWithout(ledger, ids), canonical) };
}

/** Writes the projections of what differs, and of the turns that tell it. */
export function projectDifference(
  tables: LedgerTables,
  difference: Difference,
  revision: number,
): ProjectedChanges {
  const { before, after, rewritten } = difference;
  const records = relationRecords(tables, after.state);
  const changes = changesOf(difference, records);
  const projections = new Map<string, Projection>();
  const edges = new Set(rewritten);
  for (const { id, form, after: statement } of changes) {
    if (form === "relation") edges.add(id);
    else if (statement) projections.set(id, projectMemory(statement, after.state, revision));
  }
  for (const id of edges) {
    const record = records.get(id);
    if (record) writeRelation(tables, record, after, revision);
  }
  const turnIds = touchedTurns(tables, before.state, after);
  const former = before.state.attestations.values();
  const turns = projectTurns(tables, turnIds, { former, revision });
  for (const [id, projection] of turns) projections.set(id, projection);
  return { changes, projections };
}

function relationRecords(tables: LedgerTables, state: LedgerState): Map<string, RelationRecord> {
  const relations = [...state.statements.values()].filter(({ form }) => form === "relation");
  const ids = relations.map(({ id }) => id);
  return new Map(tables.findRelationRecords(ids).map((record) => [record.id, record]));
}

/** Projections of turns, from all that they attest still; `former` are attestations that they may have lost. */
export function projectTurns(
  tables: LedgerTables,
  turnIds: ReadonlySet<string>,
  context: {
    readonly former: Iterable<{ readonly attestation: Attestation }>;
    readonly revision: number;
  },
): Map<string, Projection> {
  const told = new Map<string, { turn: Attestation; tellings: Telling[] }>();
  for (const { attestation } of context.former) {
    const { turnId } = attestation;
    if (turnIds.has(turnId)) told.set(turnId, { turn: attestation, tellings: [] });
  }
  const rows = tables.findAttestations("turn_id", turnIds);
  for (const row of rows.toSorted((a, b) => (a.attestation.id < b.attestation.id ? -1 : 1))) {
    const { attestation } = row;
    if (attestation.isRevision) continue;
    const tellings = told.get(attestation.turnId)?.tellings ?? [];
    // Written below from a list of spells.
    tellings.push({ attestation, spells: JSON.parse(row.spells) as Spell[] });
    told.set(attestation.turnId, { turn: attestation, tellings });
  }
  return new Map(
    Array.from(told, ([id, { turn, tellings }]) => [
      id,
      projectTurn(tellings, turn, context.revision),
    ]),
  );
}

/** Puts every attestation into the timeline of its own slot. Returns how many were elsewhere. */
function moveAttestations(
  tables: LedgerTables,
  { rows }: ConnectedLedger,
  canonical: Canonical,
): number {
  let moved = 0;
  for (const { attestation, timeline } of rows.values()) {
    const own = timelineOf(attestation, canonical).timeline;
    if (own === timeline) continue;
    tables.moveAttestation(attestation.id, own);
    moved += 1;
  }
  return moved;
}

function changesOf(
  { before, after }: Difference,
  records: ReadonlyMap<string, RelationRecord>,
): StatementChange[] {
  const changes: StatementChange[] = [];
  const toldBefore = countTold(before.state);
  const toldAfter = countTold(after.state);
  const areEndsMoved = (id: string): boolean => {
    const { source, destination } = records.get(id) ?? { source: "", destination: "" };
    return [source, destination].some((key) => before.canonical(key) !== after.canonical(key));
  };
  const ids = new Set([...before.state.statements.keys(), ...after.state.statements.keys()]);
  for (const id of ids) {
    const was = before.state.statements.get(id) ?? null;
    const is = after.state.statements.get(id) ?? null;
    const isSame =
      toldBefore.get(id) === toldAfter.get(id) &&
      JSON.stringify(was) === JSON.stringify(is) &&
      !areEndsMoved(id);
    const form = (is ?? was)?.form;
    if (isSame || !form) continue;
    const timelines = timelinesOf(id, is ? after.state : before.state);
    changes.push({ id, form, before: was, after: is, timelines });
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
  for (const { attestation, placement } of state.attestations.values()) {
    if (attestation.of === id) timelines.add(placement.timeline);
  }
  return [...timelines];
}

/** Writes when what each attestation tells holds, and names the turns for which that is news. */
function touchedTurns(
  tables: LedgerTables,
  before: LedgerState,
  { ledger, state }: DerivedLedger,
): Set<string> {
  const touched = new Set<string>();
  const spellsBefore = spellsByAttestation(before);
  const textBefore = spellTexts();
  const textNow = spellTexts();
  for (const [id, spells] of spellsByAttestation(state)) {
    const row = must(ledger.rows.get(id), "the attestation's row");
    const now = textNow(spells);
    if (row.spells !== now) tables.writeSpells(id, now);
    const was = spellsBefore.get(id);
    const isSame = row.spells === now && was !== undefined && textBefore(was) === now;
    if (!isSame) touched.add(row.attestation.turnId);
  }
  for (const [id, { attestation }] of before.attestations) {
    if (!state.attestations.has(id)) touched.add(attestation.turnId);
  }
  return touched;
}

/** The JSON of lists of spells. Most lists are one spell, which many attestations share: it is written once. */
function spellTexts(): (spells: readonly Spell[]) => string {
  const texts = new Map<Spell, string>();
  return (spells) => {
    const [only] = spells;
    if (!only || spells.length > 1) return JSON.stringify(spells);
    const text = texts.get(only) ?? JSON.stringify(spells);
    texts.set(only, text);
    return text;
  };
}

function writeRelation(
  tables: LedgerTables,
  record: RelationRecord,
  derived: DerivedLedger,
  revision: number,
): void {
  const edge = projectEdge(record, derived);
  if (edge) tables.writeEdge(record.id, edge, revision);
}
