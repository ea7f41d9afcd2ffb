/**
 * Recall of evidence on LoCoMo: `npm run bench -- locomo --data <path> [--only bm25|turns|turns+observations]`.
 *
 * For each question of categories 1 to 4 the turns named as its evidence are looked for among all turns of its
 * conversation. One episode per session with the session's date; the speaker is the message's name; the caption of a
 * shared photo follows the text. Searches ask for 50 results with default options and no language model; `--embedder` names
 * an embedding model, which is the built-in one otherwise.
 *
 * With QDRANT_URL and NEO4J_URI the same is done on these servers, and compared.
 */
import { existsSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { UsageError } from "../command-line.ts";
import { describeEmbedder, EMBEDDER_OPTIONS, embedderSuffix, parseEmbedder } from "../embedder.ts";
import type { OpenMemory } from "../memory-api.ts";
import { openMemory } from "../open-memory.ts";
import { measurePlaces, placesOf, SERVERS_HINT } from "../places.ts";
import { differencesOf, formatTable, printDifferences, writeResults } from "../report.ts";
import { loadLocomo, type LocomoData } from "./load-locomo.ts";
import {
  type LocomoResults,
  type LocomoVariant,
  measureBm25,
  measureLibrary,
} from "./measure-locomo.ts";
import { METRIC_NAMES, METRIC_TITLES, showEstimates } from "./metrics.ts";

const VARIANTS: readonly LocomoVariant[] = ["turns", "turns+observations"];
const CATEGORY_NAMES: Readonly<Record<number, string>> = {
  1: "multi-hop",
  2: "temporal",
  3: "open-domain",
  4: "single-hop",
};

/** What differs from run to run. */
const TIMES: ReadonlySet<string> = new Set(["addP50Ms", "searchP50Ms", "searchP95Ms"]);

/** Reads the options, runs, prints the tables and writes `bench/results/locomo.json`. */
export async function runLocomoCommand(argv: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...argv],
    options: { data: { type: "string" }, only: { type: "string" }, ...EMBEDDER_OPTIONS },
  });
  if (values.data === undefined) {
    throw new UsageError("Say where the data is: --data <path to locomo-5.json>");
  }
  checkMethod(values.only);
  if (!existsSync(values.data)) throw new UsageError(`There is no file '${values.data}'`);
  const embedder = parseEmbedder(values);
  const data = await loadLocomo(values.data);
  console.log(`${describeEmbedder(embedder)}\n${describeData(values.data, data)}`);
  const measured = await measurePlaces(
    async ({ open }) => runLocomo(data, values.only, open),
    ({ place, results }) => {
      console.log(`On ${place.name}\n${printLocomo(results)}\n`);
    },
    placesOf(process.env, embedder),
  );
  const [file, ...others] = measured;
  for (const { place, results } of others) {
    console.log(printDifferences(place.name, differencesOf(file?.results, results, TIMES)));
  }
  const { sha256, isKnown, dropped } = data;
  for (const { place, results } of measured) {
    const path = await writeResults(`locomo${embedderSuffix(embedder)}${place.suffix}`, {
      data: { sha256, isKnown, dropped },
      embedder: embedder?.model ?? null,
      results,
    });
    console.log(`Written to ${path}`);
  }
  if (others.length === 0) console.log(SERVERS_HINT);
}

/** @throws {UsageError} If no method is called that. */
function checkMethod(only: string | undefined): void {
  const methods: readonly string[] = ["bm25", ...VARIANTS];
  if (only !== undefined && !methods.includes(only)) {
    throw new UsageError(`Cannot measure only '${only}': it is none of ${methods.join(", ")}`);
  }
}

/** Measures BM25 and the variants of the library, or the one method named `only`. */
export async function runLocomo(
  data: LocomoData,
  only?: string,
  open: OpenMemory = openMemory,
): Promise<LocomoResults[]> {
  checkMethod(only);
  const isWanted = (method: string): boolean => only === undefined || only === method;
  const folder = await mkdtemp(join(tmpdir(), "mnemograph-locomo-"));
  try {
    const results = isWanted("bm25") ? [measureBm25(data)] : [];
    for (const variant of VARIANTS.filter(isWanted)) {
      results.push(await measureLibrary(data, variant, open, folder));
    }
    return results;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** The tables: all methods over categories 1 to 4, then each category. */
export function printLocomo(results: readonly LocomoResults[]): string {
  const titles = METRIC_NAMES.map((name) => METRIC_TITLES[name]);
  const overall = results.map((result) => [result.method, ...showEstimates(result.overall)]);
  const byCategory = results.flatMap(({ method, byCategory: categories }) =>
    categories.map(({ category, questionCount, estimates }) => [
      `${CATEGORY_NAMES[category] ?? category} (${questionCount}), ${method}`,
      ...showEstimates(estimates),
    ]),
  );
  const sorted = byCategory.toSorted(([a = ""], [b = ""]) => compareBeforeComma(a, b));
  return [
    `Categories 1 to 4, ${results[0]?.questionCount ?? 0} questions, percent with 95 % bootstrap intervals`,
    formatTable(["method", ...titles], overall),
    "",
    formatTable(["category", ...titles], sorted),
    "",
    ...results.map(
      ({ method, addP50Ms, searchP50Ms, searchP95Ms, failedCount, degradedCount }) =>
        `${method}: add p50 ${addP50Ms.toFixed(1)} ms, search p50 ${searchP50Ms.toFixed(1)} ms, ` +
        `p95 ${searchP95Ms.toFixed(1)} ms, failed ${failedCount}, degraded searches ${degradedCount}`,
    ),
  ].join("\n");
}

function describeData(
  path: string,
  { sha256, isKnown, conversations, dropped }: LocomoData,
): string {
  const sessions = conversations.flatMap((conversation) => conversation.sessions);
  const count = (pick: (session: (typeof sessions)[number]) => number): number =>
    sessions.reduce((sum, session) => sum + pick(session), 0);
  return [
    `${path}: sha256 ${sha256} (${isKnown ? "the known file" : "NOT the file with published references"})`,
    `${conversations.length} conversations, ${sessions.length} sessions, ${count(({ turns }) => turns.length)} turns, ` +
      `${count(({ observations }) => observations.length)} observations; dropped: ${JSON.stringify(dropped)}`,
    "",
  ].join("\n");
}

/** Keeps the methods of a category together; a stable sort leaves them in their order. */
function compareBeforeComma(a: string, b: string): number {
  const [keyA = "", keyB = ""] = [a, b].map((text) => text.split(",")[0]);
  if (keyA === keyB) {
    return 0;
  }
  return keyA < keyB ? -1 : 1;
}
