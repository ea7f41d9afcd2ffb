/**
 * Cut and damaged answers of models: every item that is whole is read, and nothing that is not; beside public parsers, and
 * through `add` to the store.
 */
import * as fc from "fast-check";

import { type Manner, manners, moreManners, writeCorpus } from "../../bench/reader/corpus.ts";
import { LIST_NAMES } from "../../bench/reader/documents.ts";
import {
  type CutUnit,
  measureCuts,
  measureDamage,
  writeLong,
} from "../../bench/reader/measure-reader.ts";
import { type Parser, parsers } from "../../bench/reader/parsers.ts";
import { percent } from "../../bench/report.ts";
import { cpuMsOf } from "../../tests/support/cpu-time.ts";
import { cutTexts } from "../../tests/support/reader-arbitraries.ts";
import {
  type BySize,
  type Campaign,
  type CampaignRun,
  type CampaignSize,
  Findings,
} from "../campaign.ts";
import { proveThroughAdd } from "./through-add.ts";

/** The name of ours among the parsers. */
const OURS = "mnemograph/reader";
/** Of the items that were not damaged, so many must be read at least. */
const MIN_RECOVERED = 0.87;
const LONG_LENGTH = 1_000_000;
/** For so long a text, in milliseconds of this thread: the best of some runs, as a busy machine only ever adds. */
const MAX_LONG_MS = 100;
const TIMED_RUNS = 15;
/** Ten times the text may take no more than this many times as long: more than ten, as it fits no cache; squared is 100. */
const MAX_GROWTH = 40;
/** Less than this is not compared. */
const SHORTEST_MS = 2;
const BRACKETS = 10_000;
const FUZZ_RUNS: BySize = { full: 20_000, quick: 1_000, test: 200 };

/** The campaign `reader`. */
export const readerCampaign: Campaign = {
  about: "a cut or damaged answer loses no whole item and stores none that is not",
  sabotages: {
    repair: "mends what was cut with jsonrepair before it is read",
    drop: "leaves out the last item of every list",
  },
  run: runReader,
};

async function runReader(run: CampaignRun): Promise<Findings> {
  const findings = new Findings();
  const ours = readerUnder(run.sabotage);
  const units: readonly CutUnit[] = run.size === "full" ? ["code unit", "byte"] : ["code unit"];
  for (const unit of units) {
    for (const corpus of corporaOf(run.size)) proveCuts(ours, { unit, ...corpus }, findings);
    for (const other of run.size === "full" ? othersThan(OURS) : []) {
      compareCuts(other, unit, findings);
    }
    run.say(`cut behind every ${unit}`);
  }
  proveDamage(ours, findings);
  for (const other of run.size === "full" ? othersThan(OURS) : []) compareDamage(other, findings);
  // A broken reader is slow, or throws at so long a text; and tests measure no time.
  if (run.sabotage === null && run.size !== "test") proveTime(ours, findings);
  fuzz(ours, run, findings);
  await proveThroughAdd(run, findings);
  return findings;
}

/** Our reader, or a broken one. */
function readerUnder(sabotage: string | null): Parser {
  const find = (name: string): Parser => {
    const found = parsers.find((parser) => parser.name === name);
    if (!found) throw new Error(`There is no parser ${name}`);
    return found;
  };
  const ours = find(OURS);
  if (sabotage === "repair") return { ...find("jsonrepair + prep"), name: OURS };
  if (sabotage !== "drop") return ours;
  return {
    name: OURS,
    read: (text) => {
      const { entities, relations } = ours.read(text);
      return { entities: entities.slice(0, -1), relations: relations.slice(0, -1) };
    },
  };
}

function othersThan(name: string): readonly Parser[] {
  return parsers.filter((parser) => parser.name !== name);
}

interface Corpus {
  readonly name: string;
  readonly manners: Readonly<Record<string, Manner>>;
}

function corporaOf(size: CampaignSize): readonly Corpus[] {
  // A unit test cuts the whole corpus.
  if (size === "test") {
    return [{ name: "Chinese", manners: { chinese: manners["chinese"] as Manner } }];
  }
  return [
    { name: "15 manners", manners },
    { name: "more manners", manners: moreManners },
  ];
}

