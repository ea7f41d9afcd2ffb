import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { InvariantError, StoreUnavailableError } from "../../../../src/core/errors.ts";
import { parseFilter } from "../../../../src/core/filter.ts";
import { must } from "../../../../src/core/must.ts";
import { resolveScope } from "../../../../src/core/scope.ts";
import { Memory } from "../../../../src/memory.ts";
import type { EmbeddingModel } from "../../../../src/models/embedding-model.ts";
import { LexicalEmbeddingModel } from "../../../../src/models/lexical/lexical-embedding-model.ts";
import { openEmbedded } from "../../../../src/open-stores.ts";
import type { StoreHome } from "../../../../src/pipeline/engine.ts";
import type { DoneBefore } from "../../../../src/pipeline/search/request.ts";
import { search, type SearchRequest } from "../../../../src/pipeline/search/search.ts";
import type { Stores } from "../../../../src/pipeline/stores.ts";
import type { StoredPoint } from "../../../../src/vector/vector-store.ts";

const SCOPE = resolveScope({ userId: "kirk" }, "search");
const NOW = Date.UTC(2024, 5, 1);

interface Telling {
  readonly at: string;
  readonly said: string;
  readonly fact: string;
  readonly edge: readonly [source: string, relationship: string, destination: string];
  readonly corrects?: true;
  readonly metadata?: Readonly<Record<string, string>>;
}

const TOLD: readonly Telling[] = [
  {
    at: "2021-01-05",
    said: "Ana has a flat in Lisbon.",
    fact: "Ana lives in Lisbon",
    edge: ["Ana", "lives_in", "Lisbon"],
  },
  {
    at: "2022-03-01",
    said: "Ana moved to Porto!",
    fact: "Ana lives in Porto",
    edge: ["Ana", "lives_in", "Porto"],
  },
  {
    at: "2022-04-01",
    said: "Ana is with Feedzai.",
    fact: "Ana works at Feedzai",
    edge: ["Ana", "works_at", "Feedzai"],
  },
  {
    at: "2022-05-01",
    said: "Ana and Rui are a couple.",
    fact: "Ana's partner is Rui",
    edge: ["Ana", "partner", "Rui"],
  },
  {
    at: "2022-06-01",
    said: "Rui reports to Marta.",
    fact: "Rui's manager is Marta",
    edge: ["Rui", "manager", "Marta"],
  },
  {
    at: "2022-07-01",
    said: "Marta is in Faro.",
    fact: "Marta lives in Faro",
    edge: ["Marta", "lives_in", "Faro"],
  },
  {
    at: "2022-08-01",
    said: "Bob is in Madrid.",
    fact: "Bob lives in Madrid",
    edge: ["Bob", "lives_in", "Madrid"],
  },
  {
    at: "2022-09-01",
    said: "No, Bob is in Seville, I was wrong.",
    fact: "Bob lives in Seville",
    edge: ["Bob", "lives_in", "Seville"],
    corrects: true,
  },
  {
    at: "2022-10-01",
    said: "张伟在上海上班。",
    fact: "张伟在上海工作",
    edge: ["张伟", "works_at", "上海"],
    metadata: { city: "shanghai" },
  },
];

let folder: string;
let stored: StoreHome;
let stores: Stores;
const embeddingModel: EmbeddingModel = new LexicalEmbeddingModel();

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "mnemograph-search-"));
  const path = join(folder, "memory.db");
  let now = 0;
  const memory = await Memory.open({ path, clock: { now: () => now } });
  for (const { at, said, fact, edge, corrects, metadata } of TOLD) {
    now = Date.parse(at) + 3_600_000;
    const [subject, relationship, value] = edge;
    const isCorrection = corrects ? { corrects } : {};
    await memory.add([{ role: "user", content: said, id: at }], {
      userId: "kirk",
      at,
      ...(metadata ? { metadata } : {}),
      facts: [
        { text: fact, sources: [0], slot: { subject, relationship, value }, ...isCorrection },
      ],
      relations: [
        { source: subject, relationship, destination: value, sources: [0], ...isCorrection },
      ],
      entities: [],
    });
  }
  await memory.close();
  ({ stores, home: stored } = openEmbedded({
    path,
    embeddingModel,
    busyTimeoutMs: 1000,
    cacheBytes: 1e8,
  }));
});

