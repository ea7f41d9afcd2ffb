/** Writes records into the ledger and projects what they bear on. */
import type { LedgerRecords, Merge } from "../../core/records.ts";
import { canonicalizer } from "../../core/validity/canonical.ts";
import type { LedgerOutcome } from "../graph-store.ts";
import { projectMentioned } from "./entity-projection.ts";
import { livingRecords } from "./late-records.ts";
import {
  type Derived,
  deriveConnected,
  deriveWithout,
  projectDifference,
} from "./project-ledger.ts";
import { canonicalFor, attestationsAbout, keysOf, type LedgerTables } from "./ledger-tables.ts";

/** Inserts what tombstones let live, and projects. Runs inside a transaction. */
export function commitLedger(tables: LedgerTables, records: LedgerRecords): LedgerOutcome {
  const revision = tables.bumpRevision();
  const { alive, dead, redactedTurnIds } = livingRecords(tables, records);
  const keys = keysIn(alive);
  const fresh = tables.insertRecords(alive, canonicalFor(tables, keys));
  // What was there already counts as written now, so that a repeated commit tells what the first one did.
  const { attestations, supersessions, relations, merges } = alive;
  const written = new Set([...attestations, ...supersessions, ...merges].map(({ id }) => id));
  const counting = tables.countingMerges(keys, merges);
  const isMixed = fresh.ids.size > 0 && fresh.ids.size < written.size;
  const movedBy = (ids: ReadonlySet<string>): Set<string> =>
    keysMoved(counting, ({ id }) => !ids.has(id));
  const movedKeys = isMixed ? movedBy(written).union(movedBy(fresh.ids)) : movedBy(written);
  const after = deriveConnected(tables, touchedStatements(tables, alive, movedKeys));
  const allMerges = tables.countingMerges(keysOf(after.ledger.attestations), merges);
  const without = (ids: ReadonlySet<string>): Derived =>
    deriveWithout(after, ids, canonicalizer(allMerges.filter(({ id }) => !ids.has(id))));
  const rewritten = new Set(relations.map(({ id }) => id));
  const difference = { before: without(written), after, rewritten };
  const projected = projectDifference(tables, difference, revision);
  if (isMixed) {
    // What the known records had changed and the new ones put back is as if neither had been told, but not as it is kept.
    const more = projectDifference(tables, { ...difference, before: without(fresh.ids) }, revision);
    for (const [id, projection] of more.projections) projected.projections.set(id, projection);
  }
  projectMentioned(tables, fresh.mentions, movedKeys);
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
