/** The state is a function of what was told, not of when, how often or by how many at once it was delivered. */
import * as fc from "fast-check";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { LexicalEmbeddingModel, Memory, type Plan } from "../../src/index.ts";
import { openEmbedded } from "../../src/open-stores.ts";
import { commitPlan } from "../../src/pipeline/add/commit.ts";
import { embedTexts } from "../../src/pipeline/embed.ts";
import type { Stores } from "../../src/pipeline/stores.ts";
import {
  type ExtractedEpisode,
  extractedEpisodes,
  FIRST_DAY,
} from "../support/extracted-episodes.ts";
import {
  LEARNING_FIELDS,
  stateOf,
  type TenantState,
  withoutFields,
} from "../support/memory-state.ts";
import { seededRandom, shuffle } from "../support/seeded-random.ts";
import { TimedClock } from "../support/timed-clock.ts";

const KIRK = { userId: "kirk" } as const;
/** The first delivery: a month after the last day that is told of. */
const FIRST_DELIVERY = FIRST_DAY + 40 * 86_400_000;
const QUERIES = ["Where does Ana live?", "Who knows Bob?", "tea"];
const MAX_DELIVERIES = 3;
const seeds = fc.nat(1_000_000);

let folder = "";
let fileCount = 0;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "mnemograph-delivery-"));
});

afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

describe("delivering the same episodes", () => {
  test("in another order, and some of them again, gives the same state", async () => {
    await fc.assert(
      fc.asyncProperty(extractedEpisodes, seeds, async (episodes, seed) => {
        const random = seededRandom(seed);
        const expected = await withMemory(async (one) => deliver(one, episodes));
        const again = episodes.flatMap((episode) =>
          Array.from({ length: 1 + random(MAX_DELIVERIES) }, () => episode),
        );
        const state = await withMemory(async (one) => deliver(one, shuffle(again, random)));
        expect(state).toEqual(expected);
      }),
      { numRuns: 60 },
    );
  });

  test("again, each a second time, changes nothing at all", async () => {
    await fc.assert(
      fc.asyncProperty(extractedEpisodes, async (episodes) => {
        await withMemory(async (one) => {
          await deliver(one, episodes);
          const before = await stateOf(one.memory, KIRK);
          await deliver(one, episodes);
          expect(await stateOf(one.memory, KIRK)).toEqual(before);
        });
      }),
      { numRuns: 20 },
    );
  });

  test("all at once, in one process, gives the same state as one after the other", async () => {
    await fc.assert(
      fc.asyncProperty(extractedEpisodes, async (episodes) => {
        const expected = await withMemory(async (one) => deliver(one, episodes));
        const state = await withMemory(async (one) => {
          const adds = [...episodes, ...episodes.slice(0, 2)].map(async ({ text, options }) =>
            one.memory.add(text, { ...KIRK, ...options }),
          );
          await Promise.all(adds);
          return readState(one.memory);
        });
        expect(state).toEqual(expected);
      }),
      { numRuns: 60 },
    );
  });
});

describe("deleting in the middle", () => {
  test("an episode leaves the state that there would be without it", async () => {
    await fc.assert(
      fc.asyncProperty(extractedEpisodes, seeds, async (episodes, seed) => {
        const random = seededRandom(seed);
        const deleted = random(episodes.length);
        const others = episodes.filter((_, index) => index !== deleted);
        const expected = await withMemory(async (one) => deliver(one, others));
        const state = await withMemory(async (one) => {
          const order = shuffle(episodes, random);
          const place = order.indexOf(episodes[deleted] as ExtractedEpisode);
          const middle = place + 1 + random(order.length - place);
          await deliver(one, order.slice(0, middle));
          const { episodeId } = await one.memory.add("Again", {
            ...KIRK,
            ...episodes[deleted]?.options,
          });
          await one.memory.delete(episodeId, KIRK);
          return deliver(one, order.slice(middle));
        });
        expect(state).toEqual(expected);
      }),
      { numRuns: 60 },
    );
  });

  test("what was deleted stays dead when its plan arrives once more, and nothing else changes", async () => {
    await fc.assert(
      fc.asyncProperty(extractedEpisodes, seeds, async (episodes, seed) => {
        const random = seededRandom(seed);
        const path = newPath();
        await withMemory(async (one) => {
          await deliver(one, episodes);
          const ids = await idsOf(one.memory);
          const id = ids[random(ids.length)] ?? "";
          one.hasDelivered();
          await one.at(async () => one.memory.delete(id, KIRK));
          const before = await stateOf(one.memory, KIRK);
          await replay(path, shuffle(one.plans, random));
          expect(await stateOf(one.memory, KIRK)).toEqual(before);
          expect(await one.memory.get(id, KIRK)).toBeUndefined();
          expect(await one.memory.verify()).toMatchObject({ isSound: true, faults: [] });
        }, path);
      }),
      { numRuns: 15 },
    );
  });
});

