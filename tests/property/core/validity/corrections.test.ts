import * as fc from "fast-check";
import { expect, test } from "vitest";

import { canonicalizer } from "../../../../src/core/validity/canonical.ts";
import { applyCorrections } from "../../../../src/core/validity/corrections.ts";
import { placeInTimelines } from "../../../../src/core/validity/starts.ts";
import { allSpells, derive, noIts } from "../../../support/ledger.ts";
import { ledgers, type RandomLedger } from "../../../support/ledger-arbitraries.ts";
import { applyCorrectionsPlainly } from "../../../support/plain-corrections.ts";

/** What a way of resolving corrections makes of a ledger: when each was taken back, and from when on each holds. */
function outcome(
  { attestations, supersessions, merges }: RandomLedger,
  apply: typeof applyCorrections,
): unknown {
  const drafts = placeInTimelines(attestations, canonicalizer(merges));
  const times = apply(drafts, supersessions);
  const byId = [...times].toSorted(([a], [b]) => (a < b ? -1 : 1));
  return { times: byId, starts: drafts.map(({ attestation, start }) => [attestation.id, start]) };
}

test.each([
  ["of every kind", {}],
  ["long", { maxAttestations: 40 }],
  ["without revisions", { revisions: false, maxAttestations: 30 }],
  [
    "of nothing stated",
    { revisions: false, stated: false, supersessions: false, maxAttestations: 60 },
  ],
] as const)("applyCorrections() does what the plainest way does: ledgers %s", (_, shape) => {
  fc.assert(
    fc.property(ledgers(shape), (ledger) => {
      expect(outcome(ledger, applyCorrections)).toEqual(outcome(ledger, applyCorrectionsPlainly));
    }),
    { numRuns: 3000 },
  );
});

test(
  "a slot that was corrected 1,200 times, back and forth, is derived in seconds",
  { timeout: 20_000 },
  () => {
    const told = Array.from({ length: 1_200 }, (_, at) => noIts(`p${at % 3}`, at + 1));
    const state = derive(told);
    // The last one stands, and with it all that had said the same.
    expect(allSpells(state)).toEqual({ p2: [[1, null]] });
  },
);
