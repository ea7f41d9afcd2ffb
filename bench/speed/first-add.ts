/** Times a fresh process from its start to the end of its first `add`, on a file that is not there yet. */
import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { percentile } from "../report.ts";
import { type Entry, libraryAt, timeProcess } from "./time-process.ts";

/** Who reads the first add's facts. */
export type FirstAdd = "facts given" | "patterns";

/** Medians, in milliseconds from the start of the process. */
export interface FirstAddResult {
  readonly entry: Entry;
  readonly firstAdd: FirstAdd;
  /** Until Node runs the first line of the program. */
  readonly nodeMs: number;
  /** Until the library is imported. */
  readonly importedMs: number;
  readonly openedMs: number;
  /** Until the first add is acknowledged: the figure that has a target. */
  readonly addedMs: number;
  /** The same by the parent's clock, until it has read the process's word: with fork, exec and a pipe. */
  readonly toldMs: number;
}

const root = fileURLToPath(new URL("../../", import.meta.url));
const ADDS: Readonly<Record<FirstAdd, string>> = {
  "facts given": `{
    userId: "kirk",
    facts: [
      { text: "Ana works at Feedzai", slot: { subject: "Ana", relationship: "works_at", value: "Feedzai" } },
      { text: "Ana lives in Lisbon", slot: { subject: "Ana", relationship: "lives_in", value: "Lisbon" } },
      { text: "Ana knows Bruno" },
    ],
    relations: [
      { source: "Ana", relationship: "works_at", destination: "Feedzai" },
      { source: "Ana", relationship: "lives_in", destination: "Lisbon" },
      { source: "Ana", relationship: "knows", destination: "Bruno" },
    ],
  }`,
  patterns: `{ userId: "kirk" }`,
};

/** Builds the package into `dist/`. */
export function buildPackage(): void {
  const compiler = join(root, "node_modules", "typescript", "bin", "tsc");
  execFileSync(process.execPath, [compiler, "-p", "tsconfig.build.json"], { cwd: root });
}

/** Starts `runs` processes one after the other. */
export async function timeFirstAdd(
  {
    entry,
    firstAdd,
    runs,
  }: { readonly entry: Entry; readonly firstAdd: FirstAdd; readonly runs: number },
  folder: string,
): Promise<FirstAddResult> {
  const laps: number[][] = [];
  for (let run = 0; run < runs; run += 1) {
    const path = join(folder, `${entry}-${firstAdd.replace(" ", "-")}-${run}.mnemograph`);
    laps.push(await timeProcess(program(libraryAt(entry), path, firstAdd)));
  }
  const median = (index: number): number =>
    percentile(
      laps.map((lap) => lap[index] ?? 0),
      0.5,
    );
  return {
    entry,
    firstAdd,
    nodeMs: median(0),
    importedMs: median(1),
    openedMs: median(2),
    addedMs: median(3),
    toldMs: median(4),
  };
}

/** `performance.now()` counts from the start of the process. */
function program(library: string, path: string, firstAdd: FirstAdd): string {
  return `
    const laps = [performance.now()];
    const { Memory } = await import(${JSON.stringify(library)});
    laps.push(performance.now());
    const path = ${JSON.stringify(path)};
    const memory = await Memory.open({ path, languageModel: null, embeddingModel: null });
    laps.push(performance.now());
    await memory.add("My sister Ana works at Feedzai in Lisbon.", ${ADDS[firstAdd]});
    laps.push(performance.now());
    console.log(JSON.stringify(laps));
    await memory.close();`;
}
