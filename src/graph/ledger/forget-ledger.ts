/** Takes records out of the ledger, whatever they bore on being derived anew. */
import type { Tombstone } from "../../core/records.ts";
import type { LedgerState } from "../../core/validity/derive.ts";
import type { ForgetOutcome, ForgetRequest } from "../graph-store.ts";
import { type DoomedNames, eraseMentions } from "./doomed-names.ts";
import { type Doomed, doomedBy, type Wanted, wantedBy } from "./doomed-records.ts";
import { projectEntities } from "./entity-projection.ts";
import { deriveConnected, projectDifference } from "./project-ledger.ts";
import { attestationsAbout, type LedgerTables } from "./ledger-tables.ts";

/** Erases, leaves tombstones, and projects. Runs inside a transaction. */
export function forgetLedger(tables: LedgerTables, request: ForgetRequest): ForgetOutcome {
  const revision = tables.bumpRevision();
  const wanted = wantedBy(tables, request);
  const doomed = doomedBy(tables, wanted);
  const names = eraseMentions(tables, wanted, doomed);
  const before = deriveConnected(tables, touchedStatements(tables, doomed, names));
  eraseAll(tables, doomed, names);
  tables.buryAll(tombstonesFor(request, wanted, doomed));

  const statements = before.ledger.attestations.map(({ of }) => of);
  const after = deriveConnected(tables, statements);
  const rewritten = edgesInWordsOf(doomed, after.state);
  const { changes, projections } = projectDifference(
    tables,
    { before, after, rewritten },
    revision,
  );
  const entityKeys = projectEntities(tables, names.keys);
  const held = tables.findAttestations("turn_id", doomed.citedTurnIds);
  const redacted = new Set(held.map(({ attestation }) => attestation.turnId));
  const removedTurns = wanted.turnIds.union(doomed.citedTurnIds.difference(redacted));
  for (const id of removedTurns) projections.delete(id);
  return {
    revision,
    changes,
    projections,
    dead: new Set(),
    removed: { ...lostByForm(doomed), entityKeys, attestationCount: doomed.attestations.size },
    removedTurnIds: inOrder(removedTurns),
    redactedTurnIds: inOrder(redacted),
  };
}

/** Whatever the erased bears on. */
function touchedStatements(
  tables: LedgerTables,
  { attestations, supersessions, textless }: Doomed,
  { movedKeys }: DoomedNames,
): Set<string> {
  const statements = new Set<string>();
  for (const { of } of attestations.values()) statements.add(of);
  for (const { of } of textless) statements.add(of);
  for (const { of } of attestationsAbout(tables, movedKeys)) statements.add(of);
  for (const { old, by, byForm } of supersessions) {
    statements.add(old);
    if (byForm !== "turn") statements.add(by);
  }
  return statements;
}

function eraseAll(tables: LedgerTables, doomed: Doomed, { merges }: DoomedNames): void {
  const { attestations, lost, supersessions, textless } = doomed;
  tables.eraseRecords("attestation", attestations.keys());
  tables.eraseRecords("relation", lost);
  // A link through a statement stays: what it closed may end where the chain leads.
  const ended = supersessions.filter(({ byForm }) => byForm === "turn");
  tables.eraseRecords("supersession", ended.map(idOf));
  tables.eraseRecords("merge", merges.map(idOf));
  for (const attestation of textless) tables.eraseText(attestation);
}

/** What loses its last attestation has none: another that comes late may keep it alive. */
function tombstonesFor(
  { at, episodeIds }: ForgetRequest,
  { memoryIds, relationIds, turnIds }: Wanted,
  { citedTurnIds }: Doomed,
): Tombstone[] {
  const erased = [...memoryIds, ...relationIds, ...turnIds, ...episodeIds];
  return [
    ...erased.map((id): Tombstone => ({ id, at, form: "erased" })),
    ...Array.from(citedTurnIds, (id): Tombstone => ({ id, at, form: "redacted" })),
  ];
}

/** Edges that show a telling whose words are gone. */
function edgesInWordsOf({ textless }: Doomed, { statements }: LedgerState): Set<string> {
  const ids = new Set(textless.map(idOf));
  const edges = new Set(textless.map(({ of }) => of));
  for (const { id, spells } of ids.size > 0 ? statements.values() : []) {
    const isShowing = spells.some((spell) => spell.attestationIds.some((told) => ids.has(told)));
    if (isShowing) edges.add(id);
  }
  return edges;
}

function lostByForm({ attestations, lost }: Doomed): {
  readonly memoryIds: string[];
  readonly relationIds: string[];
} {
  const told = [...attestations.values()];
  const edges = new Set(told.flatMap(({ of, form }) => (form === "relation" ? of : [])));
  return {
    memoryIds: inOrder(lost.difference(edges)),
    relationIds: inOrder(lost.intersection(edges)),
  };
}

/** By id: tables answer in no particular order, and a receipt is the same on every store. */
function inOrder(ids: ReadonlySet<string>): string[] {
  return [...ids].toSorted();
}

function idOf({ id }: { readonly id: string }): string {
  return id;
}
