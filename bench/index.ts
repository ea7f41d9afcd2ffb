/** The benchmarks: `npm run bench -- <name> [options]`. */
import { type Benchmark, runCommandLine } from "./command-line.ts";
import { EMBEDDER_USAGE } from "./embedder.ts";
import { runArmsCommand } from "./arms/run.ts";
import { runContextCommand } from "./context/run.ts";
import { runLocomoCommand } from "./locomo/run.ts";
import { runReader } from "./reader/run.ts";
import { runModels } from "./models/run.ts";
import { runMusiqueCommand } from "./musique/run.ts";
import { runSpeed } from "./speed/run.ts";
import { runWorldCommand } from "./world/run.ts";

const BENCHMARKS: Readonly<Record<string, Benchmark>> = {
  world: {
    usage:
      "[--quick] [--seed 1] [--tenants <count>] [--sessions <count>] [--persons <count>] [--misses 0]",
    about:
      "truth and search in a made-up world of several tenants, on servers too if QDRANT_URL and NEO4J_URI name them",
    run: runWorldCommand,
  },
  locomo: {
    usage: `--data <path to locomo-5.json> [--only <bm25 | turns | turns+observations>] ${EMBEDDER_USAGE}`,
    about: "evidence recall on LoCoMo conversations, which you bring",
    run: runLocomoCommand,
  },
  musique: {
    usage: `--data <path to musique-openie-50.json> ${EMBEDDER_USAGE}`,
    about: "multi-hop retrieval over a graph of MuSiQue passages, which you bring",
    run: runMusiqueCommand,
  },
  arms: {
    usage: `[--locomo <path to locomo-5.json>] [--musique <path to musique-openie-50.json>] [--world] ${EMBEDDER_USAGE}`,
    about: "what every arm of a search adds: each alone, all, and all but each",
    run: runArmsCommand,
  },
  context: {
    usage: `--data <path to locomo-5.json> ${EMBEDDER_USAGE}`,
    about: "whether context() knows which turns need memory: real questions, others', small talk",
    run: runContextCommand,
  },
  models: {
    usage: "[--repeats 20] [--chat-ms 800] [--embedding-ms 80]",
    about: "calls and milliseconds of an add with models, on a scripted server",
    run: runModels,
  },
  speed: {
    usage:
      "[--sizes 100,1000,10000] [--repeats 200] [--starts 15] [--openings 5] [--seed 1] [--only <file | servers>]",
    about:
      "milliseconds of add, search, opening and a process's first add, on servers too if QDRANT_URL and NEO4J_URI name them",
    run: runSpeed,
  },
  reader: {
    usage: "[--bytes]",
    about: "cut and damaged answers of models, read by ours and by other parsers",
    run: runReader,
  },
};

const { output, exitCode } = await runCommandLine(process.argv.slice(2), BENCHMARKS);
if (output !== "") (exitCode === 0 ? console.log : console.error)(output);
process.exitCode = exitCode;
