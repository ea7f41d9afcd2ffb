/** Two memories on different stores that are told the same: nobody can tell the difference. */
import { setImmediate } from "node:timers/promises";

import * as fc from "fast-check";
import { expect } from "vitest";

import type { IdSource } from "../../src/core/ids.ts";
import {
  type Clock,
  Memory,
  MnemographError,
  type OpenOptions,
  type Scope,
} from "../../src/index.ts";
import { openModels, openStores } from "../../src/open-stores.ts";
import { checkOpenOptions } from "../../src/pipeline/open-options.ts";
import { SettableClock } from "./behaviour.ts";
import { stateOf } from "./memory-state.ts";
import { linesOf } from "./moving.ts";
import { performWhole, scopeOf, STEP_MS, tenantScopes } from "./perform-whole.ts";
import { expectSame } from "./same-answers.ts";
import { type Named, type WholeOperation, wholeOperations } from "./whole-operations.ts";

/** Operations after which everything is compared. */
const STATE_EVERY = 8;
const BEGUN_MS = Date.UTC(2025, 0, 1);
/** More than a life takes: the times of two, and so the ids made then, are not the same. */
const LIFE_MS = 3_600_000;
/** Before an operation what has expired goes, in a call of its own: it may draw ids where stores are apart. */
const EXPIRY_MS = 1_000;
const NOBODY = "00000000-0000-4000-8000-000000000000";
const ALL_KINDS = ["event", "trait", "note", "turn"] as const;
/** Most operations of one life. */
const MAX_OPERATIONS = 40;
/** What one life may take on a slow machine. */
const SLOW_SECONDS = 30;
/** Most lives; the time ends them before. */
const MAX_LIVES = 500;

/** How long, and from which seed. */
export interface CongruenceRun {
  readonly seed: number;
  readonly seconds: number;
}

/** What the environment says of this run: `CONGRUENCE_SEED` and `CONGRUENCE_SECONDS`, by default a random seed and 15 s. */
export function congruenceRun(): CongruenceRun {
  const seed = Number(process.env["CONGRUENCE_SEED"] ?? Math.floor(Math.random() * 2 ** 31));
  const seconds = Number(process.env["CONGRUENCE_SECONDS"] ?? 15);
  if (!Number.isSafeInteger(seed) || !(seconds > 0)) {
    throw new TypeError("CONGRUENCE_SEED must be a whole number, CONGRUENCE_SECONDS above 0");
  }
  return { seed, seconds };
}

/** The longest that {@link expectCongruence} takes, in milliseconds, but for opening, and removing the last life. */
export function longestMs({ seconds }: Pick<CongruenceRun, "seconds">): number {
  return (seconds * 2 + SLOW_SECONDS) * 1_000;
}

/** Where a memory is kept that is compared with the embedded file. */
export type Place = Pick<OpenOptions, "path" | "vector" | "graph">;

/** Ids that two memories give alike: those of one time are counted. */
class SameIds implements IdSource {
  readonly #clock: Clock;
  #now = 0;
  #count = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  next(): string {
    const now = this.#clock.now();
    this.#count = now === this.#now ? this.#count + 1 : 0;
    this.#now = now;
    const time = now.toString(16).padStart(12, "0");
    const count = this.#count.toString(16).padStart(3, "0");
    return `${time.slice(0, 8)}-${time.slice(8)}-7${count}-8000-000000000000`;
  }
}

/** A memory without models, whose ids follow from its clock. */
async function openAt(place: Place, clock: Clock): Promise<Memory> {
  const settings = checkOpenOptions({ ...place, clock, languageModel: null, embeddingModel: null });
  const models = await openModels(settings);
  const ids = new SameIds(clock);
  return Memory.on(await openStores(settings, models), { ...settings, ids }, models);
}

/**
 * Random lives, until the time is up: on an embedded file and at a place every answer is the same.
 *
 * What fails is shrunk for as long again. Returns how many lives there were.
 */
export async function expectCongruence(
  place: Place,
  { seed, seconds }: CongruenceRun,
): Promise<number> {
  const clock = new SettableClock();
  const other = await openAt(place, clock);
  const reference = await openAt({ path: ":memory:" }, clock);
  const lives = fc.array(wholeOperations, { minLength: 1, maxLength: MAX_OPERATIONS, size: "max" });
  let deadline = performance.now() + seconds * 1_000;
  let hasFailed = false;
  let count = 0;
  const live = async (operations: readonly WholeOperation[]): Promise<void> => {
    // Some are compared however slow the machine is; what comes after the time is up passes at once.
    if (count > 0 && performance.now() > deadline) {
      // A chain of promises alone would keep the timers waiting that end this.
      await setImmediate();
      return;
    }
    count += 1;
    // Tenants of its own, so that no life meets what another left on the server.
    const mark = `${process.pid}-${Date.now()}-${count}`;
    const begunMs = BEGUN_MS + count * LIFE_MS;
    const twins = new Twins({ reference, other, clock, mark, begunMs });
    try {
      await twins.live(operations);
      await twins.move();
    } catch (error) {
      if (!hasFailed) deadline = performance.now() + seconds * 1_000;
      hasFailed = true;
      throw error;
    } finally {
      await twins.forget();
    }
  };
  try {
    await fc.assert(fc.asyncProperty(lives, live), {
      seed,
      numRuns: MAX_LIVES,
      // What is smaller than a failure has no end by itself.
      plugins: [fc.interruptAfterTimeLimit(longestMs({ seconds }))],
    });
  } finally {
    await other.close();
    await reference.close();
  }
  return count;
}

