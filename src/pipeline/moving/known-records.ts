/** Parts records that are new from those that are there already: a commit takes one kind or the other. */
import { stepAll, type Steps } from "../../core/awaitable.ts";
import type { LedgerRecords } from "../../core/records.ts";
import type { Tenant } from "../../core/scope.ts";
import type { GraphStore } from "../../graph/graph-store.ts";

/** Records by whether they are there. */
export interface PartedRecords {
  readonly fresh: LedgerRecords;
  readonly known: LedgerRecords;
}

/**
 * Looks up which of some records the ledger has.
 *
 * A commit tells, and projects, what holds otherwise with all of its records than without any. So what is there already
 * must not stand among what is new: it would not be seen what the new changes of it.
 */
export function* partRecords(
  tenant: Tenant,
  records: LedgerRecords,
  graph: GraphStore,
): Steps<PartedRecords> {
  const { attestations, supersessions, merges } = records;
  const statements = new Set([
    ...attestations.map(({ of }) => of),
    ...supersessions.flatMap(({ old, by, byForm }) => (byForm === "turn" ? [old] : [old, by])),
  ]);
  const keys = new Set(merges.flatMap(({ from, into }) => [from, into]));
  const [ledger, knownMerges] = yield* stepAll([
    graph.ledgerOf(tenant, [...statements]),
    graph.mergesOf(tenant, [...keys]),
  ]);
  const there = [...ledger.attestations, ...ledger.supersessions, ...knownMerges];
  const ids = new Set(there.map(({ id }) => id));
  const isKnown = ({ id }: { readonly id: string }): boolean => ids.has(id);
  const isFresh = (one: { readonly id: string }): boolean => !isKnown(one);
  // Edges and names are inserted once and looked at by themselves.
  return {
    fresh: { ...records, ...timed(records, isFresh) },
    known: { ...records, ...timed(records, isKnown), mentions: [] },
  };
}

function timed(
  { attestations, supersessions, merges }: LedgerRecords,
  isWanted: (one: { readonly id: string }) => boolean,
): Pick<LedgerRecords, "attestations" | "supersessions" | "merges"> {
  return {
    attestations: attestations.filter(isWanted),
    supersessions: supersessions.filter(isWanted),
    merges: merges.filter(isWanted),
  };
}
