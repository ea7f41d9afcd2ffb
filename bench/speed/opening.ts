/** Times a fresh process that opens a file which is there already and searches it. */
import { percentile } from "../report.ts";
import { type Entry, libraryAt, timeProcess } from "./time-process.ts";

/** Medians; milliseconds, each from the end of the one before, the library being imported. */
export interface OpeningResult {
  readonly openMs: number;
  /** The first search reads what searching needs of the tenant into memory. */
  readonly firstSearchMs: number;
  readonly secondSearchMs: number;
  /** What the process takes after it. */
  readonly residentBytes: number;
}

/** What is opened, and what is asked of it. */
export interface Opening {
  readonly entry: Entry;
  readonly path: string;
  readonly userId: string;
  /** Of the two searches. */
  readonly questions: readonly [string, string];
}

/** Starts `runs` processes one after the other. */
export async function timeOpening(opening: Opening, runs: number): Promise<OpeningResult> {
  const laps: number[][] = [];
  for (let run = 0; run < runs; run += 1) laps.push(await timeProcess(program(opening)));
  const median = (index: number): number =>
    percentile(
      laps.map((lap) => lap[index] ?? 0),
      0.5,
    );
  return {
    openMs: median(0),
    firstSearchMs: median(1),
    secondSearchMs: median(2),
    residentBytes: median(3),
  };
}

function program({ entry, path, userId, questions }: Opening): string {
  return `
    const { Memory } = await import(${JSON.stringify(libraryAt(entry))});
    const [first, second] = ${JSON.stringify(questions)};
    const options = { userId: ${JSON.stringify(userId)}, limit: 10 };
    const times = [performance.now()];
    const path = ${JSON.stringify(path)};
    const memory = await Memory.open({ path, languageModel: null, embeddingModel: null });
    times.push(performance.now());
    await memory.search(first, options);
    times.push(performance.now());
    await memory.search(second, options);
    times.push(performance.now());
    const laps = times.slice(1).map((time, index) => time - times[index]);
    console.log(JSON.stringify([...laps, process.memoryUsage.rss()]));
    await memory.close();`;
}
