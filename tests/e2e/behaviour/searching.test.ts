import { describe, expect, test } from "vitest";

import {
  type Filter,
  LexicalEmbeddingModel,
  ModelUnavailableError,
  type Reranker,
  type ScopedMemory,
} from "../../../src/index.ts";
import { recordCalls } from "../../../src/testing/testing.ts";
import { found, openFor, stating } from "../../support/behaviour.ts";

const ROWS = [
  {
    text: "Kirk likes tea",
    metadata: { week: 1, mood: "fine", tags: ["home", "drink"], done: true },
  },
  {
    text: "Kirk likes coffee",
    metadata: { week: 2, mood: "Fine", tags: ["work"], nested: { deep: "x" } },
  },
  { text: "Kirk likes water", metadata: { week: "3", mood: null } },
  { text: "Kirk likes juice", metadata: {} },
] as const;

async function tellRows(): Promise<ScopedMemory> {
  const kirk = await openFor("kirk");
  for (const { text, metadata } of ROWS) {
    await kirk.add(`${text}, he said`, { facts: [{ text }], metadata });
  }
  return kirk;
}

/** The drinks that a filter lets through, in a fixed order. */
const FILTERS: readonly (readonly [Filter, readonly string[]])[] = [
  [{ week: 1 }, ["tea"]],
  [{ week: { eq: 2 } }, ["coffee"]],
  [{ week: { ne: 1 } }, ["coffee", "water", "juice"]],
  [{ week: { gt: 1 } }, ["coffee"]],
  [{ week: { gte: 1 } }, ["tea", "coffee"]],
  [{ week: { lt: 2 } }, ["tea"]],
  [{ week: { lte: 2 } }, ["tea", "coffee"]],
  [{ week: { gte: "3" } }, ["water"]],
  [{ week: { in: [1, 2] } }, ["tea", "coffee"]],
  [{ week: [1, "3"] }, ["tea", "water"]],
  [{ week: { nin: [1, 2] } }, ["water", "juice"]],
  [{ mood: "fine" }, ["tea"]],
  [{ mood: null }, ["water"]],
  [{ mood: { contains: "ine" } }, ["tea", "coffee"]],
  [{ tags: { contains: "home" } }, ["tea"]],
  [{ tags: "work" }, ["coffee"]],
  [{ mood: { exists: true } }, ["tea", "coffee", "water"]],
  [{ mood: { exists: false } }, ["juice"]],
  [{ "nested.deep": "x" }, ["coffee"]],
  [{ done: true }, ["tea"]],
  [{ and: [{ week: { gte: 1 } }, { mood: "Fine" }] }, ["coffee"]],
  [{ or: [{ week: 1 }, { week: "3" }] }, ["tea", "water"]],
  [{ not: { week: 1 } }, ["coffee", "water", "juice"]],
  [{ week: { gte: 1, lt: 2 } }, ["tea"]],
  [{}, ["tea", "coffee", "water", "juice"]],
];

describe("filters", () => {
  test.each(FILTERS)(
    "%j means the same in search(), in getAll(), for memories and turns",
    async (filters, drinks) => {
      const kirk = await tellRows();
      const drinksIn = (texts: readonly string[]): string[] => {
        const all = ROWS.map(({ text }) => text.slice("Kirk likes ".length));
        return all.filter((drink) => texts.some((text) => text.includes(drink)));
      };
      for (const kinds of [["trait"], ["turn"]] as const) {
        const searched = await kirk.search("What does Kirk like?", { filters, kinds, limit: 50 });
        expect(drinksIn(searched.results.map(({ memory }) => memory))).toEqual(drinks);
        const listed = await kirk.getAll({ filters, kinds });
        expect(drinksIn(listed.results.map(({ memory }) => memory))).toEqual(drinks);
        expect(searched.degraded).toEqual([]);
      }
    },
  );

  test("metadata_filter is filters", async () => {
    const kirk = await tellRows();
    // What callers of other libraries pass.
    const older = { metadata_filter: { week: 1 } } as object;
    const { results } = await kirk.search("What does Kirk like?", older);
    expect(new Set(results.map(({ metadata }) => metadata["week"]))).toEqual(new Set([1]));
  });
});

