/**
 * Multi-hop retrieval over a graph: `npm run bench -- musique --data <path>`.
 *
 * All passages lie in one tenant, one episode a passage and all of one date, with the file's triples and entities
 * replayed as extracted. For each question the passages that it takes to answer it are looked for among all of them.
 * Searches ask for 50 results with default options and no model.
 *
 * With QDRANT_URL and NEO4J_URI the same is done on these servers, and compared.
 */
import { existsSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { UsageError } from "../command-line.ts";
import { METRIC_NAMES, METRIC_TITLES, showEstimates } from "../locomo/metrics.ts";
import { describeEmbedder, EMBEDDER_OPTIONS, embedderSuffix, parseEmbedder } from "../embedder.ts";
import type { OpenMemory } from "../memory-api.ts";
import { openMemory } from "../open-memory.ts";
import { measurePlaces, placesOf, SERVERS_HINT } from "../places.ts";
import { differencesOf, formatTable, printDifferences, writeResults } from "../report.ts";
import { loadMusique, type MusiqueData } from "./load-musique.ts";
import {
  measureMusiqueBm25,
  measureMusiqueLibrary,
  type MusiqueResults,
} from "./measure-musique.ts";

/** What differs from run to run. */
const TIMES: ReadonlySet<string> = new Set(["addP50Ms", "searchP50Ms", "searchP95Ms"]);

/** Reads the options, runs, prints the table and writes `bench/results/musique.json`. */
export async function runMusiqueCommand(argv: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...argv],
    options: { data: { type: "string" }, ...EMBEDDER_OPTIONS },
  });
  if (values.data === undefined) {
    throw new UsageError("Say where the data is: --data <path to musique-openie-50.json>");
  }
  if (!existsSync(values.data)) throw new UsageError(`There is no file '${values.data}'`);
  const embedder = parseEmbedder(values);
  const data = await loadMusique(values.data);
  console.log(`${describeEmbedder(embedder)}\n${describeData(values.data, data)}`);
  const measured = await measurePlaces(
    async ({ open }) => runMusique(data, open),
    ({ place, results }) => {
      console.log(`On ${place.name}\n${printMusique(results)}\n`);
    },
    placesOf(process.env, embedder),
  );
  const [file, ...others] = measured;
  for (const { place, results } of others) {
    console.log(printDifferences(place.name, differencesOf(file?.results, results, TIMES)));
  }
  const { sha256, isKnown, dropped } = data;
  for (const { place, results } of measured) {
    const path = await writeResults(`musique${embedderSuffix(embedder)}${place.suffix}`, {
      data: { sha256, isKnown, dropped },
      embedder: embedder?.model ?? null,
      results,
    });
    console.log(`Written to ${path}`);
  }
  if (others.length === 0) console.log(SERVERS_HINT);
}

/** Measures BM25 and the library. */
export async function runMusique(
  data: MusiqueData,
  open: OpenMemory = openMemory,
): Promise<MusiqueResults[]> {
  const folder = await mkdtemp(join(tmpdir(), "mnemograph-musique-"));
  try {
    return [measureMusiqueBm25(data), await measureMusiqueLibrary(data, open, folder)];
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** The table, and how long it took. */
export function printMusique(results: readonly MusiqueResults[]): string {
  const titles = METRIC_NAMES.map((name) => METRIC_TITLES[name]);
  return [
    `${results[0]?.questions.length ?? 0} questions, percent with 95 % bootstrap intervals`,
    formatTable(
      ["method", ...titles],
      results.map(({ method, overall }) => [method, ...showEstimates(overall)]),
    ),
    "",
    ...results.map(
      ({ method, addP50Ms, searchP50Ms, searchP95Ms, failures, degradedCount }) =>
        `${method}: add p50 ${addP50Ms.toFixed(1)} ms, search p50 ${searchP50Ms.toFixed(1)} ms, ` +
        `p95 ${searchP95Ms.toFixed(1)} ms, degraded searches ${degradedCount}, ` +
        `triples and entities that were not kept: ${describeFailures(failures)}`,
    ),
  ].join("\n");
}

function describeFailures(failures: MusiqueResults["failures"]): string {
  const counted = Object.entries(failures).map(([reason, count]) => `${count} (${reason})`);
  return counted.length > 0 ? counted.join(", ") : "none";
}

function describeData(path: string, { sha256, isKnown, passages, dropped }: MusiqueData): string {
  const count = (pick: (passage: (typeof passages)[number]) => number): number =>
    passages.reduce((sum, passage) => sum + pick(passage), 0);
  return [
    `${path}: sha256 ${sha256} (${isKnown ? "the known file" : "NOT the file with published references"})`,
    `${passages.length} passages, ${count(({ triples }) => triples.length)} triples, ` +
      `${count(({ entities }) => entities.length)} entities named; dropped: ${JSON.stringify(dropped)}`,
    "",
  ].join("\n");
}
