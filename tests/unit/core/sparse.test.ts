import { expect, test } from "vitest";
import { toSparse, toWhole, type Usual } from "../../../src/core/sparse.ts";

interface Row {
  readonly name: string;
  readonly end: number | null;
  readonly tags: readonly (string | null)[];
}

const USUAL: Usual<Row> = { end: null, tags: [null] };

test.each<[what: string, row: Row, sparse: Partial<Row>]>([
  ["what is usual is left out", { name: "a", end: null, tags: [null] }, { name: "a" }],
  ["what differs stays", { name: "a", end: 0, tags: [] }, { name: "a", end: 0, tags: [] }],
  ["a field is usual by itself", { name: "", end: 1, tags: [null] }, { name: "", end: 1 }],
])("%s, and comes back", (_what, row, sparse) => {
  expect(toSparse(row, USUAL)).toEqual(sparse);
  expect(toWhole(toSparse(row, USUAL), USUAL)).toEqual(row);
  expect(toWhole(row, USUAL)).toEqual(row);
});
