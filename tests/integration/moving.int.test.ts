/** Moving house to a real server and back. */
import { afterAll, expect, test } from "vitest";

import { Memory } from "../../src/index.ts";
import { SqliteGraphStore } from "../../src/graph/sqlite/sqlite-graph-store.ts";
import { QdrantJournal } from "../../src/journal/qdrant/qdrant-journal.ts";
import { openModels } from "../../src/open-stores.ts";
import { checkOpenOptions } from "../../src/pipeline/open-options.ts";
import type { QdrantConnection } from "../../src/qdrant/qdrant-connection.ts";
import type { OpenedStores } from "../../src/pipeline/stores-apart.ts";
import { SqliteFile } from "../../src/sqlite/sqlite-file.ts";
import { QdrantVectorStore } from "../../src/vector/qdrant/qdrant-vector-store.ts";
import { openMemory, SettableClock } from "../support/behaviour.ts";
import { stateOf } from "../support/memory-state.ts";
import { openFull, valuesOf } from "../support/moving.ts";
import { describeOn } from "../support/on-servers.ts";
import { collectionName, dropCollection, openQdrant } from "../support/qdrant-stores.ts";

describeOn(["qdrant"], "moving to Qdrant and back", () => {
  const collection = collectionName("moving");
  const journalCollection = `${collection}_journal`;
  let connection: QdrantConnection | undefined;

  afterAll(async () => {
    if (!connection) return;
    await dropCollection(connection, collection);
    await dropCollection(connection, journalCollection);
  });

  test("loses nothing, and both answer the same", async () => {
    const clock = new SettableClock();
    connection = await openQdrant();
    const from = await openFull(clock);
    const settings = checkOpenOptions({ languageModel: null, embeddingModel: null, clock });
    const models = await openModels(settings);
    const { id, dimensions } = models.embeddingModel;
    const embedding = { id, dimensions };
    const file = SqliteFile.open({ path: ":memory:", embedding });
    const opened: OpenedStores = {
      stores: {
        vector: await QdrantVectorStore.open(connection, { collection, embedding }),
        journal: await QdrantJournal.open(connection, { collection: journalCollection }),
        graph: new SqliteGraphStore(file),
        transactor: null,
      },
      home: {
        path: null,
        servers: { vector: "Qdrant at a test", graph: null },
        sizeBytes: () => 0,
        purge: () => ({ isComplete: true }),
        backup: null,
        close: () => {
          file.close();
        },
      },
      embeddingModel: models.embeddingModel,
      changeModel: () => {
        throw new Error("not in this test");
      },
    };
    const apart = Memory.on(opened, settings, models);
    for (let round = 0; round < 2; round += 1) {
      await apart.import(from.export());
      expect(await valuesOf(apart)).toEqual(await valuesOf(from));
    }
    const back = await openMemory({ clock });
    await back.import(apart.export());
    for (const userId of ["kirk", "spock"]) {
      const expected = await stateOf(from, { userId });
      expect(await stateOf(apart, { userId })).toEqual(expected);
      expect(await stateOf(back, { userId })).toEqual(expected);
    }
    const said = { userId: "kirk", idempotencyKey: "lisbon" };
    expect(await apart.add("I live in Lisbon", said)).toMatchObject({ isRepeat: true });
    expect(await apart.verify()).toMatchObject({ isSound: true, faults: [] });
    await expect(apart.backup("somewhere.db")).rejects.toThrow(/call export\(\)/);
    await apart.close();
  });
});
