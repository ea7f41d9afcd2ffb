import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as fc from "fast-check";
import { afterAll, describe, test } from "vitest";
import { SqliteFile } from "../../../../src/sqlite/sqlite-file.ts";
import { SqliteVectorStore } from "../../../../src/vector/sqlite/sqlite-vector-store.ts";
import { NaiveVectorStore } from "../../../support/naive-vector-store.ts";
import { DIMENSIONS, unit, wanting } from "../../../support/points.ts";
import { expectSameStores, TENANTS, vectorWrites } from "../../../support/vector-writes.ts";
import type { VectorWrite } from "../../../support/vector-writes.ts";

interface Step {
  /** Which of the two connections writes. */
  readonly connection: 0 | 1;
  readonly writes: readonly VectorWrite[];
  /** Whether all of it is taken back. */
  readonly isDry: boolean;
}

const folder = mkdtempSync(join(tmpdir(), "mnemograph-property-"));
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

const steps: fc.Arbitrary<Step> = fc.record({
  connection: fc.constantFrom(0, 1),
  writes: fc.array(vectorWrites, { minLength: 1, maxLength: 3 }),
  isDry: fc.oneof(
    { weight: 3, arbitrary: fc.constant(false) },
    { weight: 1, arbitrary: fc.constant(true) },
  ),
});

/** A connection with a store on it. */
interface Connection {
  readonly file: SqliteFile;
  readonly store: SqliteVectorStore;
}

describe("SqliteVectorStore on two connections", () => {
  test("does after any writes, kept or taken back, what the naive store does", async () => {
    let run = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.array(steps, { minLength: 1, maxLength: 25 }),
        fc.constantFrom(0, 20_000, 1e9),
        async (all, cacheBytes) => {
          run += 1;
          const path = join(folder, `${run}.db`);
          const connections = [connect(path, cacheBytes), connect(path, cacheBytes)] as const;
          try {
            const naive = new NaiveVectorStore(DIMENSIONS);
            for (const step of all) {
              apply(connections[step.connection], naive, step);
              for (const { store } of connections) await expectSameStores(store, naive);
            }
          } finally {
            for (const { file } of connections) file.close();
          }
        },
      ),
      { numRuns: 60, plugins: [fc.interruptAfterTimeLimit(40_000)] },
    );
  });
});

function connect(path: string, cacheBytes: number): Connection {
  const file = SqliteFile.open({ path, embedding: { id: "test", dimensions: DIMENSIONS } });
  return { file, store: new SqliteVectorStore(file, { cacheBytes }) };
}

function apply({ file, store }: Connection, naive: NaiveVectorStore, step: Step): void {
  const work = (): void => {
    for (const { write } of step.writes) {
      write(store);
      // A search in the middle of a transaction reads what is not committed.
      store.searchDense(TENANTS[0]!, unit(1), wanting());
    }
  };
  if (step.isDry) {
    file.dryRun(work);
    return;
  }
  file.transaction(work);
  for (const { write } of step.writes) write(naive);
}
