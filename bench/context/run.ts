/**
 * Whether context() knows which turns need memory: `npm run bench -- context --data <path>`.
 *
 * Questions about what a memory holds against those that it cannot answer, and against small talk. On LoCoMo each
 * conversation is asked its own questions, those of the next one with its own speakers' names put in, and 100 turns of small
 * talk; on a made-up world each tenant is asked its own, what was never told of its people, and small talk, in English and
 * Chinese. LoCoMo's fifth category stands apart: its questions are about what was said, asked of whom it does not concern.
 */
import { existsSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { UsageError } from "../command-line.ts";
import { describeEmbedder, type Embedder, EMBEDDER_OPTIONS, parseEmbedder } from "../embedder.ts";
import { loadLocomo, type LocomoData } from "../locomo/load-locomo.ts";
import type { Estimate } from "../locomo/metrics.ts";
import { formatTable, percent, writeResults } from "../report.ts";
import { makeWorld } from "../world/generate-world.ts";
import { areaUnderCurve } from "./auc.ts";
import {
  type JudgedTurn,
  judgeLocomo,
  judgeWorld,
  type RecallMemory,
  type TurnKind,
} from "./measure-context.ts";
import { openRecall } from "./open-recall.ts";

/** Two tenants of each language, of another seed than the benchmark of the world has. */
const WORLD = { seed: 7, tenantCount: 4 };

/** What was asked of one kind of memory. */
export interface ContextResults {
  readonly set: string;
  readonly turns: readonly JudgedTurn[];
}

/** Reads the options, runs, prints a table and writes `bench/results/context.json`. */
export async function runContextCommand(argv: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...argv],
    options: {
      data: { type: "string" },
      ...EMBEDDER_OPTIONS,
    },
  });
  const { data: path } = values;
  if (path === undefined) {
    throw new UsageError("Say where the data is: --data <path to locomo-5.json>");
  }
  if (!existsSync(path)) throw new UsageError(`There is no file '${path}'`);
  const embedder = parseEmbedder(values);
  const data = await loadLocomo(path);
  const known = data.isKnown ? "the known file" : "NOT the file with published references";
  console.log(`${path}: sha256 ${data.sha256} (${known})`);
  console.log(`${describeEmbedder(embedder)}\n`);
  const results = await runContext(data, embedder);
  console.log(printContext(results));
  const { sha256, isKnown } = data;
  const written = await writeResults("context", {
    data: { sha256, isKnown },
    model: embedder?.model,
    results,
  });
  console.log(`Written to ${written}`);
}

/** Measures LoCoMo's turns, turns with observations, and the made-up world. */
export async function runContext(
  data: LocomoData,
  embedder: Embedder | null = null,
): Promise<ContextResults[]> {
  const within = async (judge: (memory: RecallMemory) => Promise<JudgedTurn[]>) => {
    const folder = await mkdtemp(join(tmpdir(), "mnemograph-context-"));
    const memory = await openRecall(join(folder, "context.db"), embedder);
    try {
      return await judge(memory);
    } finally {
      await memory.close();
      await rm(folder, { recursive: true, force: true });
    }
  };
  const results: ContextResults[] = [];
  for (const variant of ["turns", "turns+observations"] as const) {
    const turns = await within(async (memory) => judgeLocomo(data, variant, memory));
    results.push({ set: `LoCoMo, ${variant}`, turns });
  }
  const world = await within(async (memory) => judgeWorld(makeWorld(WORLD), memory));
  for (const language of ["en", "zh"] as const) {
    const turns = world.filter((turn) => turn.language === language);
    results.push({ set: `world, ${language}`, turns });
  }
  return results;
}

/** One row for each set and part of it: areas in percent with their intervals, then what is recalled by default. */
export function printContext(results: readonly ContextResults[]): string {
  const rows = results.flatMap(({ set, turns }) => [
    rowOf(set, turns),
    rowOf(
      "  chosen on",
      turns.filter(({ isHeldOut }) => !isHeldOut),
    ),
    rowOf(
      "  held out",
      turns.filter(({ isHeldOut }) => isHeldOut),
    ),
  ]);
  const recalled = ["own", "others'", "small talk", "category 5"].map((name) => `${name} recalled`);
  return [
    "Area under the ROC curve of `need`, own questions against the others, percent with 95 % intervals; what the default recalls",
    formatTable(["set", "others' questions", "small talk", "category 5, apart", ...recalled], rows),
    "",
  ].join("\n");
}

function rowOf(name: string, turns: readonly JudgedTurn[]): string[] {
  const of = (kind: TurnKind): JudgedTurn[] => turns.filter((turn) => turn.kind === kind);
  const needs = (kind: TurnKind): number[] => of(kind).map(({ need }) => need);
  const area = (kind: TurnKind): string =>
    of(kind).length === 0 ? "-" : show(areaUnderCurve(needs("own"), needs(kind)));
  const share = (kind: TurnKind): string => {
    const all = of(kind);
    if (all.length === 0) return "-";
    const count = all.filter(({ isRecalled }) => isRecalled).length;
    return `${percent(count / all.length)} of ${all.length}`;
  };
  return [
    name,
    area("other"),
    area("talk"),
    area("adversarial"),
    share("own"),
    share("other"),
    share("talk"),
    share("adversarial"),
  ];
}

function show({ mean, low, high }: Estimate): string {
  return `${percent(mean)} [${percent(low)}, ${percent(high)}]`;
}