test("this file would see it if a repeated delivery counted twice", async () => {
  const episode = { text: "x", options: { facts: [{ text: "Ana likes tea" }] } };
  const once = await withMemory(async (one) => deliver(one, [episode]));
  const twice = await withMemory(async (one) => deliver(one, [episode, episode]));
  expect(twice).not.toEqual(once);
});

/** A memory whose clock goes on with every delivery, and the plans that it committed. */
class Delivered {
  readonly memory: Memory;
  readonly plans: readonly Plan[];
  readonly #clock: TimedClock;
  #deliveryCount = 0;

  constructor(memory: Memory, plans: readonly Plan[], clock: TimedClock) {
    this.memory = memory;
    this.plans = plans;
    this.#clock = clock;
  }

  hasDelivered(): void {
    this.#deliveryCount += 1;
  }

  /** Runs `work` at the time of the delivery that is under way. */
  async at<T>(work: () => Promise<T>): Promise<T> {
    return this.#clock.at(FIRST_DELIVERY + this.#deliveryCount * 1000, work);
  }
}

async function withMemory<T>(work: (one: Delivered) => Promise<T>, path = ":memory:"): Promise<T> {
  const clock = new TimedClock(FIRST_DELIVERY);
  const plans: Plan[] = [];
  const beforeCommit = (plan: Plan): Plan => {
    plans.push(plan);
    return plan;
  };
  const memory = await Memory.open({ path, clock, beforeCommit });
  try {
    return await work(new Delivered(memory, plans, clock));
  } finally {
    await memory.close();
  }
}

/** Adds one after the other, and reads what came of it. */
async function deliver(one: Delivered, episodes: readonly ExtractedEpisode[]): Promise<unknown> {
  for (const { text, options } of episodes) {
    one.hasDelivered();
    await one.at(async () => one.memory.add(text, { ...KIRK, ...options }));
  }
  return readState(one.memory);
}

/** All that is shown, and what searches find, without what follows the order of arrival. */
async function readState(memory: Memory): Promise<unknown> {
  // What was taken back is told in a history when it was learned.
  const state: TenantState = await stateOf(memory, KIRK, { hasHistory: () => false });
  const found = [];
  for (const query of QUERIES) {
    const { results, relations } = await memory.search(query, KIRK);
    const hits = results.map(({ id, memory: text, score }) => ({
      id,
      text,
      score: score.toFixed(6),
    }));
    found.push(
      hits,
      relations.map(({ fact, score }) => ({ fact, score: score.toFixed(6) })),
    );
  }
  expect(await memory.verify()).toMatchObject({ isSound: true, faults: [] });
  return withoutFields([state, found], LEARNED);
}

/** When something was taken back is learned as well. */
const LEARNED: ReadonlySet<string> = new Set([...LEARNING_FIELDS, "retractedAt"]);

async function idsOf(memory: Memory): Promise<string[]> {
  const options = { ...KIRK, includeClosed: true } as const;
  const kinds = ["event", "trait", "note", "turn"] as const;
  const memories = (await memory.getAll({ ...options, kinds })).results;
  const relations = (await memory.graph.relations(options)).results;
  const episodes = memories.flatMap(({ evidence }) => evidence.map(({ episodeId }) => episodeId));
  return [...new Set([...memories, ...relations].map(({ id }) => id)), ...new Set(episodes)];
}

/** Applies plans again from another connection, as a server does that never heard of their end. */
async function replay(path: string, plans: readonly Plan[]): Promise<void> {
  const embeddingModel = new LexicalEmbeddingModel();
  const options = { path, embeddingModel, busyTimeoutMs: 5000, cacheBytes: 2 ** 20 };
  const { stores, home } = openEmbedded(options);
  const forgetful: Stores = { ...stores, journal: forgettingJournal(stores.journal) };
  for (const plan of plans) {
    const inputs = [
      ...plan.turns.map(({ id, content }) => ({ id, text: content })),
      ...plan.memories,
    ];
    const { embeddings } = await embedTexts(
      inputs.map(({ text }) => text),
      embeddingModel,
      { purpose: "document" },
    );
    await commitPlan(
      {
        plan,
        embeddings: new Map(inputs.map(({ id }, index) => [id, embeddings[index] as Float32Array])),
        onStep: () => undefined,
        leaseUntil: Number.MAX_SAFE_INTEGER,
        summarize: () => ({ results: [], relations: { added: [], closed: [], retracted: [] } }),
      },
      forgetful,
    );
  }
  await home.close();
}

/** A journal that takes every episode for a new one and keeps none. */
function forgettingJournal(journal: Stores["journal"]): Stores["journal"] {
  return new Proxy(journal, {
    get(target, name) {
      if (name === "begin") return () => true;
      if (name === "finish" || name === "own") return () => undefined;
      const own: unknown = Reflect.get(target, name);
      return typeof own === "function" ? own.bind(target) : own;
    },
  });
}

function newPath(): string {
  fileCount += 1;
  return join(folder, `${fileCount}.mnemograph`);
}
