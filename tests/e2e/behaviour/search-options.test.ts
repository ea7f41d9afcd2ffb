import { describe, expect, test } from "vitest";

import {
  ConfigurationError,
  InvalidArgumentError,
  languageModelReranker,
  type ScopedMemory,
} from "../../../src/index.ts";
import { FakeLanguageModel } from "../../../src/testing/testing.ts";
import { openFor } from "../../support/behaviour.ts";

const texts = (results: readonly { readonly memory: string }[]): string[] =>
  results.map(({ memory }) => memory);

/** Trips of Ana, each told when it was made. */
async function tellTrips(kirk: ScopedMemory): Promise<void> {
  const trips = [
    ["2021-04-10", "Rome"],
    ["2022-04-12", "Vienna"],
    ["2022-07-20", "Oslo"],
    ["2023-04-02", "Prague"],
  ] as const;
  for (const [at, city] of trips) {
    await kirk.add(`${city} it is!`, {
      at,
      facts: [{ text: `Ana went on a trip to ${city}`, kind: "event" }],
    });
  }
}

describe("dates in the query count from the caller's now", () => {
  test.each([
    ["Where was Ana's trip last spring?", "2023-01-15", "Vienna"],
    ["Where was Ana's trip last spring?", "2022-02-01", "Rome"],
    ["Where was Ana's trip last summer?", "2023-02-01", "Oslo"],
    ["Ana去年夏天的 trip 去了哪里？", "2023-02-01", "Oslo"],
    ["Ana今年春天的 trip 去了哪里？", "2023-06-01", "Prague"],
    ["Where was Ana's trip between March and May 2022?", "2024-01-01", "Vienna"],
    ["Where was Ana's trip in July 2022?", "2024-01-01", "Oslo"],
  ])("%j asked on %s", async (query, now, city) => {
    const kirk = await openFor("kirk");
    await tellTrips(kirk);
    const { results } = await kirk.search(query, { now, kinds: ["event"], limit: 1 });
    expect(texts(results)).toEqual([`Ana went on a trip to ${city}`]);
  });

  test("now says what holds, and hides nothing that was told later", async () => {
    const kirk = await openFor("kirk");
    await kirk.add("I live in Lisbon.", { at: "2024-01-14" });
    await kirk.add("I moved to Porto.", { at: "2024-05-21" });
    const { results } = await kirk.search("Where do I live?", { now: "2024-03-01", limit: 5 });
    expect(results[0]?.memory).toBe("I live in Lisbon.");
    expect(texts(results)).toContain("I moved to Porto.");
  });
});

describe("halfLifeDays", () => {
  const ask = async (kirk: ScopedMemory, options: object): Promise<string[]> =>
    texts((await kirk.search("What about the trip?", { kinds: ["event"], ...options })).results);

  test("lets the latest go first where the words cannot tell, and is off by default", async () => {
    const kirk = await openFor("kirk");
    await kirk.add("a", {
      at: "2021-04-10",
      facts: [{ text: "Trip: the trip of all trips, to Rome", kind: "event" }],
    });
    await kirk.add("b", { at: "2024-04-10", facts: [{ text: "A trip to Oslo", kind: "event" }] });
    const now = "2024-05-01";
    const [first] = await ask(kirk, { now });
    expect(first).toContain("Rome");
    const [latest] = await ask(kirk, { now, halfLifeDays: 60 });
    expect(latest).toContain("Oslo");
  });

  test("leaves traits, and questions for a time, as they are", async () => {
    const kirk = await openFor("kirk");
    await kirk.add("I like jazz.", { at: "2014-04-10" });
    const options = { kinds: ["trait"], now: "2024-05-01" } as const;
    const plain = await kirk.search("What do I like?", options);
    const aged = await kirk.search("What do I like?", { ...options, halfLifeDays: 1 });
    expect(aged.results.map(({ score }) => score)).toEqual(plain.results.map(({ score }) => score));
    await tellTrips(kirk);
    const dated = await ask(kirk, { now: "2024-05-01", halfLifeDays: 10 });
    const { results } = await kirk.search("Where was the trip in April 2021?", {
      kinds: ["event"],
      now: "2024-05-01",
      halfLifeDays: 10,
    });
    expect(dated[0]).toContain("Prague");
    expect(results[0]?.memory).toContain("Rome");
  });

  test.each([0, -1, Number.NaN, Infinity, 1e9])("refuses %j", async (halfLifeDays) => {
    const kirk = await openFor("kirk");
    await expect(kirk.search("trip", { halfLifeDays })).rejects.toThrow(InvalidArgumentError);
  });
});

