/**
 * What every arm of a search adds: `npm run bench -- arms [--locomo <path>] [--musique <path>] [--world]`.
 *
 * Ranks by each arm alone, by all of them, and by all but each, with the same weights everywhere. All ways read the same
 * candidates; the weights of the parts that an arm does not give are 0. What all arms have more than each way is taken
 * question by question, so that its interval is that of the difference.
 */
import { existsSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { UsageError } from "../command-line.ts";
import {
  describeEmbedder,
  type Embedder,
  EMBEDDER_OPTIONS,
  embedderSuffix,
  parseEmbedder,
} from "../embedder.ts";
import { loadLocomo } from "../locomo/load-locomo.ts";
import type { Estimate } from "../locomo/metrics.ts";
import { loadMusique } from "../musique/load-musique.ts";
import { openMemory } from "../open-memory.ts";
import { formatTable, writeResults } from "../report.ts";
import { makeWorld } from "../world/generate-world.ts";
import { withMemory } from "../world/checks.ts";
import {
  type ArmSet,
  type FusionResult,
  locomoSet,
  measureArms,
  musiqueSet,
  worldSet,
} from "./measure-arms.ts";
import { withWeights } from "./open-arms.ts";

/** One tenant of each language. */
const WORLD = { seed: 1, tenantCount: 2 };

/** Reads the options, runs, prints a table for each set and writes `bench/results/arms.json`. */
export async function runArmsCommand(argv: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...argv],
    options: {
      locomo: { type: "string" },
      musique: { type: "string" },
      world: { type: "boolean" },
      ...EMBEDDER_OPTIONS,
    },
  });
  const embedder = parseEmbedder(values);
  const sets = await loadSets(values);
  console.log(`${describeEmbedder(embedder)}\n`);
  const results: ArmResults[] = [];
  for (const set of sets) {
    const result = await runArms(set, embedder);
    console.log(`${printArms(result)}\n`);
    results.push(result);
  }
  console.log(`Written to ${await writeResults(`arms${embedderSuffix(embedder)}`, { results })}`);
}

/** How each way to rank fared on one set. */
export interface ArmResults {
  readonly set: string;
  readonly questionCount: number;
  readonly results: readonly FusionResult[];
}

/** Fills a new file and asks it in every way. */
export async function runArms(set: ArmSet, embedder: Embedder | null = null): Promise<ArmResults> {
  const folder = await mkdtemp(join(tmpdir(), "mnemograph-arms-"));
  try {
    const path = join(folder, "arms.db");
    await withMemory(async (at) => openMemory(at, {}, embedder), path, set.ingest);
    const results = await withWeights(path, embedder, (search) => measureArms(set, search));
    return { set: set.name, questionCount: set.questions.length, results };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** One table. */
export function printArms({ set, questionCount, results }: ArmResults): string {
  const one = (share: number): string => (share * 100).toFixed(1);
  const show = ({ mean, low, high }: Estimate): string =>
    `${one(mean)} [${one(low)}, ${one(high)}]`;
  return [
    `${set}: ${questionCount} questions, percent with 95 % bootstrap intervals; what all arms have more, in pairs`,
    formatTable(
      ["arms", "R@10", "all have more", "nDCG@10", "all have more"],
      results.map(({ name, recallAt10, ndcgAt10, loss, ndcgLoss }) => [
        name,
        ...[recallAt10, loss, ndcgAt10, ndcgLoss].map(show),
      ]),
    ),
    describeBest(results),
  ].join("\n");
}

/** By how much all arms are above the best of them. */
function describeBest(results: readonly FusionResult[]): string {
  const alone = results.filter(({ name }) => name.endsWith(" alone"));
  const [best] = alone.toSorted((a, b) => b.recallAt10.mean - a.recallAt10.mean);
  if (!best) return "";
  const { mean, low, high } = best.loss;
  const [more, least, most] = [mean, low, high].map((share) => (share * 100).toFixed(1));
  return `Best arm at ten: ${best.name}; all arms have ${more} [${least}, ${most}] more`;
}

async function loadSets(paths: {
  readonly locomo?: string | undefined;
  readonly musique?: string | undefined;
  readonly world?: boolean | undefined;
}): Promise<ArmSet[]> {
  const given = [paths.locomo, paths.musique].filter((path) => path !== undefined);
  if (given.length === 0 && paths.world !== true) {
    throw new UsageError("Say where data is: --locomo <path>, --musique <path>; or --world");
  }
  const missing = given.find((path) => !existsSync(path));
  if (missing !== undefined) throw new UsageError(`There is no file '${missing}'`);
  const sets: ArmSet[] = [];
  if (paths.locomo !== undefined) {
    const data = await loadLocomo(paths.locomo);
    sets.push(locomoSet(data, "turns"), locomoSet(data, "turns+observations"));
  }
  if (paths.musique !== undefined) sets.push(musiqueSet(await loadMusique(paths.musique)));
  if (paths.world === true) sets.push(worldSet(makeWorld(WORLD)));
  return sets;
}
