import { describe, expect, test } from "vitest";

import { type Memory, MnemographError, PartialWriteError } from "../../src/index.ts";
import { SettableClock } from "../support/behaviour.ts";
import { stateOf, type TenantState } from "../support/memory-state.ts";
import { type Port, SplitServers, unavailable } from "../support/split-memory.ts";

const KIRK = { userId: "kirk" };
/** Calls of one operation that are made to fail, at most. */
const MAX_CALLS = 40;

interface Operation {
  readonly name: string;
  run(memory: Memory): Promise<unknown>;
}

async function tellFirst(memory: Memory): Promise<void> {
  const told = { ...KIRK, idempotencyKey: "first" };
  await memory.add("I live in Lisbon. My sister is Ana. Ana works at Acme.", {
    ...told,
    at: "2020-01-01",
  });
  await memory.add("I live in Porto.", { ...KIRK, idempotencyKey: "second", at: "2021-01-01" });
}

async function idOf(memory: Memory, text: RegExp): Promise<string> {
  const { results } = await memory.getAll({
    ...KIRK,
    includeClosed: true,
    kinds: ["trait", "event", "turn"],
  });
  return results.find((one) => text.test(one.memory))?.id ?? "none";
}

const ADD: Operation = {
  name: "add",
  run: (memory) =>
    memory.add("I moved to Braga. My sister Ana likes tea.", {
      ...KIRK,
      at: "2022-01-01",
      idempotencyKey: "third",
    }),
};

const OPERATIONS: readonly Operation[] = [
  ADD,
  {
    name: "delete of a memory",
    run: async (memory) => memory.delete(await idOf(memory, /^I live in Porto/), KIRK),
  },
  {
    name: "delete of a turn",
    run: async (memory) => memory.delete(await idOf(memory, /^I live in Lisbon. My/), KIRK),
  },
  { name: "deleteAll", run: (memory) => memory.deleteAll(KIRK) },
  {
    name: "update",
    run: async (memory) => {
      const id = await idOf(memory, /^Ana works/);
      return memory.update(id, "Ana works at Globex.", KIRK);
    },
  },
  {
    name: "merge",
    run: (memory) => memory.graph.merge("Ana", "Acme", KIRK),
  },
];

/** What there is to be seen, without what is new each time. */
async function seen(memory: Memory): Promise<Partial<TenantState>> {
  const { histories: _, ...rest } = await stateOf(memory, KIRK);
  return rest;
}

async function prepared(): Promise<{
  servers: SplitServers;
  memory: Memory;
  clock: SettableClock;
}> {
  const servers = new SplitServers();
  const clock = new SettableClock();
  await tellFirst(await servers.open({ clock }));
  const memory = await servers.open({ clock });
  // What opening does beside the calls is over.
  await memory.getAll(KIRK);
  return { servers, memory, clock };
}

async function expected(operation: Operation | null): Promise<Partial<TenantState>> {
  const { memory } = await prepared();
  await operation?.run(memory);
  return seen(memory);
}

const PORTS = ["vector", "journal", "graph"] as const satisfies readonly (keyof Port)[];

describe.each(OPERATIONS)("$name", (operation) => {
  describe.each(PORTS)("while a call of the port %s", (port) => {
    test.each(["before", "after"] as const)(
      "fails %s its work, each in turn, is whole or nothing at the latest after repair()",
      async (timing) => {
        const whole = await expected(operation);
        const nothing = await expected(null);
        let isReached = true;
        for (let at = 1; isReached && at <= MAX_CALLS; at += 1) {
          const { servers, memory, clock } = await prepared();
          const before = servers.calls[port].callCount();
          let isFailed = false;
          servers.calls[port].fail(
            () => {
              isFailed = true;
              return unavailable("graph");
            },
            { at, timing },
          );
          const error: unknown = await operation.run(memory).then(
            () => null,
            (thrown: unknown) => thrown,
          );
          servers.calls[port].clear();
          isReached = isFailed && servers.calls[port].callCount() - before >= at;
          if (error !== null) expect(error).toBeInstanceOf(MnemographError);
          clock.set("2026-01-02");
          const other = await servers.open({ clock });
          await other.repair();
          clock.set("2026-01-01");
          expect((await other.verify()).faults).toEqual([]);
          const state = await seen(other);
          // What threw before it began has not happened; what was interrupted has, by now.
          const isPartial = error instanceof PartialWriteError && error.completed.length > 0;
          const isWhole = error === null || isPartial;
          const place = { at, port, timing, error: String(error) };
          if (isWhole) expect({ place, state }).toEqual({ place, state: whole });
          else expect([whole, nothing]).toContainEqual(state);
          if (operation === ADD) {
            const again = await operation.run(other);
            expect(again).toMatchObject({ pending: [] });
            expect({ place, state: await seen(other) }).toEqual({ place, state: whole });
          }
        }
        expect(isReached).toBe(false);
      },
    );
  });
});
