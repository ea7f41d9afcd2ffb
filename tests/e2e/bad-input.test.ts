import { spawnSync } from "node:child_process";
import {
  chmodSync,
  closeSync,
  mkdirSync,
  openSync,
  readFileSync,
  writeFileSync,
  writeSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { fileURLToPath } from "node:url";
import { afterAll, afterEach, beforeAll, describe, expect, onTestFinished, test } from "vitest";

import {
  type EmbeddingModel,
  LexicalEmbeddingModel,
  Memory,
  MnemographError,
  type OpenOptions,
  type Plan,
} from "../../src/index.ts";
import { recordCalls } from "../../src/testing/testing.ts";
import { openMemory, SettableClock, stateOf, temporaryPath } from "../support/behaviour.ts";

const KIRK = { userId: "kirk" };
const LONE = "\ud83d";
const HUGE = "tea ".repeat(2_500_000);

/** Everything, as a caller without types may pass it. */
interface LooseMemory {
  readonly add: (messages?: unknown, options?: unknown) => Promise<unknown>;
  readonly search: (query?: unknown, options?: unknown) => Promise<unknown>;
  readonly get: (id?: unknown, options?: unknown) => Promise<unknown>;
  readonly getAll: (options?: unknown) => Promise<unknown>;
  readonly profile: (options?: unknown) => Promise<unknown>;
  readonly update: (id?: unknown, text?: unknown, options?: unknown) => Promise<unknown>;
  readonly delete: (id?: unknown, options?: unknown) => Promise<unknown>;
  readonly deleteAll: (options?: unknown) => Promise<unknown>;
  readonly history: (id?: unknown, options?: unknown) => Promise<unknown>;
  readonly verify: (options?: unknown) => Promise<unknown>;
  readonly repair: (options?: unknown) => Promise<unknown>;
  readonly stats: (options?: unknown) => Promise<unknown>;
  readonly for: (scope?: unknown) => unknown;
  readonly graph: {
    readonly entities: (options?: unknown) => Promise<unknown>;
    readonly relations: (options?: unknown) => Promise<unknown>;
    readonly neighborhood: (entity?: unknown, options?: unknown) => Promise<unknown>;
    readonly merge: (from?: unknown, into?: unknown, options?: unknown) => Promise<unknown>;
  };
}

/** A memory that was told something, and how it answers. */
class Subject {
  readonly memory: Memory;
  readonly loose: LooseMemory;
  readonly id: string;
  #before: unknown;

  private constructor(memory: Memory, id: string) {
    this.memory = memory;
    // Callers without types are what these tests are about.
    this.loose = memory as unknown as LooseMemory;
    this.id = id;
  }

  static async open(options: OpenOptions = {}): Promise<Subject> {
    const memory = await openMemory({ clock: new SettableClock(), ...options });
    return Subject.of(memory);
  }

  static async of(memory: Memory): Promise<Subject> {
    const { results } = await memory.add("I live in Lisbon.", { ...KIRK, at: "2024-01-01" });
    await memory.add("My sister Ana works at Feedzai.", { ...KIRK, at: "2024-01-02" });
    const subject = new Subject(memory, results[0]?.id ?? "");
    subject.#before = await subject.answers();
    return subject;
  }

  /** All that it answers, to tell whether it still answers the same. */
  async answers(): Promise<unknown> {
    const { results, relations } = await this.memory.search("Where do I live?", KIRK);
    const history = await this.memory.history(this.id);
    const state = await stateOf(this.memory.for(KIRK));
    const tenants = await this.memory.tenants();
    const { isSound } = await this.memory.verify();
    return { results, relations, history, state, tenants, isSound };
  }

  /** Fails unless the memory answers as it did before. */
  async expectUnchanged(): Promise<void> {
    expect(await this.answers()).toEqual(this.#before);
  }
}

/** What a call rejects with. */
async function errorOf(call: () => unknown): Promise<unknown> {
  try {
    await call();
  } catch (error) {
    return error;
  }
  throw new Error("The call was taken");
}

const INVALID = { name: "InvalidArgumentError", code: "INVALID_ARGUMENT", isRetryable: false };
const LIMIT = { name: "LimitExceededError", code: "LIMIT_EXCEEDED", isRetryable: false };
const GRAMMAR =
  /^Cannot [^:]+ as '[^']+' must be [^:]+(?:':memory:')?: current value is .{0,120}$/su;

type Call = (loose: LooseMemory, id: string) => unknown;

let shared: Subject;

/** Runs one bad call against a memory that all share: none may leave a trace. */
async function expectRefused(call: Call, kind: object, argument?: RegExp): Promise<void> {
  const error = await errorOf(() => call(shared.loose, shared.id));
  expect(error).toBeInstanceOf(MnemographError);
  expect(error).toMatchObject(kind);
  const { message } = error as MnemographError;
  expect(message).toMatch(GRAMMAR);
  expect(message.length).toBeLessThan(500);
  if (argument) expect((error as { argument?: string }).argument ?? message).toMatch(argument);
}

afterEach(() => shared.expectUnchanged());

afterAll(() => shared.memory.close());

beforeAll(async () => {
  const memory = await Memory.open({ path: ":memory:", clock: new SettableClock() });
  shared = await Subject.of(memory);
});

describe("text that is none", () => {
  const BLANK = ["", " ", "\n\t ", "　", "  "];

  test.each(BLANK)("add(), search() and update() refuse %j", async (text) => {
    await expectRefused((memory) => memory.add(text, KIRK), INVALID, /messages/);
    await expectRefused(
      (memory) => memory.add([{ role: "user", content: text }], KIRK),
      INVALID,
      /messages/,
    );
    await expectRefused(
      (memory) => memory.add(text, { ...KIRK, infer: false }),
      INVALID,
      /messages/,
    );
    await expectRefused((memory) => memory.search(text, KIRK), INVALID, /query/);
    await expectRefused((memory, id) => memory.update(id, text, KIRK), INVALID, /text/);
    await expectRefused(
      (memory) => memory.add("x", { ...KIRK, facts: [{ text }] }),
      INVALID,
      /facts\.0\.text/,
    );
  });

  test.each([
    [undefined],
    [null],
    [5],
    [{}],
    [[]],
    [[null]],
    [["text"]],
    [[{ role: "user" }]],
    [[{ content: "x" }]],
  ])("add() refuses %j for messages", (messages) =>
    expectRefused((memory) => memory.add(messages, KIRK), INVALID, /messages/),
  );

  test.each([[undefined], [null], [5], [{}], [["text"]]])(
    "search() refuses %j for a query",
    (query) => expectRefused((memory) => memory.search(query, KIRK), INVALID, /query/),
  );

  test.each([[undefined], [null], [5], [{}], [{ text: "" }], ["…"]])(
    "update() refuses %j for a text",
    (text) => expectRefused((memory, id) => memory.update(id, text, KIRK), INVALID, /text/),
  );
});

describe("a scope that is none", () => {
  const NONE = [undefined, {}, { userId: undefined }, { userId: null }];
  const WRONG = ["", "  ", "*", "x".repeat(257), LONE, 5, {}, ["kirk"], true];
  const SCOPED: readonly (readonly [
    string,
    (memory: LooseMemory, scope: object | undefined) => unknown,
  ])[] = [
    ["add()", (memory, scope) => memory.add("x", scope)],
    ["search()", (memory, scope) => memory.search("x", scope)],
    ["getAll()", (memory, scope) => memory.getAll(scope)],
    ["profile()", (memory, scope) => memory.profile(scope)],
    ["deleteAll()", (memory, scope) => memory.deleteAll(scope)],
    ["for()", (memory, scope) => memory.for(scope)],
    ["graph.entities()", (memory, scope) => memory.graph.entities(scope)],
    ["graph.relations()", (memory, scope) => memory.graph.relations(scope)],
    ["graph.neighborhood()", (memory, scope) => memory.graph.neighborhood("Ana", scope)],
    ["graph.merge()", (memory, scope) => memory.graph.merge("Ana", "Feedzai", scope)],
  ];
  const OPTIONAL: typeof SCOPED = [
    ["get()", (memory, scope) => memory.get("x", scope)],
    ["update()", (memory, scope) => memory.update("x", "y", scope)],
    ["delete()", (memory, scope) => memory.delete("x", scope)],
    ["history()", (memory, scope) => memory.history("x", scope)],
    ["verify()", (memory, scope) => memory.verify(scope)],
    ["repair()", (memory, scope) => memory.repair(scope)],
    ["stats()", (memory, scope) => memory.stats(scope)],
  ];

  test.each(SCOPED)("%s refuses to go without one", async (_, call) => {
    for (const scope of NONE) await expectRefused((memory) => call(memory, scope), INVALID);
  });

  test.each(OPTIONAL)("%s refuses one that is there but empty", async (_, call) => {
    for (const scope of NONE.slice(2)) {
      await expectRefused((memory) => call(memory, scope), INVALID);
    }
  });

  test.each([...SCOPED, ...OPTIONAL])(
    "%s refuses an id that is undefined where the next one would be another tenant",
    async (_, call) => {
      for (const rest of [{ agentId: "guide" }, { runId: "1" }, { agentId: "guide", runId: "1" }]) {
        const scope = { userId: undefined, ...rest };
        await expectRefused((memory) => call(memory, scope), INVALID, /userId/);
      }
      const ofAgent = { agentId: undefined, runId: "1" };
      await expectRefused((memory) => call(memory, ofAgent), INVALID, /agentId/);
    },
  );

  test.each([...SCOPED, ...OPTIONAL])(
    "%s refuses a wrong id, a wildcard and an unknown key",
    async (_, call) => {
      for (const userId of WRONG) {
        await expectRefused((memory) => call(memory, { userId }), INVALID, /userId/);
        await expectRefused(
          (memory) => call(memory, { ...KIRK, agentId: userId }),
          INVALID,
          /agentId/,
        );
        await expectRefused((memory) => call(memory, { ...KIRK, runId: userId }), INVALID, /runId/);
      }
      for (const unknown of ["userID", "user_id", "tenant", "__proto__x"]) {
        await expectRefused((memory) => call(memory, { ...KIRK, [unknown]: "x" }), INVALID);
      }
      for (const scope of [5, "kirk", ["kirk"]]) {
        await expectRefused((memory) => call(memory, scope as unknown as object), INVALID);
      }
    },
  );
});

describe("options that are unknown or of the wrong type", () => {
  const SIGNALS = [{}, "x", new AbortController()];
  const ADD: Readonly<Record<string, readonly unknown[]>> = {
    metadata: [
      5,
      "x",
      [],
      { a: 1n },
      { a: () => 1 },
      { a: LONE },
      { a: "x".repeat(50_001) },
      { a: undefined },
      { a: Number.NaN },
    ],
    infer: ["false", 0, null],
    at: [
      "yesterday",
      Number.NaN,
      Number.POSITIVE_INFINITY,
      new Date("x"),
      {},
      null,
      9e15,
      "2024-13-01",
    ],
    timeZone: ["Mars", "", 5],
    idempotencyKey: ["", 5, "x".repeat(513), LONE],
    expiresAt: ["soon", null],
    dryRun: ["true", 1],
    signal: SIGNALS,
    facts: ["x", {}, ["x"], [null], [{}]],
    relations: ["x", [{}], [{ source: "a", relationship: "b" }]],
    entities: ["x", [{}], [{ name: 5 }]],
    limit: [1],
    inferr: [false],
    constructor: ["x"],
  };
  const FACT: Readonly<Record<string, readonly unknown[]>> = {
    text: [5, LONE, "x".repeat(10_001)],
    kind: ["note", "Event", 5],
    attributedTo: ["kirk", 5],
    sources: ["m1", [1.5], [7], ["m7"], [-1], [{}]],
    validFrom: ["soon"],
    validTo: ["soon"],
    slot: [
      "x",
      {},
      { subject: "a", relationship: "b" },
      { subject: "a", relationship: "", value: "c" },
    ],
    supersedes: [false, 5, ""],
    corrects: [false, 5, ""],
    unknown: [1],
  };
  const RELATION: Readonly<Record<string, readonly unknown[]>> = {
    source: [5, "", LONE, { name: "" }, { name: "a", kind: "b" }],
    relationship: ["", 5, "x".repeat(201)],
    destination: [5, ""],
    fact: ["", 5],
    cardinality: ["two", 1],
    corrects: [false],
    sources: [[9]],
    unknown: [1],
  };
  const MESSAGE: Readonly<Record<string, readonly unknown[]>> = {
    role: ["", 5, "x".repeat(51)],
    content: [5, null, ["x"]],
    name: ["", 5, LONE],
    id: ["", 5],
    at: ["soon"],
    metadata: [5],
    unknown: [1],
  };
  const SEARCH: Readonly<Record<string, readonly unknown[]>> = {
    limit: [0, -1, 1.5, 201, "10", Number.NaN],
    filters: [
      5,
      "x",
      [],
      { a: { like: 1 } },
      { a: {} },
      { and: {} },
      { a: { gt: true } },
      { a: { in: 5 } },
      { a: { exists: 1 } },
    ],
    threshold: [-0.1, 1.1, "0.5", Number.NaN],
    kinds: ["trait", ["fact"], [5]],
    asOf: ["long ago", Number.NaN],
    knownAt: ["long ago"],
    includeClosed: ["yes", 1],
    graph: [1, { hops: 5 }, { hops: -1 }, { hops: 1.5 }, { depth: 1 }],
    rerank: ["yes"],
    explain: [1],
    tokenBudget: [0, 1.5, "x"],
    timeBudgetMs: [0, -1, "x"],
    timeZone: ["Mars"],
    signal: SIGNALS,
    topK: [5],
  };
  const LIST: Readonly<Record<string, readonly unknown[]>> = {
    limit: [0, 1_001, "x"],
    cursor: [5, null],
    asOf: ["x"],
    includeClosed: [1],
    signal: SIGNALS,
    page: [1],
  };

  function casesOf(
    table: Readonly<Record<string, readonly unknown[]>>,
  ): (readonly [string, unknown])[] {
    return Object.entries(table).flatMap(([key, values]) =>
      values.map((value) => [key, value] as const),
    );
  }

  test.each(Object.keys(ADD))("add() refuses a wrong %s", async (key) => {
    for (const value of ADD[key] ?? []) {
      await expectRefused(
        (memory) => memory.add("I like tea.", { ...KIRK, [key]: value }),
        INVALID,
      );
    }
  });

  test.each(Object.keys(FACT))("add() refuses facts with a wrong %s", async (key) => {
    for (const value of FACT[key] ?? []) {
      const facts = [{ text: "fine" }, { text: "Kirk likes tea", [key]: value }];
      await expectRefused((memory) => memory.add("x", { ...KIRK, facts }), INVALID, /facts\.1/);
    }
  });

  test.each(Object.keys(RELATION))("add() refuses relations with a wrong %s", async (key) => {
    for (const value of RELATION[key] ?? []) {
      const relations = [
        { source: "Ana", relationship: "knows", destination: "Bob", [key]: value },
      ];
      await expectRefused(
        (memory) => memory.add("x", { ...KIRK, relations }),
        INVALID,
        /relations\.0/,
      );
    }
  });

  test.each(Object.keys(MESSAGE))("add() refuses messages with a wrong %s", async (key) => {
    for (const value of MESSAGE[key] ?? []) {
      const messages = [
        { role: "user", content: "fine" },
        { role: "user", content: "I like tea.", [key]: value },
      ];
      await expectRefused((memory) => memory.add(messages, KIRK), INVALID);
    }
  });

  test("an option or a key of metadata named __proto__ is refused, as it would be lost", async () => {
    const options = JSON.parse('{"userId":"kirk","__proto__":{"dryRun":true}}') as unknown;
    await expectRefused((memory) => memory.add("I like tea.", options), INVALID);
    await expectRefused((memory) => memory.search("tea", options), INVALID);
    for (const json of ['{"__proto__":"x"}', '{"a":[{"__proto__":"x"}]}']) {
      const metadata = JSON.parse(json) as unknown;
      await expectRefused(
        (memory) => memory.add("tea", { ...KIRK, metadata }),
        INVALID,
        /metadata/,
      );
      const message = { role: "user", content: "tea", metadata };
      await expectRefused((memory) => memory.add([message], KIRK), INVALID, /metadata/);
    }
  });

  test("metadata that goes deep, in a circle or on for long is refused", async () => {
    let deep: unknown = 1;
    for (let depth = 0; depth < 10_000; depth += 1) deep = [deep];
    const circle: Record<string, unknown> = {};
    circle["itself"] = [circle, circle];
    const long = Array.from({ length: 200_000 }, () => ({}));
    for (const value of [deep, circle, long]) {
      const options = { ...KIRK, metadata: { value } };
      await expectRefused((memory) => memory.add("tea", options), INVALID, /metadata/);
    }
  });

  test("add() refuses two messages of one id, an interval backwards, and infer: false with facts", async () => {
    const twice = [
      { role: "user", content: "a", id: "m" },
      { role: "user", content: "b", id: "m" },
    ];
    await expectRefused((memory) => memory.add(twice, KIRK), INVALID, /messages/);
    const backwards = { text: "x", validFrom: "2024", validTo: "2023" };
    await expectRefused(
      (memory) => memory.add("x", { ...KIRK, facts: [backwards] }),
      INVALID,
      /facts\.0\.validTo/,
    );
    const verbatim = { ...KIRK, infer: false, facts: [{ text: "x" }] };
    await expectRefused((memory) => memory.add("x", verbatim), INVALID, /infer/);
  });

  test.each(casesOf(SEARCH))("search() refuses %s: %j", (key, value) =>
    expectRefused(
      (memory) => memory.search("tea", { ...KIRK, [key]: value }),
      INVALID,
      new RegExp(key === "topK" ? "options" : key, "u"),
    ),
  );

  test("lists refuse what they do not know", async () => {
    for (const [key, value] of casesOf(LIST)) {
      const options = { ...KIRK, [key]: value };
      await expectRefused((memory) => memory.getAll(options), INVALID);
      await expectRefused((memory) => memory.graph.entities(options), INVALID);
      await expectRefused((memory) => memory.graph.relations(options), INVALID);
    }
    for (const hops of [0, 5, "1"]) {
      await expectRefused(
        (memory) => memory.graph.neighborhood("Ana", { ...KIRK, hops }),
        INVALID,
        /hops/,
      );
    }
    for (const entity of [undefined, 5, "", "?!", {}]) {
      await expectRefused((memory) => memory.graph.neighborhood(entity, KIRK), INVALID, /entity/);
      await expectRefused((memory) => memory.graph.merge(entity, "Ana", KIRK), INVALID);
      await expectRefused((memory) => memory.graph.merge("Ana", entity, KIRK), INVALID);
    }
  });

  test("calls by id refuse what is no id", async () => {
    for (const id of [undefined, null, 5, {}, ""]) {
      for (const options of [undefined, KIRK]) {
        await expectRefused((memory) => memory.get(id, options), INVALID, /id/);
        await expectRefused((memory) => memory.update(id, "x", options), INVALID, /id/);
        await expectRefused((memory) => memory.delete(id, options), INVALID, /id/);
        await expectRefused((memory) => memory.history(id, options), INVALID, /id/);
      }
    }
  });
});

describe("too much", () => {
  test("10 MB of text are refused, with the bound in the message", async () => {
    await expectRefused((memory) => memory.add(HUGE, KIRK), LIMIT, /1000000/);
    await expectRefused((memory) => memory.add(HUGE, { ...KIRK, infer: false }), LIMIT, /1000000/);
    const parts = Array.from({ length: 11 }, (_, index) => ({
      role: "user",
      content: HUGE.slice(index * 900_000, (index + 1) * 900_000),
    }));
    await expectRefused((memory) => memory.add(parts, KIRK), LIMIT, /4000000/);
    await expectRefused((memory) => memory.search(HUGE, KIRK), INVALID, /query/);
    await expectRefused((memory, id) => memory.update(id, HUGE, KIRK), INVALID, /text/);
    await expectRefused(
      (memory) => memory.add("x", { ...KIRK, facts: [{ text: HUGE }] }),
      INVALID,
      /facts\.0\.text/,
    );
    await expectRefused((memory) => memory.graph.neighborhood(HUGE, KIRK), INVALID, /entity/);
    await expectRefused((memory) => memory.add("x", { userId: HUGE }), INVALID, /userId/);
  });

  test("too many messages, facts, relations and conditions are refused", async () => {
    const messages = Array.from({ length: 2_001 }, () => ({ role: "user", content: "x" }));
    await expectRefused((memory) => memory.add(messages, KIRK), LIMIT, /2000/);
    const facts = Array.from({ length: 5_001 }, (_, index) => ({ text: `fact ${index}` }));
    await expectRefused((memory) => memory.add("x", { ...KIRK, facts }), LIMIT, /5000/);
    const filters = { or: Array.from({ length: 201 }, (_, week) => ({ week })) };
    await expectRefused((memory) => memory.search("x", { ...KIRK, filters }), LIMIT, /200/);
    let deep: object = { a: 1 };
    for (let depth = 0; depth < 12; depth += 1) deep = { not: deep };
    await expectRefused((memory) => memory.search("x", { ...KIRK, filters: deep }), LIMIT, /10/);
  });

  test("a name too long to be one is told in failed, and the rest is kept", async () => {
    const { memory } = await Subject.open();
    const relations = [{ source: "x".repeat(201), relationship: "knows", destination: "Ana" }];
    const facts = [{ text: "Kirk likes tea" }];
    const { failed, results } = await memory.add("x", { ...KIRK, relations, facts });
    expect(failed).toMatchObject([{ item: "relation", reason: expect.stringContaining("200") }]);
    expect(results).toHaveLength(1);
  });

  test("a text of the largest size is taken", async () => {
    const { memory } = await Subject.open();
    const text = `I like tea. ${"x".repeat(999_000)}`;
    const { failed } = await memory.add(text, { userId: "spock", infer: false });
    expect(failed).toEqual([]);
    expect((await memory.search("tea", { userId: "spock", limit: 1 })).results).toHaveLength(1);
  });
});

describe("lone surrogates", () => {
  test("are refused in every text that is kept, with where they stand", async () => {
    const text = `I like ${LONE} tea`;
    await expectRefused((memory) => memory.add(text, KIRK), INVALID, /messages\.0\.content/);
    await expectRefused(
      (memory) => memory.add("x", { ...KIRK, facts: [{ text }] }),
      INVALID,
      /facts\.0\.text/,
    );
    const relation = { source: text, relationship: "knows", destination: "Ana" };
    await expectRefused(
      (memory) => memory.add("x", { ...KIRK, relations: [relation] }),
      INVALID,
      /relations\.0\.source/,
    );
    const entity = { name: "Ana", aliases: [text] };
    await expectRefused(
      (memory) => memory.add("x", { ...KIRK, entities: [entity] }),
      INVALID,
      /entities\.0\.aliases\.0/,
    );
    await expectRefused(
      (memory) => memory.add("x", { ...KIRK, metadata: { [text]: 1 } }),
      INVALID,
      /metadata/,
    );
    await expectRefused((memory) => memory.search(text, KIRK), INVALID, /query/);
    await expectRefused((memory, id) => memory.update(id, text, KIRK), INVALID, /text/);
  });

  test("whole pairs and odd characters come back as they went in", async () => {
    const { memory } = await Subject.open();
    const text = "👩‍👩‍👧 \u0001 ﷽ e\u0301 \u00e9 \u202eend";
    const { results } = await memory.add(text, { userId: "spock", infer: false });
    expect(results[0]?.memory).toBe(text);
    expect((await memory.get(results[0]?.id ?? ""))?.memory).toBe(text);
  });

  test("U+0000, which SQLite cuts a text at, is refused as well", async () => {
    const text = "I like \0 tea";
    await expectRefused((memory) => memory.add(text, KIRK), INVALID, /messages\.0\.content/);
    await expectRefused((memory) => memory.add("x", { userId: text }), INVALID, /userId/);
    await expectRefused((memory) => memory.add("x", { ...KIRK, facts: [{ text }] }), INVALID);
    await expectRefused((memory) => memory.add("x", { ...KIRK, idempotencyKey: text }), INVALID);
    await expectRefused((memory, id) => memory.update(id, text, KIRK), INVALID, /text/);
  });
});

describe("a signal", () => {
  const CALLS: readonly (readonly [
    string,
    (memory: Memory, id: string, signal: AbortSignal) => Promise<unknown>,
  ])[] = [
    ["add()", (memory, _, signal) => memory.add("I like tea.", { ...KIRK, signal })],
    ["search()", (memory, _, signal) => memory.search("tea", { ...KIRK, signal })],
    ["get()", (memory, id, signal) => memory.get(id, { signal })],
    ["getAll()", (memory, _, signal) => memory.getAll({ ...KIRK, signal })],
    ["profile()", (memory, _, signal) => memory.profile({ ...KIRK, signal })],
    ["update()", (memory, id, signal) => memory.update(id, "I live in Braga.", { signal })],
    ["delete()", (memory, id, signal) => memory.delete(id, { ...KIRK, signal })],
    ["deleteAll()", (memory, _, signal) => memory.deleteAll({ ...KIRK, signal })],
    ["history()", (memory, id, signal) => memory.history(id, { signal })],
    ["reset()", (memory, _, signal) => memory.reset({ signal })],
    ["verify()", (memory, _, signal) => memory.verify({ signal })],
    ["repair()", (memory, _, signal) => memory.repair({ ...KIRK, signal })],
    ["stats()", (memory, _, signal) => memory.stats({ signal })],
    ["graph.entities()", (memory, _, signal) => memory.graph.entities({ ...KIRK, signal })],
    ["graph.relations()", (memory, _, signal) => memory.graph.relations({ ...KIRK, signal })],
    [
      "graph.neighborhood()",
      (memory, _, signal) => memory.graph.neighborhood("Ana", { ...KIRK, signal }),
    ],
  ];

  test.each(CALLS)(
    "aborted before %s rejects with its reason, untouched, and nothing is done",
    async (_, call) => {
      const reason = { why: "not today" };
      const error = await errorOf(() => call(shared.memory, shared.id, AbortSignal.abort(reason)));
      expect(error).toBe(reason);
      await shared.expectUnchanged();
    },
  );

  test.each([
    [
      "add()",
      (memory: Memory, _: string, signal: AbortSignal) =>
        memory.add("I like tea.", { ...KIRK, signal }),
    ],
    [
      "update()",
      (memory: Memory, id: string, signal: AbortSignal) =>
        memory.update(id, "I live in Braga.", { signal }),
    ],
    [
      "search()",
      (memory: Memory, _: string, signal: AbortSignal) => memory.search("tea", { ...KIRK, signal }),
    ],
  ] as const)(
    "aborted during %s rejects with its reason at once, and nothing is half-written",
    async (_, call) => {
      const recording = recordCalls(new LexicalEmbeddingModel());
      const subject = await Subject.open({ embeddingModel: recording.port });
      const controller = new AbortController();
      const held = recording.hold({ ignoresSignal: true });
      const pending = errorOf(() => call(subject.memory, subject.id, controller.signal));
      await held.reached;
      const reason = new RangeError("enough");
      controller.abort(reason);
      expect(await pending).toBe(reason);
      held.release();
      await subject.expectUnchanged();
    },
  );

  test("aborted during beforeCommit writes nothing", async () => {
    const controller = new AbortController();
    const beforeCommit = (plan: Plan): Plan => {
      if (plan.facts.some(({ text }) => text.includes("tea"))) controller.abort();
      return plan;
    };
    const subject = await Subject.open({ beforeCommit });
    const { signal } = controller;
    const error = await errorOf(() => subject.memory.add("I like tea.", { ...KIRK, signal }));
    expect(error).toBe(signal.reason);
    await subject.expectUnchanged();
  });
});

describe("open()", () => {
  const CONFIGURATION = {
    name: "ConfigurationError",
    code: "CONFIGURATION_INVALID",
    isRetryable: false,
  };

  test.each([
    [{ path: "" }],
    [{ path: 5 }],
    [{ path: "a\u0000b" }],
    [{ pathh: "x" }],
    [{ embeddingModel: {} }],
    [{ embeddingModel: "text-embedding-3-small" }],
    [{ reranker: {} }],
    [{ clock: Date }],
    [{ clock: {} }],
    [{ observer: {} }],
    [{ beforeCommit: "x" }],
    [{ busyTimeoutMs: -1 }],
    [{ busyTimeoutMs: 1.5 }],
    [{ busyTimeoutMs: 600_001 }],
    [{ cacheBytes: 1 }],
    [{ cacheBytes: "1GB" }],
    ["memory.db"],
    [null],
  ])("refuses %j", async (options) => {
    // Callers without types are what these tests are about.
    const error = await errorOf(() => Memory.open(options as unknown as OpenOptions));
    expect(error).toMatchObject(INVALID);
    expect((error as Error).message).toMatch(GRAMMAR);
  });

  test.each([
    ["other dimensions", () => new LexicalEmbeddingModel({ dimensions: 128 })],
    [
      "another model of the same dimensions",
      () => Object.assign(new LexicalEmbeddingModel(), { id: "another" }),
    ],
  ])("refuses a file made with %s, names reembed(), and leaves it as it is", async (_, make) => {
    const path = temporaryPath();
    const first = await Memory.open({ path, clock: new SettableClock() });
    const subject = await Subject.of(first);
    await first.close();
    const bytes = readFileSync(path);
    const error = await errorOf(() => Memory.open({ path, embeddingModel: make() }));
    expect(error).toMatchObject(CONFIGURATION);
    expect((error as Error).message).toMatch(/^Cannot .+: .*reembed\(\)/su);
    expect(readFileSync(path).equals(bytes)).toBe(true);
    const again = await Memory.open({ path, clock: new SettableClock() });
    onTestFinished(() => again.close());
    expect((await again.get(subject.id))?.memory).toBe("I live in Lisbon.");
  });

  test("refuses a model that does not tell its dimensions", async () => {
    const embeddingModel = Object.assign(new LexicalEmbeddingModel(), { dimensions: undefined });
    // Callers without types are what these tests are about.
    const options = { path: ":memory:", embeddingModel } as unknown as OpenOptions;
    expect(await errorOf(() => Memory.open(options))).toMatchObject({
      code: expect.stringMatching(/CONFIGURATION_INVALID|INVALID_ARGUMENT/u),
    });
  });

  test("refuses a model whose embeddings are of other dimensions than it says, and keeps nothing", async () => {
    class WrongEmbeddingModel extends LexicalEmbeddingModel {
      isWrong = false;

      override async doEmbed(
        ...parameters: Parameters<EmbeddingModel["doEmbed"]>
      ): ReturnType<EmbeddingModel["doEmbed"]> {
        const answer = await super.doEmbed(...parameters);
        if (!this.isWrong) return answer;
        return { ...answer, embeddings: answer.embeddings.map((one) => one.slice(0, 3)) };
      }
    }
    const embeddingModel = new WrongEmbeddingModel();
    const subject = await Subject.open({ embeddingModel });
    for (const call of [
      () => subject.memory.add("I like tea.", KIRK),
      () => subject.memory.update(subject.id, "I live in Braga.", KIRK),
      () => subject.memory.search("tea", KIRK),
    ]) {
      embeddingModel.isWrong = true;
      const error = await errorOf(call);
      expect(error).toBeInstanceOf(MnemographError);
      expect((error as Error).message).toMatch(/dimension|384/u);
      embeddingModel.isWrong = false;
      await subject.expectUnchanged();
    }
  });

  test("refuses a file that is not ours, and does not touch it", async () => {
    const text = temporaryPath("notes.txt");
    writeFileSync(text, "Dear diary, ".repeat(1_000));
    const foreign = temporaryPath("other.db");
    const database = new DatabaseSync(foreign);
    database.exec("CREATE TABLE diary (text TEXT); INSERT INTO diary VALUES ('dear')");
    database.close();
    for (const path of [text, foreign]) {
      const bytes = readFileSync(path);
      const error = await errorOf(() => Memory.open({ path }));
      expect(error).toMatchObject(CONFIGURATION);
      expect((error as Error).message).toMatch(/configure another path/u);
      expect(readFileSync(path).equals(bytes)).toBe(true);
    }
  });

  test("refuses a folder, and a path below a file", async () => {
    const path = temporaryPath();
    mkdirSync(path);
    writeFileSync(join(path, "file"), "x");
    for (const wrong of [path, join(path, "file", "memory.db"), "/proc/nothing/memory.db"]) {
      const error = await errorOf(() => Memory.open({ path: wrong }));
      expect(error).toMatchObject(CONFIGURATION);
      expect((error as Error).message).toMatch(/another path/u);
    }
  });

  test("refuses a file of a newer version, and says to install it", async () => {
    const path = temporaryPath();
    await (await Memory.open({ path })).close();
    const database = new DatabaseSync(path);
    database.exec("PRAGMA user_version = 999");
    database.close();
    const bytes = readFileSync(path);
    const error = await errorOf(() => Memory.open({ path }));
    expect(error).toMatchObject(CONFIGURATION);
    expect((error as Error).message).toMatch(/999.*install/su);
    expect(readFileSync(path).equals(bytes)).toBe(true);
  });

  test.skipIf(process.getuid?.() === 0)(
    "refuses a file that is read-only, and says so",
    async () => {
      const path = temporaryPath();
      await (await Memory.open({ path })).close();
      chmodSync(path, 0o400);
      const error = await errorOf(() => Memory.open({ path }));
      expect(error).toMatchObject(CONFIGURATION);
      expect((error as Error).message).toMatch(/writable/u);
    },
  );

  test("refuses a damaged file, and says where help is", async () => {
    const path = temporaryPath();
    const memory = await Memory.open({ path });
    await memory.add("I like tea.", KIRK);
    await memory.close();
    const bytes = readFileSync(path);
    bytes.fill(0x5a, 4_096);
    writeFileSync(path, bytes);
    const error = await errorOf(async () => {
      const opened = await Memory.open({ path });
      onTestFinished(() => opened.close());
      await opened.search("tea", KIRK);
    });
    expect(error).toMatchObject({ code: "STORE_OPERATION_FAILED", isRetryable: false });
    expect((error as Error).message).toMatch(/damaged.*backup/su);
  });
});

/** Moves the first page alone from the log into the file, as a crash in the middle of a checkpoint may. */
function checkpointFirstPage(path: string): void {
  const log = readFileSync(`${path}-wal`);
  const pageBytes = log.readUInt32BE(8);
  let page: Buffer | undefined;
  // A header of 32 bytes, then frames: 24 bytes, the first four its page's number, and the page.
  for (let at = 32; at + 24 + pageBytes <= log.length; at += 24 + pageBytes) {
    if (log.readUInt32BE(at) === 1) page = log.subarray(at + 24, at + 24 + pageBytes);
  }
  if (!page) throw new Error("The log does not hold the first page");
  const file = openSync(path, "r+");
  writeSync(file, page, 0, pageBytes, 0);
  closeSync(file);
}

test("open() takes a file whose log a crash left half moved into it, and loses nothing", async () => {
  const path = temporaryPath();
  await (await Memory.open({ path })).close();
  const memory = await Memory.open({ path });
  onTestFinished(() => memory.close());
  for (let index = 0; index < 40; index += 1) {
    await memory.add(`note ${index} about tea`, { ...KIRK, infer: false });
  }
  const crashed = temporaryPath();
  for (const end of ["", "-wal"]) writeFileSync(`${crashed}${end}`, readFileSync(`${path}${end}`));
  checkpointFirstPage(crashed);
  const again = await Memory.open({ path: crashed });
  onTestFinished(() => again.close());
  expect(await again.stats()).toMatchObject({ turns: 40, notes: 40 });
  expect((await again.verify()).faults).toEqual([]);
});

describe("a locked file", () => {
  test("rejects what writes, as something to try again, and goes on reading", async () => {
    const path = temporaryPath();
    const memory = await Memory.open({ path, clock: new SettableClock(), busyTimeoutMs: 50 });
    onTestFinished(() => memory.close());
    const subject = await Subject.of(memory);
    const other = new DatabaseSync(path);
    other.exec("BEGIN IMMEDIATE");
    const writes = [
      () => memory.add("I like tea.", KIRK),
      () => memory.update(subject.id, "I live in Braga.", KIRK),
      () => memory.delete(subject.id, KIRK),
      () => memory.deleteAll(KIRK),
      () => memory.graph.merge("Ana", "Feedzai", KIRK),
    ];
    for (const write of writes) {
      const error = await errorOf(write);
      expect(error).toMatchObject({
        name: "StoreUnavailableError",
        code: "STORE_UNAVAILABLE",
        isRetryable: true,
      });
      expect((error as Error).message).toMatch(
        /^Cannot .+ as the embedded file is unavailable: another process/u,
      );
    }
    await subject.expectUnchanged();
    other.exec("ROLLBACK");
    other.close();
    expect((await memory.add("I like tea.", KIRK)).results).toHaveLength(1);
  });

  test("cannot be opened anew while it is locked whole, and can be after", async () => {
    const path = temporaryPath();
    await (await Memory.open({ path })).close();
    const other = new DatabaseSync(path);
    other.exec("PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE");
    other.exec("CREATE TABLE t (x); DROP TABLE t");
    const error = await errorOf(() => Memory.open({ path, busyTimeoutMs: 50 }));
    expect(error).toMatchObject({ code: "STORE_UNAVAILABLE", isRetryable: true });
    other.exec("ROLLBACK");
    other.close();
    await (await Memory.open({ path })).close();
  });
});

/** Runs the steps of a shell script on a disk of a few megabytes, and reads a line of JSON from each process in it. */
function onSmallDisk(
  stepsOf: (run: (mode: string) => string) => string,
): Record<string, unknown>[] {
  const script = fileURLToPath(new URL("small-disk-process.ts", import.meta.url));
  const folder = dirname(temporaryPath());
  const run = (mode: string): string =>
    `"${process.execPath}" --disable-warning=ExperimentalWarning "${script}" ${mode} "${folder}/memory.db"`;
  const steps = stepsOf(run).replaceAll("DISK", folder);
  const { stdout, stderr, status } = spawnSync("unshare", ["-rm", "sh", "-ec", steps], {
    encoding: "utf8",
  });
  expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
  // Each line is JSON that the process wrote.
  return stdout
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as Record<string, unknown>);
}