describe("what narrows a search", () => {
  test("threshold cuts by relevance, in [0, 1]", async () => {
    const kirk = await tellRows();
    const all = await kirk.search("tea", { limit: 50 });
    const relevances = all.results.map(({ relevance }) => relevance);
    for (const relevance of relevances) {
      expect(relevance).toBeGreaterThanOrEqual(0);
      expect(relevance).toBeLessThanOrEqual(1);
    }
    const threshold = 0.5;
    const cut = await kirk.search("tea", { limit: 50, threshold });
    expect(cut.results.map(({ id }) => id)).toEqual(
      all.results.filter(({ relevance }) => relevance >= threshold).map(({ id }) => id),
    );
    expect(cut.results.length).toBeGreaterThan(0);
    expect(cut.results.length).toBeLessThan(all.results.length);
    expect((await kirk.search("tea", { threshold: 0 })).results).toHaveLength(all.results.length);
  });

  test("limit and kinds", async () => {
    const kirk = await tellRows();
    expect((await kirk.search("Kirk", { limit: 1 })).results).toHaveLength(1);
    const { results } = await kirk.search("Kirk", { kinds: ["turn"] });
    expect(new Set(results.map(({ kind }) => kind))).toEqual(new Set(["turn"]));
    expect((await kirk.search("Kirk", { kinds: ["event"] })).results).toEqual([]);
  });

  test("tokenBudget keeps the best that fit, and passes over one that does not", async () => {
    const kirk = await openFor("kirk");
    await kirk.add("tea ".repeat(400), { infer: false });
    await kirk.add("tea is nice", { infer: false });
    const notes = { kinds: ["note"] } as const;
    expect((await kirk.search("tea", notes)).results).toHaveLength(2);
    const { results } = await kirk.search("tea", { ...notes, tokenBudget: 20 });
    expect(results.map(({ memory }) => memory)).toEqual(["tea is nice"]);
    expect((await kirk.search("tea", { ...notes, tokenBudget: 1 })).results).toEqual([]);
  });

  test("score orders a response, the best first", async () => {
    const kirk = await tellRows();
    const { results } = await kirk.search("Does Kirk like coffee?", { limit: 50 });
    const scores = results.map(({ score }) => score);
    expect(scores).toEqual(scores.toSorted((a, b) => b - a));
    expect(results[0]?.memory).toMatch(/coffee/);
  });

  test("every hit says why, and explain gives the numbers", async () => {
    const kirk = await openFor("kirk");
    await kirk.add("My sister Ana works at Feedzai.");
    await kirk.add("Feedzai is in Lisbon.");
    const { results, relations } = await kirk.search("Where does my sister work?", {
      explain: true,
    });
    expect(results.length).toBeGreaterThan(0);
    for (const { why } of results) {
      expect(why.length).toBeGreaterThan(0);
      const parts = why.find((reason) => reason.by === "score");
      expect(parts).toBeDefined();
    }
    for (const { path } of relations) expect(path.length).toBeGreaterThan(0);
    const plain = await kirk.search("Where does my sister work?");
    expect(plain.results.flatMap(({ why }) => why.map(({ by }) => by))).not.toContain("score");
    expect(plain.results.map(({ id }) => id)).toEqual(results.map(({ id }) => id));
  });

  test("graph: { hops: 0 } is a search without the graph", async () => {
    const kirk = await openFor("kirk");
    await kirk.add("My sister Ana works at Feedzai.");
    const { relations, results } = await kirk.search("Where does Ana work?", {
      graph: { hops: 0 },
    });
    expect(relations).toEqual([]);
    expect(results.flatMap(({ why }) => why.map(({ by }) => by))).not.toContain("graph");
  });

  test("finds over two hops what only the graph can answer", async () => {
    const kirk = await openFor("kirk");
    await kirk.add("a", stating("Ana works at Feedzai", ["Ana", "works at", "Feedzai"]));
    await kirk.add(
      "b",
      stating("The HQ of Feedzai is in Coimbra", ["Feedzai", "located in", "Coimbra"]),
    );
    const { relations } = await kirk.search("Ana", { graph: { hops: 2 } });
    const far = relations.find(({ destination }) => destination === "Coimbra");
    expect(far?.path.map(({ source, destination }) => [source, destination])).toEqual([
      ["Ana", "Feedzai"],
      ["Feedzai", "Coimbra"],
    ]);
  });
});

describe("closed and past", () => {
  async function moved(): Promise<ScopedMemory> {
    const kirk = await openFor("kirk");
    await kirk.add("I live in Lisbon.", { at: "2024-01-10" });
    await kirk.add("I moved to Porto.", { at: "2024-06-10" });
    return kirk;
  }

  test("includeClosed shows the past: memories, turns and relations", async () => {
    const kirk = await moved();
    const { results, relations } = await kirk.search("Where do I live?", { includeClosed: true });
    expect(JSON.stringify(results)).toMatch(/Lisbon/);
    expect(relations.map(({ destination }) => destination).toSorted()).toEqual(["Lisbon", "Porto"]);
    const old = results.find(({ memory }) => memory === "I live in Lisbon.");
    expect(old?.validTo).toBe("2024-06-10T00:00:00.000Z");
    expect(old?.why.map(({ by }) => by)).toContain("spell");
  });

  test.each([
    ["Where did I live before Porto?", "before"],
    ["Where did I use to live?", "use to"],
    ["我以前住在哪里？", "以前"],
  ])("%s asks about the past by itself, and says so", async (query, words) => {
    const kirk = await moved();
    const { results } = await kirk.search(query);
    const old = results.find(({ memory }) => memory === "I live in Lisbon.");
    const past = old?.why.find((reason) => reason.by === "past");
    expect(past).toMatchObject({ words: expect.stringContaining(words) });
  });
});