afterAll(async () => {
  await stored.close();
  rmSync(folder, { recursive: true, force: true });
});

function ask(query: string, changes: Partial<SearchRequest> = {}, context: Partial<Parts> = {}) {
  const request: SearchRequest = {
    query,
    scope: SCOPE,
    limit: 5,
    filter: null,
    threshold: null,
    kinds: null,
    asOf: null,
    knownAt: null,
    includeClosed: false,
    hops: 2,
    explain: false,
    tokenBudget: null,
    timeBudgetMs: null,
    timeZone: "UTC",
    signal: undefined,
    weighsNeed: false,
    rewrite: false,
    now: null,
    halfLifeDays: null,
    rerank: false,
    ...changes,
  };
  const clock = { now: () => NOW };
  return search(request, { stores, embeddingModel, clock, reranker: null, ...context });
}

interface Parts {
  readonly stores: Stores;
  readonly before: DoneBefore;
  readonly embeddingModel: EmbeddingModel;
}

const texts = async (...question: Parameters<typeof ask>) =>
  (await ask(...question)).results.map(({ memory }) => memory);

type Method = (...values: unknown[]) => unknown;

/** The store with every method's answer passed through `change`, which may throw instead. */
function changing<Store extends object>(
  store: Store,
  change: (name: string, answer: () => unknown) => unknown,
): Store {
  return new Proxy(store, {
    get(target, name) {
      const own: unknown = Reflect.get(target, name, target);
      if (typeof own !== "function") return own;
      return (...values: unknown[]) =>
        change(String(name), () => (own as Method).apply(target, values));
    },
  });
}

/** The same stores, as if each were a server of its own. */
function asServers(
  vector: (name: string, answer: () => unknown) => unknown = (_, answer) => answer(),
  graph: (name: string, answer: () => unknown) => unknown = (_, answer) => answer(),
): Stores {
  const later = (change: typeof vector) => async (name: string, answer: () => unknown) => {
    await Promise.resolve();
    return change(name, answer);
  };
  return {
    ...stores,
    transactor: null,
    vector: changing(stores.vector, later(vector)),
    graph: changing(stores.graph, later(graph)),
  };
}

/** The embedded store answers at once. */
const pointsOf = (ids: readonly string[]) =>
  stores.vector.get(SCOPE.tenant, ids) as readonly StoredPoint[];

const down = (): never => {
  throw new StoreUnavailableError("search", "the server");
};

