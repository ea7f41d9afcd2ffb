import { parseArgs } from "node:util";
import { describe, expect, test } from "vitest";
import {
  type Benchmark,
  parseCount,
  runCommandLine,
  UsageError,
} from "../../../bench/command-line.ts";

/** Benchmarks that keep what they are run with. */
function benchmarks(): { readonly ran: string[][]; readonly known: Record<string, Benchmark> } {
  const ran: string[][] = [];
  const run = (argv: readonly string[]): Promise<void> => {
    const { values } = parseArgs({
      args: [...argv],
      options: { seed: { type: "string" }, data: { type: "string" } },
    });
    if (values.data === "none") return Promise.reject(new UsageError("There is no data"));
    if (values.data === "broken") return Promise.reject(new RangeError("Out of range"));
    ran.push([...argv]);
    return Promise.resolve();
  };
  return { ran, known: { quick: { usage: "[--seed 1]", about: "a quick one", run } } };
}

describe("runCommandLine()", () => {
  test("runs the benchmark that is named, with the rest of the line", async () => {
    const { ran, known } = benchmarks();
    const outcome = await runCommandLine(["quick", "--seed", "7"], known);
    expect(outcome).toEqual({ output: "", exitCode: 0 });
    expect(ran).toEqual([["--seed", "7"]]);
  });

  test.each([[["quick", "--help"]], [["quick", "--seed", "2", "-h"]], [["--help"]], [["-h"]]])(
    "gives the usage for %j, and runs nothing",
    async (args) => {
      const { ran, known } = benchmarks();
      const { output, exitCode } = await runCommandLine(args, known);
      expect(exitCode).toBe(0);
      expect(output).toMatch(/^Usage: npm run bench -- <?quick/u);
      expect(output).toContain("a quick one");
      expect(ran).toEqual([]);
    },
  );

  test.each([
    [[], "Say which benchmark to run"],
    [["zork"], "No benchmark is called 'zork'"],
    [["constructor"], "No benchmark is called 'constructor'"],
    [["quick", "--zork"], "Unknown option '--zork'"],
    [["quick", "--seed"], "Option '--seed <value>' argument missing"],
    [["quick", "extra"], "Unexpected argument 'extra'"],
    [["quick", "--data", "none"], "There is no data"],
  ])("answers %j with the reason, the usage and exit code 2", async (args, reason) => {
    const { ran, known } = benchmarks();
    const { output, exitCode } = await runCommandLine(args, known);
    expect(exitCode).toBe(2);
    const [first, second] = output.split("\n");
    expect(first).toBe(reason);
    expect(second).toMatch(/^Usage: npm run bench -- <?quick/u);
    expect(ran).toEqual([]);
  });

  test("throws on what is no slip of the hand", async () => {
    const { known } = benchmarks();
    await expect(runCommandLine(["quick", "--data", "broken"], known)).rejects.toThrow(RangeError);
  });
});

describe("parseCount()", () => {
  test("takes whole numbers from its least", () => {
    expect(parseCount("seed", "0", 0)).toBe(0);
    expect(parseCount("sizes", "1000", 1)).toBe(1000);
  });

  test.each(["", " ", "x", "1.5", "-1", "0", "1e400"])("refuses %j, and names it", (value) => {
    expect(() => parseCount("sizes", value, 1)).toThrow(UsageError);
    expect(() => parseCount("sizes", value, 1)).toThrow(`--sizes`);
  });
});
