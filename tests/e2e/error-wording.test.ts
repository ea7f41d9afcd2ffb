/** What a newcomer reads when a call is wrong: every message must say how to make it right. */
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import {
  ConfigurationError,
  InvalidArgumentError,
  Memory,
  MnemographError,
  NotFoundError,
  type Reranker,
} from "../../src/index.ts";
import { openMemory, temporaryPath } from "../support/behaviour.ts";

const KIRK = { userId: "kirk" };

/** A memory as callers without types may use it. */
interface LooseMemory {
  readonly add: (...given: readonly unknown[]) => Promise<unknown>;
  readonly search: (...given: readonly unknown[]) => Promise<unknown>;
  readonly getAll: (...given: readonly unknown[]) => Promise<unknown>;
  readonly history: (...given: readonly unknown[]) => Promise<unknown>;
  readonly deleteAll: (...given: readonly unknown[]) => Promise<unknown>;
  readonly stats: (...given: readonly unknown[]) => Promise<unknown>;
  readonly for: (...given: readonly unknown[]) => unknown;
  readonly graph: {
    readonly entities: (...given: readonly unknown[]) => Promise<unknown>;
    readonly neighborhood: (...given: readonly unknown[]) => Promise<unknown>;
    readonly merge: (...given: readonly unknown[]) => Promise<unknown>;
  };
}

async function openLoose(): Promise<LooseMemory> {
  // Callers without types are what these tests are about.
  return (await openMemory()) as unknown as LooseMemory;
}

async function errorOf(call: () => unknown): Promise<MnemographError> {
  try {
    await call();
  } catch (error) {
    expect(error).toBeInstanceOf(MnemographError);
    return error as MnemographError;
  }
  throw new Error("The call was taken");
}

test.each([[[]], [[{ path: ":memory:" }]]])("new Memory(...%j) says to open one", async (given) => {
  // Callers without types are what these tests are about.
  const Constructor = Memory as unknown as new (...given: readonly unknown[]) => Memory;
  const error = await errorOf(() => new Constructor(...given));
  expect(error).toBeInstanceOf(ConfigurationError);
  expect(error.message).toContain("use await Memory.open()");
});

describe("a call without a scope names the three ids", () => {
  test.each([
    ["add() without options", (memory: LooseMemory) => memory.add("I love tea")],
    ["add()", (memory: LooseMemory) => memory.add("I love tea", {})],
    ["search() without options", (memory: LooseMemory) => memory.search("tea")],
    ["getAll() without options", (memory: LooseMemory) => memory.getAll()],
    ["deleteAll() without options", (memory: LooseMemory) => memory.deleteAll()],
    ["graph.entities() without options", (memory: LooseMemory) => memory.graph.entities()],
    ["for() without a scope", (memory: LooseMemory) => memory.for()],
    ["for()", (memory: LooseMemory) => memory.for({})],
  ])("%s", async (_, call) => {
    const memory = await openLoose();
    const error = await errorOf(() => call(memory));
    expect(error).toBeInstanceOf(InvalidArgumentError);
    expect(error.message).toMatch(/'scope' must be .*userId, agentId or runId/u);
  });
});

describe("an unknown option is named with those that are known", () => {
  const OPTIONS = { ...KIRK, limt: 3 };

  test.each([
    ["search", (memory: LooseMemory) => memory.search("tea", OPTIONS), "limit", "tokenBudget"],
    ["getAll", (memory: LooseMemory) => memory.getAll(OPTIONS), "limit", "includeClosed"],
    ["add", (memory: LooseMemory) => memory.add("x", { user_id: "k" }), "userId", "idempotencyKey"],
    ["stats", (memory: LooseMemory) => memory.stats({ user: "k" }), "userId", "runId"],
    ["for", (memory: LooseMemory) => memory.for({ user_id: "k" }), "userId", "runId"],
    [
      "search, within an option",
      (memory: LooseMemory) => memory.search("x", { ...KIRK, graph: { hop: 1 } }),
      "hops",
      "hops",
    ],
    [
      "add, within a fact",
      (memory: LooseMemory) => memory.add("x", { ...KIRK, facts: [{ text: "x", knd: "event" }] }),
      "kind",
      "attributedTo",
    ],
    [
      "open",
      () => Memory.open(Object.assign({ path: ":memory:" }, { bussyTimeoutMs: 1 })),
      "busyTimeoutMs",
      "cacheBytes",
    ],
  ])("%s()", async (_, call, near, known) => {
    const memory = await openLoose();
    const { message } = await errorOf(() => call(memory));
    expect(message).toContain(`did you mean '${near}'?`);
    expect(message).toContain(known);
  });
});

test("for() refuses a signal, which no call of the handle would get", async () => {
  const memory = await openLoose();
  const { signal } = new AbortController();
  const error = await errorOf(() => memory.for({ ...KIRK, signal }));
  expect(error.message).toContain("'signal'");
});

test("a text where a number is wanted is shown in quotes", async () => {
  const memory = await openLoose();
  const error = await errorOf(() => memory.search("tea", { ...KIRK, limit: "3" }));
  expect(error.message).toMatch(/'limit' must be of type number: current value is "3"$/u);
});

test("what was looked for by its name is not called an id", async () => {
  const memory = await openLoose();
  const error = await errorOf(() => memory.graph.neighborhood("Zork", KIRK));
  expect(error).toBeInstanceOf(NotFoundError);
  expect(error).toMatchObject({ what: "entity", id: "Zork" });
  expect(error.message).toMatch(/ as no entity has the given name: current value is Zork$/u);
  const merged = await errorOf(() => memory.graph.merge("Zork", "Bork", KIRK));
  expect(merged.message).toMatch(/^Cannot merge entities as no entity has the given name/u);
  const history = await errorOf(() => memory.history("zork"));
  expect(history.message).toMatch(/^Cannot read the history as no memory has the given id/u);
});

describe("a file that cannot be opened is named by its path", () => {
  test.each([
    ["a folder", (path: string) => mkdirSync(path), /as it is a folder: configure another path/u],
    [
      "a text",
      (path: string) => {
        writeFileSync(path, "dear diary\n".repeat(100));
      },
      /as it is not a database of mnemograph: /u,
    ],
  ])("%s", async (_, make, problem) => {
    const path = temporaryPath();
    make(path);
    const error = await errorOf(() => Memory.open({ path }));
    expect(error).toBeInstanceOf(ConfigurationError);
    expect(error.message).toContain(`'${path}'`);
    expect(error.message).toMatch(problem);
  });

  test("a path that leads through a file", async () => {
    const path = temporaryPath();
    writeFileSync(path, "");
    const below = join(path, "memory.mnemograph");
    expect(dirname(below)).toBe(path);
    const error = await errorOf(() => Memory.open({ path: below }));
    expect(error.message).toContain(`'${below}' as a part of its path is a file`);
  });
});

test("search() refuses `rerank: true` without a reranker, and takes it with one", async () => {
  const bare = await openLoose();
  const error = await errorOf(() => bare.search("tea", { ...KIRK, rerank: true }));
  expect(error).toBeInstanceOf(ConfigurationError);
  expect(error.message).toMatch(/'rerank'.*Memory\.open\(\)/u);
  await expect(bare.search("tea", { ...KIRK, rerank: false })).resolves.toBeDefined();

  const reranker: Reranker = { id: "first", doRerank: () => Promise.resolve([]) };
  const memory = await Memory.open({ path: ":memory:", reranker });
  onTestFinished(() => memory.close());
  await expect(memory.search("tea", { ...KIRK, rerank: true })).resolves.toBeDefined();
});
