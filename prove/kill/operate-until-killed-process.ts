/**
 * Does numbered operations on one memory without pause and tells each once it is acknowledged, until it is killed: by
 * itself, at a step of a commit, or by its parent. Its argument is a {@link WriterOrders} as JSON.
 */
import { writeSync } from "node:fs";
import { setTimeout } from "node:timers/promises";

import type { CommitStep } from "../../src/index.ts";
import { NumberedClock, operate } from "../../tests/support/numbered-operations.ts";
import { openIn, type PlaceOptions } from "../places.ts";
import { type KillSabotage, operateTwice, tearApart } from "./broken-writers.ts";

/** What a writer is to do. */
export interface WriterOrders {
  readonly options: PlaceOptions;
  /** The number of its first operation. */
  readonly first: number;
  /** Where it dies by its own hand, in the operation of this number; null to wait for the parent. */
  readonly death: { readonly step: CommitStep; readonly number: number } | null;
  /** After how many operations it ends by itself; null for never. */
  readonly count: number | null;
  readonly sabotage: KillSabotage | null;
}

/** Operations after which it waits for a parent that is slow to kill: each has to be checked. */
const MAX_OPERATIONS = 2000;
/** How long a parent may take on a busy machine, in milliseconds. */
const MAX_WAIT_MS = 120_000;

// Written by `KilledMemory`.
const orders = JSON.parse(process.argv[2] ?? "") as WriterOrders;
const { first, death, sabotage } = orders;
const clock = new NumberedClock();
let current = first;
writeSync(1, "opening\n");
const memory = await openIn(
  orders,
  {
    clock,
    observer: (event) => {
      if (event.type !== "commit-step" || current !== death?.number) return;
      if (event.step === death.step) process.kill(process.pid, "SIGKILL");
    },
  },
  sabotage === "torn" ? tearApart : undefined,
);
writeSync(1, "open\n");
const end = first + (orders.count ?? MAX_OPERATIONS);
for (; current < end; current += 1) {
  if (death !== null && current > death.number) throw new Error(`It did not die at ${death.step}`);
  clock.set(current);
  if (sabotage === "early") writeSync(1, `${current}\n`);
  await (sabotage === "twice" ? operateTwice(memory, current) : operate(memory, current));
  writeSync(1, `${current}\n`);
}
if (orders.count === null) await setTimeout(MAX_WAIT_MS);
await memory.close();
