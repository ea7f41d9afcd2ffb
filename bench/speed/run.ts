/**
 * Speed: `npm run bench -- speed [--sizes 100,1000,10000] [--repeats 200] [--starts 15] [--seed 1]`.
 *
 * One tenant on one embedded file, filled through the library; 384 dimensions, the built-in embedder, no language model, so
 * no model latency. `add` has one message with three facts and three relations; `search` has default options, the graph
 * included, and a limit of ten. Adds and searches take turns. Sizes count memories; the messages come on top.
 */
import { mkdtemp, rm } from "node:fs/promises";
import { availableParallelism, cpus, loadavg, release, tmpdir, totalmem } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { parseCount } from "../command-line.ts";
import { openMemory } from "../open-memory.ts";
import { formatTable, writeResults } from "../report.ts";
import { buildPackage, type FirstAddResult, timeFirstAdd } from "./first-add.ts";
import { measureSpeed, type SizeResult, type SpeedMemory, type Timing } from "./measure-speed.ts";

/** What is to be reached, in milliseconds, on two cores. */
const TARGETS = { addMs: 15, searchMs: 10, firstAddMs: 250, memoryCount: 10_000 } as const;
const MEBIBYTE = 1_048_576;

/** Reads the options, runs, prints the tables and writes `bench/results/speed.json`. */
export async function runSpeed(argv: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...argv],
    options: {
      sizes: { type: "string", default: "100,1000,10000" },
      repeats: { type: "string", default: "200" },
      starts: { type: "string", default: "15" },
      seed: { type: "string", default: "1" },
    },
  });
  const sizes = values.sizes.split(",").map((size) => parseCount("sizes", size, 1));
  const seed = parseCount("seed", values.seed, 0);
  const startCount = parseCount("starts", values.starts, 1);
  const options = { seed, sizes, repeats: parseCount("repeats", values.repeats, 1) };
  const machine = describeMachine();
  console.log(`${machine}\n${describe(options, startCount)}\n`);
  const folder = await mkdtemp(join(tmpdir(), "mnemograph-speed-"));
  try {
    const starts = await timeStarts(folder, startCount);
    console.log(`${printStarts(starts)}\n`);
    const path = join(folder, "speed.mnemograph");
    const results = await measureSpeed(options, async () => open(path), path);
    console.log(printSizes(results));
    console.log(`\n${printTargets(results, starts)}`);
    const written = await writeResults("speed", { machine, options, starts, results });
    console.log(`\nWritten to ${written}`);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function open(path: string): Promise<SpeedMemory> {
  // The library has more than the benchmarks' common view of it shows.
  return (await openMemory(path)) as SpeedMemory;
}

async function timeStarts(folder: string, runs: number): Promise<FirstAddResult[]> {
  if (runs === 0) return [];
  buildPackage();
  const results: FirstAddResult[] = [];
  for (const entry of ["dist", "src"] as const) {
    for (const firstAdd of ["facts given", "patterns"] as const) {
      results.push(await timeFirstAdd({ entry, firstAdd, runs }, folder));
    }
  }
  return results;
}

function describeMachine(): string {
  const [cpu] = cpus();
  const memory = `${Math.round(totalmem() / MEBIBYTE / 1024)} GiB`;
  return (
    `${cpu?.model ?? "unknown CPU"}, ${availableParallelism()} cores, ${memory}, ` +
    `${process.platform} ${release()}, Node ${process.version}; load of the last minute ${loadavg()[0]?.toFixed(1)}`
  );
}

function describe(
  { seed, repeats }: { readonly seed: number; readonly repeats: number },
  starts: number,
): string {
  return (
    `384 dimensions, built-in embedder, no language model; seed ${seed}, ${repeats} adds and ${repeats} searches by ` +
    `turns at each size, ${starts} starts of each kind; milliseconds`
  );
}

function printStarts(starts: readonly FirstAddResult[]): string {
  const rows = starts.map((one) => [
    `${one.entry}, ${one.firstAdd}`,
    ...[one.nodeMs, one.importedMs, one.openedMs, one.addedMs, one.toldMs].map((ms) =>
      ms.toFixed(0),
    ),
  ]);
  const headers = [
    "process start until ... (p50)",
    "node",
    "imported",
    "opened",
    "first add",
    "as told",
  ];
  return formatTable(headers, rows);
}

function printSizes(results: readonly SizeResult[]): string {
  const both = ({ p50, p95 }: Timing): string => `${p50.toFixed(1)} / ${p95.toFixed(1)}`;
  const rows = results.map((one) => [
    String(one.memoryCount),
    String(one.entityCount),
    String(one.relationCount),
    both(one.add),
    both(one.search),
    one.firstSearchMs.toFixed(1),
    (one.fileBytes / MEBIBYTE).toFixed(1),
    String(one.fileBytesPerMemory),
    (one.residentBytes / MEBIBYTE).toFixed(0),
  ]);
  const headers = [
    "memories",
    "entities",
    "relations",
    "add p50 / p95",
    "search p50 / p95",
    "first search",
    "file MiB",
    "bytes / memory",
    "RSS MiB",
  ];
  const stages = results.flatMap((one) => [
    `  add at ${one.memoryCount}: ${printStages(one.addStages)}`,
    `  search at ${one.memoryCount}: ${printStages(one.searchStages)}`,
  ]);
  return `${formatTable(headers, rows)}\n\nStages, p50:\n${stages.join("\n")}`;
}

function printStages(stages: Readonly<Record<string, number>>): string {
  return Object.entries(stages)
    .map(([stage, milliseconds]) => `${stage} ${milliseconds.toFixed(2)}`)
    .join(", ");
}

function printTargets(results: readonly SizeResult[], starts: readonly FirstAddResult[]): string {
  const large = results.find(({ memoryCount }) => memoryCount >= TARGETS.memoryCount);
  const built = starts.filter(({ entry }) => entry === "dist");
  const lines = [
    ["add p50 at 10,000 memories", large?.add.p50, TARGETS.addMs],
    ["search p50 at 10,000 memories", large?.search.p50, TARGETS.searchMs],
    ...built.map(
      ({ firstAdd, addedMs }) => [`first add (${firstAdd})`, addedMs, TARGETS.firstAddMs] as const,
    ),
  ] as const;
  return lines
    .filter(([, value]) => value !== undefined)
    .map(([name, value = 0, target]) => {
      const verdict = value <= target ? "met" : "MISSED";
      return `${name}: ${value.toFixed(1)} ms, target ${target} ms: ${verdict}`;
    })
    .join("\n");
}
