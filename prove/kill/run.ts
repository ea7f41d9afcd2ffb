/**
 * Kill -9: writers die at random moments and at every named step of a commit, and the next process finds every
 * acknowledged operation whole and once.
 */
import { COMMIT_STEPS } from "../../src/index.ts";
import { type SeededRandom, seededRandom, shuffle } from "../../tests/support/seeded-random.ts";
import {
  type BySizeAndPlace,
  type Campaign,
  inEachPlace,
  sizeOf,
  type Trial,
} from "../campaign.ts";
import type { ProvePlace } from "../places.ts";
import { isKillSabotage, KILL_SABOTAGES } from "./broken-writers.ts";
import { type Kill, KilledMemory } from "./killed-memory.ts";

/** Kills on each kind of place. */
const KILLS: BySizeAndPlace = {
  file: { full: 1000, quick: 50, test: 4 },
  servers: { full: 200, quick: 15, test: 2 },
};
/** Kills of one memory, before the next begins: states are compared whole, and grow. */
const KILLS_PER_MEMORY = 25;
/** Of all kills, so many in a hundred while a memory that is not there yet is opened: each of a memory of its own. */
const OPENING_PERCENT = 10;
/** Of the others, so many in a hundred at a step; the rest at random moments. */
const STEP_PERCENT = 65;
/** Memories whose writers are killed side by side: a machine that tests run on has two cores at least. */
const LANES = 2;
/** Longest time before a random kill, in milliseconds, in a file and on servers: a few operations. */
const MAX_RANDOM_MS = { file: 60, servers: 400 } as const;
/** Longest time from the start of the opening, in milliseconds: what it takes to create a memory. */
const MAX_OPENING_MS = { file: 20, servers: 400 } as const;

/** The campaign `kill`. */
export const killCampaign: Campaign = {
  about: "kill -9 loses nothing acknowledged, doubles nothing, leaves nothing half",
  sabotages: KILL_SABOTAGES,
  run: async (run) =>
    inEachPlace(run, async (place, trial) => {
      const random = seededRandom(run.seed);
      await killAll({ ...trial, place, random }, sizeOf(KILLS, place, run.size));
    }),
};

interface KillTrial extends Trial {
  readonly place: ProvePlace;
  readonly random: SeededRandom;
}

/** Kills so many writers, several memories at a time. */
async function killAll(trial: KillTrial, killCount: number): Promise<void> {
  const lives = livesOf(killCount, trial);
  const begun = performance.now();
  const lanes = Array.from({ length: LANES }, async (_, lane) => {
    for (let index = lane; index < lives.length; index += LANES) {
      await killOne(trial, lives[index] ?? [], index);
    }
  });
  await Promise.all(lanes);
  const seconds = ((performance.now() - begun) / 1000).toFixed(0);
  trial.findings.figure(`seconds, ${trial.place.name}`, seconds);
}

/** Kills the writers of one memory, one after the other, and checks it after each. */
async function killOne(trial: KillTrial, kills: readonly Kill[], index: number): Promise<void> {
  const { place, run, findings } = trial;
  const { name } = place;
  const house = await place.build();
  const memory = await KilledMemory.create(house.options);
  const what = `${name}, memory ${index}, seed ${run.seed}`;
  await findings.attempt(what, async () => {
    try {
      for (const kill of kills) {
        await memory.run(kill, isKillSabotage(run.sabotage) ? run.sabotage : null);
        await memory.check();
        run.say(`${name}: memory ${index}, ${memory.killCount} of ${kills.length} kills`);
      }
    } finally {
      findings.count(`kills, ${name}`, memory.killCount);
      findings.count(`operations acknowledged, ${name}`, memory.acknowledged);
      findings.count(`killed after the write and before its answer, ${name}`, memory.heldCount);
    }
  });
  await memory.close();
  await house.remove();
}

/** The kills of each memory, in all `count`. */
function livesOf(count: number, { place, random }: KillTrial): Kill[][] {
  const size = place.isServer ? "servers" : "file";
  const openings = Math.ceil((count * OPENING_PERCENT) / 100);
  const lives = Array.from({ length: openings }, (): Kill[] => {
    return [{ end: "moment", after: "opening", milliseconds: random(MAX_OPENING_MS[size]) }];
  });
  const others = Array.from({ length: count - openings }, (_, index) =>
    killOf(index, MAX_RANDOM_MS[size], random),
  );
  const kills = shuffle(others, random);
  for (let at = 0; at < kills.length; at += KILLS_PER_MEMORY) {
    lives.push(kills.slice(at, at + KILLS_PER_MEMORY));
  }
  return shuffle(lives, random);
}

function killOf(index: number, maxMs: number, random: SeededRandom): Kill {
  if (index % 100 < STEP_PERCENT) {
    const step = COMMIT_STEPS[index % COMMIT_STEPS.length] ?? "journal-begun";
    return { end: "step", step, skip: random(3) };
  }
  const after = random(2) === 0 ? "open" : "1";
  return { end: "moment", after, milliseconds: random(maxMs) };
}
