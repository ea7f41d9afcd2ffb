/** Loads the records that bear on each other: what `deriveState` wants to see together. */
import type { Attestation, Supersession } from "../../core/records.ts";
import type { Ledger } from "../../core/validity/starts.ts";
import {
  type AttestationRow,
  findAttestations,
  findSupersessions,
  type TenantFile,
} from "./ledger-rows.ts";

/** A connected ledger with what is projected of its attestations. */
export interface ConnectedLedger extends Ledger {
  readonly rows: ReadonlyMap<string, AttestationRow>;
}

/** Follows statements to their timelines and supersessions, and those to statements, until nothing is new. */
export function loadConnected(tenant: TenantFile, statementIds: Iterable<string>): ConnectedLedger {
  const rows = new Map<string, AttestationRow>();
  const supersessions = new Map<string, Supersession>();
  const seenIds = new Set<string>();
  const seenTimelines = new Set<string>();
  let ids = new Set(statementIds);
  while (ids.size > 0) {
    for (const id of ids) seenIds.add(id);
    const next = new Set<string>();
    const found = findAttestations(tenant, "of_id", ids);
    const timelines = new Set(found.map(({ timeline }) => timeline));
    const open = [...timelines].filter((timeline) => !seenTimelines.has(timeline));
    for (const timeline of open) seenTimelines.add(timeline);
    for (const row of [...found, ...findAttestations(tenant, "timeline", open)]) {
      rows.set(row.attestation.id, row);
      next.add(row.attestation.of);
    }
    for (const column of ["old_id", "by_id"] as const) {
      for (const supersession of findSupersessions(tenant, column, ids)) {
        supersessions.set(supersession.id, supersession);
        next.add(supersession.old);
        if (supersession.byForm !== "turn") next.add(supersession.by);
      }
    }
    ids = next.difference(seenIds);
  }
  const attestations: Attestation[] = Array.from(rows.values(), ({ attestation }) => attestation);
  return { attestations, supersessions: [...supersessions.values()], rows };
}
