/** The benchmarks: `npm run bench -- <name> [options]`. */
import { runLocomoCommand } from "./locomo/run.ts";
import { runSpeed } from "./speed/run.ts";
import { runWorldCommand } from "./world/run.ts";

/** Runs one benchmark with the rest of the command line. */
type Benchmark = (argv: readonly string[]) => Promise<void>;

const BENCHMARKS: Readonly<Record<string, Benchmark>> = {
  world: runWorldCommand,
  locomo: runLocomoCommand,
  speed: runSpeed,
};

const [name = "", ...argv] = process.argv.slice(2);
const benchmark = BENCHMARKS[name];
if (benchmark) {
  await benchmark(argv);
} else {
  console.error(`Usage: npm run bench -- <${Object.keys(BENCHMARKS).join(" | ")}> [options]`);
  process.exitCode = 1;
}
