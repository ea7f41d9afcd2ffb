import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";

import {
  type AddOptions,
  type Clock,
  type FactInput,
  Memory,
  type NameInput,
  type OpenOptions,
  type RelationInput,
  type ScopedMemory,
  type SearchOptions,
} from "../../src/index.ts";

/** When a {@link SettableClock} begins: after all that the tests tell of. */
export const CLOCK_START: number = Date.parse("2026-01-01T00:00:00Z");

/** A clock that stands still until it is set: equal knowledge times make whole states comparable. */
export class SettableClock implements Clock {
  #now = CLOCK_START;

  now(): number {
    return this.#now;
  }

  /** Sets it, and returns the time in the form that options take. */
  set(time: string): string {
    this.#now = Date.parse(time);
    return time;
  }
}

/** Opens a memory that needs no disk, closed when the test ends. */
export async function openMemory(options: OpenOptions = {}): Promise<Memory> {
  const memory = await Memory.open({ path: ":memory:", ...options });
  onTestFinished(() => memory.close());
  return memory;
}

/** The memory of one user, in a store of its own. */
export async function openFor(userId: string, options: OpenOptions = {}): Promise<ScopedMemory> {
  return (await openMemory(options)).for({ userId });
}

/** A path in a folder that is removed when the test ends. */
export function temporaryPath(name = "memory.db"): string {
  const folder = mkdtempSync(join(tmpdir(), "mnemograph-e2e-"));
  onTestFinished(() => {
    rmSync(folder, { recursive: true, force: true });
  });
  return join(folder, name);
}

/** Every byte of a memory file and of what lies beside it. */
export function bytesOf(path: string): Buffer {
  const parts = [path, `${path}-wal`].map((one) => {
    try {
      return readFileSync(one);
    } catch {
      return Buffer.alloc(0);
    }
  });
  return Buffer.concat(parts);
}

/** One telling: what is said, and when. */
export interface Telling extends AddOptions {
  readonly text: string;
  readonly at: string;
}

/** Adds tellings in the order given, each under a key of its own text and time, so that ids do not depend on the order. */
export async function tell(memory: ScopedMemory, tellings: readonly Telling[]): Promise<void> {
  for (const { text, ...options } of tellings) {
    await memory.add(text, { idempotencyKey: `${options.at} ${text}`, ...options });
  }
}

/** A fact with its slot, and the relation that states the same: what an extractor elsewhere hands over. */
export function stating(
  text: string,
  [subject, relationship, value]: readonly [NameInput, string, NameInput],
  more: Partial<Pick<FactInput & RelationInput, "validFrom" | "validTo">> & {
    readonly corrects?: true;
  } = {},
): { readonly facts: readonly FactInput[]; readonly relations: readonly RelationInput[] } {
  return {
    facts: [{ text, slot: { subject, relationship, value }, ...more }],
    relations: [{ source: subject, relationship, destination: value, fact: text, ...more }],
  };
}

/** All orders of a few items. */
export function ordersOf<T>(items: readonly T[]): T[][] {
  if (items.length < 2) return [[...items]];
  return items.flatMap((item, index) =>
    ordersOf(items.toSpliced(index, 1)).map((rest) => [item, ...rest]),
  );
}

/** Everything that a tenant's memory shows of itself, past included. */
export async function stateOf(memory: ScopedMemory): Promise<unknown> {
  const listed = { includeClosed: true, limit: 1_000 } as const;
  const memories = await memory.getAll({ ...listed, kinds: ["event", "trait", "note", "turn"] });
  const relations = await memory.graph.relations(listed);
  const entities = await memory.graph.entities({ limit: 1_000 });
  const { attestations } = await memory.stats();
  return {
    memories: memories.results,
    relations: relations.results,
    entities: entities.results,
    attestations,
  };
}

/** A state without what depends on when things were learned of, and in an order that does not either. */
export function withoutKnowledgeTimes(state: unknown): unknown {
  if (Array.isArray(state)) {
    const items = state.map(withoutKnowledgeTimes);
    return items.toSorted((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
  }
  if (typeof state !== "object" || state === null) return state;
  const kept = Object.entries(state).filter(
    ([key]) => !["recordedAt", "closedAt", "retractedAt"].includes(key),
  );
  return Object.fromEntries(kept.map(([key, value]) => [key, withoutKnowledgeTimes(value)]));
}

/** The texts of what a search finds: memories, turns and the facts of relations. */
export async function found(
  memory: ScopedMemory,
  query: string,
  options: SearchOptions = {},
): Promise<string[]> {
  const { results, relations } = await memory.search(query, options);
  return [...results.map((hit) => hit.memory), ...relations.map(({ fact }) => fact)];
}

/** Everything that every call can answer about a tenant, as one text to look for traces in. */
export async function everyAnswer(
  memory: ScopedMemory,
  queries: readonly string[],
): Promise<string> {
  const answers: unknown[] = [await stateOf(memory), await memory.profile()];
  const options = { includeClosed: true, limit: 200, explain: true } as const;
  for (const query of queries) {
    answers.push(await memory.search(query, options));
    answers.push(await memory.search(query));
  }
  const { results } = await memory.getAll({ includeClosed: true, limit: 1_000 });
  for (const { id } of results) answers.push(await memory.history(id));
  const { results: entities } = await memory.graph.entities({ limit: 1_000 });
  for (const { name } of entities) {
    answers.push(await memory.graph.neighborhood(name, { hops: 4, includeClosed: true }));
  }
  return JSON.stringify(answers);
}

/** The edges of a memory that hold, as sentences of names and types, sorted. */
export async function edgesOf(memory: ScopedMemory): Promise<string[]> {
  const { results } = await memory.graph.relations();
  return results
    .map(({ source, relationship, destination }) => `${source} ${relationship} ${destination}`)
    .toSorted();
}
