/** Servers that are stopped, paused, slow, full, or answer nonsense, while callers add and search. */
import { setTimeout } from "node:timers/promises";

import type { Memory } from "../../src/index.ts";
import { seededRandom, shuffle } from "../../tests/support/seeded-random.ts";
import {
  type BySize,
  type Campaign,
  type CampaignRun,
  type Findings,
  inEachPlace,
  type Trial,
} from "../campaign.ts";
import { openIn, type ProvePlace, type StoreChange } from "../places.ts";
import { usedBytes } from "../used-bytes.ts";
import { Callers, MAX_WAIT_MS, type SentAdd, wordOf } from "./callers.ts";
import { countWords, expectSound } from "../told-once.ts";
import { withMethods } from "../with-methods.ts";
import {
  buildFaulty,
  CALL_TIMEOUT_MS,
  type Fault,
  type FaultyHouse,
  type Server,
  SERVERS,
  WRITES,
} from "./faults.ts";

/** How often each fault befalls each server. */
const REPEATS: BySize = { full: 4, quick: 1, test: 1 };
/** Longest outage and rest, in milliseconds. */
const MAX_OUTAGE_MS: BySize = { full: 4_000, quick: 2_500, test: 600 };
const CALLERS = 6;
/** After an outage a server is taken to be well again so much later. */
const GRACE_MS = 2 * CALL_TIMEOUT_MS;
/** When every lease has ended: they last a minute. */
const LATER = { now: (): number => Date.now() + 120_000 };
/** Rounds in which what failed is sent again, all being well. */
const MAX_ROUNDS = 6;
/** Memory that may stay: code and caches that are warmed, and of each add what it leaves in caches, as in `load`. */
const MAX_WARMED_BYTES = 64 * 2 ** 20;
const MAX_BYTES_PER_ADD = 24 * 2 ** 10;

/** The campaign `outage`. */
export const outageCampaign: Campaign = {
  about: "a server that fails costs no data and no unbounded wait, and what is missing is said",
  sabotages: {
    swallow: "takes failed writes of facts and of the journal for done",
    silent: "says of no search that it is degraded",
  },
  run: async (run) => {
    const unhandled: unknown[] = [];
    const note = (error: unknown): void => void unhandled.push(error);
    process.on("unhandledRejection", note);
    let findings: Findings;
    try {
      findings = await inEachPlace(run, sufferIn);
    } finally {
      process.off("unhandledRejection", note);
    }
    findings.figure("unhandled rejections", unhandled.length);
    for (const error of unhandled) findings.breach(`an unhandled rejection: ${String(error)}`);
    return findings;
  },
};

/** One fault of one server, from when to when. */
interface Outage {
  readonly server: Server;
  readonly fault: Fault;
  readonly startedAt: number;
  readonly endedAt: number;
}

async function sufferIn(place: ProvePlace, { run, findings }: Trial): Promise<void> {
  const house = await buildFaulty(place);
  // With its stores apart too: what is pending of them, one file would not look for.
  const healthy = await openIn({ options: house.healthy }, { clock: LATER }, house.change);
  const memory = silenced(await openIn(house, {}, broken(house, run.sabotage)), run.sabotage);
  const before = usedBytes();
  const callers = new Callers(memory, CALLERS);
  const outages = await sufferAll(house, run, place.name);
  await callers.stop();
  const name = `, ${place.name}`;
  findings.figure(`outages${name}`, outages.length);
  findings.figure(`adds${name}`, callers.adds.length);
  findings.figure(
    `adds acknowledged at once${name}`,
    callers.adds.filter(({ told }) => told).length,
  );
  findings.figure(`searches${name}`, callers.searches.length);
  findings.figure(`the longest call${name}: ms`, callers.longestMs.toFixed(0));
  const grown = usedBytes() - before;
  findings.figure(`memory grown${name}: MiB`, (grown / 2 ** 20).toFixed(0));
  findings.expect(
    grown < MAX_WARMED_BYTES + MAX_BYTES_PER_ADD * callers.adds.length,
    () => `${place.name}: memory grew by ${grown} bytes`,
  );
  findings.expect(
    callers.longestMs < MAX_WAIT_MS,
    () => `${place.name}: a call took ${callers.longestMs.toFixed(0)} ms`,
  );
  for (const error of callers.foreign) findings.breach(`${place.name}: threw ${String(error)}`);
  judgeSearches(callers, outages, { place, findings });
  await sendAgain(callers, { place, findings });
  await memory.repair();
  // What somebody was finishing when the journal went down is left alone until that one's lease has ended.
  await healthy.repair();
  await judgeAdds(callers.adds, healthy, { place, findings });
  await memory.close();
  await healthy.close();
  await house.remove();
}

