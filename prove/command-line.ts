/** The command line of the campaigns: which to run, and what is said of them. */
import { availableParallelism, loadavg } from "node:os";
import { parseArgs } from "node:util";

import { parseCount, slipOf, UsageError } from "../bench/command-line.ts";
import { formatTable } from "../bench/report.ts";
import type { Campaign, CampaignRun, Findings } from "./campaign.ts";
import { placesOf } from "./places.ts";

type Campaigns = Readonly<Record<string, Campaign>>;

/** How a process ends: what was promised holds, is broken, or the command line cannot be followed. */
const EXIT_CODES = { kept: 0, broken: 1, usage: 2 } as const;
/** Progress is told no more often than this. */
const SAY_EVERY_MS = 10_000;
/** Seeds are short enough to be typed. */
const SEEDS = 1_000_000;

/** Runs what the command line names, prints what was found, and gives the exit code. */
export async function runProve(
  argv: readonly string[],
  campaigns: Campaigns,
  print: (text: string) => void = console.log,
): Promise<number> {
  try {
    const asked = readArguments(argv, campaigns);
    if (asked === "help") {
      print(helpOn(campaigns));
      return EXIT_CODES.kept;
    }
    print(
      `Node ${process.version}, ${availableParallelism()} cores, load ${loadavg()[0]?.toFixed(1)}, seed ${asked.run.seed}`,
    );
    print(`On ${asked.run.places.map(({ name }) => name).join("; ")}`);
    let isKept = true;
    for (const [name, campaign] of asked.campaigns) {
      isKept = (await runOne(name, campaign, { run: asked.run, print })) && isKept;
    }
    return isKept ? EXIT_CODES.kept : EXIT_CODES.broken;
  } catch (error) {
    const slip = slipOf(error);
    if (slip === undefined) throw error;
    print(`${slip}\n${helpOn(campaigns)}`);
    return EXIT_CODES.usage;
  }
}

interface Asked {
  readonly campaigns: readonly (readonly [string, Campaign])[];
  readonly run: Omit<CampaignRun, "say">;
}

function readArguments(argv: readonly string[], campaigns: Campaigns): Asked | "help" {
  const { values, positionals } = parseArgs({
    args: [...argv],
    allowPositionals: true,
    options: {
      quick: { type: "boolean", default: false },
      seed: { type: "string" },
      sabotage: { type: "string" },
      minutes: { type: "string" },
      on: { type: "string", default: "all" },
      help: { type: "boolean", short: "h", default: false },
    },
  });
  if (values.help) return "help";
  const chosen = positionals.length === 0 ? Object.keys(campaigns) : positionals;
  const named = chosen.map((name) => {
    const campaign = Object.hasOwn(campaigns, name) ? campaigns[name] : undefined;
    if (!campaign) throw new UsageError(`No campaign is called '${name}'`);
    return [name, campaign] as const;
  });
  const { sabotage = null, minutes, seed } = values;
  for (const [name, { sabotages }] of named) {
    if (sabotage === null || Object.hasOwn(sabotages, sabotage)) continue;
    throw new UsageError(`'${name}' has no sabotage '${sabotage}'`);
  }
  return {
    campaigns: named,
    run: {
      seed: seed === undefined ? Date.now() % SEEDS : parseCount("seed", seed, 0),
      size: values.quick ? "quick" : "full",
      sabotage,
      minutes: minutes === undefined ? null : parseCount("minutes", minutes, 1),
      places: placesNamed(values.on),
    },
  };
}

function placesNamed(on: string): CampaignRun["places"] {
  // The environment names the servers, as for the benchmarks.
  const all = placesOf(process.env);
  const isWanted = { all: () => true, file: isFile, servers: isServer }[on];
  const places = isWanted ? all.filter((place) => isWanted(place)) : [];
  if (places.length > 0) return places;
  throw new UsageError(`--on is all, file, or servers with QDRANT_URL and NEO4J_URI: '${on}'`);
}

const isServer = (place: { readonly isServer: boolean }): boolean => place.isServer;
const isFile = (place: { readonly isServer: boolean }): boolean => !place.isServer;

/** Whether the promise was kept, or, if it was broken on purpose, whether that was found. */
async function runOne(
  name: string,
  campaign: Campaign,
  { run, print }: { readonly run: Asked["run"]; readonly print: (text: string) => void },
): Promise<boolean> {
  print(`\n== ${name}: ${campaign.about}`);
  if (run.sabotage !== null) print(`Sabotage: ${campaign.sabotages[run.sabotage]}`);
  let saidAt = performance.now();
  const say = (line: string): void => {
    if (performance.now() - saidAt < SAY_EVERY_MS) return;
    saidAt = performance.now();
    print(`   ${line}`);
  };
  const findings = await campaign.run({ ...run, say });
  printFindings(findings, print);
  const isBroken = findings.breachCount > 0;
  print(`${name}: ${verdictOn(run.sabotage, isBroken)}`);
  return run.sabotage === null ? !isBroken : isBroken;
}

function verdictOn(sabotage: string | null, isBroken: boolean): string {
  if (sabotage !== null) return isBroken ? "the sabotage was found" : "THE SABOTAGE WAS NOT FOUND";
  return isBroken ? "BROKEN" : "kept";
}

function printFindings(findings: Findings, print: (text: string) => void): void {
  const rows = Array.from(findings.figures, ([name, value]) => [name, String(value)]);
  if (rows.length > 0) print(formatTable(["figure", ""], rows));
  for (const text of findings.breaches) print(`BREACH ${text}`);
  const more = findings.breachCount - findings.breaches.length;
  if (more > 0) print(`and ${more} more breaches`);
}

function helpOn(campaigns: Campaigns): string {
  const rows = Object.entries(campaigns).flatMap(([name, { about, sabotages }]) => [
    [`  ${name}`, about],
    ...Object.entries(sabotages).map(([one, what]) => [`    --sabotage ${one}`, what]),
  ]);
  const width = Math.max(...rows.map(([first = ""]) => first.length));
  const lines = rows.map(([first = "", second = ""]) => `${first.padEnd(width)}  ${second}`);
  return [
    "Usage: npm run prove [-- <name> …] [--quick] [--seed <number>] [--on <file | servers | all>]",
    "       [--minutes <count>] [--sabotage <name>]",
    ...lines,
    "With --sabotage a promise is broken on purpose: then the exit code is 0 if that was found.",
  ].join("\n");
}
