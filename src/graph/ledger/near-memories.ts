/** Which memories stand where an add will tell something. */
import type { SlotClaim } from "../../core/records.ts";
import { slotTimelines } from "../../core/validity/starts.ts";
import { type AttestationRow, canonicalFor, type LedgerTables } from "./ledger-tables.ts";

/** Most memories that are told as standing where an add will tell something: a slot has few values at a time. */
export const MAX_NEAR_MEMORIES = 64;

/** The memories that stand in these slots, whether they have one value or many; some of them may end by what is told. */
export function memoriesInSlots(tables: LedgerTables, slots: readonly SlotClaim[]): string[] {
  const keys = slots.flatMap(({ subject, value }) => [subject, value]);
  const canonical = canonicalFor(tables, keys);
  return memoriesAmong(tables.findAttestations("timeline", slotTimelines(slots, canonical)));
}

/** The memories that these rows tell, at most {@link MAX_NEAR_MEMORIES}. */
export function memoriesAmong(rows: Iterable<AttestationRow>): string[] {
  const ids = new Set<string>();
  for (const { attestation } of rows) {
    if (attestation.form !== "relation") ids.add(attestation.of);
    if (ids.size >= MAX_NEAR_MEMORIES) break;
  }
  return [...ids];
}