/** Every fault of every server, in random order, with rests between. */
async function sufferAll(house: FaultyHouse, run: CampaignRun, name: string): Promise<Outage[]> {
  const random = seededRandom(run.seed);
  const all = SERVERS.flatMap((server) => house.faults.map((fault) => ({ server, fault })));
  const planned = shuffle(Array.from({ length: REPEATS[run.size] }, () => all).flat(), random);
  const longest = MAX_OUTAGE_MS[run.size];
  const outages: Outage[] = [];
  for (const { server, fault } of planned) {
    await setTimeout(random(longest));
    const startedAt = performance.now();
    house.begin(server, fault);
    await setTimeout(longest / 2 + random(longest / 2));
    house.end();
    outages.push({ server, fault, startedAt, endedAt: performance.now() });
    run.say(`${name}: ${outages.length} of ${planned.length} outages`);
  }
  return outages;
}

/** A search in the middle of an outage says so, and one that was far from any says nothing. */
function judgeSearches(
  { searches }: Callers,
  outages: readonly Outage[],
  { place, findings }: { readonly place: ProvePlace; readonly findings: Findings },
): void {
  let insideCount = 0;
  for (const { startedAt, endedAt, degraded } of searches) {
    const around = outages.find((one) => one.startedAt < startedAt && endedAt < one.endedAt);
    if (around === undefined || degraded === null) continue;
    const { server, fault } = around;
    // A slow server answers, and a full one reads; what it cannot be asked must be told.
    const isMute = fault === "stopped" || fault === "paused" || fault === "nonsense";
    if (!isMute) continue;
    insideCount += 1;
    findings.expect(
      degraded.length > 0,
      () => `${place.name}: a search while ${server} was ${fault} says nothing of it`,
    );
  }
  findings.figure(`searches answered in the middle of an outage, ${place.name}`, insideCount);
}

/** Whoever got an error sends the add again, until it is acknowledged: without a restart. */
async function sendAgain(
  callers: Callers,
  { place, findings }: { readonly place: ProvePlace; readonly findings: Findings },
): Promise<void> {
  await setTimeout(GRACE_MS);
  for (let round = 0; round < MAX_ROUNDS; round += 1) {
    const failed = callers.adds.filter(({ told }) => told === null);
    for (const add of failed) await callers.send(add);
  }
  const left = callers.adds.filter(({ told }) => told === null);
  findings.expect(
    left.length === 0,
    () => `${place.name}: ${left.length} adds fail though all is well again`,
  );
}

/** Every acknowledged add is there once, whole, and the stores are sound. */
async function judgeAdds(
  adds: readonly SentAdd[],
  memory: Memory,
  { place, findings }: { readonly place: ProvePlace; readonly findings: Findings },
): Promise<void> {
  const users = Map.groupBy(adds, ({ scope }) => scope.userId ?? "");
  for (const [userId, own] of users) {
    const counts = await countWords(memory, userId, /outage\d+x/u);
    for (const { number, told } of own) {
      const count = counts.get(wordOf(number)) ?? 0;
      // A turn, an event and an edge.
      const isWhole = count === 3 || (told === null && count === 0);
      findings.expect(isWhole, () => `${place.name}: add ${number} has ${count} of its 3 parts`);
    }
  }
  await expectSound(memory, place, findings);
}

/** What is said of writes that are taken for done; of the others nothing. */
const SWALLOWED: Readonly<Record<string, unknown>> = { insert: new Set(), begin: true };

/** The house's own stores, which may take a failed write for done. */
function broken(house: FaultyHouse, sabotage: string | null): StoreChange {
  if (sabotage !== "swallow") return house.change;
  return (opened) => {
    const { stores, ...rest } = house.change(opened);
    const [vector, journal] = [swallowing(stores.vector), swallowing(stores.journal)];
    return { ...rest, stores: { ...stores, vector, journal } };
  };
}

function swallowing<Port extends object>(port: Port): Port {
  return withMethods(port, (name, own) => {
    if (!WRITES.test(name)) return null;
    return async (...parameters: unknown[]): Promise<unknown> => {
      try {
        return await own(...parameters);
      } catch {
        return SWALLOWED[name];
      }
    };
  });
}

/** A memory whose searches hide what is missing. */
function silenced(memory: Memory, sabotage: string | null): Memory {
  if (sabotage !== "silent") return memory;
  return withMethods(memory, (name) => {
    if (name !== "search") return null;
    return async (...parameters: Parameters<Memory["search"]>): Promise<unknown> => ({
      ...(await memory.search(...parameters)),
      degraded: [],
    });
  });
}
