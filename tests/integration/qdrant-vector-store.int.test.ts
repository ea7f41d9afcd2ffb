import { afterAll } from "vitest";
import { QdrantVectorStore } from "../../src/vector/qdrant/qdrant-vector-store.ts";
import { testVectorStore } from "../contracts/vector-store.ts";
import { describeOn } from "../support/on-servers.ts";
import { DIMENSIONS } from "../support/points.ts";
import {
  collectionName,
  dropCollection,
  emptyCollection,
  leaveUntidied,
  openQdrant,
} from "../support/qdrant-stores.ts";

const embedding = { id: "test", dimensions: DIMENSIONS };

describeOn(["qdrant"], "QdrantVectorStore", () => {
  const collection = collectionName("vector");

  const create = async (): Promise<{
    readonly store: QdrantVectorStore;
    readonly close: () => void;
  }> => {
    const connection = await openQdrant();
    const store = await QdrantVectorStore.open(connection, { collection, embedding });
    await leaveUntidied(connection, collection);
    await emptyCollection(connection, collection);
    return {
      store,
      close: () => {
        connection.close();
      },
    };
  };

  afterAll(async () => {
    const connection = await openQdrant();
    await dropCollection(connection, collection);
    connection.close();
  });

  testVectorStore("QdrantVectorStore", create);

  testVectorStore("QdrantVectorStore, a session of it", async () => {
    const { store, close } = await create();
    return { store: store.session(), close };
  });
});
