/** Random lives of whole memories: on servers every answer is that of the embedded file. */
import { afterAll, expect, test } from "vitest";

import { Memory, type OpenOptions } from "../../src/index.ts";
import { congruenceRun, expectCongruence, longestMs, type Place } from "../support/congruence.ts";
import { describeOn, neo4jServer, qdrantServer } from "../support/on-servers.ts";
import {
  collectionName,
  dropCollection,
  leaveUntidied,
  openQdrant,
} from "../support/qdrant-stores.ts";

const NO_MODELS = { languageModel: null, embeddingModel: null } as const;
const RUN = congruenceRun();
/** With what opens before and is removed after. */
const TIMEOUT_MS = longestMs(RUN) + 20_000;

/** Of one call: answers are compared here, and not how long a busy machine takes for its first. */
const PATIENT_MS = 60_000;

const collections: string[] = [];

function graph(): NonNullable<OpenOptions["graph"]> {
  const { url, username, password } = neo4jServer();
  return { url, timeoutMs: PATIENT_MS, ...(password === "" ? {} : { username, password }) };
}

/** Vectors in a collection of their own, whose keyword scores are exact at any time. */
async function vector(): Promise<NonNullable<OpenOptions["vector"]>> {
  const { url, apiKey } = qdrantServer();
  const name = collectionName("lives");
  collections.push(name);
  const own = { url, apiKey, collectionName: name, timeoutMs: PATIENT_MS };
  // Opening it makes it.
  const memory = await Memory.open({ ...NO_MODELS, path: ":memory:", vector: own });
  await memory.stats({ userId: "nobody" });
  await memory.close();
  const connection = await openQdrant();
  await leaveUntidied(connection, name);
  connection.close();
  return own;
}

async function dropCollections(): Promise<void> {
  const connection = await openQdrant();
  for (const name of collections.splice(0)) {
    await dropCollection(connection, name);
    await dropCollection(connection, `${name}_journal`);
  }
  connection.close();
}

/** Random lives until the time is up. */
function livesAlike(placeOf: () => Promise<Place>): void {
  test(
    `gives the file's answers, whatever it is told (seed ${RUN.seed})`,
    async () => {
      const count = await expectCongruence(await placeOf(), RUN);
      console.info(`${count} lives from seed ${RUN.seed}`);
      expect(count).toBeGreaterThan(0);
    },
    TIMEOUT_MS,
  );
}

describeOn(["neo4j"], "A memory with its graph on Neo4j", () => {
  livesAlike(async () => ({ path: ":memory:", graph: graph() }));
});

describeOn(["qdrant"], "A memory with its vectors on Qdrant", () => {
  afterAll(dropCollections);
  livesAlike(async () => ({ path: ":memory:", vector: await vector() }));
});

describeOn(["qdrant", "neo4j"], "A memory on both servers", () => {
  afterAll(dropCollections);
  livesAlike(async () => ({ vector: await vector(), graph: graph() }));
});