describe("search()", () => {
  test("finds what holds, and nothing that is over", async () => {
    const { results, relations } = await ask("Where does Ana live?");
    expect(results[0]).toMatchObject({
      memory: "Ana lives in Porto",
      kind: "trait",
      validTo: null,
    });
    expect(results.map(({ memory }) => memory)).not.toContain("Ana lives in Lisbon");
    expect(relations[0]).toMatchObject({
      source: "Ana",
      relationship: "LIVES_IN",
      destination: "Porto",
    });
  });

  test("brings every fact on a path of three, with the path", async () => {
    const { results, relations } = await ask("Where does the manager of Ana's partner live?");
    const path = ["Ana's partner is Rui", "Rui's manager is Marta", "Marta lives in Faro"];
    expect(
      results
        .slice(0, 3)
        .map(({ memory }) => memory)
        .toSorted(),
    ).toEqual(path.toSorted());
    const home = relations.find(({ destination }) => destination === "Faro");
    expect(home?.path.map(({ relationship }) => relationship)).toEqual([
      "PARTNER_OF",
      "MANAGED_BY",
      "LIVES_IN",
    ]);
    const why = results
      .find(({ memory }) => memory === "Marta lives in Faro")
      ?.why.find(({ by }) => by === "graph");
    expect(why).toMatchObject({ seeds: ["Ana"] });
  });

  test("reads the turns that the best memories were read from, though no arm found them", async () => {
    const onlyMemories = asServers((name, answer) => {
      if (name === "searchDense") return [];
      if (name === "neighbours") return new Map();
      const found = answer();
      if (name !== "searchKeywords") return found;
      const { hits, ...rest } = found as { hits: readonly { id: string }[] };
      const kinds = new Map(pointsOf(hits.map(({ id }) => id)).map(({ id, kind }) => [id, kind]));
      return { ...rest, hits: hits.filter(({ id }) => kinds.get(id) !== "turn") };
    });
    const { results } = await ask("Where does Ana live?", { hops: 0 }, { stores: onlyMemories });
    expect(results[0]?.memory).toBe("Ana lives in Porto");
    expect(results[0]?.why.map(({ by }) => by)).toContain("evidence");
  });

  test("does without the graph at 0 hops", async () => {
    const { results, relations } = await ask("Where does Ana live?", { hops: 0 });
    expect(relations).toEqual([]);
    expect(results[0]?.memory).toBe("Ana lives in Porto");
  });

  test("shows the past by itself when asked about it, and says so", async () => {
    const { results } = await ask("Where did Ana live before Porto?");
    expect(results[0]).toMatchObject({
      memory: "Ana lives in Lisbon",
      validTo: "2022-03-01T00:00:00.000Z",
    });
    expect(results[0]?.why).toContainEqual(
      expect.objectContaining({ by: "past", words: "before" }),
    );
    expect((await texts("Where did Ana live in June 2021?"))[0]).toBe("Ana lives in Lisbon");
  });

  test("asOf shows what held then", async () => {
    const asOf = Date.UTC(2021, 5, 1);
    expect(await texts("Where does Ana live?", { asOf })).toEqual(["Ana lives in Lisbon"]);
  });

  test("a correction leaves no trace at asOf but one at knownAt", async () => {
    const then = Date.UTC(2022, 7, 15);
    expect((await texts("Where does Bob live?", { asOf: then }))[0]).toBe("Bob lives in Seville");
    const { results, relations } = await ask("Where does Bob live?", { knownAt: then });
    expect(results[0]).toMatchObject({ memory: "Bob lives in Madrid", validTo: null });
    expect(results.map(({ memory }) => memory)).not.toContain("Bob lives in Seville");
    expect(relations[0]).toMatchObject({ destination: "Madrid" });
  });

  test("at knownAt later ends, revisions and turns are not known yet", async () => {
    const { results } = await ask("Where does Ana live?", { knownAt: Date.UTC(2021, 5, 1) });
    expect(results.map(({ memory, validTo }) => [memory, validTo])).toEqual([
      ["Ana lives in Lisbon", null],
    ]);
    expect(results[0]?.evidence.map(({ ref }) => ref)).toEqual(["2021-01-05"]);
  });

  test("answers Chinese", async () => {
    expect((await texts("张伟在哪里工作？"))[0]).toBe("张伟在上海工作");
  });

  test("folds the turn into the memory that was read from it", async () => {
    const { results } = await ask("Where does Ana live?");
    expect(results[0]?.evidence).toEqual([
      expect.objectContaining({ ref: "2022-03-01", text: "Ana moved to Porto!" }),
    ]);
    expect(results.map(({ memory }) => memory)).not.toContain("Ana moved to Porto!");
  });

  test("keeps to filters, kinds, threshold and token budget", async () => {
    const filter = parseFilter({ city: "shanghai" }, "search");
    const filtered = await ask("Who works where?", { filter });
    expect(new Set(filtered.results.map(({ metadata }) => metadata["city"]))).toEqual(
      new Set(["shanghai"]),
    );
    expect(filtered.relations.every(({ destination }) => destination === "上海")).toBe(true);
    const turns = await ask("Where does Ana live?", { kinds: new Set(["turn"]) });
    expect(new Set(turns.results.map(({ kind }) => kind))).toEqual(new Set(["turn"]));
    const sure = await ask("Where does Ana live?", { threshold: 0.6 });
    expect(sure.results.every(({ relevance }) => relevance >= 0.6)).toBe(true);
    expect(await texts("Where does Ana live?", { tokenBudget: 5 })).toEqual(["Ana lives in Porto"]);
  });

  test("knows nothing of another tenant", async () => {
    const scope = resolveScope({ userId: "spock" }, "search");
    expect(await ask("Where does Ana live?", { scope })).toMatchObject({
      results: [],
      relations: [],
      degraded: [],
    });
  });

  test("explains how each score came about when asked", async () => {
    const { results } = await ask("Where does Ana live?", { explain: true });
    const why = results[0]?.why.find(({ by }) => by === "score");
    expect(why).toMatchObject({ parts: { graph: expect.any(Number) } });
    expect(results[0]?.why.every(({ text }) => text.length > 0)).toBe(true);
    const plain = await ask("Where does Ana live?");
    expect(plain.results[0]?.why.some(({ by }) => by === "score")).toBe(false);
  });

  test("answers the same from servers as from one file", async () => {
    for (const query of [
      "Where does the manager of Ana's partner live?",
      "Where did Ana live before Porto?",
    ]) {
      const [embedded, served] = [await ask(query), await ask(query, {}, { stores: asServers() })];
      expect(served.results).toEqual(embedded.results);
      expect(served.relations).toEqual(embedded.relations);
    }
  });
});

