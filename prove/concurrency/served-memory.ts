/** The parent's end of `serve-memory-process.ts`. */
import { type ChildProcessByStdio, spawn } from "node:child_process";
import { createInterface } from "node:readline";
import type { Readable, Writable } from "node:stream";
import { fileURLToPath } from "node:url";

import type { AddOptions, Memory, Scope } from "../../src/index.ts";
import type { PlaceOptions } from "../places.ts";

/** One add of a batch. */
export interface BatchAdd {
  readonly text: string;
  readonly options: AddOptions & Scope;
}

interface Answer {
  readonly result?: unknown;
  readonly error?: string;
  readonly done?: number;
}

const script = fileURLToPath(new URL("serve-memory-process.ts", import.meta.url));

/** A memory in another process. Calls are answered in order. */
export class ServedMemory {
  readonly #child: ChildProcessByStdio<Writable, Readable, null>;
  readonly #answers: AsyncIterator<string, undefined>;

  private constructor(child: ChildProcessByStdio<Writable, Readable, null>) {
    this.#child = child;
    this.#answers = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  }

  /** Starts a process that opens the memory. */
  static async start(options: PlaceOptions): Promise<ServedMemory> {
    const args = ["--disable-warning=ExperimentalWarning", script, JSON.stringify(options)];
    const served = new ServedMemory(
      spawn(process.execPath, args, { stdio: ["pipe", "pipe", "inherit"] }),
    );
    await served.#answer();
    return served;
  }

  /** Calls a method of the memory there. What it throws is thrown here, as text. */
  async call<
    Name extends "search" | "getAll" | "delete" | "deleteAll" | "update" | "get" | "verify",
  >(method: Name, ...args: Parameters<Memory[Name]>): Promise<Awaited<ReturnType<Memory[Name]>>> {
    this.#child.stdin.write(`${JSON.stringify([method, ...args])}\n`);
    // It was written as JSON by that very method's answer.
    return (await this.#answer()) as Awaited<ReturnType<Memory[Name]>>;
  }

  /** Adds one after the other from a moment on, and tells of each once it is acknowledged. */
  async addAll(
    startAt: number,
    adds: readonly BatchAdd[],
    onDone: (add: BatchAdd) => void | Promise<void> = (): void => undefined,
  ): Promise<void> {
    this.#child.stdin.write(`${JSON.stringify(["addAll", startAt, adds])}\n`);
    await this.#answer(async (index) => {
      const add = adds[index];
      if (add) await onDone(add);
    });
  }

  /** Ends the process. */
  async stop(): Promise<void> {
    const ended = new Promise((resolve) => {
      this.#child.once("close", resolve);
    });
    this.#child.stdin.end();
    await ended;
  }

  async #answer(
    onDone: (index: number) => Promise<void> = async (): Promise<void> => undefined,
  ): Promise<unknown> {
    for (;;) {
      const { done, value } = await this.#answers.next();
      if (done === true) throw new Error("The process ended");
      const { result, error, done: index } = JSON.parse(value) as Answer;
      if (error !== undefined) throw new Error(error);
      if (index === undefined) return result;
      await onDone(index);
    }
  }
}
