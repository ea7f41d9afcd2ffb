/** 32 callers for ten minutes, adds and searches mixed, a tenth of the model's calls failing. */
import type { Memory } from "../../src/index.ts";
import { percentile } from "../../bench/report.ts";
import { type SeededRandom, seededRandom } from "../../tests/support/seeded-random.ts";
import { type BySize, type Campaign, type Findings, inEachPlace, type Trial } from "../campaign.ts";
import { openIn, type ProvePlace } from "../places.ts";
import { countWords, expectSound } from "../told-once.ts";
import { usedBytes } from "../used-bytes.ts";
import { FailingModel } from "./failing-model.ts";

const CALLERS = 32;
const TENANTS = 8;
const MINUTE_MS = 60_000;
const DURATION_MS: BySize = { full: 10 * MINUTE_MS, quick: MINUTE_MS / 2, test: 4_000 };
/**
 * Adds that there are at least, however long they take: of a handful, as a busy machine does in four seconds, what stays in
 * memory is the code that they were the first to run.
 */
const LEAST_ADDS: BySize = { full: 0, quick: 0, test: 100 };
/** But no longer than this. */
const MAX_DURATION_MS = 2 * MINUTE_MS;
/** How often memory is measured. */
const SAMPLES = 20;
/** Of all calls, so many of ten are adds. */
const ADDS_OF_TEN = 4;
/** What a thousand adds may leave in memory, in MiB: two points and an edge each, with vectors, in the cache. */
const MAX_MEBIBYTES_PER_1000_ADDS: BySize = {
  full: 24,
  quick: 24,
  // So short a run is mostly code and caches that are warmed.
  test: 150,
};
/** Of the sabotage: several times what the shortest run allows a call to leave. */
const LEAK_BYTES = 400_000;
/** Adds with nothing in them, until what a model has still to read is read. */
const MAX_CATCH_UPS = 200;
/** Twice, so that one in a hundred reads later. */
const RETRY = { maxAttempts: 2, initialDelayMs: 5, maxDelayMs: 20 };

/** The campaign `load`. */
export const loadCampaign: Campaign = {
  about: "32 callers and a failing model: nothing is lost, and memory stays bounded",
  sabotages: {
    silent: "takes a model's failure for an answer with nothing in it",
    leak: "keeps four hundred kilobytes of every call",
  },
  run: async (run) => inEachPlace(run, loadPlace),
};

/** What the callers saw. */
interface Seen {
  readonly adds: { readonly userId: string; readonly word: string }[];
  readonly addMs: number[];
  readonly searchMs: number[];
  readonly errors: unknown[];
  pendingCount: number;
  readonly memory: { readonly addCount: number; readonly bytes: number }[];
}

async function loadPlace(place: ProvePlace, { run, findings }: Trial): Promise<void> {
  const house = await place.build();
  const random = seededRandom(run.seed);
  const languageModel = new FailingModel(random, { isSilent: run.sabotage === "silent" });
  const memory = await openIn(house, { languageModel, retry: RETRY });
  const durationMs = run.minutes === null ? DURATION_MS[run.size] : run.minutes * MINUTE_MS;
  const begun = performance.now();
  const seen = await callAll(memory, {
    random,
    durationMs,
    leastAdds: LEAST_ADDS[run.size],
    leaks: run.sabotage === "leak",
    say: (line) => run.say(`${place.name}: ${line}`),
  });
  const seconds = (performance.now() - begun) / 1000;
  const most = MAX_MEBIBYTES_PER_1000_ADDS[run.size];
  tell(seen, seconds, { place, model: languageModel, most, findings });
  findings.expect(seen.errors.length === 0, () => `${place.name}: threw ${String(seen.errors[0])}`);
  await readTheRest(memory);
  await expectAll(memory, seen, { place, findings });
  await memory.close();
  await house.remove();
}

async function callAll(
  memory: Memory,
  {
    random,
    durationMs,
    leastAdds,
    leaks,
    say,
  }: {
    readonly random: SeededRandom;
    readonly durationMs: number;
    readonly leastAdds: number;
    readonly leaks: boolean;
    readonly say: (line: string) => void;
  },
): Promise<Seen> {
  const seen: Seen = {
    adds: [],
    addMs: [],
    searchMs: [],
    errors: [],
    pendingCount: 0,
    memory: [],
  };
  const begunAt = performance.now();
  const isOver = (): boolean => {
    const passedMs = performance.now() - begunAt;
    const isEnough = seen.addMs.length >= leastAdds || passedMs >= MAX_DURATION_MS;
    return passedMs >= durationMs && isEnough;
  };
  const leaked: Uint8Array[] = [];
  let nextSample = begunAt + durationMs / SAMPLES;
  // Not by a timer: callers that wait for a file leave it no turn.
  const sampleIfDue = (): void => {
    if (performance.now() < nextSample) return;
    nextSample += durationMs / SAMPLES;
    seen.memory.push({ addCount: seen.addMs.length, bytes: usedBytes() });
    say(`${seen.addMs.length} adds, ${seen.searchMs.length} searches`);
  };
  const call = async (caller: number): Promise<void> => {
    const userId = `user ${caller % TENANTS}`;
    while (!isOver()) {
      const isAdd = random(10) < ADDS_OF_TEN;
      const begun = performance.now();
      try {
        await (isAdd
          ? addOne(memory, userId, seen)
          : memory.search("What did Ana buy?", { userId }));
      } catch (error) {
        seen.errors.push(error);
      }
      (isAdd ? seen.addMs : seen.searchMs).push(performance.now() - begun);
      if (leaks) leaked.push(new Uint8Array(LEAK_BYTES).fill(1));
      sampleIfDue();
    }
  };
  await Promise.all(Array.from({ length: CALLERS }, async (_, caller) => call(caller)));
  return seen;
}

