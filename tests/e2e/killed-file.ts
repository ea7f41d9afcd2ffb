/** One file whose writers are killed over and over, beside a memory that was never killed. */
import { spawn } from "node:child_process";
import { setTimeout } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { isDeepStrictEqual } from "node:util";

import { type CommitStep, Memory } from "../../src/index.ts";
import { stateOf, type TenantState } from "../support/memory-state.ts";
import {
  isAdd,
  NUMBERED_SCOPES,
  NumberedClock,
  operate,
  scopeOf,
  wordOf,
} from "../support/numbered-operations.ts";

/** How a writer ends. */
export type Kill =
  /** At a step of a commit, by its own hand, after `skip` more adds. */
  | {
      readonly end: "step";
      readonly step: CommitStep;
      readonly skip: number;
      readonly manner?: "early";
    }
  /** Some time after it has told something for the first time: "opening", or the number 1 for any operation. */
  | { readonly end: "moment"; readonly after: "opening" | "1"; readonly milliseconds: number }
  /** Not killed at all. */
  | { readonly end: "itself" };

const script = fileURLToPath(new URL("add-until-killed-process.ts", import.meta.url));
/** Memories whose histories are compared each time: those told last. */
const HISTORY_MS = 20 * 60_000;

/** A file, what its writers have acknowledged, and the reference. */
export class KilledFile {
  readonly path: string;
  /** The last operation that a writer told of. */
  acknowledged = 0;
  /** How many writers ended by a kill. */
  killCount = 0;
  /** The last operation that the reference has done: one more if the file was found to have it. */
  #applied = 0;
  readonly #reference: Memory;
  readonly #clock: NumberedClock;

  private constructor(path: string, reference: Memory, clock: NumberedClock) {
    this.path = path;
    this.#reference = reference;
    this.#clock = clock;
  }

  /** A file that is not there yet. */
  static async create(path: string): Promise<KilledFile> {
    const clock = new NumberedClock();
    return new KilledFile(path, await Memory.open({ path: ":memory:", clock }), clock);
  }

  /** Starts a writer where the last one was stopped, and waits for its end. */
  async run(kill: Kill): Promise<void> {
    const first = this.acknowledged + 1;
    const step = kill.end === "step" ? kill.step : "none";
    // The first may be in the file already: killed when it was written and not yet told. It then has no steps to die in.
    const surelyNew = this.acknowledged === 0 ? first : first + 1;
    const last = kill.end === "step" ? addAfter(surelyNew, kill.skip) : 0;
    const manner = kill.end === "step" ? (kill.manner ?? "") : "";
    const args = [script, this.path, String(first), step, String(last), manner];
    if (kill.end === "itself") args.push("1");
    const child = spawn(process.execPath, ["--disable-warning=ExperimentalWarning", ...args], {
      stdio: ["ignore", "pipe", "pipe"],
    });
    let told = "";
    let complaint = "";
    let isDoomed = false;
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      told += text;
      if (kill.end !== "moment" || isDoomed) return;
      if (kill.after === "1" && !/^\d+$/m.test(told)) return;
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

  /** Opens the file afresh and compares all of it with the reference. @throws If they differ. */
  async check(): Promise<void> {
    const clock = new NumberedClock();
    const memory = await Memory.open({ path: this.path, clock });
    try {
      await this.#apply(this.acknowledged);
      let isSame = await this.#isSame(memory, clock);
      if (!isSame && this.#applied === this.acknowledged) {
        await this.#apply(this.acknowledged + 1);
        isSame = await this.#isSame(memory, clock);
      }
      if (!isSame) {
        throw new Error(
          `The file does not hold the ${this.acknowledged} operations acknowledged, each once and whole`,
        );
      }
      const { isSound, faults } = await memory.verify();
      if (!isSound) throw new Error(`The file is not sound: ${JSON.stringify(faults)}`);
      await this.#checkSearch(memory);
    } finally {
      await memory.close();
    }
  }

  /** Closes the reference. */
  async close(): Promise<void> {
    await this.#reference.close();
  }

  async #apply(last: number): Promise<void> {
    while (this.#applied < last) {
      this.#applied += 1;
      this.#clock.set(this.#applied);
      await operate(this.#reference, this.#applied);
    }
  }

  async #isSame(memory: Memory, clock: NumberedClock): Promise<boolean> {
    clock.set(this.#applied);
    for (const scope of NUMBERED_SCOPES) {
      const [own, expected] = await Promise.all(
        [memory, this.#reference].map((one) => this.#stateOf(one, scope)),
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

/** The number of an add, after `skip` others. */
function addAfter(first: number, skip: number): number {
  let number = first;
  for (let left = skip; left > 0 || !isAdd(number); number += 1) if (isAdd(number)) left -= 1;
  return number;
}
