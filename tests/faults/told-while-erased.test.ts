/** An add of one process at every moment of another's `deleteAll`, and the reverse: the add is whole afterwards, or gone. */
import { expect, test } from "vitest";

import type { Clock } from "../../src/core/clock.ts";
import type { Memory } from "../../src/index.ts";
import { type Port, SplitServers } from "../support/split-memory.ts";

const KIRK = { userId: "kirk" };
/** Calls of one operation on one port at which the other operation comes in between, at most. */
const MAX_CALLS = 30;

const OPERATIONS = {
  deleteAll: async (memory: Memory): Promise<unknown> => memory.deleteAll(KIRK),
  // The first was told before.
  add: async (memory: Memory): Promise<unknown> =>
    memory.add("I live in Lisbon. I like jazz.", { ...KIRK, idempotencyKey: "meanwhile" }),
};

/** Runs one operation while the other waits before its n-th call of a port. False if it makes no such call. */
async function meets(
  port: keyof Port,
  at: number,
  names: { readonly waiting: keyof typeof OPERATIONS; readonly other: keyof typeof OPERATIONS },
): Promise<boolean> {
  let now = Date.parse("2024-01-01");
  const clock: Clock = { now: () => (now += 1) };
  const servers = new SplitServers();
  const others = await servers.open({ clock });
  await others.add("I live in Lisbon.", { ...KIRK, idempotencyKey: "before" });
  const own = await servers.open({ clock });
  // What opening looks for, beside the calls, has ended.
  await own.search("jazz", KIRK);
  const held = servers.calls[port].hold({ at });
  const working = OPERATIONS[names.waiting](own);
  const isReached = await Promise.race([held.reached.then(() => true), working.then(() => false)]);
  if (!isReached) return false;
  await OPERATIONS[names.other](others);
  held.release();
  await working;
  const where = `${names.waiting} before call ${at} of ${port}`;
  await expectWholeOrGone(others, where);
  return true;
}

/** The add that began after the deletion is there with all that it told, or nothing of it is. */
async function expectWholeOrGone(others: Memory, where: string): Promise<void> {
  const { results } = await others.getAll(KIRK);
  const turns = await others.getAll({ ...KIRK, kinds: ["turn"] });
  const relations = await others.graph.relations(KIRK);
  const { faults, inFlight } = await others.verify();
  const found = {
    where,
    memories: results.map(({ memory }) => memory).toSorted(),
    turnCount: turns.results.length,
    relationCount: relations.results.length,
    // What was erased meanwhile and is told again is there, without its vector where nobody had made one.
    faults: faults.filter(({ kind }) => kind !== "missing-vector"),
    inFlight,
  };
  const sound = { where, faults: [], inFlight: [] };
  const memories = ["I like jazz.", "I live in Lisbon."];
  expect([
    { ...sound, memories: [], turnCount: 0, relationCount: 0 },
    { ...sound, memories, turnCount: 1, relationCount: 2 },
  ]).toContainEqual(found);
}

test.each([
  { waiting: "deleteAll", other: "add" },
  { waiting: "add", other: "deleteAll" },
] as const)(
  "$other() at any moment of $waiting() leaves an add that is whole or gone",
  async (names) => {
    let count = 0;
    for (const port of ["journal", "graph", "vector"] as const) {
      for (let at = 1; at <= MAX_CALLS && (await meets(port, at, names)); at += 1) count += 1;
    }
    expect(count).toBeGreaterThan(5);
  },
);

test("an add whose ledger was erased, and that ends by itself before deleteAll() comes to it, is gone", async () => {
  let now = Date.parse("2024-01-01");
  const clock: Clock = { now: () => (now += 1) };
  const servers = new SplitServers();
  const others = await servers.open({ clock });
  const { journal: othersJournal } = servers.calls;
  await others.add("I live in Lisbon.", { ...KIRK, idempotencyKey: "before" });
  const own = await servers.open({ clock });
  const { graph, journal } = servers.calls;
  await own.search("jazz", KIRK);
  const erasure = graph.hold({ method: "forgetTenant" });
  const deleting = own.deleteAll(KIRK);
  await erasure.reached;
  const end = othersJournal.hold({ method: "finish" });
  const adding = OPERATIONS.add(others);
  await end.reached;
  const look = journal.hold({ method: "get" });
  erasure.release();
  await look.reached;
  end.release();
  await adding;
  look.release();
  await deleting;
  await expectWholeOrGone(others, "add between its end and the look at its entry");
});
