/** The names and merges that go with what is forgotten. */
import type { Mention, Merge } from "../../core/records.ts";
import { keysMoved } from "./commit-ledger.ts";
import type { Doomed, Wanted } from "./doomed-records.ts";
import { placeOf } from "./late-records.ts";
import { shapedBy } from "./entity-projection.ts";
import type { LedgerTables } from "./ledger-tables.ts";

/** What forgetting does to names. */
export interface DoomedNames {
  /** Merges that count no more; they are still there. */
  readonly merges: readonly Merge[];
  /** Keys that stand for another entity without those. */
  readonly movedKeys: ReadonlySet<string>;
  /** Keys whose entities are to be projected anew. */
  readonly keys: ReadonlySet<string>;
}

/** Erases the mentions of what goes, and finds the merges that go with them. */
export function eraseMentions(tables: LedgerTables, wanted: Wanted, doomed: Doomed): DoomedNames {
  const mentions = mentionsOf(tables, wanted, doomed);
  const ids = mentions.map(({ id }) => id);
  tables.eraseRecords("mention", ids);
  const named = new Set(mentions.map(({ key }) => key));
  const gone = named.difference(tables.findMentioned(named));
  const merges = mergesOf(tables, wanted.turnIds.union(doomed.citedTurnIds), gone);
  const undone = new Set(merges.map(({ id }) => id));
  const ends = new Set(merges.flatMap(({ from, into }) => [from, into]));
  const near = tables.countingMerges(named.union(ends), merges);
  const movedKeys = keysMoved(near, ({ id }) => !undone.has(id));
  const members = movedKeys.size > 0 ? near.flatMap(({ from, into }) => [from, into]) : [];
  const keys = shapedBy(tables, mentions).union(new Set(members));
  return { merges, movedKeys, keys };
}

/** What turns said of other names goes with them; what the caller made one stays so until a name of the two is gone. */
function mergesOf(
  tables: LedgerTables,
  turnIds: ReadonlySet<string>,
  gone: ReadonlySet<string>,
): Merge[] {
  const told = tables.findMergesTold("turn_id", turnIds);
  const own = tables.findMerges(gone).filter(({ from, into }) => gone.has(from) || gone.has(into));
  return [
    ...told.filter(({ reason }) => reason === "alias"),
    ...own.filter(({ reason }) => reason === "caller"),
  ];
}

/** What the turns that go named, what was named in a statement that goes, and what a cited turn named by the way. */
function mentionsOf(
  tables: LedgerTables,
  { turnIds }: Wanted,
  { attestations, lost, citedTurnIds }: Doomed,
): Mention[] {
  const told = [...attestations.values()];
  const places = new Set(told.map(({ turnId }) => turnId));
  const left = tables
    .findAttestations("turn_id", places)
    .map(({ attestation }) => attestation)
    .filter(({ id }) => !attestations.has(id));
  const gone = new Set(told.map(placeOf)).difference(new Set(left.map(placeOf)));
  const found = [
    ...tables.findMentions("turn_id", turnIds.union(places)),
    ...tables.findMentions("of_id", lost),
  ];
  return found.filter((mention) => {
    const { of, turnId } = mention;
    if (turnIds.has(turnId)) return true;
    if (of === null) return citedTurnIds.has(turnId);
    return lost.has(of) || gone.has(placeOf(mention));
  });
}
