/** One memory whose writers are killed over and over, beside one that was never killed. */
import { spawn } from "node:child_process";
import { setTimeout } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { isDeepStrictEqual } from "node:util";

import type { CommitStep, Memory } from "../../src/index.ts";
import { stateOf, type TenantState } from "../../tests/support/memory-state.ts";
import {
  DELETED_BEFORE,
  isAdd,
  NUMBERED_SCOPES,
  NumberedClock,
  operate,
  scopeOf,
  showsOperation,
  wordOf,
} from "../../tests/support/numbered-operations.ts";
import { openIn, type PlaceOptions } from "../places.ts";
import type { KillSabotage } from "./broken-writers.ts";
import type { WriterOrders } from "./operate-until-killed-process.ts";

/** How a writer ends. */
export type Kill =
  /** At a step of a commit, by its own hand, after `skip` more adds. */
  | { readonly end: "step"; readonly step: CommitStep; readonly skip: number }
  /** Some time after it has told something for the first time: "opening", "open", or the number 1 for any operation. */
  | {
      readonly end: "moment";
      readonly after: "opening" | "open" | "1";
      readonly milliseconds: number;
    }
  /** Not killed at all, after one operation. */
  | { readonly end: "itself" };

const script = fileURLToPath(new URL("operate-until-killed-process.ts", import.meta.url));
/** Memories whose histories are compared each time: those told last. */
const HISTORY_MS = 20 * 60_000;
/** How long after the last operation the next process looks, in operations of a minute: leases have ended. */
const LATER = 3;
/** What a killed process had sent to a server may still be under way: how often, and after how long, it is looked again. */
const LOOKS = 5;
const LOOK_AGAIN_MS = 300;

/** A memory, what its writers have acknowledged, and the reference. */
export class KilledMemory {
  readonly options: PlaceOptions;
  /** The last operation that a writer told of. */
  acknowledged = 0;
  /** How many writers ended by a kill. */
  killCount = 0;
  /** How many of those were killed in an operation that the store turned out to hold, though nobody told of it. */
  heldCount = 0;
  /** The last operation that the reference has done: one more if the memory was found to have it. */
  #applied = 0;
  readonly #reference: Memory;
  readonly #clock: NumberedClock;

  private constructor(options: PlaceOptions, reference: Memory, clock: NumberedClock) {
    this.options = options;
    this.#reference = reference;
    this.#clock = clock;
  }

  /** A memory that is not there yet. */
  static async create(options: PlaceOptions): Promise<KilledMemory> {
    const clock = new NumberedClock();
    return new KilledMemory(
      options,
      await openIn({ options: { path: ":memory:" } }, { clock }),
      clock,
    );
  }

