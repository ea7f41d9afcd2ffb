/** Many at once: the same told at the same time is one row, and what comes of it is what comes of one after the other. */
import { setTimeout } from "node:timers/promises";
import * as fc from "fast-check";

import type { AddResult, Memory } from "../../src/index.ts";
import {
  type ExtractedEpisode,
  extractedEpisodes,
} from "../../tests/support/extracted-episodes.ts";
import { seededRandom, type SeededRandom, shuffle } from "../../tests/support/seeded-random.ts";
import {
  type BySizeAndPlace,
  type Campaign,
  inEachPlace,
  sizeOf,
  type Trial,
} from "../campaign.ts";
import { type House, openIn, type ProvePlace } from "../places.ts";
import { withMethods } from "../with-methods.ts";
import { ServedMemory } from "./served-memory.ts";
import { expectSameState, KIRK, LATER_CLOCK, tellAll } from "./settled-state.ts";

const ROUNDS: BySizeAndPlace = {
  file: { full: 150, quick: 12, test: 3 },
  servers: { full: 25, quick: 2, test: 1 },
};
/** Ways in which the same is told at once. */
const WAYS = 8;
/** How long a round may take before it is taken for a deadlock, in milliseconds. */
const DEADLOCK_MS = 180_000;
/** How often one key is sent in a storm. */
const STORM = 16;
/** After how many milliseconds at most some of a storm's adds are given up by their callers. */
const MAX_PATIENCE_MS = 40;
const IN_MEMORY = { options: { path: ":memory:" } };

/** The campaign `concurrency`. */
export const concurrencyCampaign: Campaign = {
  about: "what is told at once is told once, in any order, and nobody waits forever",
  sabotages: {
    keys: "gives every add another idempotency key",
    lost: "loses every fifth point that is written",
  },
  run: async (run) => inEachPlace(run, proveRounds),
};

/** One way to tell episodes, that must come to the same as one after the other. */
type Telling = (
  memory: Memory,
  episodes: readonly ExtractedEpisode[],
  more: { readonly random: SeededRandom; readonly house: House },
) => Promise<void>;

/** By what they do. */
const TELLINGS: Readonly<Record<string, Telling>> = {
  [`${WAYS} ways at once`]: async (memory, episodes) => {
    await Promise.all(Array.from({ length: WAYS }, async () => tellAtOnce(memory, episodes)));
  },
  shuffled: async (memory, episodes, { random }) => {
    await tellAll(memory, shuffle([...episodes, ...episodes], random));
  },
  storm: async (memory, episodes, { random }) => {
    for (const episode of episodes) await storm(memory, episode, random);
  },
  "two processes": async (memory, episodes, { house }) => {
    const served = await Promise.all([1, 2].map(async () => ServedMemory.start(house.options)));
    const adds = episodes.map(({ text, options }) => ({ text, options: { ...KIRK, ...options } }));
    await Promise.all([
      ...served.map(async (one) => one.addAll(Date.now() + MAX_PATIENCE_MS, adds)),
      tellAtOnce(memory, episodes),
    ]);
    await Promise.all(served.map(async (one) => one.stop()));
  },
};

async function proveRounds(place: ProvePlace, { run, findings }: Trial): Promise<void> {
  const count = sizeOf(ROUNDS, place, run.size);
  const random = seededRandom(run.seed);
  const rounds = fc.sample(extractedEpisodes, { seed: run.seed, numRuns: count });
  for (const [index, episodes] of rounds.entries()) {
    for (const [name, tell] of Object.entries(TELLINGS)) {
      const what = `${place.name}, ${name}, round ${index}, seed ${run.seed}`;
      await findings.attempt(what, async () => {
        await notForever(oneRound({ place, episodes, tell, random, sabotage: run.sabotage }));
      });
      findings.count(`rounds, ${name}, ${place.name}`);
    }
    run.say(`${place.name}: round ${index + 1} of ${count}`);
  }
}

