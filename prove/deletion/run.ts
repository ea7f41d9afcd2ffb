/** Deletions after random histories: no trace of what is gone, in any answer, journal, export or byte. */
import { isDeepStrictEqual } from "node:util";

import type { EraseReceipt, Memory } from "../../src/index.ts";
import { resolveScope } from "../../src/core/scope.ts";
import { sumErased } from "../../src/pipeline/erased-counts.ts";
import { withPlaces } from "../../src/pipeline/erased-stores.ts";
import type { OpenedStores } from "../../src/pipeline/stores-apart.ts";
import { bytesOf, everyAnswer } from "../../tests/support/behaviour.ts";
import { stateOf } from "../../tests/support/memory-state.ts";
import { type SeededRandom, seededRandom } from "../../tests/support/seeded-random.ts";
import {
  type BySizeAndPlace,
  type Campaign,
  inEachPlace,
  sizeOf,
  type Trial,
} from "../campaign.ts";
import { type House, openIn, type ProvePlace, type StoreChange } from "../places.ts";
import { deletionBreakers, DELETION_SABOTAGES } from "./broken-deletions.ts";
import { expectedGone, type Target, TARGETS } from "./expected-gone.ts";
import { type HeldRecords, heldRecords, receiptOwed } from "./held-records.ts";
import { proveReopening } from "./reopening.ts";
import { serverText } from "./server-bytes.ts";
import { ToldHistory } from "./told-history.ts";
import { newWord, wordsIn, wordsInBytes } from "./words.ts";

/** Random histories. */
const LIVES: BySizeAndPlace = {
  file: { full: 150, quick: 12, test: 5 },
  servers: { full: 30, quick: 2, test: 1 },
};
/** Things that a tenant does before something is deleted. */
const MAX_STEPS = 8;
/** Deletions of one history, one after the other, before the last. */
const MAX_DELETIONS = 3;
const KIRK = { userId: "kirk" };
const MIRA = { userId: "mira" };
/** Those of the two. */
const TENANTS = [KIRK, MIRA].map((scope) => resolveScope(scope, "look at a tenant").tenant);
const QUERIES = ["Where does Ana live?", "Bob met", "tea", "Robert", "Here is"];

/** The campaign `deletion`. */
export const deletionCampaign: Campaign = {
  about: "what is deleted leaves no trace, and what only it had closed holds again",
  sabotages: DELETION_SABOTAGES,
  run: async (run) => {
    return inEachPlace(run, async (place, trial) => {
      const count = sizeOf(LIVES, place, run.size);
      await proveDeletion(place, count, trial);
      await proveReopening(place, count, trial);
    });
  },
};

/** Lives so many random histories and deletes in each. */
async function proveDeletion(
  place: ProvePlace,
  count: number,
  { run, findings }: Trial,
): Promise<void> {
  for (let life = 0; life < count; life += 1) {
    const seed = run.seed + life;
    const what = `${place.name}, history ${life}, seed ${seed}`;
    await findings.attempt(what, async () => {
      const house = await place.build();
      const one = await DeletingLife.open(house, seededRandom(seed), run.sabotage);
      try {
        const gone = await one.live();
        findings.count(`deletions, ${place.name}`, one.deletionCount);
        findings.count(`words that had to go, ${place.name}`, gone);
        findings.count(`words that had to stay, ${place.name}`, one.keptCount);
      } finally {
        await one.close();
        await house.remove();
      }
    });
    run.say(`${place.name}: ${life + 1} of ${count} histories`);
  }
}

/** One tenant's history in a house, beside that of another. */
class DeletingLife {
  deletionCount = 0;
  keptCount = 0;
  readonly #house: House;
  readonly #random: SeededRandom;
  readonly #memory: Memory;
  readonly #stores: OpenedStores;
  readonly #history: ToldHistory;
  /** Words that are gone for good. */
  readonly #gone = new Set<string>();
  readonly #neighbour: string;

  private constructor(
    house: House,
    random: SeededRandom,
    { memory, stores }: { readonly memory: Memory; readonly stores: OpenedStores },
  ) {
    this.#house = house;
    this.#random = random;
    this.#memory = memory;
    this.#stores = stores;
    this.#history = new ToldHistory(memory, KIRK, random);
    this.#neighbour = newWord(random);
  }

