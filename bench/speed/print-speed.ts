/** The tables of the speed benchmark. */
import type { Place } from "../places.ts";
import { formatTable } from "../report.ts";
import type { FirstAddResult } from "./first-add.ts";
import type { SizeResult, Timing, TripCounts, TripResult } from "./measure-speed.ts";

/** What is to be reached, in milliseconds, on two cores. */
const TARGETS = {
  "": { addMs: 15, searchMs: 10 },
  "-servers": { addMs: 60, searchMs: 30 },
  firstAddMs: 250,
  memoryCount: 10_000,
} as const;
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
  const targets = TARGETS[suffix];
  const large = results.find(({ memoryCount }) => memoryCount >= TARGETS.memoryCount);
  const built = starts.filter(({ entry }) => entry === "dist");
  const where = `at 10,000 memories on ${name}`;
  const lines = [
    [`add p50 ${where}`, large?.add.p50, targets.addMs],
    [`search p50 ${where}`, large?.search.p50, targets.searchMs],
    ...built.map(
      ({ firstAdd, addedMs }) => [`first add (${firstAdd})`, addedMs, TARGETS.firstAddMs] as const,
    ),
  ] as const;
  return lines
    .filter(([, value]) => value !== undefined)
    .map(([line, value = 0, target]) => {
      const verdict = value <= target ? "met" : "MISSED";
      return `${line}: ${value.toFixed(1)} ms, target ${target} ms: ${verdict}`;
    })
    .join("\n");
}

function printTrips({ add, search }: TripResult): string {
  const show = (counts: TripCounts): string =>
    Object.entries(counts)
      .map(([server, { median, most }]) => `${server} ${median} (at most ${most})`)
      .join(", ");
  return `add ${show(add)}; search ${show(search)}`;
}