/** Every whole item, nothing corrupt, nothing incomplete, no throw. */
function proveCuts(
  ours: Parser,
  { unit, name, manners: own }: Corpus & { readonly unit: CutUnit },
  findings: Findings,
): void {
  const found = measureCuts(ours, unit, writeCorpus(own));
  const what = `${ours.name}, ${name}, cut by ${unit}`;
  findings.figure(`${what}: cuts`, found.cutCount);
  findings.figure(`${what}: complete / corrupt / incomplete / throws %`, shares(found));
  const { completeness, corrupt, incomplete, throws } = found;
  const isPerfect = completeness === 1 && corrupt === 0 && incomplete === 0 && throws === 0;
  findings.expect(isPerfect, () => `${what}: ${shares(found)}`);
}

function compareCuts(other: Parser, unit: CutUnit, findings: Findings): void {
  findings.figure(
    `${other.name}, 15 manners, cut by ${unit}: complete / corrupt / incomplete / throws %`,
    shares(measureCuts(other, unit)),
  );
}

function shares(found: ReturnType<typeof measureCuts>): string {
  const { completeness, corrupt, incomplete, throws } = found;
  return [completeness, corrupt, incomplete, throws].map(percent).join(" / ");
}

/** One bracket, quote, colon or comma is missing. */
function proveDamage(ours: Parser, findings: Findings): void {
  const found = measureDamage(ours);
  const shown = `${percent(found.recovered)} / ${percent(found.corrupt)}`;
  findings.figure(
    `${ours.name}, damaged, ${found.caseCount} cases: other items / corrupt %`,
    shown,
  );
  const isGood = found.recovered >= MIN_RECOVERED && found.corrupt === 0;
  findings.expect(isGood, () => `damaged texts: other items / corrupt % are ${shown}`);
}

function compareDamage(other: Parser, findings: Findings): void {
  const { recovered, corrupt } = measureDamage(other);
  const shown = `${percent(recovered)} / ${percent(corrupt)}`;
  findings.figure(`${other.name}, damaged: other items / corrupt %`, shown);
}

/** A text ten times as long takes about ten times as long, in every manner. */
function proveTime(ours: Parser, findings: Findings): void {
  let slowest = 0;
  for (const [manner, write] of Object.entries({ ...manners, ...moreManners })) {
    const long = bestMs(ours, writeLong(LONG_LENGTH, write).text);
    const short = bestMs(ours, writeLong(LONG_LENGTH / 10, write).text);
    slowest = Math.max(slowest, long);
    const growth = long / Math.max(short, SHORTEST_MS);
    const isLinear = long <= MAX_LONG_MS && growth <= MAX_GROWTH;
    const shown = `${long.toFixed(1)} ms, ${growth.toFixed(1)} times that of a tenth`;
    findings.expect(isLinear, () => `a million characters, ${manner}: ${shown}`);
  }
  findings.figure("a million characters, the slowest manner: ms", slowest.toFixed(1));
  for (const unit of ["[", "{", '{"a":', '["a",{"b":[']) {
    const few = bestMs(ours, unit.repeat(BRACKETS));
    const many = bestMs(ours, unit.repeat(BRACKETS * 10));
    const isLinear = many <= MAX_GROWTH * Math.max(few, SHORTEST_MS);
    findings.expect(
      isLinear,
      () => `${BRACKETS * 10} of ${unit}: ${many.toFixed(1)} ms after ${few.toFixed(1)} ms`,
    );
  }
}

function bestMs({ read }: Parser, text: string): number {
  let best = Infinity;
  for (let run = 0; run < TIMED_RUNS; run += 1) {
    best = Math.min(
      best,
      cpuMsOf(() => read(text)),
    );
  }
  return best;
}

/** Random documents, names, nesting and lone surrogates, cut anywhere; and noise, which must not throw. */
function fuzz(ours: Parser, { seed, size }: CampaignRun, findings: Findings): void {
  const numRuns = FUZZ_RUNS[size];
  const cut = fc.check(
    fc.property(cutTexts, ({ text, due }) => {
      const found = ours.read(text);
      // As JSON: a random object may have no prototype.
      return LIST_NAMES.every((list) => JSON.stringify(found[list]) === JSON.stringify(due[list]));
    }),
    { numRuns, seed },
  );
  // What is found in noise was written there: it can be read again from its own JSON.
  const noise = fc.check(
    fc.property(fc.string({ unit: "binary", maxLength: 200 }), (text) => {
      ours.read(text);
    }),
    { numRuns, seed },
  );
  findings.figure("random documents, cut", cut.numRuns);
  findings.figure("random noise", noise.numRuns);
  for (const outcome of [cut, noise]) {
    findings.expect(
      !outcome.failed,
      () => `seed ${seed}: ${JSON.stringify(outcome.counterexample)}`,
    );
  }
}