describe("near-duplicates", () => {
  test("are one result, with the turns of all as evidence", async () => {
    const kirk = await openFor("kirk");
    const said = ["I love the sea.", "i really love the sea!", "Well, I love the sea"];
    for (const [index, text] of said.entries()) {
      const facts = [{ text }];
      await kirk.add(text, { at: `2024-01-0${index + 1}`, facts, relations: [], entities: [] });
    }
    const { results } = await kirk.search("Who loves the sea?", { kinds: ["trait"] });
    expect(results).toHaveLength(1);
    expect(results[0]?.evidence.map(({ text }) => text).toSorted()).toEqual(said.toSorted());
    expect(results[0]?.why.map(({ by }) => by)).toContain("fold");
  });

  test("what happened on two days is two", async () => {
    const kirk = await openFor("kirk");
    for (const [day, text] of ["Went skiing.", "Really went skiing!"].entries()) {
      const at = `2024-01-0${day + 1}`;
      await kirk.add("Snow.", { at, facts: [{ text, kind: "event" }] });
    }
    const { results } = await kirk.search("skiing", { kinds: ["event"] });
    expect(results).toHaveLength(2);
  });

  test("what differs in a number, a negation or a direction stays apart", async () => {
    const kirk = await openFor("kirk");
    const said = ["Ana flew to Lisbon", "Ana flew from Lisbon", "Ana did not fly to Lisbon"];
    for (const text of said) await kirk.add(text, { infer: false });
    const { results } = await kirk.search("Ana flew Lisbon", { kinds: ["note"] });
    expect(texts(results).toSorted()).toEqual(said.toSorted());
  });
});

describe("explain", () => {
  test("gives the rank and score in each arm, the path, and parts that add up to the score", async () => {
    const kirk = await openFor("kirk");
    await kirk.add("My sister is Ana.", { at: "2024-01-01" });
    await kirk.add("Ana works at Feedzai.", { at: "2024-01-02" });
    const { results } = await kirk.search("Where does my sister work?", { explain: true });
    const hit = results.find(({ memory }) => memory === "Ana works at Feedzai.");
    const why = hit?.why.find(({ by }) => by === "score");
    if (why?.by !== "score" || !hit) throw new Error("no score is explained");
    expect(why.arms.graph?.rank).toBeGreaterThan(0);
    expect(why.arms.graph?.score).toBeGreaterThan(0.5);
    expect(why.arms.keywords?.rank).toBeGreaterThan(0);
    expect(why.arms.dense?.rank).toBeGreaterThan(0);
    expect(why.arms.time).toBeUndefined();
    const sum = Object.values(why.parts).reduce((total, part) => total + part, 0);
    expect(sum).toBeCloseTo(hit.score, 6);
    const graph = hit.why.find(({ by }) => by === "graph");
    expect(graph).toMatchObject({
      path: [
        expect.objectContaining({ destination: "Ana" }),
        expect.objectContaining({ relationship: "WORKS_AT", destination: "Feedzai" }),
      ],
    });
  });

  test("names what was cut, and by what", async () => {
    const kirk = await openFor("kirk");
    for (const drink of ["tea", "coffee", "water", "juice"]) {
      const metadata = { drink };
      await kirk.add(`${drink}, I say`, { facts: [{ text: `Kirk likes ${drink}` }], metadata });
    }
    const ask = (options: object) =>
      kirk.search("What does Kirk like, tea?", { kinds: ["trait"], explain: true, ...options });
    const whole = await ask({});
    expect(whole.cut).toEqual([]);
    const limited = await ask({ limit: 1 });
    expect(texts(limited.results)).toEqual(["Kirk likes tea"]);
    expect(limited.cut?.map(({ by }) => by)).toEqual(["limit", "limit", "limit"]);
    expect(limited.cut?.map(({ id }) => id)).toEqual(whole.results.slice(1).map(({ id }) => id));
    const [first = 0, second = 0] = whole.results.map(({ relevance }) => relevance);
    const threshold = (first + second) / 2;
    const above = await ask({ threshold });
    expect(texts(above.results)).toEqual(["Kirk likes tea"]);
    expect(new Set(above.cut?.map(({ by }) => by))).toEqual(new Set(["threshold"]));
    const budget = await ask({ tokenBudget: 4 });
    expect(new Set(budget.cut?.map(({ by }) => by))).toEqual(new Set(["tokenBudget"]));
    expect(budget.results.length + (budget.cut?.length ?? 0)).toBe(4);
  });

  test("changes nothing of the results, and without it nothing is named", async () => {
    const kirk = await openFor("kirk");
    await tellTrips(kirk);
    const plain = await kirk.search("Ana's trip", { limit: 2 });
    const explained = await kirk.search("Ana's trip", { limit: 2, explain: true });
    expect(plain.cut).toBeUndefined();
    const shape = ({ id, score, evidence }: (typeof plain.results)[number]) => [
      id,
      score,
      evidence.map(({ turnId }) => turnId),
    ];
    expect(explained.results.map(shape)).toEqual(plain.results.map(shape));
  });

  test("names nothing that the scope hides", async () => {
    const kirk = await openFor("kirk");
    await tellTrips(kirk);
    const spock = await openFor("spock");
    await spock.add("The trip to Vulcan.", { infer: false });
    const { results, cut } = await spock.search("trip", { explain: true, limit: 1 });
    expect(JSON.stringify([results, cut])).not.toContain("Ana");
  });
});