describe("search() beside what has to be done first", () => {
  const lisbon = "Ana lives in Lisbon";
  const asked = ["Where did Ana live in the past?", { includeClosed: true }] as const;
  /** Servers without that fact. */
  const withoutLisbon = (): Stores =>
    asServers(async (name, answer) => {
      if (name !== "get") return answer();
      const points = (await answer()) as readonly StoredPoint[];
      return points.filter(({ text }) => text !== lisbon);
    });

  test("reads servers anew where something was erased meanwhile", async () => {
    const done = Promise.resolve({ hasErased: true, isLacking: false });
    const before = { done, reopen: withoutLisbon };
    expect(await texts(...asked, { stores: asServers() })).toContain(lisbon);
    expect(await texts(...asked, { stores: asServers(), before })).not.toContain(lisbon);
  });

  test("keeps what it read where nothing was, and waits for either", async () => {
    let isDone = false;
    const done = setTimeout(50).then(() => {
      isDone = true;
      return { hasErased: false, isLacking: false };
    });
    const before = { done, reopen: withoutLisbon };
    expect(await texts(...asked, { stores: asServers(), before })).toContain(lisbon);
    expect(isDone).toBe(true);
  });

  test("reads one file after it alone", async () => {
    let isDone = false;
    const done = setTimeout(50).then(() => {
      isDone = true;
      return { hasErased: true, isLacking: false };
    });
    const transactor = changing(must(stores.transactor, "the transactor"), (name, answer) => {
      expect(`${name} ${isDone}`).toBe("snapshot true");
      return answer();
    });
    const before = { done, reopen: withoutLisbon };
    expect(await texts(...asked, { stores: { ...stores, transactor }, before })).toContain(lisbon);
  });

  test("does not wait for it past its time, and says what was not looked up", async () => {
    const ways = [
      () => Promise.withResolvers<never>().promise,
      async () => setTimeout(300, { hasErased: true, isLacking: true }),
    ];
    for (const begin of ways) {
      const before = { done: begin(), reopen: withoutLisbon };
      const { degraded } = await ask(
        asked[0],
        { timeBudgetMs: 100 },
        { stores: asServers(), before },
      );
      expect(degraded.at(-1)).toMatchObject({ part: "journal", code: "OUT_OF_TIME" });
    }
  });

  test("keeps what it read where there is no time to read it anew", async () => {
    const done = Promise.resolve({ hasErased: true, isLacking: false });
    const silent = (): Stores => asServers(async () => Promise.withResolvers<never>().promise);
    const before = { done, reopen: silent };
    const within = { includeClosed: true, timeBudgetMs: 3_000 };
    const { results, degraded } = await ask(asked[0], within, { stores: asServers(), before });
    expect(results.map(({ memory }) => memory)).toContain(lisbon);
    expect(degraded).toEqual([expect.objectContaining({ part: "journal", code: "OUT_OF_TIME" })]);
  });

  test("waits for it within its time, until it fails or the caller gives up", async () => {
    const done = Promise.reject(new StoreUnavailableError("look", "a journal"));
    const failed = { done, reopen: withoutLisbon };
    await expect(
      ask(asked[0], { timeBudgetMs: 60_000 }, { stores: asServers(), before: failed }),
    ).rejects.toThrow(StoreUnavailableError);
    const never = { done: Promise.withResolvers<never>().promise, reopen: withoutLisbon };
    const controller = new AbortController();
    const waiting = ask(
      asked[0],
      { signal: controller.signal },
      { stores: asServers(), before: never },
    );
    const reason = new Error("mine");
    void setTimeout(50).then(() => controller.abort(reason));
    await expect(waiting).rejects.toBe(reason);
  });
});

