/** Runs a program in a process of its own, so that nothing is warm but what it warms itself. */
import { execFile } from "node:child_process";
import { promisify } from "node:util";

/** What the process runs: the built package, as users do, or the sources. */
export type Entry = "dist" | "src";

/** Where the library is imported from. */
export function libraryAt(entry: Entry): string {
  const path = entry === "dist" ? "../../dist/index.js" : "../../src/index.ts";
  return new URL(path, import.meta.url).href;
}

/**
 * Runs a program that prints a list of numbers.
 *
 * @returns The numbers, and the milliseconds by this process's clock until they were read.
 */
export async function timeProcess(code: string): Promise<number[]> {
  const start = performance.now();
  let toldMs = 0;
  const flags = ["--disable-warning=ExperimentalWarning", "--input-type=module", "--eval", code];
  const running = promisify(execFile)(process.execPath, flags);
  running.child.stdout?.once("data", () => {
    toldMs = performance.now() - start;
  });
  const { stdout } = await running;
  // Printed by the program above.
  return [...(JSON.parse(stdout) as number[]), toldMs];
}
