import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { InvalidArgumentError } from "../../../src/core/errors.ts";
import { Memory, type ScopedMemory } from "../../../src/memory.ts";
import { FakeLanguageModel } from "../../../src/testing/testing.ts";

let memory: Memory;
let kirk: ScopedMemory;

beforeEach(async () => {
  const clock = { now: () => Date.parse("2024-07-01") };
  memory = await Memory.open({
    path: ":memory:",
    languageModel: null,
    embeddingModel: null,
    clock,
  });
  kirk = memory.for({ userId: "kirk" });
  await kirk.add("My sister Ana works at Feedzai. She is allergic to peanuts.", {
    at: "2024-01-14",
  });
  await kirk.add("I live in Lisbon.", { at: "2024-01-14" });
  await kirk.add("I moved to Porto.", { at: "2024-05-21" });
  await kirk.add("Yesterday I went skiing with Rui.", { at: "2024-06-21" });
  await kirk.add("Good morning! How are you today? Thanks, that really helped.", {
    at: "2024-06-22",
  });
});

afterEach(async () => {
  await memory.close();
});

describe("context()", () => {
  test.each([
    ["Where does my sister work?", "My sister Ana works at Feedzai."],
    ["where does ana work", "My sister Ana works at Feedzai."],
    ["Where do I live?", "I moved to Porto."],
    ["What is Ana allergic to?", "Ana is allergic to peanuts."],
    ["When did Rui go skiing?", "I went skiing with Rui."],
  ])("recalls for %j", async (question, expected) => {
    const { text, need } = await kirk.context(question);
    expect(need).toBeGreaterThan(0.5);
    expect(text).toContain(expected);
  });

  test.each([
    "Good morning!",
    "How are you today?",
    "Tell me a joke.",
    "Thanks a lot, that really helped.",
    "What is the capital of Australia?",
    "What is 17 times 23?",
    "I'm so tired.",
    "早上好！",
    "今天天气真好。",
  ])("recalls nothing for %j", async (turn) => {
    const { text, need, results, relations, tokenCount } = await kirk.context(turn);
    expect(need).toBeLessThan(0.5);
    expect({ text, results, relations, tokenCount }).toEqual({
      text: "",
      results: [],
      relations: [],
      tokenCount: 0,
    });
  });

  test("an empty memory has nothing to recall", async () => {
    const { text } = await memory.context("Where do I live?", { userId: "nobody" });
    expect(text).toBe("");
  });

  test("shows what holds, and the past as past where it is asked about", async () => {
    const now = await kirk.context("Where do I live?");
    expect(now.text).toContain("What holds\n- [1] I moved to Porto. (told on 2024-05-21)");
    expect(now.text).not.toContain("I live in Lisbon");
    const before = await kirk.context("Where did I live before Porto?");
    expect(before.text).toMatch(
      /What was, and holds no longer\n- \[1\] I live in Lisbon\. \(from 2024-01-14 until 2024-05-21, no longer\)/,
    );
    const then = await kirk.context("Where do I live?", { asOf: "2024-03" });
    expect(then.text).toContain("What holds\n- [1] I live in Lisbon.");
  });

  test("what the lines are numbered by is their place among the results, with the evidence", async () => {
    const { text, results, relations } = await kirk.context("Where does my sister Ana work?");
    const lines = [...text.matchAll(/^- \[(\d+)\] (?:[^:\n]{1,20}: )?([^\n]*)$/gmu)];
    expect(lines).toHaveLength(results.length + relations.length);
    for (const [, number, line] of lines) {
      const told = [...results.map((one) => one.memory), ...relations.map(({ fact }) => fact)];
      expect(line).toContain(told[Number(number) - 1]);
    }
    expect(results[0]?.evidence[0]?.text).toContain("Feedzai");
  });

  test("a follow-up question is read with the one before it", async () => {
    const { query, text } = await kirk.context([
      { role: "user", content: "Who is Ana?" },
      { role: "assistant", content: "Your sister." },
      { role: "user", content: "And where does she work?" },
    ]);
    expect(query).toBe("Who is Ana?\nAnd where does she work?");
    expect(text).toContain("Feedzai");
  });

  test("messages without words of the user's recall nothing and search for nothing", async () => {
    const result = await kirk.context([{ role: "assistant", content: "Where does Ana work?" }]);
    expect(result).toMatchObject({ text: "", need: 0, query: null });
    expect(result.usage.embeddingRequests).toBe(0);
  });

  test("recallThreshold of 0 recalls whatever is found, of 1 nothing", async () => {
    const all = await kirk.context("Tell me about skiing in the mountains.", {
      recallThreshold: 0,
    });
    expect(all.text).toContain("skiing");
    const none = await kirk.context("Where does my sister work?", { recallThreshold: 1 });
    expect(none.text).toBe("");
    expect(none.need).toBeGreaterThan(0.5);
  });

  test("a budget holds the whole block", async () => {
    for (const tokenBudget of [60, 80, 120]) {
      const { tokenCount, text } = await kirk.context("Where does my sister Ana work?", {
        tokenBudget,
      });
      expect(tokenCount).toBeLessThanOrEqual(tokenBudget);
      if (tokenBudget >= 80) expect(text).toContain("Feedzai");
    }
  });

  test("never crosses the tenant", async () => {
    const { text } = await memory.context("Where does my sister Ana work?", {
      userId: "spock",
      recallThreshold: 0,
    });
    expect(text).toBe("");
  });

  test("what holds is not told in a sentence the other half of which has ended", async () => {
    await kirk.add("My colleague Tom lives in Shanghai. He works at Huawei.", { at: "2022-10-05" });
    await kirk.add("Tom moved to Vienna.", { at: "2024-06-01" });
    const { text } = await kirk.context("Where do Tom and I live?");
    const [holds = ""] = /What holds\n(?:- .*\n)*/.exec(text) ?? [];
    expect(holds).toContain("Tom moved to Vienna.");
    expect(holds).toContain("I and Tom are colleagues (since 2022-10-05)");
    expect(holds).not.toContain("Shanghai");
  });

  test("asks no language model", async () => {
    const refusing = () => {
      throw new Error("asked");
    };
    const languageModel = new FakeLanguageModel(refusing);
    const modelled = await Memory.open({ path: ":memory:", languageModel, embeddingModel: null });
    await modelled.add("I live in Lisbon.", { userId: "kirk", infer: false });
    const { text, usage } = await modelled.context("Where do I live?", { userId: "kirk" });
    expect(text).toContain("Lisbon");
    expect(usage.modelCalls).toBe(0);
    await modelled.close();
  });

  test("refuses what it does not know, by name", async () => {
    await expect(kirk.context("Where?", { recallThreshold: 2 })).rejects.toThrow(
      InvalidArgumentError,
    );
    const options = { budget: 7 } as object;
    await expect(kirk.context("Where?", options)).rejects.toThrow(/'budget'/);
    await expect(kirk.context("Where?", { signal: AbortSignal.abort("enough") })).rejects.toBe(
      "enough",
    );
  });

  test("recalls in Chinese", async () => {
    await memory.add("我妹妹小红在华为工作。", { userId: "li", at: "2024-01-14" });
    await memory.add("我住在杭州。", { userId: "li", at: "2024-02-14" });
    const { text } = await memory.context("我妹妹在哪里工作？", { userId: "li" });
    expect(text).toContain("现状\n- [1] 我妹妹小红在华为工作。（2024年1月14日说）");
    for (const turn of ["早上好！", "给我讲个笑话吧。", "你喜欢听音乐吗？"]) {
      expect((await memory.context(turn, { userId: "li" })).text).toBe("");
    }
  });
});

