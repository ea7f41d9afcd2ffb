/** The tables of the speed benchmark. */
import type { Place } from "../places.ts";
import { formatTable } from "../report.ts";
import type { FirstAddResult } from "./first-add.ts";
import type { SizeResult, Timing, TripCounts, TripResult } from "./measure-speed.ts";

/** What is to be reached in a tenant of a size. */
interface Target {
  readonly what: string;
  readonly memoryCount: number;
  readonly milliseconds: number;
  readonly of: (result: SizeResult) => number | undefined;
}

const addP50 = ({ add }: SizeResult): number => add.p50;
const searchP50 = ({ search }: SizeResult): number => search.p50;
const openP50 = ({ opening }: SizeResult): number | undefined => opening?.openMs;

/** On two cores. */
const TARGETS: Readonly<Record<Place["suffix"], readonly Target[]>> = {
  "": [
    { what: "add p50", memoryCount: 10_000, milliseconds: 15, of: addP50 },
    { what: "search p50", memoryCount: 10_000, milliseconds: 10, of: searchP50 },
    { what: "search p50", memoryCount: 50_000, milliseconds: 10, of: searchP50 },
    { what: "add p50", memoryCount: 100_000, milliseconds: 25, of: addP50 },
    { what: "opening", memoryCount: 100_000, milliseconds: 200, of: openP50 },
  ],
  "-servers": [
    { what: "add p50", memoryCount: 10_000, milliseconds: 60, of: addP50 },
    { what: "search p50", memoryCount: 10_000, milliseconds: 30, of: searchP50 },
  ],
};
/** From the start of a process to the end of its first add. */
const FIRST_ADD_MS = 250;
/** A size that is asked for is reached, and passed by less than this share of it. */
const MOST_PASSED = 0.1;
/** Bytes. */
export const MEBIBYTE = 1_048_576;

/** The process starts as a table. */
export function printStarts(starts: readonly FirstAddResult[]): string {
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

/** What each size costs as a table, its stages, and its round trips to servers. */
export function printSizes(results: readonly SizeResult[]): string {
  const both = ({ p50, p95 }: Timing): string => `${p50.toFixed(1)} / ${p95.toFixed(1)}`;
  const rows = results.map((one) => [
    String(one.memoryCount),
    String(one.entityCount),
    String(one.relationCount),
    both(one.add),
    both(one.search),
    one.firstSearchMs.toFixed(1),
    one.fillSeconds.toFixed(1),
    one.fileBytes === 0 ? "-" : (one.fileBytes / MEBIBYTE).toFixed(1),
    one.fileBytes === 0 ? "-" : String(one.fileBytesPerMemory),
    (one.residentBytes / MEBIBYTE).toFixed(0),
  ]);
  const headers = [
    "memories",
    "entities",
    "relations",
    "add p50 / p95",
    "search p50 / p95",
    "first search",
    "filled, s",
    "file MiB",
    "bytes / memory",
    "RSS MiB",
  ];
  const stages = results.flatMap((one) => [
    `  add at ${one.memoryCount}: ${printStages(one.addStages)}`,
    `  search at ${one.memoryCount}: ${printStages(one.searchStages)}`,
    ...(one.trips ? [`  round trips at ${one.memoryCount}: ${printTrips(one.trips)}`] : []),
  ]);
  return `${formatTable(headers, rows)}\n\nStages, p50:\n${stages.join("\n")}`;
}

function printStages(stages: Readonly<Record<string, number>>): string {
  return Object.entries(stages)
    .map(([stage, milliseconds]) => `${stage} ${milliseconds.toFixed(2)}`)
    .join(", ");
}

/** A line for every target. */
export function printTargets(
  { name, suffix }: Place,
  results: readonly SizeResult[],
  starts: readonly FirstAddResult[],
): string {
  const measured = TARGETS[suffix].flatMap(({ what, memoryCount, milliseconds, of }) => {
    const result = results.find(
      (one) => one.memoryCount >= memoryCount && one.memoryCount <= memoryCount * (1 + MOST_PASSED),
    );
    const value = result && of(result);
    const line = `${what} at ${memoryCount} memories on ${name}`;
    return value === undefined ? [] : [[line, value, milliseconds] as const];
  });
  const started = starts
    .filter(({ entry }) => entry === "dist")
    .map(({ firstAdd, addedMs }) => [`first add (${firstAdd})`, addedMs, FIRST_ADD_MS] as const);
  return [...measured, ...started]
    .map(([line, value, target]) => {
      const verdict = value <= target ? "met" : "MISSED";
      return `${line}: ${value.toFixed(1)} ms, target ${target} ms: ${verdict}`;
    })
    .join("\n");
}

/** What a fresh process takes to open the file and search it, by size; nothing where there is no file. */
export function printOpenings(results: readonly SizeResult[]): string {
  const rows = results.flatMap(({ memoryCount, opening }) =>
    opening
      ? [
          [
            String(memoryCount),
            opening.openMs.toFixed(1),
            opening.firstSearchMs.toFixed(0),
            opening.secondSearchMs.toFixed(1),
            (opening.residentBytes / MEBIBYTE).toFixed(0),
          ],
        ]
      : [],
  );
  if (rows.length === 0) return "";
  const headers = ["fresh process (p50)", "open", "first search", "second", "RSS MiB"];
  return `\n\n${formatTable(headers, rows)}`;
}

function printTrips({ add, search }: TripResult): string {
  const show = (counts: TripCounts): string =>
    Object.entries(counts)
      .map(([server, { median, most }]) => `${server} ${median} (at most ${most})`)
      .join(", ");
  return `add ${show(add)}; search ${show(search)}`;
}
