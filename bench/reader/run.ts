/**
 * The reader beside public parsers: `npm run bench -- reader [--bytes]`.
 *
 * Three documents in 15 manners, cut behind every code unit (with `--bytes` also every byte of UTF-8); the same documents as
 * compact, indented and bare JSON with one bracket, quote, colon or comma taken out; and a long answer, for the time.
 */
import { availableParallelism, loadavg } from "node:os";
import { parseArgs } from "node:util";
import { formatTable, percent, percentile, writeResults } from "../report.ts";
import { type CutUnit, measureCuts, measureDamage, writeLong } from "./measure-reader.ts";
import { type Parser, parsers } from "./parsers.ts";

const LONG_LENGTH = 1_000_000;
const TIMED_RUNS = 15;

/** Reads the options, runs, prints the tables and writes `bench/results/reader.json`. */
export async function runReader(argv: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...argv],
    options: { bytes: { type: "boolean", default: false } },
  });
  const units: readonly CutUnit[] = values.bytes ? ["code unit", "byte"] : ["code unit"];
  console.log(
    `Node ${process.version}, ${availableParallelism()} cores, load of the last minute ${loadavg()[0]?.toFixed(1)}`,
  );
  const cuts = units.map((unit) => ({ unit, rows: cutTable(unit) }));
  const damage = parsers.map((parser) => ({ name: parser.name, ...measureDamage(parser) }));
  printDamage(damage);
  const times = timeLong(parsers.filter(({ name }) => name === "mnemograph/reader"));
  const written = await writeResults("reader", { cuts, damage, times });
  console.log(`\nWritten to ${written}`);
}

function cutTable(unit: CutUnit): unknown[] {
  const results = parsers.map((parser) => ({ name: parser.name, ...measureCuts(parser, unit) }));
  const rows = results.map((one) => [
    one.name,
    percent(one.completeness),
    percent(one.corrupt),
    percent(one.incomplete),
    percent(one.throws),
    one.microseconds.toFixed(0),
  ]);
  const headers = ["parser", "complete %", "corrupt %", "incomplete %", "throws %", "µs"];
  console.log(`\nCut behind every ${unit}, ${results[0]?.cutCount} cuts:`);
  console.log(formatTable(headers, rows));
  return results;
}

function printDamage(
  results: readonly {
    readonly name: string;
    readonly caseCount: number;
    readonly recovered: number;
    readonly corrupt: number;
  }[],
): void {
  const rows = results.map((one) => [one.name, percent(one.recovered), percent(one.corrupt)]);
  console.log(`\nOne bracket, quote, colon or comma missing, ${results[0]?.caseCount} cases:`);
  console.log(formatTable(["parser", "other items %", "corrupt %"], rows));
}

function timeLong(timed: readonly Parser[]): unknown[] {
  const { text, itemCount } = writeLong(LONG_LENGTH);
  console.log(
    `\nAn answer of ${text.length} characters and ${itemCount} items, milliseconds (p50):`,
  );
  return timed.map(({ name, read }) => {
    const whole = medianMs(() => read(text));
    const cut = medianMs(() => read(text.slice(0, -1)));
    console.log(`${name}: whole ${whole.toFixed(1)}, cut ${cut.toFixed(1)}`);
    return { name, length: text.length, whole, cut };
  });
}

function medianMs(run: () => unknown): number {
  const times = Array.from({ length: TIMED_RUNS }, () => {
    const start = performance.now();
    run();
    return performance.now() - start;
  });
  return percentile(times, 0.5);
}