describe("what a turn goes on to say, and nothing was read from", () => {
  test.each([
    [
      "My daughter was born in May. Her name is Minka.",
      "What is my daughter called?",
      'My daughter was born in May. (told on 2024-06-23) Said with it: "Her name is Minka."',
    ],
    [
      "I bought a car last week. We had rain all day. It's a blue Volvo.",
      "What do you know about my car?",
      '(2024-06-10 to 2024-06-16). Said with it: "It\'s a blue Volvo."',
    ],
    ["我上周买了一辆车。它是蓝色的沃尔沃。", "我买了什么车？", "同时说到：“它是蓝色的沃尔沃。”"],
  ])("is told on the line of what was read: %j", async (told, question, expected) => {
    await kirk.add(told, { at: "2024-06-23" });
    const { text, degraded } = await kirk.context(question);
    expect(text).toContain(expected);
    expect(degraded).toEqual([]);
  });

  test("is told of a fact that the caller read as well", async () => {
    const facts = [{ text: "User's daughter was born in May" }];
    await kirk.add("My daughter was born in May. Her name is Minka.", { facts });
    const { text } = await kirk.context("What is my daughter called?");
    expect(text).toContain("User's daughter was born in May");
    expect(text).toContain('"Her name is Minka."');
  });

  test("is not told once what was read of it is over", async () => {
    const told = "My cousin Zoe is a potter. She keeps two grey parrots at home.";
    const potter = { text: "Zoe, a cousin of the user, is a potter" };
    const parrots = { text: "Zoe keeps two grey parrots at home" };
    const { results } = await kirk.add(told, { facts: [potter, parrots], at: "2024-06-23" });
    const supersedes = results.find((one) => one.memory === parrots.text)?.id ?? "";
    await kirk.add("Zoe gave her birds away.", {
      facts: [{ text: "Zoe gave her birds away", supersedes }],
      at: "2024-06-24",
    });
    const { text } = await kirk.context("What does my cousin Zoe do?");
    expect(text).toContain(potter.text);
    expect(text).not.toContain("two grey parrots");
  });
});
