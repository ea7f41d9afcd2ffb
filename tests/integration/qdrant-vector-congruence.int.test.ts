import * as fc from "fast-check";
import { afterAll, expect, test } from "vitest";
import { SqliteFile } from "../../src/sqlite/sqlite-file.ts";
import { QdrantVectorStore } from "../../src/vector/qdrant/qdrant-vector-store.ts";
import { SqliteVectorStore } from "../../src/vector/sqlite/sqlite-vector-store.ts";
import { describeOn } from "../support/on-servers.ts";
import { DIMENSIONS } from "../support/points.ts";
import {
  collectionName,
  dropCollection,
  emptyCollection,
  leaveUntidied,
  openQdrant,
} from "../support/qdrant-stores.ts";
import { expectSameStores, vectorWrites } from "../support/vector-writes.ts";

const embedding = { id: "test", dimensions: DIMENSIONS };
/** A random one for each run, printed with a failure. */
const SEED = Math.floor(Math.random() * 2 ** 31);

describeOn(["qdrant"], "QdrantVectorStore and the embedded file", () => {
  const collection = collectionName("congruence");

  afterAll(async () => {
    const connection = await openQdrant();
    await dropCollection(connection, collection);
    connection.close();
  });

  test(`give the same answers after any writes (seed ${SEED})`, async () => {
    const connection = await openQdrant();
    await QdrantVectorStore.open(connection, { collection, embedding });
    await leaveUntidied(connection, collection);
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.array(vectorWrites, { minLength: 1, maxLength: 4 }), {
          minLength: 1,
          maxLength: 8,
        }),
        async (rounds) => {
          await emptyCollection(connection, collection);
          // Another store for each case, as one remembers the kinds of points.
          const store = await QdrantVectorStore.open(connection, { collection, embedding });
          const file = SqliteFile.open({ path: ":memory:", embedding });
          try {
            const embedded = new SqliteVectorStore(file);
            for (const round of rounds) {
              const session = store.session();
              for (const { write } of round) {
                await write(session);
                write(embedded);
              }
              await expectSameStores(session, embedded);
              await expectSameStores(store, embedded);
            }
          } finally {
            file.close();
          }
        },
      ),
      { seed: SEED, numRuns: 25, plugins: [fc.interruptAfterTimeLimit(40_000)] },
    );
    expect(connection.requestCount).toBeGreaterThan(0);
    connection.close();
  });
});
