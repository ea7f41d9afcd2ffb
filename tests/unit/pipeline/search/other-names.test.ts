import { describe, expect, test } from "vitest";
import { runSync } from "../../../../src/core/awaitable.ts";
import type { Entity } from "../../../../src/graph/graph-store.ts";
import { Memory } from "../../../../src/index.ts";
import {
  calledOtherwise,
  NO_OTHER_NAMES,
  otherNamesArm,
  type OtherNamesInput,
} from "../../../../src/pipeline/search/other-names.ts";
import { readQuery } from "../../../../src/pipeline/search/query.ts";
import type { KeywordHits } from "../../../../src/vector/vector-store.ts";
import { memory as point } from "./builders.ts";

const userId = "u";

/** A memory of facts alone, with an address book, among others that share words with the questions. */
async function addressBook(): Promise<Memory> {
  const memory = await Memory.open({ path: ":memory:", languageModel: null, embeddingModel: null });
  await memory.add("Imported contacts.", {
    userId,
    at: "2024-02-01",
    entities: [
      { name: "Marguerite Duval", type: "person", aliases: ["Margot", "the Duchess"] },
      { name: "欧阳思远", type: "person", aliases: ["老欧"] },
    ],
  });
  const facts = [
    "Marguerite Duval restores church organs",
    "Marguerite Duval is afraid of geese",
    "Henrik Solberg restores wooden boats",
    "Henrik Solberg keeps geese",
    "Paola Conti tunes harps",
    "Paola Conti is afraid of heights",
    "欧阳思远在博物馆修钟表",
    "许知安在博物馆讲解",
    "许知安喜欢修自行车",
  ];
  await memory.add("Imported notes.", {
    userId,
    at: "2024-02-02",
    facts: facts.map((text) => ({ text })),
  });
  return memory;
}

describe("a question by an alias", () => {
  test.each([
    ["What does Margot restore?", "Marguerite Duval restores church organs"],
    ["What is the Duchess afraid of?", "Marguerite Duval is afraid of geese"],
    ["老欧在哪里上班？", "欧阳思远在博物馆修钟表"],
  ])("%s", async (question, answer) => {
    const memory = await addressBook();
    const { results } = await memory.search(question, { userId, kinds: ["trait"] });
    expect(results[0]?.memory).toBe(answer);
    await memory.close();
  });
});

describe("otherNamesArm()", () => {
  /** Asks for these, each by an alias of its own; tells which entities and which terms were asked for, and the weights. */
  function explore(aliases: readonly string[], namesOf: (alias: string) => readonly string[]) {
    const text = `Where are ${aliases.join(" and ")}?`;
    const asked: { keys: readonly string[]; terms: readonly string[] } = { keys: [], terms: [] };
    const graph = {
      getEntities: (_: string, keys: readonly string[]): Entity[] => {
        asked.keys = keys;
        return keys.map((key) => {
          const [name = "", ...more] = namesOf(key.slice("key of ".length));
          return { key, name, type: "place", aliases: more, firstAt: 0 };
        });
      },
    };
    const vector = {
      searchKeywords: (_: string, terms: readonly string[]): KeywordHits => {
        asked.terms = terms;
        return { hits: [], idfSum: terms.length, weights: new Map(terms.map((one) => [one, 2])) };
      },
    };
    const input = {
      stores: { graph, vector },
      tenant: "user:t",
      query: readQuery(text, { reference: 0, timeZone: "UTC", isTimeGiven: false }),
      visibility: { asOf: 0, agentId: null, runId: null, kinds: null },
      filter: null,
      widening: 1,
      mentions: aliases.map((alias) => {
        const start = text.indexOf(alias);
        return { start, end: start + alias.length, keys: [`key of ${alias}`], weight: 1 };
      }),
      weights: new Map(aliases.map((alias) => [alias.toLowerCase(), 9])),
    };
    const { weights } = runSync(otherNamesArm(input as unknown as OtherNamesInput));
    return { ...asked, weights };
  }

  const numbered = (word: string, count: number): string[] =>
    Array.from({ length: count }, (_, index) => `${word}${index + 10}`);

  test("pipeline/search/other-names.ts MAX_RENAMED is 4: so many entities of one question are looked for", () => {
    const all = numbered("Aka", 4);
    const named = (alias: string): string[] => [`true${alias}`];
    expect(explore(all, named).keys).toEqual(all.map((alias) => `key of ${alias}`));
    expect(explore([...all, "Aka99"], named).keys).toHaveLength(4);
  });

  test("pipeline/search/other-names.ts MAX_OTHER_NAMES is 4: so many other names of one are looked for", () => {
    const all = numbered("zed", 4);
    expect(explore(["Aka"], () => all).terms).toEqual(expect.arrayContaining(all));
    expect(explore(["Aka"], () => [...all, "zed99"]).terms).not.toContain("zed99");
  });

  test("lets an alias weigh what the other names do", () => {
    expect(explore(["Aka"], () => ["zed"]).weights.get("aka")).toBe(2);
  });

  test("asks for nothing where nobody is named by an alias", () => {
    const stores = {};
    const query = readQuery("Where?", { reference: 0, timeZone: "UTC", isTimeGiven: false });
    const input = { stores, query, mentions: [], weights: new Map() };
    expect(runSync(otherNamesArm(input as unknown as OtherNamesInput))).toBe(NO_OTHER_NAMES);
  });
});

test("calledOtherwise() places the names that a text has in full, and not inside of another word", () => {
  const others = [{ place: { start: 5, end: 11 }, names: ["Marguerite Duval", "Marguerite"] }];
  const points = [
    point("a", { text: "Marguerite is late" }),
    point("b", { text: "Marguerites are flowers" }),
  ];
  const called = calledOtherwise(points, others);
  expect([...called.keys()]).toEqual(["a"]);
  expect([...(called.get("a") ?? [])]).toEqual([{ start: 5, end: 11 }]);
});
