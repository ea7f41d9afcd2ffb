/**
 * Does numbered operations on one file without pause and tells each once it is acknowledged, until it is killed: by
 * itself, at a step of a commit, or by its parent.
 *
 * Arguments: path, first number, step ("none" to wait for the parent), number of the operation to die in, "early" to break
 * the promise and tell of an operation before it is done, and a number of operations after which it ends by itself.
 */
import { writeSync } from "node:fs";
import { setTimeout } from "node:timers/promises";

import { Memory } from "../../src/index.ts";
import { NumberedClock, operate } from "../support/numbered-operations.ts";

/** Operations after which it waits for a parent that is slow to kill: each has to be checked. */
const MAX_OPERATIONS = 2000;
/** How long a parent may take on a busy machine, in milliseconds. */
const MAX_WAIT_MS = 120_000;

const [path = "", first = "1", step = "none", last = "0", manner = "", count = ""] =
  process.argv.slice(2);
const clock = new NumberedClock();
let current = Number(first);
writeSync(1, "opening\n");
const memory = await Memory.open({
  path,
  clock,
  observer: (event) => {
    if (event.type === "commit-step" && event.step === step && current === Number(last)) {
      process.kill(process.pid, "SIGKILL");
    }
  },
});
const end = Number(first) + Number(count || MAX_OPERATIONS);
for (; current < end; current += 1) {
  clock.set(current);
  if (manner === "early") writeSync(1, `${current}\n`);
  await operate(memory, current);
  writeSync(1, `${current}\n`);
}
if (count === "") await setTimeout(MAX_WAIT_MS);
await memory.close();
