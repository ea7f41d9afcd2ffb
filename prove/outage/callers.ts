/** Callers that add and search without pause, and keep what they were told. */
import { setTimeout } from "node:timers/promises";

import { type Memory, MnemographError, PartialWriteError, type Scope } from "../../src/index.ts";
import { CALL_TIMEOUT_MS } from "./faults.ts";

/** Of one add. */
export interface SentAdd {
  readonly number: number;
  readonly scope: Scope;
  /** Whether it was acknowledged, and with what to come. */
  told: { readonly pending: readonly string[] } | null;
}

/** Of one search. */
export interface SentSearch {
  readonly startedAt: number;
  readonly endedAt: number;
  /** Parts that were named as degraded; null if it threw. */
  readonly degraded: readonly string[] | null;
}

/** Between two calls of one caller. */
const PAUSE_MS = 20;
const COMPANIES = ["Feedzai", "Talkdesk", "Unbabel", "Outsystems"];

/** The word of one add. */
export function wordOf(number: number): string {
  return `outage${number}x`;
}

/** Several callers on one memory. */
export class Callers {
  readonly adds: SentAdd[] = [];
  readonly searches: SentSearch[] = [];
  /** Errors that are not of ours. */
  readonly foreign: unknown[] = [];
  longestMs = 0;
  readonly #memory: Memory;
  #isDone = false;
  readonly #running: Promise<void>[];

  constructor(memory: Memory, count: number) {
    this.#memory = memory;
    this.#running = Array.from({ length: count }, async (_, caller) => this.#call(caller));
  }

  /** Ends them, and waits for their last calls. */
  async stop(): Promise<void> {
    this.#isDone = true;
    await Promise.all(this.#running);
  }

  /** Sends an add again, as whoever got an error does. */
  async send(add: SentAdd): Promise<void> {
    const { number, scope } = add;
    const company = COMPANIES[number % COMPANIES.length] ?? "";
    await this.#timed(async () => {
      const { pending } = await this.#memory.add(`Ana said ${wordOf(number)}.`, {
        ...scope,
        idempotencyKey: `outage ${number}`,
        facts: [{ text: `Ana bought ${wordOf(number)}`, kind: "event" }],
        relations: [
          { source: `Friend ${wordOf(number)}`, relationship: "works_at", destination: company },
        ],
      });
      add.told = { pending };
    });
  }

  async #call(caller: number): Promise<void> {
    const scope = { userId: `user ${caller % 3}` };
    for (let turn = 0; !this.#isDone; turn += 1) {
      if (turn % 3 === 2) await this.#search(scope);
      else {
        const add: SentAdd = { number: this.adds.length, scope, told: null };
        this.adds.push(add);
        await this.send(add);
      }
      await setTimeout(PAUSE_MS);
    }
  }

  async #search(scope: Scope): Promise<void> {
    const startedAt = performance.now();
    let degraded: readonly string[] | null = null;
    await this.#timed(async () => {
      const found = await this.#memory.search("Who works at Feedzai?", scope);
      degraded = found.degraded.map(({ part }) => part);
    });
    this.searches.push({ startedAt, endedAt: performance.now(), degraded });
  }

  /** Notes how long it took, and errors that should not be. */
  async #timed(work: () => Promise<void>): Promise<void> {
    const begun = performance.now();
    try {
      await work();
    } catch (error) {
      const isOurs = error instanceof MnemographError && error.code !== "INVARIANT_VIOLATED";
      if (!isOurs) this.foreign.push(error);
      if (error instanceof PartialWriteError && error.idempotencyKey === undefined) {
        this.foreign.push(new Error(`An add without its key: ${error.message}`));
      }
    }
    this.longestMs = Math.max(this.longestMs, performance.now() - begun);
  }
}

/** The longest that an operation may take that waits for servers: it asks each once, and once more for recovery. */
export const MAX_WAIT_MS: number = 20 * CALL_TIMEOUT_MS;
