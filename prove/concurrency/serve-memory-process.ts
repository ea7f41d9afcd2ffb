/**
 * A memory in a process of its own, which does what its parent writes to it: a JSON array of method and arguments on each
 * line, answered by `{ result }` or `{ error }` on a line, in order. The argument is the place's options as JSON.
 *
 * "addAll" waits for a moment, so that several processes begin at once, and tells of each add with `{ done }`.
 */
import { writeSync } from "node:fs";
import { createInterface } from "node:readline";

import type { AddOptions, Scope } from "../../src/index.ts";
import { NumberedClock } from "../../tests/support/numbered-operations.ts";
import { openIn, type PlaceOptions } from "../places.ts";

/** One add of a batch. */
interface Add {
  readonly text: string;
  readonly options: AddOptions & Scope;
}

// Written by `ServedMemory`.
const place = JSON.parse(process.argv[2] ?? "") as PlaceOptions;
const memory = await openIn({ options: place }, { clock: new NumberedClock() });

async function addAll(startAt: number, adds: readonly Add[]): Promise<number> {
  while (Date.now() < startAt) {
    // Spins, so that all begin in the same instant.
  }
  for (const [index, { text, options }] of adds.entries()) {
    await memory.add(text, options);
    tell({ done: index });
  }
  return adds.length;
}

async function call(method: string, args: readonly unknown[]): Promise<unknown> {
  // The parent is a test, which sends what these take.
  if (method === "addAll") return addAll(...(args as Parameters<typeof addAll>));
  if (method === "relations") {
    return memory.graph.relations(...(args as Parameters<typeof memory.graph.relations>));
  }
  const own: unknown = Reflect.get(memory, method);
  if (typeof own !== "function") throw new Error(`There is no ${method}`);
  return Reflect.apply(own, memory, args);
}

function tell(line: unknown): void {
  writeSync(1, `${JSON.stringify(line)}\n`);
}

tell({ result: "open" });
for await (const line of createInterface({ input: process.stdin })) {
  const [method, ...args] = JSON.parse(line) as [string, ...unknown[]];
  try {
    tell({ result: (await call(method, args)) ?? null });
  } catch (error) {
    tell({ error: String(error) });
  }
}
await memory.close();
