/** The command line of the benchmarks: which one to run, what may be asked of it, and what is said of a slip. */

/** The command line cannot be followed; the message says why, for the person who typed it. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}

/** One benchmark, as the command line knows it. */
export interface Benchmark {
  /** Its options, as they are typed. */
  readonly usage: string;
  /** What it measures, in a few words. */
  readonly about: string;
  /** Runs it with the rest of the command line. */
  readonly run: (argv: readonly string[]) => Promise<void>;
}

/** What is said, and with which code the process ends. */
export interface Outcome {
  /** Empty where the benchmark itself said all. */
  readonly output: string;
  readonly exitCode: number;
}

/** The command line was wrong; 1 is for a benchmark that failed. */
const USAGE_EXIT_CODE = 2;

/**
 * Runs the benchmark that the command line names.
 *
 * `--help` gives its usage and runs nothing. An unknown name, option or value gives the reason, the usage and exit code 2.
 * What a benchmark throws otherwise is thrown on.
 *
 * @param args - Without node and the script: `process.argv.slice(2)`.
 */
export async function runCommandLine(
  args: readonly string[],
  benchmarks: Readonly<Record<string, Benchmark>>,
): Promise<Outcome> {
  const [name = "", ...argv] = args;
  const benchmark = Object.hasOwn(benchmarks, name) ? benchmarks[name] : undefined;
  if (isHelp(name) || (benchmark && argv.some(isHelp))) {
    return { output: benchmark ? usageOf(name, benchmark) : overview(benchmarks), exitCode: 0 };
  }
  if (!benchmark) {
    const reason = name === "" ? "Say which benchmark to run" : `No benchmark is called '${name}'`;
    return { output: `${reason}\n${overview(benchmarks)}`, exitCode: USAGE_EXIT_CODE };
  }
  try {
    await benchmark.run(argv);
    return { output: "", exitCode: 0 };
  } catch (error) {
    const reason = slipOf(error);
    if (reason === undefined) throw error;
    return { output: `${reason}\n${usageOf(name, benchmark)}`, exitCode: USAGE_EXIT_CODE };
  }
}

/** A whole number from the command line. @throws {UsageError} If it is none, or less than `min`. */
export function parseCount(option: string, value: string, min: number): number {
  const count = Number(value);
  if (value.trim() === "" || !Number.isSafeInteger(count) || count < min) {
    throw new UsageError(`--${option} must be a whole number of at least ${min}: '${value}'`);
  }
  return count;
}

function isHelp(argument: string): boolean {
  return argument === "--help" || argument === "-h";
}

function usageOf(name: string, { usage, about }: Benchmark): string {
  return `Usage: npm run bench -- ${name} ${usage}\n  ${about}`;
}

function overview(benchmarks: Readonly<Record<string, Benchmark>>): string {
  const names = Object.keys(benchmarks);
  const width = Math.max(...names.map((name) => name.length));
  const rows = Object.entries(benchmarks).map(
    ([name, { about }]) => `  ${name.padEnd(width)}  ${about}`,
  );
  const head = `Usage: npm run bench -- <${names.join(" | ")}> [options]`;
  return [head, ...rows, "  --help after a name says which options it takes"].join("\n");
}

/** What a slip of the hand is told; undefined for every other error. */
export function slipOf(error: unknown): string | undefined {
  if (error instanceof UsageError) return error.message;
  if (!(error instanceof Error) || !("code" in error)) return undefined;
  const isParsing = String(error.code).startsWith("ERR_PARSE_ARGS_");
  // Node goes on about arguments that begin with a dash.
  return isParsing ? error.message.split(/\. |\n/u)[0] : undefined;
}
