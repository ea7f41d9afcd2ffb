/** What a receipt says of each store: how much went, and where that store is. */
import { expect, test } from "vitest";

import { InvalidArgumentError, type Memory } from "../../../src/index.ts";
import { openMemory, temporaryPath } from "../../support/behaviour.ts";

const KIRK = { userId: "kirk" };
const MIRA = { userId: "mira" };

async function countsOf(memory: Memory): Promise<Record<string, number>> {
  const { turns, memories, entities, relations, attestations } = await memory.stats();
  return { points: turns + memories, entities, relations, attestations };
}

/** Two turns, a memory that both tell, one that the second tells alone, and an edge between two names. */
async function tellTwice(memory: Memory): Promise<{ shared: string; own: string }> {
  const facts = [{ text: "Ana likes tea", kind: "trait" as const }];
  await memory.add("Once told", { ...KIRK, facts });
  const { results } = await memory.add("Told again", {
    ...KIRK,
    facts: [...facts, { text: "Ana met Bob", kind: "event" }],
    relations: [{ source: "Ana", relationship: "met", destination: "Bob" }],
  });
  const idOf = (text: string): string => results.find((one) => one.memory === text)?.id ?? "";
  return { shared: idOf("Ana likes tea"), own: idOf("Ana met Bob") };
}

test("delete() says what went from which store, and where that is", async () => {
  const path = temporaryPath();
  const memory = await openMemory({ path });
  const { own } = await tellTwice(memory);
  const before = await countsOf(memory);
  const { stores } = await memory.delete(own, KIRK);
  const after = await countsOf(memory);
  const lost = (name: string): number => (before[name] ?? 0) - (after[name] ?? 0);
  // The turn that told it tells the other memory too.
  expect(stores.vector).toEqual({ place: path, pointCount: 1, redactedTurnCount: 1 });
  expect(stores.graph).toEqual({
    place: path,
    entityCount: lost("entities"),
    relationCount: lost("relations"),
    attestationCount: lost("attestations"),
  });
  expect(lost("attestations")).toBeGreaterThan(0);
  expect(stores.journal).toEqual({ place: path, episodeCount: 0, idCount: 1 + lost("relations") });
});

test("delete() of a turn without its text says that it went, and that no text did", async () => {
  const memory = await openMemory();
  const { own, shared } = await tellTwice(memory);
  const { redactedTurnIds } = await memory.delete(own, KIRK);
  const { stores } = await memory.delete(redactedTurnIds[0] ?? "", KIRK);
  expect(stores.vector).toEqual({ place: ":memory:", pointCount: 1, redactedTurnCount: 0 });
  const last = await memory.delete(shared, KIRK);
  expect(last.stores.vector).toMatchObject({ pointCount: 2, redactedTurnCount: 0 });
});

test.each(["agentId", "runId", "sessionId", "session_id"])(
  "deleteAll() refuses a %s that is not set, and erases nothing: without it all would go",
  async (name) => {
    const memory = await openMemory();
    await memory.add("I love jazz.", { ...KIRK, runId: "monday" });
    for (const unset of [undefined, null]) {
      const options = { ...KIRK, [name]: unset };
      const deleting = memory.deleteAll(options);
      await expect(deleting).rejects.toThrow(InvalidArgumentError);
      await expect(deleting).rejects.toThrow(`'${name}' must be an id; leave it out`);
    }
    expect((await memory.getAll(KIRK)).results).toHaveLength(1);
    await memory.deleteAll(KIRK);
    expect((await memory.getAll(KIRK)).results).toHaveLength(0);
  },
);

test("deleteAll() says what went of one tenant, and of one run", async () => {
  const path = temporaryPath();
  const memory = await openMemory({ path });
  await memory.add("Ana likes jazz.", MIRA);
  const others = await countsOf(memory);
  await memory.add("I like hiking.", { ...KIRK, runId: "monday" });
  await tellTwice(memory);
  const ofRun = await memory.deleteAll({ ...KIRK, runId: "monday" });
  expect(ofRun.stores.vector).toEqual({ place: path, pointCount: 2, redactedTurnCount: 0 });
  expect(ofRun.stores.journal).toMatchObject({ episodeCount: 1 });
  const before = await countsOf(memory);
  const { results } = await memory.getAll({ ...KIRK, kinds: ["turn"] });
  const receipt = await memory.deleteAll(KIRK);
  expect(await countsOf(memory)).toEqual(others);
  const lost = (name: string): number => (before[name] ?? 0) - (others[name] ?? 0);
  expect(receipt.stores.vector).toEqual({
    place: path,
    pointCount: lost("points"),
    redactedTurnCount: 0,
  });
  expect(receipt.stores.graph).toEqual({
    place: path,
    entityCount: lost("entities"),
    relationCount: lost("relations"),
    attestationCount: lost("attestations"),
  });
  expect(receipt.stores.journal).toMatchObject({ place: path, episodeCount: 2 });
  expect(new Set(receipt.turnIds)).toEqual(new Set(results.map(({ id }) => id)));
  expect(receipt.memoryIds).toHaveLength(lost("points") - results.length);
  const again = await memory.deleteAll(KIRK);
  expect(again.stores.vector.pointCount + again.stores.journal.episodeCount).toBe(0);
});

test("reset() says what went of all tenants together", async () => {
  const path = temporaryPath();
  const memory = await openMemory({ path });
  await memory.add("I like hiking.", MIRA);
  await tellTwice(memory);
  const { points, entities, relations, attestations } = await countsOf(memory);
  expect(await memory.reset()).toEqual({
    tenantCount: 2,
    stores: {
      vector: { place: path, pointCount: points, redactedTurnCount: 0 },
      graph: {
        place: path,
        entityCount: entities,
        relationCount: relations,
        attestationCount: attestations,
      },
      journal: { place: path, episodeCount: 3, idCount: (points ?? 0) + (relations ?? 0) },
    },
    isPurged: true,
  });
  expect(await memory.reset()).toMatchObject({ stores: { vector: { pointCount: 0 } } });
});