describe("rewrite", () => {
  const openRewriting = async (answer: string): Promise<ScopedMemory> => {
    const languageModel = new FakeLanguageModel(() => ({ text: answer }));
    const kirk = await openFor("kirk", { languageModel });
    await kirk.add("Ana works at Feedzai.", { infer: false });
    await kirk.add("Rui likes sailing.", { infer: false });
    return kirk;
  };

  test("searches for what the model wrote, and says so", async () => {
    const kirk = await openRewriting('{"queries": ["Ana work company"]}');
    const { results, rewritten, degraded, usage } = await kirk.search("What does she do?", {
      rewrite: true,
      limit: 1,
    });
    expect(rewritten).toBe("Ana work company");
    expect(texts(results)).toEqual(["Ana works at Feedzai."]);
    expect(degraded).toEqual([]);
    expect(usage.modelCalls).toBe(1);
  });

  test("asks no model unless it is asked for", async () => {
    const kirk = await openRewriting('{"queries": ["Ana work company"]}');
    const { rewritten, usage } = await kirk.search("What does she do?");
    expect([rewritten, usage.modelCalls]).toEqual([undefined, 0]);
  });

  test.each([
    ["what is no list", "I would rather not."],
    ["an empty query", '{"queries": ["  "]}'],
    ["a query that was cut off", '{"queries": ["Ana work comp'],
    ["a page", JSON.stringify({ queries: ["Ana ".repeat(2_000)] })],
  ])("of %s the query stays as it is, and degraded says so", async (_, answer) => {
    const kirk = await openRewriting(answer);
    const { results, rewritten, degraded } = await kirk.search("Who likes sailing?", {
      rewrite: true,
      limit: 1,
    });
    expect(rewritten).toBeUndefined();
    expect(texts(results)).toEqual(["Rui likes sailing."]);
    expect(degraded).toEqual([
      expect.objectContaining({ part: "rewrite", code: "MODEL_OUTPUT_INVALID" }),
    ]);
  });

  test("a model that is slow leaves half of the time to the search", async () => {
    const answer = { text: '{"queries": ["Ana work"]}' };
    const languageModel = new FakeLanguageModel(() => answer, { latencyMs: 60_000 });
    const kirk = await openFor("kirk", { languageModel });
    await kirk.add("Rui likes sailing.", { infer: false });
    const { results, degraded } = await kirk.search("Who likes sailing?", {
      rewrite: true,
      timeBudgetMs: 2_000,
      limit: 1,
    });
    expect(texts(results)).toEqual(["Rui likes sailing."]);
    expect(degraded).toEqual([expect.objectContaining({ part: "rewrite", code: "OUT_OF_TIME" })]);
  });

  test("without a language model it is an error, as it would never be done", async () => {
    const kirk = await openFor("kirk");
    await expect(kirk.search("Who?", { rewrite: true })).rejects.toThrow(ConfigurationError);
  });
});

describe("a language model as the reranker", () => {
  const openJudged = async (answer: string): Promise<ScopedMemory> => {
    const reranker = languageModelReranker(new FakeLanguageModel(() => ({ text: answer })));
    const kirk = await openFor("kirk", { reranker });
    await kirk.add("Rui likes sailing and sailing alone.", { infer: false });
    await kirk.add("Rui sold his boat.", { infer: false });
    return kirk;
  };

  test("puts the results into its order", async () => {
    const kirk = await openJudged('{"ranking": [{"document": 2, "score": 0.9}]}');
    const options = { kinds: ["note"], limit: 1 } as const;
    const plain = await kirk.search("Does Rui like sailing?", options);
    const judged = await kirk.search("Does Rui like sailing?", { ...options, rerank: true });
    expect(texts(plain.results)).toEqual(["Rui likes sailing and sailing alone."]);
    expect(texts(judged.results)).toEqual(["Rui sold his boat."]);
    expect(judged.results[0]?.why).toContainEqual(expect.objectContaining({ by: "rerank" }));
  });

  test("an answer that is none leaves the order, and is told", async () => {
    const kirk = await openJudged("No.");
    const { results, degraded } = await kirk.search("Does Rui like sailing?", {
      kinds: ["note"],
      rerank: true,
    });
    expect(results[0]?.memory).toBe("Rui likes sailing and sailing alone.");
    expect(degraded).toEqual([
      expect.objectContaining({ part: "rerank", code: "MODEL_OUTPUT_INVALID" }),
    ]);
  });
});