  /** Starts a writer where the last one was stopped, and waits for its end. */
  async run(kill: Kill, sabotage: KillSabotage | null = null): Promise<void> {
    const child = spawn(
      process.execPath,
      [
        "--disable-warning=ExperimentalWarning",
        script,
        JSON.stringify(this.#ordersFor(kill, sabotage)),
      ],
      { stdio: ["ignore", "pipe", "pipe"] },
    );
    let told = "";
    let complaint = "";
    let isDoomed = false;
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      told += text;
      if (kill.end !== "moment" || isDoomed || !hasTold(told, kill.after)) return;
      isDoomed = true;
      void setTimeout(kill.milliseconds).then(() => child.kill("SIGKILL"));
    });
    child.stderr.setEncoding("utf8").on("data", (text: string) => (complaint += text));
    const signal = await new Promise<string | null>((resolve, reject) => {
      child.once("error", reject).once("close", (_code, by) => resolve(by));
    });
    if (complaint !== "" || (signal !== "SIGKILL") !== (kill.end === "itself")) {
      throw new Error(`The writer ended with ${signal}: ${complaint}`);
    }
    if (signal === "SIGKILL") this.killCount += 1;
    // A line that was cut off was not told.
    const lines = told.slice(0, told.lastIndexOf("\n") + 1).split("\n");
    this.acknowledged = Math.max(this.acknowledged, ...lines.map(Number).filter(Number.isFinite));
  }

  /** Opens the memory afresh, lets it recover, and compares all of it with the reference. @throws If they differ. */
  async check(): Promise<void> {
    const clock = new NumberedClock();
    clock.set(this.acknowledged + LATER);
    const memory = await openIn(this, { clock });
    try {
      await this.#apply(this.acknowledged);
      if (!(await this.#comesToSame(memory, clock))) {
        throw new Error(
          `The memory does not hold the ${this.acknowledged} operations acknowledged, each once and whole`,
        );
      }
      if (this.#applied > this.acknowledged) this.heldCount += 1;
      const { isSound, faults } = await memory.verify();
      if (!isSound) throw new Error(`The memory is not sound: ${JSON.stringify(faults)}`);
      await this.#checkSearch(memory);
    } finally {
      await memory.close();
    }
  }

  /** Closes the reference. */
  async close(): Promise<void> {
    await this.#reference.close();
  }

  #ordersFor(kill: Kill, sabotage: KillSabotage | null): WriterOrders {
    const first = this.acknowledged + 1;
    // The first may be there already: killed when it was written and not yet told. It then has no steps to die in.
    const surelyNew = Math.max(this.#applied, this.acknowledged) + 1;
    return {
      options: this.options,
      first,
      death:
        kill.end === "step" ? { step: kill.step, number: addAfter(surelyNew, kill.skip) } : null,
      count: kill.end === "itself" ? 1 : null,
      sabotage,
    };
  }

  async #apply(last: number): Promise<void> {
    while (this.#applied < last) {
      this.#applied += 1;
      this.#clock.set(this.#applied);
      await operate(this.#reference, this.#applied);
    }
  }

  /** Whether it holds what was acknowledged, and perhaps the operation after that: the one it was killed in. */
  async #comesToSame(memory: Memory, clock: NumberedClock): Promise<boolean> {
    const { vector, graph } = this.options;
    const looks = vector || graph ? LOOKS : 1;
    const next = this.acknowledged + 1;
    for (let look = 1; look <= looks; look += 1) {
      // On servers a commit is several writes: whoever comes next finishes what was cut in two.
      if (vector || graph) await memory.repair();
      const shown = JSON.stringify(await this.#stateOf(memory, this.#scopeWithTrace(next)));
      if (showsOperation(shown, next)) await this.#apply(next);
      if (await this.#isSame(memory, clock)) return true;
      if (look < looks) await setTimeout(LOOK_AGAIN_MS);
    }
    return false;
  }

  /** The scope in which an operation can be seen. */
  #scopeWithTrace(number: number): (typeof NUMBERED_SCOPES)[number] {
    return scopeOf(isAdd(number) ? number : number - DELETED_BEFORE);
  }

  async #isSame(memory: Memory, clock: NumberedClock): Promise<boolean> {
    clock.set(this.#applied);
    for (const scope of NUMBERED_SCOPES) {
      const [own, expected] = await Promise.all(
        [memory, this.#reference].map(async (one) => this.#stateOf(one, scope)),
      );
      if (!isDeepStrictEqual(own, expected)) return false;
    }
    return true;
  }

  async #stateOf(memory: Memory, scope: (typeof NUMBERED_SCOPES)[number]): Promise<TenantState> {
    const since = this.#clock.now() - HISTORY_MS;
    return stateOf(memory, scope, {
      hasHistory: ({ recordedAt }) => Date.parse(recordedAt) > since,
    });
  }

  /** What was added last is found by a word of its own. */
  async #checkSearch(memory: Memory): Promise<void> {
    const number = isAdd(this.#applied) ? this.#applied : this.#applied - 1;
    if (number < 1) return;
    const { results, degraded } = await memory.search(wordOf(number), scopeOf(number));
    const isFound = results.some(({ memory: text }) => text.includes(wordOf(number)));
    if (!isFound || degraded.length > 0) throw new Error("What was acknowledged last is not found");
  }
}

function hasTold(told: string, what: "opening" | "open" | "1"): boolean {
  return what === "1" ? /^\d+$/m.test(told) : told.includes(`${what}\n`);
}

/** The number of an add, after `skip` others. */
function addAfter(first: number, skip: number): number {
  let number = first;
  for (let left = skip; left > 0 || !isAdd(number); number += 1) if (isAdd(number)) left -= 1;
  return number;
}
