/**
 * Speed: `npm run bench -- speed [--sizes 100,1000,10000] [--repeats 200] [--starts 15] [--openings 5] [--seed 1]`.
 *
 * One tenant on one embedded file, filled through the library; 384 dimensions, the built-in embedder, no language model, so
 * no model latency. `add` has one message with three facts and three relations; `search` has default options, the graph
 * included, and a limit of ten. Adds and searches take turns. Sizes count memories; the messages come on top.
 *
 * With QDRANT_URL and NEO4J_URI the same is done on these servers, and round trips are counted; `--only servers` leaves
 * the file and the process starts out.
 */
import { mkdtemp, rm } from "node:fs/promises";
import { availableParallelism, cpus, loadavg, release, tmpdir, totalmem } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { parseCount, UsageError } from "../command-line.ts";
import { openMemory } from "../open-memory.ts";
import { measurePlaces, type Place, placesOf, SERVERS_HINT } from "../places.ts";
import { writeResults } from "../report.ts";
import { countTrips } from "./count-trips.ts";
import { buildPackage, type FirstAddResult, timeFirstAdd } from "./first-add.ts";
import { measureSpeed, type SizeResult, type SpeedOptions } from "./measure-speed.ts";
import { MEBIBYTE, printOpenings, printSizes, printStarts, printTargets } from "./print-speed.ts";

/** Reads the options, runs, prints the tables and writes `bench/results/speed.json`. */
export async function runSpeed(argv: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...argv],
    options: {
      sizes: { type: "string", default: "100,1000,10000" },
      repeats: { type: "string", default: "200" },
      starts: { type: "string", default: "15" },
      openings: { type: "string", default: "5" },
      seed: { type: "string", default: "1" },
      only: { type: "string" },
    },
  });
  const sizes = values.sizes.split(",").map((size) => parseCount("sizes", size, 1));
  const seed = parseCount("seed", values.seed, 0);
  const repeats = parseCount("repeats", values.repeats, 1);
  const openings = parseCount("openings", values.openings, 0);
  const options = { seed, sizes, repeats, openings };
  const places = choosePlaces(values.only);
  const hasFile = places.some(({ suffix }) => suffix === "");
  const startCount = hasFile ? parseCount("starts", values.starts, 1) : 0;
  const machine = describeMachine();
  console.log(`${machine}\n${describe(options, startCount)}\n`);
  const folder = await mkdtemp(join(tmpdir(), "mnemograph-speed-"));
  try {
    const starts = await timeStarts(folder, startCount);
    if (starts.length > 0) console.log(`${printStarts(starts)}\n`);
    const measured = await measurePlaces(
      async (place) => measurePlace(place, options, folder),
      ({ place, results }) => {
        console.log(`On ${place.name}\n${printSizes(results)}${printOpenings(results)}\n`);
      },
      places,
    );
    for (const { place, results } of measured) {
      console.log(printTargets(place, results, place.suffix === "" ? starts : []));
    }
    const byPlace = measured.map(({ place, results }) => ({ place: place.name, results }));
    const results = { machine, options, starts, places: byPlace };
    console.log(`\nWritten to ${await writeResults("speed", results)}`);
    if (places.every(({ suffix }) => suffix === "")) console.log(SERVERS_HINT);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** @throws {UsageError} If no place is called that, or there are no servers. */
function choosePlaces(only: string | undefined): readonly Place[] {
  const places = placesOf(process.env);
  if (only === undefined) return places;
  const suffixes: Readonly<Record<string, string>> = { file: "", servers: "-servers" };
  const chosen = places.filter(({ suffix }) => suffix === suffixes[only]);
  if (chosen.length > 0) return chosen;
  throw new UsageError(
    only === "servers"
      ? "Name the servers by QDRANT_URL and NEO4J_URI"
      : `--only must be file or servers: '${only}'`,
  );
}

async function measurePlace(
  place: Place,
  options: SpeedOptions,
  folder: string,
): Promise<SizeResult[]> {
  const path = join(folder, `speed${place.suffix}.mnemograph`);
  const hasServers = place.suffix !== "";
  const counted = hasServers ? await countTrips(place.servers) : null;
  try {
    return await measureSpeed(options, {
      open: async () => place.open(path),
      path: place.servers.vector && place.servers.graph ? null : path,
      counted: counted
        ? { open: async () => openMemory(path, counted.servers), take: counted.take }
        : undefined,
      onFilled: (size, seconds) => {
        if (hasServers) console.log(`${size} memories: filled in ${seconds.toFixed(1)} s`);
      },
    });
  } finally {
    await counted?.close();
  }
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
