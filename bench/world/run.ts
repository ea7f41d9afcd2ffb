/**
 * The scripted world as a benchmark: `npm run bench -- world [--seed 1] [--tenants 6] [--sessions 40] [--persons 12]
 * [--quick] [--misses 10]`.
 *
 * Every session's facts are handed to `add` as a perfect extractor would; `search` is called with the scope, a limit
 * of ten and, for as_of questions, the date. What counts is written in `score.ts` and `state.ts`.
 *
 * With QDRANT_URL and NEO4J_URI the same is done on these servers, and compared.
 */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { parseCount } from "../command-line.ts";
import type { OpenMemory } from "../memory-api.ts";
import { openMemory } from "../open-memory.ts";
import { measurePlaces, SERVERS_HINT } from "../places.ts";
import { differencesOf, printDifferences, writeResults } from "../report.ts";
import { DEFAULT_WORLD, makeWorld } from "./generate-world.ts";
import { measureWorld, type WorldResults } from "./measure-world.ts";
import { printWorld } from "./print-world.ts";
import type { WorldOptions } from "./types.ts";

/** What differs from run to run. */
const TIMES: ReadonlySet<string> = new Set(["add", "search"]);

/** A small world for a first look. */
const QUICK_WORLD: Omit<WorldOptions, "seed"> = {
  tenantCount: 4,
  sessionCount: 14,
  personCount: 6,
};

/** Measures a world in a temporary folder, which is removed afterwards. */
export async function runWorld(
  options: WorldOptions,
  open: OpenMemory = openMemory,
): Promise<WorldResults> {
  const folder = await mkdtemp(join(tmpdir(), "mnemograph-world-"));
  try {
    return await measureWorld(makeWorld(options), open, folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Reads the options, runs everywhere, prints the tables and writes `bench/results/world-<seed>.json`. */
export async function runWorldCommand(argv: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...argv],
    options: {
      seed: { type: "string", default: "1" },
      tenants: { type: "string" },
      sessions: { type: "string" },
      persons: { type: "string" },
      quick: { type: "boolean", default: false },
      misses: { type: "string", default: "0" },
    },
  });
  const size = values.quick ? QUICK_WORLD : DEFAULT_WORLD;
  const { tenants, sessions, persons } = values;
  const options: WorldOptions = {
    seed: parseCount("seed", values.seed, 0),
    tenantCount: tenants === undefined ? size.tenantCount : parseCount("tenants", tenants, 1),
    sessionCount: sessions === undefined ? size.sessionCount : parseCount("sessions", sessions, 1),
    personCount: persons === undefined ? size.personCount : parseCount("persons", persons, 1),
  };
  const missCount = parseCount("misses", values.misses, 0);
  const measured = await measurePlaces(
    async ({ open }) => runWorld(options, open),
    ({ place, results }) => {
      console.log(`On ${place.name}\n${printWorld(results)}`);
      for (const miss of results.misses.slice(0, missCount)) {
        console.log(JSON.stringify(miss, null, 1));
      }
      console.log("");
    },
  );
  const [file, ...others] = measured;
  for (const { place, results } of others) {
    console.log(printDifferences(place.name, differencesOf(file?.results, results, TIMES)));
  }
  for (const { place, results } of measured) {
    const path = await writeResults(`world-${options.seed}${place.suffix}`, results);
    console.log(`Written to ${path}`);
  }
  if (others.length === 0) console.log(SERVERS_HINT);
}
