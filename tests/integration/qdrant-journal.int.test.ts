import { afterAll } from "vitest";
import { QdrantJournal } from "../../src/journal/qdrant/qdrant-journal.ts";
import { testJournal } from "../contracts/journal.ts";
import { describeOn } from "../support/on-servers.ts";
import {
  collectionName,
  dropCollection,
  emptyCollection,
  openQdrant,
} from "../support/qdrant-stores.ts";

describeOn(["qdrant"], "QdrantJournal", () => {
  const collection = collectionName("journal");

  afterAll(async () => {
    const connection = await openQdrant();
    await dropCollection(connection, collection);
    connection.close();
  });

  testJournal("QdrantJournal", async () => {
    const connection = await openQdrant();
    const journal = await QdrantJournal.open(connection, { collection });
    await emptyCollection(connection, collection);
    return {
      journal,
      close: () => {
        connection.close();
      },
    };
  });
});