/** Only where a process may mount a disk of its own. */
const canMount =
  spawnSync("unshare", ["-rm", "sh", "-c", "mount -t tmpfs -o size=1m tmpfs /tmp"]).status === 0;

describe.skipIf(!canMount)("a disk", () => {
  const FULL = {
    name: "StoreOperationError",
    code: "STORE_OPERATION_FAILED",
    isRetryable: false,
    message: expect.stringMatching(
      /^Cannot .+ as the embedded file refused it: the disk is full$/u,
    ),
  };

  test("that is full is an error that says so; what was acknowledged stays, and is there when there is room", () => {
    const [filled, opened, roomy] = onSmallDisk(
      (run) => `mount -t tmpfs -o size=3m tmpfs DISK
        ${run("fill")}
        ${run("check")}
        mount -o remount,size=30m DISK
        ${run("check")}`,
    );
    const { acknowledged } = filled as { acknowledged: number };
    expect(acknowledged).toBeGreaterThan(5);
    expect(filled).toMatchObject({
      error: FULL,
      foundCount: 10,
      memories: acknowledged,
      turns: acknowledged,
      faults: [],
    });
    // The small one that was added after may have found room.
    const { memories } = opened as { memories: number };
    expect([acknowledged, acknowledged + 1]).toContain(memories);
    expect(opened).toMatchObject({
      turns: memories,
      faults: [],
      deleted: { error: FULL },
      left: memories,
    });
    expect(roomy).toMatchObject({
      memories,
      turns: memories,
      faults: [],
      deleted: { answer: 1 },
      left: memories - 1,
    });
  });

  test("with no room to write the file anew does not keep a deletion from being done", () => {
    const [, checked] = onSmallDisk(
      (run) => `mount -t tmpfs -o size=60m tmpfs DISK
        ${run("fill")}
        size=$(du -k DISK/memory.db | cut -f1)
        mount -o remount,size=$((size + 900))k DISK
        ${run("check")}`,
    );
    expect(checked).toMatchObject({ memories: 61, deleted: { answer: 1 }, left: 60, faults: [] });
  });

  test("that is read-only is an error that says so", () => {
    const [, written, made] = onSmallDisk(
      (run) => `mount -t tmpfs -o size=30m tmpfs DISK
        ${run("fill")}
        mount -o remount,ro DISK
        ${run("write")}
        mount -o remount,rw DISK
        rm DISK/memory.db
        mount -o remount,ro DISK
        ${run("write")}`,
    );
    for (const outcome of [written, made]) {
      expect(outcome).toMatchObject({
        error: {
          code: expect.stringMatching(/^(?:CONFIGURATION_INVALID|STORE_OPERATION_FAILED)$/u),
          isRetryable: false,
          message: expect.stringMatching(/read-only|writable/u),
        },
      });
    }
  });
});

describe("after close()", () => {
  test("every call says that it is closed", async () => {
    const memory = await Memory.open({ path: ":memory:" });
    const { results } = await memory.add("I like tea.", KIRK);
    const id = results[0]?.id ?? "";
    await memory.close();
    const calls = [
      () => memory.add("I like tea.", KIRK),
      () => memory.search("tea", KIRK),
      () => memory.get(id),
      () => memory.getAll(KIRK),
      () => memory.profile(KIRK),
      () => memory.update(id, "x"),
      () => memory.delete(id),
      () => memory.deleteAll(KIRK),
      () => memory.history(id),
      () => memory.reset(),
      () => memory.verify(),
      () => memory.repair(),
      () => memory.tenants(),
      () => memory.stats(),
      () => memory.graph.entities(KIRK),
      () => memory.graph.relations(KIRK),
      () => memory.graph.neighborhood("tea", KIRK),
    ];
    for (const call of calls) {
      const error = await errorOf(call);
      expect(error).toMatchObject({ code: "STORE_OPERATION_FAILED", isRetryable: false });
      expect((error as Error).message).toMatch(/it is closed/u);
    }
    await memory.close();
  });
});