  static async open(
    house: House,
    random: SeededRandom,
    sabotage: string | null,
  ): Promise<DeletingLife> {
    let stores: OpenedStores | undefined;
    const change: StoreChange = (opened) => {
      stores = deletionBreakers(sabotage)(opened);
      return stores;
    };
    const memory = await openIn(house, {}, change);
    if (!stores) throw new Error("The stores were not opened");
    return new DeletingLife(house, random, { memory, stores });
  }

  /** Tells, deletes, looks; deletes everything in the end. Returns how many words went. */
  async live(): Promise<number> {
    await this.#memory.add(`Ana told ${this.#neighbour}.`, MIRA);
    for (let left = this.#random(MAX_STEPS) + 1; left > 0; left -= 1) await this.#history.step();
    for (let left = this.#random(MAX_DELETIONS); left >= 0; left -= 1) {
      await this.#deleteOne();
      if (this.#random(2) === 0) await this.#history.step();
    }
    const rest = this.#history.allWords();
    for (const word of rest) this.#gone.add(word);
    this.deletionCount += 1;
    const held = await this.#held();
    if (this.#random(2) === 0) {
      const receipt = await this.#memory.deleteAll(KIRK);
      expectPurged(receipt);
      await this.#expectNoTrace("deleteAll()");
      expectNothing((await this.#expectCounts("deleteAll()", receipt, held)).slice(0, 1));
      await this.#expectNeighbour(true);
    } else {
      const receipt = await this.#memory.reset();
      expectPurged(receipt);
      await this.#expectNoTrace("reset()");
      expectNothing(await this.#expectCounts("reset()", receipt, held));
      await this.#expectNeighbour(false);
    }
    return this.#gone.size;
  }

  async close(): Promise<void> {
    await this.#memory.close();
  }

  async #deleteOne(): Promise<void> {
    const history = this.#history;
    const before = { points: await history.listed(), edges: await history.edges() };
    const kind = TARGETS[this.#random(TARGETS.length)] ?? "episode";
    const target = pick(kind, { ...before, history, random: this.#random });
    if (!target) return;
    const gone = expectedGone({ kind, id: target }, before, history.words);
    const held = await this.#held();
    const receipt = await this.#memory.delete(target, KIRK);
    this.deletionCount += 1;
    for (const word of gone) if (word !== "") this.#gone.add(word);
    expectPurged(receipt);
    const after = { points: await history.listed(), edges: await history.edges() };
    await this.#expectReceipt(receipt, before, after);
    this.#forgetWords(receipt);
    await this.#expectNoTrace(`delete() of the ${kind} ${target}`);
    await this.#expectCounts(`delete() of the ${kind} ${target}`, receipt, held);
    await this.#expectNeighbour(true);
    this.keptCount += after.points.length;
  }

  /** What the stores hold of both tenants. */
  async #held(before: readonly HeldRecords[] = []): Promise<readonly HeldRecords[]> {
    const { stores } = this.#stores;
    return Promise.all(
      TENANTS.map(async (tenant, index) => heldRecords(tenant, stores, before[index])),
    );
  }

  /** The receipt says how much each store lost, by what they held before and hold now, and where they are. */
  async #expectCounts(
    what: string,
    { stores }: Pick<EraseReceipt, "stores">,
    before: readonly HeldRecords[],
  ): Promise<readonly HeldRecords[]> {
    const after = await this.#held(before);
    const { home } = this.#stores;
    const owed = before.map((one, index) => receiptOwed(one, after[index] ?? one, home));
    const sum = withPlaces(sumErased(owed), home);
    if (isDeepStrictEqual(stores, sum)) return after;
    throw new Error(
      `The receipt of ${what} is ${JSON.stringify(stores)}, and should be ${JSON.stringify(sum)}`,
    );
  }

  /** The receipt says what went: all that is there no more, and nothing that still is. */
  async #expectReceipt(receipt: EraseReceipt, before: Shown, after: Shown): Promise<void> {
    const left = new Set([...after.points, ...after.edges].map(({ id }) => id));
    const { memoryIds, relationIds, turnIds, redactedTurnIds } = receipt;
    // A turn without its words is evidence, and no answer.
    const told = new Set([...memoryIds, ...relationIds, ...turnIds, ...redactedTurnIds]);
    const untold: string[] = [];
    for (const { id } of [...before.points, ...before.edges]) {
      if (left.has(id) || told.has(id)) continue;
      // What says the same as another in other words may be listed as that one from now on.
      if ((await this.#memory.get(id, KIRK)) === undefined) untold.push(id);
    }
    const kept = [...told].filter((id) => left.has(id));
    if (untold.length + kept.length === 0) return;
    throw new Error(`The receipt does not tell of ${untold.join()}, and tells of ${kept.join()}`);
  }

  /** What the receipt names is not asked for again. */
  #forgetWords({ memoryIds, relationIds, turnIds, redactedTurnIds }: EraseReceipt): void {
    const { turns, memories, relations } = this.#history.words;
    for (const [ids, words] of [
      [turnIds, turns],
      [memoryIds, memories],
      [relationIds, relations],
    ] as const) {
      for (const id of ids) words.delete(id);
    }
    // What was said there is gone; who said it is not.
    for (const id of redactedTurnIds) turns.set(id, ["", ...(turns.get(id) ?? []).slice(1)]);
  }

  async #expectNoTrace(what: string): Promise<void> {
    const words = this.#gone;
    const places: (readonly [string, string[]])[] = [
      ["an answer", wordsIn(await this.#answers(), words)],
      ["the journal", wordsIn(JSON.stringify(await this.#entries()), words)],
      ["an export", wordsIn(await this.#exported(), words)],
      ["a server", wordsIn(await serverText(this.#house.options), words)],
    ];
    const { path } = this.#house;
    if (path !== undefined) {
      places.push(["the file or its log", wordsInBytes(bytesOf(path), words)]);
    }
    const traces = places.filter(([, found]) => found.length > 0);
    if (traces.length > 0) throw new Error(`${what} left ${JSON.stringify(traces)}`);
    const { faults } = await this.#memory.verify();
    if (faults.length > 0) throw new Error(`${what} left ${JSON.stringify(faults)}`);
  }

  async #answers(): Promise<string> {
    const words = [...this.#gone].slice(-5);
    const answers = await everyAnswer(this.#memory.for(KIRK), QUERIES);
    const found = [];
    // What is asked for is not an answer.
    for (const word of words) {
      const { results, relations } = await this.#memory.search(word, KIRK);
      found.push(results, relations);
    }
    return answers + JSON.stringify(found);
  }

  async #entries(): Promise<unknown> {
    const entries: unknown[] = [];
    for (const tenant of TENANTS) {
      const page = await this.#stores.stores.journal.entries(tenant, { cursor: null, limit: 1000 });
      entries.push(...page.items);
    }
    return entries;
  }

  async #exported(): Promise<string> {
    let lines = "";
    for await (const line of this.#memory.export()) lines += line;
    return lines;
  }

  /** Another tenant is as it was. */
  async #expectNeighbour(isThere: boolean): Promise<void> {
    const text = JSON.stringify(await stateOf(this.#memory, MIRA));
    if (text.includes(this.#neighbour) !== isThere) throw new Error("Another tenant was touched");
  }
}

interface Shown {
  readonly points: Awaited<ReturnType<ToldHistory["listed"]>>;
  readonly edges: Awaited<ReturnType<ToldHistory["edges"]>>;
}

/** The id of something to delete; undefined if there is none of its kind. */
function pick(
  kind: Target["kind"],
  {
    points,
    edges,
    history,
    random,
  }: Shown & { readonly history: ToldHistory; readonly random: SeededRandom },
): string | undefined {
  const ids = {
    memory: points.filter((one) => one.kind !== "turn").map(({ id }) => id),
    turn: points.filter((one) => one.kind === "turn").map(({ id }) => id),
    relation: edges.map(({ id }) => id),
    episode: history.episodeIds.filter((id) =>
      points.some(({ evidence }) => evidence.some(({ episodeId }) => episodeId === id)),
    ),
  }[kind];
  return ids[random(Math.max(1, ids.length))];
}

/** Of a tenant that is erased no store has a record left. */
function expectNothing(held: readonly HeldRecords[]): void {
  const left = held.flatMap((one) =>
    Object.entries(one).filter(([, ids]: [string, ReadonlySet<string>]) => ids.size > 0),
  );
  if (left.length === 0) return;
  const shown = left.map(([kind, ids]: [string, ReadonlySet<string>]) => `${ids.size} ${kind}`);
  throw new Error(`Of an erased tenant ${shown.join(", ")} are left`);
}

function expectPurged({ isPurged }: Pick<EraseReceipt, "isPurged">): void {
  if (!isPurged) throw new Error("The receipt says that it is not purged, and nobody else reads");
}
