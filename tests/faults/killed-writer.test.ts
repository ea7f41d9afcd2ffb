import { describe, expect, test } from "vitest";

import { COMMIT_STEPS, type CommitStep, type Memory, type Observer } from "../../src/index.ts";
import { LEASE_MS } from "../../src/pipeline/task.ts";
import { SettableClock } from "../support/behaviour.ts";
import { stateOf } from "../support/memory-state.ts";
import { SplitServers } from "../support/split-memory.ts";

const KIRK = { userId: "kirk" };
const MIRA = { userId: "mira" };
const SAID = { at: "2021-01-01", idempotencyKey: "porto" };

/** Ends whoever commits, at a step: nothing of that process runs on. */
class Killed extends Error {}

function killAt(step: CommitStep): Observer {
  return (event) => {
    if (event.type === "commit-step" && event.step === step) throw new Killed();
  };
}

async function tellFirst(memory: Memory): Promise<void> {
  const told = { at: "2020-01-01", idempotencyKey: "lisbon" };
  await memory.add("I live in Lisbon. I like tea.", { ...KIRK, ...told });
  await memory.add("I live in Lisbon.", { ...MIRA, ...told });
}

/** What there is to be seen if nothing goes wrong. */
async function expected(): Promise<unknown> {
  const memory = await new SplitServers().open({ clock: new SettableClock() });
  await tellFirst(memory);
  await memory.add("I moved to Porto. I like skiing.", { ...KIRK, ...SAID });
  return stateOf(memory, KIRK);
}

async function killedAt(
  step: CommitStep,
): Promise<{ servers: SplitServers; clock: SettableClock }> {
  const servers = new SplitServers();
  const clock = new SettableClock();
  await tellFirst(await servers.open({ clock }));
  const writer = await servers.open({ clock, observer: killAt(step) });
  const add = writer.add("I moved to Porto. I like skiing.", { ...KIRK, ...SAID });
  await expect(add).rejects.toThrow(Killed);
  return { servers, clock };
}

describe.each(COMMIT_STEPS)("a writer that is killed at %s", (step) => {
  test("is left alone while its lease is alive, and is no drift", async () => {
    const { servers, clock } = await killedAt(step);
    const memory = await servers.open({ clock });
    const begun = servers.calls.journal.callCount("finish");
    expect((await memory.repair()).left).toEqual([]);
    expect(servers.calls.journal.callCount("finish")).toBe(begun);
    const isDone = step === "journal-finished";
    expect(await memory.verify()).toMatchObject({
      isSound: isDone,
      faults: [],
      inFlight: isDone ? [] : [{ tenant: "user:kirk", leaseUntil: clock.now() + LEASE_MS }],
    });
  });

  test("is neither finished nor changed by a dry run under its key, which tells what it will come to", async () => {
    const { servers, clock } = await killedAt(step);
    const memory = await servers.open({ clock });
    const before = await memory.verify();
    const dry = await memory.add("I moved to Porto. I like skiing.", {
      ...KIRK,
      ...SAID,
      dryRun: true,
    });
    expect(dry).toMatchObject({ isRepeat: true, failed: [] });
    expect(dry.results.map(({ event }) => event)).toEqual(["UPDATE", "ADD"]);
    expect(await memory.verify()).toEqual(before);
    const { vector, graph, journal } = servers.calls;
    expect([
      vector.callCount("insert"),
      graph.callCount("commit"),
      journal.callCount("finish"),
    ]).toEqual([0, 0, 0]);
  });

  test("shows nothing of it to another tenant", async () => {
    const { servers, clock } = await killedAt(step);
    const memory = await servers.open({ clock });
    const found = await memory.search("Porto skiing", MIRA);
    expect(JSON.stringify(found)).not.toMatch(/Porto|skiing/);
    expect((await memory.getAll(MIRA)).results).toHaveLength(1);
  });

  test.each([
    ["the next add", async (memory: Memory) => void (await memory.add("Hmm.", KIRK))],
    ["repair()", async (memory: Memory) => void (await memory.repair())],
    [
      "the same add again",
      async (memory: Memory) => {
        const again = await memory.add("I moved to Porto. I like skiing.", { ...KIRK, ...SAID });
        expect(again).toMatchObject({ isRepeat: true, pending: [], failed: [] });
        expect(again.results.map(({ event }) => event)).toEqual(["UPDATE", "ADD"]);
      },
    ],
  ])("is finished by %s", async (_, finish) => {
    const { servers, clock } = await killedAt(step);
    clock.set("2026-01-02");
    const memory = await servers.open({ clock });
    await finish(memory);
    const { results } = await memory.getAll(KIRK);
    expect(results.map((one) => one.memory).toSorted()).toEqual([
      "I like skiing.",
      "I like tea.",
      "I moved to Porto.",
    ]);
    expect((await memory.verify()).faults).toEqual([]);
  });

  test("is finished twice at once, and once more, to the same state", async () => {
    const { servers, clock } = await killedAt(step);
    const now = clock.now();
    clock.set("2026-01-02");
    const first = await servers.open({ clock });
    const second = await servers.open({ clock });
    await Promise.all([first.repair(), second.repair(), first.repair(KIRK)]);
    const third = await servers.open({ clock });
    await third.repair();
    clock.set(new Date(now).toISOString());
    expect(await stateOf(third, KIRK)).toEqual(await expected());
    expect((await third.verify()).faults).toEqual([]);
  });

  test("whose recovery is killed at any step is finished all the same", async () => {
    for (const later of COMMIT_STEPS) {
      const { servers, clock } = await killedAt(step);
      clock.set("2026-01-02");
      const killed = await servers.open({ clock, observer: killAt(later) });
      await killed.repair().catch(() => undefined);
      clock.set("2026-01-03");
      const memory = await servers.open({ clock });
      await memory.repair();
      expect((await memory.verify()).faults).toEqual([]);
      expect((await memory.getAll(KIRK)).results).toHaveLength(3);
    }
  });
});

test("opening finishes what is pending, beside the calls", async () => {
  const { servers, clock } = await killedAt("points-inserted");
  clock.set("2026-01-02");
  const ended = Promise.withResolvers<number>();
  await servers.open({
    clock,
    observer: (event) => {
      if (event.type === "recovery-end") ended.resolve(event.finishedCount);
    },
  });
  expect(await ended.promise).toBe(1);
});