describe("what happened before and after something else", () => {
  test.each([
    ["Where did I travel before I moved to Porto?", ["Rome", "Oslo"]],
    ["Where did I travel after the wedding?", ["Lyon", "Bergen"]],
  ])("%s", async (query, expected) => {
    const kirk = await openFor("kirk");
    await kirk.add("I went to Rome with Tom.", { at: "2018-06-01" });
    await kirk.add("I went to Bergen with Tom.", { at: "2022-06-01" });
    await kirk.add("I went to Oslo with Tom.", { at: "2019-03-01" });
    await kirk.add("I went to Lyon with Tom.", { at: "2022-08-01" });
    await kirk.add("I moved to Porto.", { at: "2021-02-01" });
    const facts = [{ text: "The wedding was in Faro", kind: "event" }] as const;
    await kirk.add("It was in Faro.", { at: "2021-05-01", facts });
    const { results } = await kirk.search(query);
    const trips = results.flatMap(({ memory }) => /I went to (\w+)/u.exec(memory)?.[1] ?? []);
    expect(trips.slice(0, 2).toSorted()).toEqual(expected.toSorted());
    expect(trips).toHaveLength(4);
  });
});

describe("when a part is missing", () => {
  const away = new ModelUnavailableError("embed", "test", { reason: "it is away" });

  test("the others answer, and degraded names it and why", async () => {
    const recording = recordCalls(new LexicalEmbeddingModel());
    const kirk = await openFor("kirk", { embeddingModel: recording.port });
    await kirk.add("I live in Lisbon.");
    recording.fail(away, { count: Infinity });
    const { results, relations, degraded } = await kirk.search("Where do I live? Lisbon");
    expect(results[0]?.memory).toBe("I live in Lisbon.");
    expect(relations).toHaveLength(1);
    expect(degraded).toMatchObject([
      { part: "dense", code: "MODEL_UNAVAILABLE", reason: expect.stringContaining("it is away") },
    ]);
  });

  test("an add without an embedding is kept, found by its words, and embedded later", async () => {
    const recording = recordCalls(new LexicalEmbeddingModel());
    const kirk = await openFor("kirk", { embeddingModel: recording.port });
    recording.fail(away, { count: Infinity });
    const options = { idempotencyKey: "k" };
    expect((await kirk.add("I live in Lisbon.", options)).pending).toEqual(["vectors"]);
    recording.clear();
    const { results } = await kirk.search("Lisbon");
    expect(results[0]?.memory).toBe("I live in Lisbon.");
    expect((await kirk.add("I live in Lisbon.", options)).isRepeat).toBe(true);
    await kirk.repair();
    expect((await kirk.stats()).missingVectors).toBe(0);
  });

  test("timeBudgetMs: what is late is left out and named", async () => {
    const recording = recordCalls(new LexicalEmbeddingModel());
    const kirk = await openFor("kirk", { embeddingModel: recording.port });
    await kirk.add("I live in Lisbon.");
    const held = recording.hold({ ignoresSignal: true });
    const startedAt = performance.now();
    const { degraded } = await kirk.search("Where do I live?", { timeBudgetMs: 50 });
    expect(performance.now() - startedAt).toBeLessThan(2_000);
    expect(degraded).toContainEqual(
      expect.objectContaining({ part: "dense", code: "OUT_OF_TIME" }),
    );
    held.release();
    const whole = await kirk.search("Where do I live?", { timeBudgetMs: 60_000 });
    expect(whole.degraded).toEqual([]);
  });

  test("a reranker is asked only when wanted, and its failure is told", async () => {
    const asked: string[] = [];
    let isBroken = false;
    const reranker: Reranker = {
      id: "reverse",
      doRerank: (query, documents) => {
        asked.push(query);
        if (isBroken) return Promise.reject(new ModelUnavailableError("rerank", "reverse"));
        const judged = documents.map((_, index) => ({ index, score: index }));
        return Promise.resolve(judged.toReversed());
      },
    };
    const kirk = await openFor("kirk", { reranker });
    await kirk.add("I like tea.");
    await kirk.add("I like coffee.");
    const options = { kinds: ["trait"] } as const;
    const plain = await kirk.search("What do I like?", options);
    expect(asked).toEqual([]);
    const reranked = await kirk.search("What do I like?", { ...options, rerank: true });
    expect(asked).toEqual(["What do I like?"]);
    expect(reranked.results.map(({ id }) => id)).toEqual(
      plain.results.map(({ id }) => id).toReversed(),
    );
    isBroken = true;
    const broken = await kirk.search("What do I like?", { ...options, rerank: true });
    expect(broken.degraded).toMatchObject([{ part: "rerank", code: "MODEL_UNAVAILABLE" }]);
    expect(broken.results.map(({ id }) => id)).toEqual(plain.results.map(({ id }) => id));
  });

  test("a message that tells the end of something stays to be found, with all else that it says", async () => {
    const kirk = await openFor("kirk");
    await kirk.add("I work at Feedzai.", { at: "2024-01-01" });
    const ended = await kirk.add("I quit Feedzai and start at Outsystems.", { at: "2024-02-01" });
    expect(ended.results).toMatchObject([{ memory: "I work at Feedzai.", event: "NONE" }]);
    const said = ["I quit Feedzai and start at Outsystems."];
    expect(await found(kirk, "Outsystems")).toEqual(said);
    expect(await found(kirk, "Where do I work?")).toEqual(said);
    // Who worked there then knew nothing of it.
    expect(await found(kirk, "Outsystems", { asOf: "2024-01-15" })).not.toContain(said[0]);
  });

  test("an empty memory answers with nothing, and is not degraded", async () => {
    const kirk = await openFor("kirk");
    const { results, relations, degraded } = await kirk.search("Where do I live?");
    expect([results, relations, degraded]).toEqual([[], [], []]);
    expect(await found(kirk, "?!")).toEqual([]);
  });
});

