/** Writes records into the ledger and projects what they bear on. */
import type { LedgerRecords, Merge } from "../../core/records.ts";
import { canonicalizer } from "../../core/validity/canonical.ts";
import type { LedgerOutcome } from "../graph-store.ts";
import { projectMentioned } from "./entity-projection.ts";
import { livingRecords } from "./late-records.ts";
import { deriveConnected, deriveWithout, projectDifference } from "./project-ledger.ts";
import { canonicalFor, attestationsAbout, keysOf, type LedgerTables } from "./ledger-tables.ts";

/** Inserts what tombstones let live, and projects. Runs inside a transaction. */
export function commitLedger(tables: LedgerTables, records: LedgerRecords): LedgerOutcome {
  const revision = tables.bumpRevision();
  const { alive, dead, redactedTurnIds } = livingRecords(tables, records);
  const keys = keysIn(alive);
  const freshMentions = tables.insertRecords(alive, canonicalFor(tables, keys));
  // What was there already counts as written now, so that a repeated commit tells what the first one did.
  const { attestations, supersessions, relations } = alive;
  const written = new Set([...attestations, ...supersessions, ...alive.merges].map(({ id }) => id));
  const isOlder = ({ id }: Merge): boolean => !written.has(id);
  const movedKeys = keysMoved(tables.countingMerges(keys, alive.merges), isOlder);
  const after = deriveConnected(tables, touchedStatements(tables, alive, movedKeys));
  const merges = tables.countingMerges(keysOf(after.ledger.attestations), alive.merges);
  const before = deriveWithout(after, written, canonicalizer(merges.filter(isOlder)));
  const rewritten = new Set(relations.map(({ id }) => id));
  const projected = projectDifference(tables, { before, after, rewritten }, revision);
  projectMentioned(tables, freshMentions, movedKeys);
  return { revision, ...projected, dead, redactedTurnIds };
}

/** Every key that the records speak of. */
function keysIn({ attestations, mentions, merges }: LedgerRecords): Set<string> {
  const keys = keysOf(attestations);
  for (const { key } of mentions) keys.add(key);
  for (const { from, into } of merges) keys.add(from).add(into);
  return keys;
}

/** Keys that stand for another entity with all of these merges than with some: repeating one that is known moves none. */
export function keysMoved(
  merges: readonly Merge[],
  isKept: (merge: Merge) => boolean,
): Set<string> {
  const withAll = canonicalizer(merges);
  const withSome = canonicalizer(merges.filter(isKept));
  const keys = new Set(merges.flatMap(({ from, into }) => [from, into]));
  return new Set([...keys].filter((key) => withAll(key) !== withSome(key)));
}

function touchedStatements(
  tables: LedgerTables,
  { relations, attestations, supersessions }: LedgerRecords,
  movedKeys: ReadonlySet<string>,
): Set<string> {
  const statements = new Set(attestations.map(({ of }) => of));
  for (const { id } of relations) statements.add(id);
  for (const { old, by, byForm } of supersessions) {
    statements.add(old);
    if (byForm !== "turn") statements.add(by);
  }
  for (const { of } of attestationsAbout(tables, movedKeys)) statements.add(of);
  return statements;
}
