/** Whatever a memory has been through: elsewhere, after an export and an import, nobody can tell the difference. */
import * as fc from "fast-check";
import { expect, test } from "vitest";

import { Memory } from "../../../src/index.ts";
import { everythingOf, linesOf, NOW, performAll, valuesOf } from "../../support/moving.ts";
import { SplitServers } from "../../support/split-memory.ts";
import { CANARIES, type Operation, operations, SCOPES } from "../../support/tenant-operations.ts";
import { TimedClock } from "../../support/timed-clock.ts";

const RUNS = { numRuns: 40, endOnFailure: false };
const lives = fc.array(operations, { minLength: 1, maxLength: 30 });

test("an export imported elsewhere is the same memory, and goes on as the same", async () => {
  await fc.assert(
    fc.asyncProperty(lives, fc.array(operations, { maxLength: 8 }), async (before, after) => {
      await withMemories(2, async ([from, to], clock) => {
        const time = await performAll(from, before, { clock });
        await to.import(from.export());
        await expectSame(from, to, time - 60_000);
        // Deleted before, told again, asked by the same keys: each finds what the other finds.
        for (const memory of [from, to]) {
          await performAll(memory, withoutNewIds(after), { clock, from: time });
        }
        await expectSame(from, to, time);
      });
    }),
    RUNS,
  );
});

test("importing twice, in another order or after an interruption comes to the same", async () => {
  const picks = fc.array(fc.nat(), { minLength: 200, maxLength: 200 });
  await fc.assert(
    fc.asyncProperty(lives, picks, fc.nat(100), async (before, order, cut) => {
      await withMemories(4, async ([from, twice, shuffled, stopped], clock) => {
        const time = await performAll(from, before, { clock });
        const lines = await linesOf(from);
        await twice.import(lines);
        const state = await linesOf(twice);
        await twice.import(lines);
        expect(await linesOf(twice)).toEqual(state);
        await shuffled.import(inAnyOrder(lines, order));
        const head = lines.slice(0, 1 + (cut % lines.length));
        if (head.length < lines.length) {
          await expect(stopped.import(head)).rejects.toThrow(/line/);
        }
        await stopped.import(lines);
        for (const to of [twice, shuffled, stopped]) await expectSame(from, to, time - 60_000);
      });
    }),
    { ...RUNS, numRuns: 25 },
  );
});

test("between the embedded file and stores that are apart nothing is lost, in either direction", async () => {
  await fc.assert(
    fc.asyncProperty(lives, async (before) => {
      await withMemories(2, async ([from, back], clock) => {
        const time = await performAll(from, before, { clock });
        const apart = await new SplitServers().open({ clock });
        await apart.import(from.export());
        expect(await valuesOf(apart)).toEqual(await valuesOf(from));
        await expectSame(from, apart, time - 60_000);
        await back.import(apart.export());
        await expectSame(from, back, time - 60_000);
      });
    }),
    { ...RUNS, numRuns: 20 },
  );
});

test("an export of one tenant has nothing of another, and is that part of the whole", async () => {
  await fc.assert(
    fc.asyncProperty(lives, fc.nat(SCOPES.length - 1), async (before, tenant) => {
      await withMemories(1, async ([memory], clock) => {
        await performAll(memory, before, { clock });
        const scope = SCOPES[tenant] ?? {};
        const own = (await linesOf(memory, scope)).slice(1, -1);
        for (const [other, canary] of CANARIES.entries()) {
          if (other !== tenant) expect(own.join("")).not.toContain(canary);
        }
        const whole = new Set(await linesOf(memory));
        expect(own.filter((line) => !whole.has(line))).toEqual([]);
      });
    }),
    { ...RUNS, numRuns: 20 },
  );
});

/** Tombstones first, as in every export; all other lines as they fall. */
function inAnyOrder(lines: readonly string[], order: readonly number[]): string[] {
  const graves = lines.filter((line) => line.startsWith('{"kind":"tombstones"'));
  const rest = lines.slice(1, -1).filter((line) => !graves.includes(line));
  const episodes = rest.filter((line) => line.startsWith('{"kind":"episode"'));
  const vectors = rest.filter((line) => line.startsWith('{"kind":"vector"'));
  const shuffle = (all: readonly string[]): string[] =>
    all
      .map((line, index) => ({ line, at: order[index % order.length] ?? 0 }))
      .toSorted((a, b) => a.at - b.at)
      .map(({ line }) => line);
  const [header = "", end = ""] = [lines[0], lines.at(-1)];
  return [header, ...graves, ...shuffle(episodes), ...shuffle(vectors), end];
}

/** What gives new ids of its own, by random numbers or the order in which they come, is not the same in two memories. */
function withoutNewIds(all: readonly Operation[]): Operation[] {
  return all.filter(({ does }) => does !== "merge" && does !== "update");
}

async function expectSame(from: Memory, to: Memory, knownAt: number): Promise<void> {
  for (const scope of SCOPES) {
    const expected = await everythingOf(from, scope, { knownAt });
    expect(await everythingOf(to, scope, { knownAt })).toEqual(expected);
  }
  expect(await to.verify()).toMatchObject({ isSound: true, faults: [] });
  expect(await to.tenants()).toEqual(await from.tenants());
}

async function withMemories(
  count: number,
  work: (
    memories: { readonly [index in 0 | 1 | 2 | 3]: Memory } & readonly Memory[],
    clock: TimedClock,
  ) => Promise<void>,
): Promise<void> {
  const clock = new TimedClock(NOW + 86_400_000);
  const memories = await Promise.all(
    Array.from({ length: count }, async () => Memory.open({ path: ":memory:", clock })),
  );
  try {
    await work(memories as unknown as Parameters<typeof work>[0], clock);
  } finally {
    for (const memory of memories) await memory.close();
  }
}