test.each([
  ["Who is Sofia marrying?", "My friend Sofia is marrying Jonas in June."],
  ["Whom will Sofia marry?", "My friend Sofia is marrying Jonas in June."],
  ["Who is my partner?", "My partner is Lena."],
])("%j is not answered with somebody else's partner", async (question, expected) => {
  const kirk = await openFor("kirk", { languageModel: null, embeddingModel: null });
  await kirk.add("My partner is Lena.", { at: "2024-01-01" });
  await kirk.add("My friend Sofia is marrying Jonas in June.", { at: "2024-01-02" });
  const [best] = (await kirk.search(question)).results;
  expect(best?.memory).toContain(expected.slice(0, -1));
});

describe("what is told of somebody stands above what is told of whoever asks", () => {
  const own = {
    en: ["My boss is Peter.", "I love running.", "My email is a@b.example.", "I have a car."],
    zh: ["我的老板是张伟。", "我喜欢跑步。", "我的邮箱是a@b.example。", "我住在杭州。"],
  };

  test.each([
    ["What happened to Ana?", "My sister is Ana.", "Ana broke her leg last week.", own.en],
    ["Who is Ana?", "My sister is Ana.", "Ana broke her leg last week.", own.en],
    ["How is Pixel?", "My dog is called Pixel.", "Pixel was sick yesterday.", own.en],
    ["小雨怎么样？", "我妹妹叫小雨。", "小雨上周摔断了腿。", own.zh],
    ["小雨发生了什么事？", "我妹妹叫小雨。", "小雨上周摔断了腿。", own.zh],
  ])("%s", async (question, kin, told, others) => {
    const kirk = await openFor("kirk", { languageModel: null, embeddingModel: null });
    for (const text of [kin, told, ...others]) await kirk.add(text, { at: "2025-03-10" });
    const best = (await kirk.search(question)).results.slice(0, 2);
    const said = best.flatMap(({ memory, evidence }) => [
      memory,
      ...evidence.map(({ text }) => text),
    ]);
    expect(said).toContain(told);
    expect(said).toContain(kin);
  });
});

test.each([
  {
    question: "Where did Ana go camping with her brother?",
    talk: [
      "Good morning, coffee is ready now!",
      "Did you go camping with your brother again, Ana?",
      "We slept two nights beside a lake high up in the Dolomites, under a sky full of stars.",
    ],
  },
  {
    question: "小雨和弟弟去哪里露营？",
    talk: [
      "早上好，咖啡已经煮好。",
      "小雨，你和弟弟又去露营了吗？",
      "我们在千岛湖边的山坡上住了两个晚上，满天都是星星。",
    ],
  },
])("what answers a question stands above what was said before it: $question", async (told) => {
  const kirk = await openFor("kirk");
  const names = ["Ana", "Rui", "Ana"];
  const messages = told.talk.map((content, at) => ({
    role: "user",
    content,
    name: names[at] ?? "",
  }));
  await kirk.add(messages, { at: "2025-03-10" });
  const [greeting, , answer] = told.talk;
  const texts = await found(kirk, told.question);
  expect(texts.filter((text) => text === greeting || text === answer)).toEqual([answer, greeting]);
});
