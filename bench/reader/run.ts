/**
 * The reader beside public parsers: `npm run bench -- reader [--bytes]`.
 *
 * Three documents in 15 manners, cut behind every code unit (with `--bytes` also every byte of UTF-8); the same documents as
 * compact, indented and bare JSON with one bracket, quote, colon or comma taken out; and a long answer in each manner, for
 * the time.
 */
import { availableParallelism, loadavg } from "node:os";
import { parseArgs } from "node:util";
import { formatTable, percent, percentile, writeResults } from "../report.ts";
import { manners, moreManners, unescapedQuotes } from "./corpus.ts";
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
  const times = parsers
    .filter(({ name }) => name === "mnemograph/reader")
    .flatMap((parser) => timeLong(parser));
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

function timeLong({ name, read }: Parser): unknown[] {
  const timed = { ...manners, ...moreManners, "unescaped quotes": unescapedQuotes };
  const results = Object.entries(timed).map(([manner, write]) => {
    const { text, itemCount } = writeLong(LONG_LENGTH, write);
    const whole = medianMs(() => read(text));
    const cut = medianMs(() => read(text.slice(0, -1)));
    return { name, manner, length: text.length, itemCount, whole, cut };
  });
  const rows = results.map(({ manner, itemCount, whole, cut }) => [
    manner,
    String(itemCount),
    whole.toFixed(1),
    cut.toFixed(1),
  ]);
  const load = loadavg()[0]?.toFixed(1);
  console.log(
    `\n${name}, answers of about ${LONG_LENGTH} characters, milliseconds (p50), load ${load}:`,
  );
  console.log(formatTable(["manner", "items", "ms whole", "ms cut"], rows));
  return results;
}

function medianMs(run: () => unknown): number {
  const times = Array.from({ length: TIMED_RUNS }, () => {
    const start = performance.now();
    run();
    return performance.now() - start;
  });
  return percentile(times, 0.5);
}