describe("search() when something is down", () => {
  test("the vectors: the relations still answer, and degraded says what is missing", async () => {
    const outcome = await ask("Where does Ana live?", {}, { stores: asServers(down) });
    expect(outcome.results).toEqual([]);
    expect(outcome.relations[0]).toMatchObject({ destination: "Porto" });
    expect(outcome.degraded.map(({ part }) => part)).toEqual(
      expect.arrayContaining(["dense", "keywords"]),
    );
    expect(outcome.degraded[0]?.code).toBe("STORE_UNAVAILABLE");
  });

  test("the graph: the memories still answer", async () => {
    const outcome = await ask("Where does Ana live?", {}, { stores: asServers(undefined, down) });
    expect(outcome.results[0]?.memory).toBe("Ana lives in Porto");
    expect(outcome.degraded).toEqual([
      expect.objectContaining({ part: "graph", code: "STORE_UNAVAILABLE" }),
    ]);
  });

  test("both: the first error is thrown", async () => {
    await expect(
      ask("Where does Ana live?", {}, { stores: asServers(down, down) }),
    ).rejects.toThrow(StoreUnavailableError);
  });

  test("the embedding model: words and graph still answer", async () => {
    const broken: EmbeddingModel = {
      ...embeddingModel,
      isModel: true,
      doEmbed: async () => down(),
    };
    const outcome = await ask("Where does Ana live?", {}, { embeddingModel: broken });
    expect(outcome.results[0]?.memory).toBe("Ana lives in Porto");
    expect(outcome.degraded).toEqual([expect.objectContaining({ part: "dense" })]);
  });

  test("a bug of ours is not taken for an outage", async () => {
    const bug = (): never => {
      throw new InvariantError("a test");
    };
    await expect(ask("Where does Ana live?", {}, { stores: asServers(bug) })).rejects.toThrow(
      InvariantError,
    );
  });
});

describe("search() and time", () => {
  test("a part that is late is left out and named", async () => {
    const never = (name: string, answer: () => unknown) =>
      name === "searchDense" ? Promise.withResolvers().promise : answer();
    const outcome = await ask(
      "Where does Ana live?",
      { timeBudgetMs: 60 },
      { stores: asServers(never) },
    );
    expect(outcome.results[0]?.memory).toBe("Ana lives in Porto");
    expect(outcome.degraded).toContainEqual(
      expect.objectContaining({ part: "dense", code: "OUT_OF_TIME" }),
    );
  });

  test("a signal aborted before rejects with its reason, and nothing is asked", async () => {
    const reason = new Error("mine");
    const untouched = (): never => {
      throw new InvariantError("asked after all");
    };
    const signal = AbortSignal.abort(reason);
    await expect(
      ask("Where?", { signal }, { stores: asServers(untouched, untouched) }),
    ).rejects.toBe(reason);
  });

  test("a signal aborted while a store is asked rejects with its reason", async () => {
    const controller = new AbortController();
    const reason = { why: "enough" };
    const aborting = (_: string, answer: () => unknown) => {
      controller.abort(reason);
      return answer();
    };
    const running = ask(
      "Where does Ana live?",
      { signal: controller.signal },
      { stores: asServers(aborting) },
    );
    await expect(running).rejects.toBe(reason);
  });

  test("tells what it cost", async () => {
    const { usage } = await ask("Where does Ana live?");
    expect(usage).toMatchObject({ embeddingRequests: 1, modelCalls: 0 });
    expect(Object.keys(usage.milliseconds)).toEqual(
      expect.arrayContaining(["dense", "keywords", "graph", "rank", "total"]),
    );
  });
});