async function oneRound({
  place,
  episodes,
  tell,
  random,
  sabotage,
}: {
  readonly place: ProvePlace;
  readonly episodes: readonly ExtractedEpisode[];
  readonly tell: Telling;
  readonly random: SeededRandom;
  readonly sabotage: string | null;
}): Promise<void> {
  const house = await place.build();
  const memory = await openBroken(house, sabotage);
  const expected = await openIn(IN_MEMORY, { clock: LATER_CLOCK });
  // Some tell the same under keys of their own: more evidence, and no row.
  const told = random(2) === 0 ? episodes : episodes.flatMap((one) => againOf(one, random));
  try {
    await tell(memory, told, { random, house });
    await tellAll(expected, told);
    await expectSameState(memory, expected, JSON.stringify(episodes));
    const { faults } = await memory.verify();
    if (faults.length > 0) throw new Error(JSON.stringify(faults));
    // Whatever was locked is free again.
    await memory.add("Nothing to remember.", KIRK);
  } finally {
    await memory.close();
    await expected.close();
    await house.remove();
  }
}

function againOf(episode: ExtractedEpisode, random: SeededRandom): ExtractedEpisode[] {
  const { text, options } = episode;
  const again = Array.from({ length: random(WAYS) }, (_, way) => ({
    text,
    options: { ...options, idempotencyKey: `${options.idempotencyKey}, way ${way}` },
  }));
  return [episode, ...again];
}

async function tellAtOnce(memory: Memory, episodes: readonly ExtractedEpisode[]): Promise<void> {
  await Promise.all(
    episodes.map(async ({ text, options }) => memory.add(text, { ...KIRK, ...options })),
  );
}

/** One add, sent many times at once; some callers give up, and send it again. */
async function storm(
  memory: Memory,
  { text, options }: ExtractedEpisode,
  random: SeededRandom,
): Promise<void> {
  const answers = await Promise.all(
    Array.from({ length: STORM }, async (_, index): Promise<AddResult> => {
      const send = async (signal?: AbortSignal): Promise<AddResult> =>
        memory.add(text, { ...KIRK, ...options, signal });
      if (index % 4 !== 0) return send();
      return send(AbortSignal.timeout(1 + random(MAX_PATIENCE_MS))).catch(async () => send());
    }),
  );
  const ids = new Set(answers.map(({ episodeId }) => episodeId));
  if (ids.size !== 1) throw new Error(`One key gave ${ids.size} episodes`);
  // What was told before in other letters may be shown in either.
  const told = answers.map(({ results }) =>
    JSON.stringify(results.map(({ id, event }) => [id, event])),
  );
  if (new Set(told).size === 1) return;
  throw new Error(`One key gave answers ${[...new Set(told)].join()}`);
}

async function notForever(work: Promise<void>): Promise<void> {
  const end = new AbortController();
  const late = setTimeout(DEADLOCK_MS, undefined, { signal: end.signal }).then(() => {
    throw new Error("It did not end: a deadlock");
  });
  try {
    await Promise.race([work, late]);
  } finally {
    end.abort();
    await late.catch(() => undefined);
  }
}

/** A memory that is broken on purpose, or is not. */
async function openBroken(house: House, sabotage: string | null): Promise<Memory> {
  let count = 0;
  const memory = await openIn(house, { clock: LATER_CLOCK }, (opened) => {
    if (sabotage !== "lost") return opened;
    const vector = withMethods(opened.stores.vector, (name, own) => {
      if (name !== "insert") return null;
      return (tenant: unknown, points: readonly unknown[]): unknown =>
        own(
          tenant,
          points.filter(() => (count += 1) % 5 !== 0),
        );
    });
    return { ...opened, stores: { ...opened.stores, vector } };
  });
  if (sabotage !== "keys") return memory;
  return withMethods(memory, (name, own) => {
    if (name !== "add") return null;
    return (text: unknown, options: object): unknown => {
      count += 1;
      return own(text, { ...options, idempotencyKey: `key ${count}` });
    };
  });
}