let wordCount = 0;

async function addOne(memory: Memory, userId: string, seen: Seen): Promise<void> {
  wordCount += 1;
  const word = `load${wordCount}x`;
  const { pending } = await memory.add(`Ana bought ${word} today.`, { userId });
  seen.adds.push({ userId, word });
  if (pending.length > 0) seen.pendingCount += 1;
}

function tell(
  seen: Seen,
  seconds: number,
  {
    place: { name },
    model,
    most,
    findings,
  }: {
    readonly place: ProvePlace;
    readonly model: FailingModel;
    /** MiB that a thousand adds may leave. */
    readonly most: number;
    readonly findings: Findings;
  },
): void {
  const times = (values: readonly number[]): string =>
    [0.5, 0.95, 0.99].map((part) => percentile(values, part).toFixed(0)).join(" / ");
  const calls = seen.addMs.length + seen.searchMs.length;
  findings.figure(`seconds, ${name}`, seconds.toFixed(0));
  findings.figure(`calls a second, ${name}`, (calls / seconds).toFixed(1));
  findings.figure(`adds, ${name}`, seen.addMs.length);
  findings.figure(`add ms, p50 / p95 / p99, ${name}`, times(seen.addMs));
  findings.figure(`searches, ${name}`, seen.searchMs.length);
  findings.figure(`search ms, p50 / p95 / p99, ${name}`, times(seen.searchMs));
  findings.figure(`model calls, and failed, ${name}`, `${model.callCount}, ${model.failureCount}`);
  findings.figure(`adds with something to be read later, ${name}`, seen.pendingCount);
  const slope = slopeOf(seen.memory);
  findings.figure(`MiB in memory for 1,000 adds, ${name}`, slope.toFixed(1));
  findings.expect(slope <= most, () => `${name}: ${slope.toFixed(1)} MiB stay of 1,000 adds`);
}

/** Least squares over all samples but the first few, in which caches and code are warmed. */
function slopeOf(samples: Seen["memory"]): number {
  const warm = samples.slice(Math.floor(samples.length / 4));
  const [x, y] = [warm.map(({ addCount }) => addCount), warm.map(({ bytes }) => bytes)];
  const mean = (values: readonly number[]): number =>
    values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
  const [meanX, meanY] = [mean(x), mean(y)];
  const covariance = x.reduce((sum, one, at) => sum + (one - meanX) * ((y[at] ?? 0) - meanY), 0);
  const variance = x.reduce((sum, one) => sum + (one - meanX) ** 2, 0);
  return variance === 0 ? 0 : ((covariance / variance) * 1000) / 2 ** 20;
}

/** Tells each tenant nothing until all is read that its model has still to read. */
async function readTheRest(memory: Memory): Promise<void> {
  for (let round = 0; round < MAX_CATCH_UPS; round += 1) {
    const { faults } = await memory.verify();
    const late = new Set(faults.filter(({ kind }) => kind === "unread-episode").map(userOf));
    if (late.size === 0) return;
    for (const userId of late) await memory.add("Hmm.", { userId });
  }
}

function userOf({ tenant }: { readonly tenant: string }): string {
  return tenant.slice("user:".length);
}

/** Every acknowledged add: its turn, its fact and its edge, each once. */
async function expectAll(
  memory: Memory,
  { adds }: Seen,
  { place, findings }: { readonly place: ProvePlace; readonly findings: Findings },
): Promise<void> {
  for (const [userId, own] of Map.groupBy(adds, (one) => one.userId)) {
    const counts = await countWords(memory, userId, /load\d+x/u);
    for (const { word } of own) {
      const count = counts.get(word) ?? 0;
      findings.expect(count === 3, () => `${place.name}: ${word} has ${count} of its 3 parts`);
    }
  }
  findings.figure(`adds found whole, ${place.name}`, adds.length);
  await expectSound(memory, place, findings);
}