/** Two memories in the course of one life. */
class Twins {
  readonly #reference: Memory;
  readonly #other: Memory;
  readonly #clock: SettableClock;
  readonly #mark: string;
  #now: number;

  constructor(given: {
    readonly reference: Memory;
    readonly other: Memory;
    readonly clock: SettableClock;
    readonly mark: string;
    readonly begunMs: number;
  }) {
    this.#now = given.begunMs;
    this.#reference = given.reference;
    this.#other = given.other;
    this.#clock = given.clock;
    this.#mark = given.mark;
  }

  /** Does operations one after the other on both, and compares what they answer. */
  async live(operations: readonly WholeOperation[]): Promise<void> {
    for (const [index, operation] of operations.entries()) {
      this.#now += STEP_MS;
      await this.#expire(operation);
      this.#clock.set(new Date(this.#now).toISOString());
      const memoryIds = await this.#idsOf({ form: "memory", nth: 0 }, operation);
      const named = "named" in operation ? operation.named : null;
      const ids = named ? await this.#idsOf(named, operation) : [];
      const id = ids[(named?.nth ?? 0) % Math.max(1, ids.length)] ?? NOBODY;
      const setting = { mark: this.#mark, now: this.#now, id, memoryIds };
      const [own, expected] = await this.#both((memory) =>
        performWhole(memory, operation, setting),
      );
      expectSame(own, expected, `operation ${index}, ${JSON.stringify(operation)}`);
      const isLast = index === operations.length - 1;
      if (isLast || index % STATE_EVERY === STATE_EVERY - 1) await this.#compare(`after ${index}`);
    }
  }

  /** Both are sound, and what they export is the same memory elsewhere. */
  async move(): Promise<void> {
    const [own, known] = await this.#both(async (memory) => {
      const scopes = await memory.tenants();
      return scopes.filter((scope) => JSON.stringify(scope).includes(this.#mark));
    });
    expectSame(own, known, "tenants");
    for (const scope of tenantScopes(this.#mark)) {
      const expected = await everythingOf(this.#reference, scope);
      for (const memory of [this.#reference, this.#other]) {
        expect(await memory.verify(scope)).toMatchObject({ isSound: true, faults: [] });
        const fresh = await openAt({ path: ":memory:" }, this.#clock);
        try {
          await fresh.import(await linesOf(memory, scope));
          const from = memory === this.#reference ? "the file" : "the other";
          expectSame(await everythingOf(fresh, scope), expected, `imported from ${from}`);
          expect(await fresh.verify(scope)).toMatchObject({ isSound: true, faults: [] });
        } finally {
          await fresh.close();
        }
      }
    }
  }

  /** Removes what this life left. */
  async forget(): Promise<void> {
    for (const scope of tenantScopes(this.#mark)) {
      await this.#other.deleteAll(scope);
      await this.#reference.deleteAll(scope);
    }
  }

  async #expire({ caller: { tenant } }: WholeOperation): Promise<void> {
    this.#clock.set(new Date(this.#now - EXPIRY_MS).toISOString());
    const scope = scopeOf({ tenant, agent: 0, run: 0 }, this.#mark);
    const [own, expected] = await this.#both((memory) => memory.stats(scope));
    expectSame(own, expected, "expired");
  }

  async #compare(when: string): Promise<void> {
    for (const scope of tenantScopes(this.#mark)) {
      const [own, expected] = await this.#both((memory) => everythingOf(memory, scope));
      expectSame(own, expected, `${when}, ${JSON.stringify(scope)}`);
    }
  }

  async #both(work: (memory: Memory) => Promise<unknown>): Promise<[unknown, unknown]> {
    const answers = [this.#other, this.#reference].map(async (memory) => {
      try {
        return await work(memory);
      } catch (error) {
        if (!(error instanceof MnemographError)) throw error;
        return { error: error.name, message: error.message };
      }
    });
    const [own, expected] = await Promise.all(answers);
    return [own, expected];
  }

  /** Ids of one form that a caller's tenant has, as the file shows them. */
  async #idsOf({ form }: Named, { caller }: WholeOperation): Promise<string[]> {
    const { tenant } = caller;
    const scope = scopeOf({ tenant, agent: 0, run: 0 }, this.#mark);
    const listed = { ...scope, includeClosed: true, limit: 1_000 };
    if (form === "none") return [];
    if (form === "relation") {
      return (await this.#reference.graph.relations(listed)).results.map(({ id }) => id);
    }
    const { results } = await this.#reference.getAll({ ...listed, kinds: ALL_KINDS });
    if (form === "episode") {
      return [...new Set(results.flatMap(({ evidence }) => evidence.map((one) => one.episodeId)))];
    }
    const isTurn = form === "turn";
    return results.filter(({ kind }) => (kind === "turn") === isTurn).map(({ id }) => id);
  }
}

/** All that a tenant shows, and what it answers to a few questions. */
async function everythingOf(memory: Memory, scope: Scope): Promise<unknown> {
  const state = await stateOf(memory, scope);
  const answers: unknown[] = [];
  for (const query of ["Where does Ana live?", "What did 张伟 like in January 2024?"]) {
    answers.push(await memory.search(query, { ...scope, includeClosed: true, limit: 50 }));
  }
  return { state, answers };
}
