/** Bounds of the ledger's rules on what is followed and told. */
import { expect, test } from "vitest";

import type { AttestationRow, LedgerTables } from "../../../../src/graph/ledger/ledger-tables.ts";
import { memoriesAmong } from "../../../../src/graph/ledger/near-memories.ts";
import { neighbourhoodOf } from "../../../../src/graph/ledger/neighbourhood.ts";
import { tell } from "../../../support/ledger.ts";
import { seeing } from "../../../support/points.ts";

const names = (count: number): string[] => Array.from({ length: count }, (_, index) => `n${index}`);

test("graph/ledger/near-memories.ts MAX_NEAR_MEMORIES is 64: so many memories are told as near", () => {
  const rows = names(65).map((of): AttestationRow => ({
    attestation: tell(of, 1),
    timeline: of,
    spells: "[]",
  }));
  expect(memoriesAmong(rows)).toEqual(names(64));
});

test("graph/ledger/neighbourhood.ts MAX_FRONTIER is 100: the edges of so many entities are followed", () => {
  const followed = (count: number): readonly [number, boolean] => {
    let keyCount = 0;
    const tables = {
      edgesAround: (keys: readonly string[]) => {
        keyCount += keys.length;
        return [];
      },
      // Without edges nothing else is asked.
    } as unknown as LedgerTables;
    const options = { hops: 1, visibility: seeing(), fanout: 1, maxRelations: 1 };
    const { isTruncated } = neighbourhoodOf(tables, names(count), options);
    return [keyCount, isTruncated];
  };
  expect(followed(100)).toEqual([100, false]);
  expect(followed(101)).toEqual([100, true]);
});
