import { type ChildProcessByStdio, spawn } from "node:child_process";
import { once } from "node:events";
import { copyFileSync, existsSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Readable } from "node:stream";
import { setTimeout } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";

import { openIn } from "../../prove/places.ts";
import { type Memory, NotFoundError } from "../../src/index.ts";
import {
  DELETED_SCOPE,
  KILLED_CALLS,
  type KilledCall,
  type KilledCallOrders,
} from "../support/killed-calls.ts";
import { stateOf, type TenantState } from "../support/memory-state.ts";
import { NUMBERED_SCOPES, NumberedClock, operate } from "../support/numbered-operations.ts";
import { seededRandom } from "../support/seeded-random.ts";

/** Of each call. */
const KILLS = 4;
const OPERATIONS = 24;
const script = fileURLToPath(new URL("call-until-killed-process.ts", import.meta.url));
const seed = Number(process.env["SEED"] ?? Date.now() % 1_000_000);

let folder = "";
/** A memory to begin with, closed. */
let filled = "";
let exported = "";
let id = "";

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "mnemograph-killed-"));
  filled = join(folder, "filled.mnemograph");
  exported = join(folder, "export.jsonl");
  const memory = await open(filled);
  for (let number = 1; number <= OPERATIONS; number += 1) await operate(memory, number);
  await writeFile(exported, memory.export());
  const { results } = await memory.getAll({ ...DELETED_SCOPE, limit: 1 });
  id = results[0]?.id ?? "";
  await memory.close();
});

afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

async function open(path: string): Promise<Memory> {
  return openIn({ options: { path } }, { clock: new NumberedClock() });
}

/** What the whole memory shows, by tenant. */
async function statesOf(memory: Memory): Promise<readonly TenantState[]> {
  const states: TenantState[] = [];
  for (const scope of NUMBERED_SCOPES) states.push(await stateOf(memory, scope));
  return states;
}

function ordersOf(call: KilledCall, name: string): KilledCallOrders {
  const path = join(folder, `${name}.mnemograph`);
  // An import creates its file, and may be killed in the midst of that.
  if (call !== "import") copyFileSync(filled, path);
  return { call, path, exported, backup: join(folder, `${name}.backup`), id };
}

function begin(orders: KilledCallOrders): ChildProcessByStdio<null, Readable, null> {
  const args = ["--disable-warning=ExperimentalWarning", script, JSON.stringify(orders)];
  return spawn(process.execPath, args, { stdio: ["ignore", "pipe", "inherit"] });
}

/** Makes the call in a process that nobody kills, and gives how many milliseconds it took. */
async function makeWhole(orders: KilledCallOrders): Promise<number> {
  const child = begin(orders);
  await once(child.stdout, "data");
  const begun = performance.now();
  await once(child.stdout, "data");
  const took = performance.now() - begun;
  await once(child, "close");
  return took;
}

/** Begins the call in a process of its own, and kills that so many milliseconds later. */
async function makeKilled(orders: KilledCallOrders, milliseconds: number): Promise<void> {
  const child = begin(orders);
  const closed = once(child, "close");
  await once(child.stdout, "data");
  await setTimeout(milliseconds);
  child.kill("SIGKILL");
  await closed;
}

const calls = Object.keys(KILLED_CALLS) as KilledCall[];

test.each(calls)(
  `%s() killed at any moment is done whole when it is called again (seed ${seed})`,
  async (call) => {
    const random = seededRandom(seed);
    const whole = ordersOf(call, `${call}-whole`);
    const took = await makeWhole(whole);
    const reference = await open(whole.path);
    const end = await statesOf(reference);
    await reference.close();
    for (let kill = 0; kill < KILLS; kill += 1) {
      const orders = ordersOf(call, `${call}-${kill}`);
      await makeKilled(orders, (took * random(1_000)) / 1_000);
      if (existsSync(orders.backup)) await expectSound(orders.backup, end);
      const memory = await open(orders.path);
      expect(await memory.verify()).toMatchObject({ isSound: true });
      // Deleted already, if it came to its end.
      await KILLED_CALLS[call](memory, orders).catch((error: unknown) => {
        if (call !== "delete") throw error;
        expect(error).toBeInstanceOf(NotFoundError);
      });
      await memory.close();
      await expectSound(orders.path, end);
    }
  },
);

async function expectSound(path: string, states: readonly TenantState[]): Promise<void> {
  const memory = await open(path);
  expect(await memory.verify()).toMatchObject({ isSound: true });
  expect(await statesOf(memory)).toEqual(states);
  await memory.close();
}
