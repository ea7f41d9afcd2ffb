/** Profiles over stores that answer with promises, as servers do. */
import { expect, onTestFinished, test } from "vitest";

import { SqliteGraphStore } from "../../../../src/graph/sqlite/sqlite-graph-store.ts";
import { Memory } from "../../../../src/index.ts";
import { SqliteJournal } from "../../../../src/journal/sqlite/sqlite-journal.ts";
import type { Engine } from "../../../../src/pipeline/engine.ts";
import { profile } from "../../../../src/pipeline/profile/profile.ts";
import { ProfileCache } from "../../../../src/pipeline/profile/profile-cache.ts";
import { SqliteFile } from "../../../../src/sqlite/sqlite-file.ts";
import { type Recording, recordCalls } from "../../../../src/testing/testing.ts";
import type { VectorStore } from "../../../../src/vector/vector-store.ts";
import { SqliteVectorStore } from "../../../../src/vector/sqlite/sqlite-vector-store.ts";
import { temporaryPath } from "../../../support/behaviour.ts";

const KIRK = { userId: "kirk" };

interface Served {
  readonly memory: Memory;
  readonly engine: Engine;
  readonly vector: Recording<VectorStore>;
  readonly profiles: ProfileCache;
}

/** A memory that was told something, and the same file behind stores that answer later. */
async function serve({
  hasVersion = true,
}: { readonly hasVersion?: boolean } = {}): Promise<Served> {
  const path = temporaryPath();
  const memory = await Memory.open({ path });
  await memory.add("I like tea. I went to Rome in 2019.", { ...KIRK, at: "2024-05-01" });
  const { dimensions, id } = (await memory.stats()).models.embedding;
  const file = SqliteFile.open({ path, embedding: { id, dimensions } });
  onTestFinished(async () => {
    file.close();
    await memory.close();
  });
  const store = new SqliteVectorStore(file);
  if (!hasVersion) Object.assign(store, { version: () => null });
  const vector = recordCalls<VectorStore>(store, { isAsync: true });
  const stores = {
    vector: vector.port,
    graph: recordCalls(new SqliteGraphStore(file), { isAsync: true }).port,
    journal: recordCalls(new SqliteJournal(file), { isAsync: true }).port,
    transactor: null,
  };
  const profiles = new ProfileCache();
  // All that a profile asks of an engine.
  const engine = { stores, profiles, clock: { now: () => Date.now() } } as unknown as Engine;
  return { memory, engine, vector, profiles };
}

test("profile() is the same over stores that answer later", async () => {
  const { memory, engine } = await serve();
  const served = await profile(KIRK, engine);
  expect(served).toEqual(await memory.profile(KIRK));
  expect(served.timeline).toHaveLength(1);
});

test("profile() asks only for versions when nothing was written", async () => {
  const { memory, engine, vector, profiles } = await serve();
  const first = await profile(KIRK, engine);
  expect(profiles.size).toBeGreaterThan(0);
  const before = vector.callCount();
  expect(await profile(KIRK, engine)).toEqual(first);
  expect(vector.callCount()).toBe(before + 1);
  expect(vector.calls.at(-1)?.method).toBe("version");
  await memory.add("I love jazz.", KIRK);
  expect((await profile(KIRK, engine)).traits).toHaveLength(2);
});

test("profile() keeps nothing of a store that cannot tell its version", async () => {
  const { memory, engine, profiles } = await serve({ hasVersion: false });
  expect((await profile(KIRK, engine)).traits).toHaveLength(1);
  expect(profiles.size).toBe(0);
  await memory.add("I love jazz.", KIRK);
  expect((await profile(KIRK, engine)).traits).toHaveLength(2);
});

test("profile() does not take for current what was written while it read", async () => {
  const { memory, engine, vector } = await serve();
  const held = vector.hold({ method: "outline" });
  const reading = profile(KIRK, engine);
  await held.reached;
  await memory.add("I love jazz.", KIRK);
  held.release();
  await reading;
  const before = vector.callCount("outline");
  expect((await profile(KIRK, engine)).traits).toHaveLength(2);
  expect(vector.callCount("outline")).toBe(before + 1);
});

test("profile() rejects with the signal's reason when aborted in between", async () => {
  const { engine, vector, profiles } = await serve();
  const controller = new AbortController();
  const reason = new Error("enough");
  const held = vector.hold({ method: "outline" });
  const reading = profile({ ...KIRK, signal: controller.signal }, engine);
  await held.reached;
  controller.abort(reason);
  held.release();
  await expect(reading).rejects.toBe(reason);
  expect(profiles.size).toBe(0);
});

test("profile() fails with the store's error, and is not kept", async () => {
  const { engine, vector, profiles } = await serve();
  const error = new Error("down");
  vector.fail(error, { method: "get" });
  await expect(profile(KIRK, engine)).rejects.toBe(error);
  expect(profiles.size).toBe(0);
  expect((await profile(KIRK, engine)).traits).toHaveLength(1);
});
