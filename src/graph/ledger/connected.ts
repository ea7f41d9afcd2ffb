/** Loads the records that bear on each other: what `deriveState` wants to see together. */
import type { Supersession } from "../../core/records.ts";
import type { Ledger } from "../../core/validity/starts.ts";
import { readGraves } from "./graves.ts";
import {
  attestationsAbout,
  keysOf,
  type LedgerTables,
  type AttestationRow,
} from "./ledger-tables.ts";

/** A connected ledger with what is projected of its attestations. */
export interface ConnectedLedger extends Ledger {
  readonly rows: ReadonlyMap<string, AttestationRow>;
  /** Supersessions whose turn is gone; those that count all the same are among `supersessions` too. */
  readonly links: readonly Supersession[];
}

/** Follows statements to their timelines and supersessions, and those to statements, until nothing is new. */
export function loadConnected(
  tables: LedgerTables,
  statementIds: Iterable<string>,
): ConnectedLedger {
  const rows = new Map<string, AttestationRow>();
  const supersessions = new Map<string, Supersession>();
  const seenIds = new Set<string>();
  const seenTimelines = new Set<string>();
  let ids = new Set(statementIds);
  while (ids.size > 0) {
    for (const id of ids) seenIds.add(id);
    const next = new Set<string>();
    // Every telling of a statement stands in one of its timelines, so each is read once.
    const open = tables.timelinesOf(ids).difference(seenTimelines);
    for (const timeline of open) seenTimelines.add(timeline);
    for (const row of tables.findAttestations("timeline", open)) {
      rows.set(row.attestation.id, row);
      next.add(row.attestation.of);
    }
    for (const column of ["old_id", "by_id"] as const) {
      for (const supersession of tables.findSupersessions(column, ids)) {
        supersessions.set(supersession.id, supersession);
        next.add(supersession.old);
        if (supersession.byForm !== "turn") next.add(supersession.by);
      }
    }
    ids = next.difference(seenIds);
  }
  const attestations = Array.from(rows.values(), ({ attestation }) => attestation);
  const all = [...supersessions.values()];
  const links = linksAmong(tables, all);
  const told = all.filter((one) => !links.includes(one));
  return ledgerWithout({ attestations, supersessions: told, links, rows }, new Set());
}

function linksAmong(tables: LedgerTables, supersessions: readonly Supersession[]): Supersession[] {
  if (supersessions.length === 0) return [];
  const tellers = supersessions.flatMap(({ turnId, episodeId }) => [turnId, episodeId]);
  const graves = readGraves(tables, tellers);
  return supersessions.filter((one) => graves.isLink(one));
}

/** The ledger as it would be without some records. A link counts only where nothing tells its successor. */
export function ledgerWithout(ledger: ConnectedLedger, ids: ReadonlySet<string>): ConnectedLedger {
  const { rows, links } = ledger;
  const attestations = ledger.attestations.filter(({ id }) => !ids.has(id));
  const told = new Set(attestations.flatMap(({ of, isRevision }) => (isRevision ? [] : of)));
  const isCounting = ({ id, by }: Supersession): boolean => !ids.has(id) && !told.has(by);
  const others = ledger.supersessions.filter((one) => !ids.has(one.id) && !links.includes(one));
  return { attestations, supersessions: [...others, ...links.filter(isCounting)], links, rows };
}

/**
 * What bears on these statements now or did at any time: a key that was merged twice led elsewhere before the merge that
 * counts now.
 */
export function loadHistory(tables: LedgerTables, statementIds: Iterable<string>): ConnectedLedger {
  const seenKeys = new Set<string>();
  const ids = new Set(statementIds);
  for (;;) {
    const ledger = loadConnected(tables, ids);
    const parted = keysMergedTwice(tables, ledger).difference(seenKeys);
    if (parted.size === 0) return ledger;
    for (const key of parted) seenKeys.add(key);
    for (const { of } of ledger.attestations) ids.add(of);
    for (const { of } of attestationsAbout(tables, parted)) ids.add(of);
  }
}

/** The keys of all merges that are connected with one key that was merged into two. */
function keysMergedTwice(tables: LedgerTables, { attestations }: ConnectedLedger): Set<string> {
  const merges = tables.countingMerges(keysOf(attestations));
  const into = new Map<string, string>();
  let isTwice = false;
  for (const merge of merges) {
    isTwice ||= (into.get(merge.from) ?? merge.into) !== merge.into;
    into.set(merge.from, merge.into);
  }
  return new Set(isTwice ? merges.flatMap((merge) => [merge.from, merge.into]) : []);
}
