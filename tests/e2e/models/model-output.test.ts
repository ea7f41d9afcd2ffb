import { describe, expect, test } from "vitest";

import { fact, openWithModel, relation } from "../../support/model-memory.ts";

const many = Array.from({ length: 30 }, (_, index) => fact(`User likes composer number ${index}`));

describe("what a model wrote", () => {
  test("cut off, is gone on with until it is whole", async () => {
    let asked = 0;
    const { kirk } = await openWithModel({
      facts: () => {
        asked += 1;
        const rest = { facts: many.slice(asked === 1 ? 0 : 12) };
        const text = JSON.stringify(rest);
        return asked === 1
          ? { text: text.slice(0, text.indexOf("number 13")), finishReason: "length" }
          : text;
      },
    });
    const { results, failed, usage } = await kirk.add("I like thirty composers.");
    expect(results).toHaveLength(30);
    expect(failed).toEqual([]);
    expect(usage).toMatchObject({ modelCalls: 3, continuations: 1, repairs: 0 });
  });

  test("cut off before its first item, is asked for by halves", async () => {
    const { kirk } = await openWithModel({
      facts: ({ prompt }) =>
        prompt.includes("[3]")
          ? { text: '{"facts": [{"text": "User li', finishReason: "length" }
          : [...prompt.matchAll(/\[(\d)\] .*: I like (\w+)/gu)].map(([, number, what]) =>
              fact(`User likes ${what}`, { sources: [Number(number)] }),
            ),
    });
    const messages = ["tea", "rain", "chess"].map((what) => ({
      role: "user",
      content: `I like ${what}`,
    }));
    const { results, failed, usage } = await kirk.add(messages);
    expect(results.map(({ memory }) => memory).toSorted()).toEqual([
      "User likes chess",
      "User likes rain",
      "User likes tea",
    ]);
    expect(failed).toEqual([]);
    expect(usage.continuations).toBe(2);
    const chess = results.find(({ memory }) => memory.includes("chess"));
    const { evidence } = (await kirk.get(chess?.id ?? "")) ?? {};
    expect(evidence).toMatchObject([{ text: "I like chess" }]);
  });

  test("of one message, cut off before its first item, is asked for once more", async () => {
    const { kirk } = await openWithModel({
      facts: ({ prompt }) =>
        prompt.includes("was cut off before its first item")
          ? [fact("User likes tea")]
          : { text: "<think>Let me think about tea", finishReason: "length" },
    });
    const { results, failed, usage } = await kirk.add("I like tea.");
    expect(results).toMatchObject([{ memory: "User likes tea" }]);
    expect(failed).toEqual([]);
    expect(usage).toMatchObject({ modelCalls: 3, continuations: 1 });
  });

  test("that never ends, keeps what is whole and says that the rest is missing", async () => {
    const text = JSON.stringify({ facts: many.slice(0, 3) }).slice(0, -10);
    const { kirk } = await openWithModel({ facts: () => ({ text, finishReason: "length" }) });
    const { results, failed, usage } = await kirk.add("I like composers.");
    expect(results).toHaveLength(2);
    expect(failed).toMatchObject([{ item: "fact", reason: expect.stringContaining("cut off") }]);
    expect(usage.modelCalls).toBeLessThanOrEqual(12);
  });

  test("with items of the wrong form, is mended once, and told where it is not", async () => {
    const { kirk, server } = await openWithModel({
      facts: ({ prompt }) =>
        prompt.includes("does not have the form")
          ? [fact("User likes tea"), fact("User likes rain", { sources: [77] })]
          : [
              fact("User likes chess"),
              fact("User likes tea", { from: "when the moon was blue" }),
              fact("User likes rain", { sources: [9] }),
            ],
    });
    const { results, failed, usage } = await kirk.add("I like chess, tea and rain.");
    expect(results.map(({ memory }) => memory)).toEqual(["User likes chess", "User likes tea"]);
    expect(failed).toMatchObject([
      {
        item: "fact",
        text: expect.stringContaining("rain"),
        reason: expect.stringContaining("1 to 1"),
      },
    ]);
    expect(usage).toMatchObject({ modelCalls: 3, repairs: 1 });
    expect(server.counts.chat).toBe(3);
  });

  test("that is nonsense, is told as failed, and its turns are kept", async () => {
    const { kirk } = await openWithModel({
      facts: () => "I am sorry, Dave.",
      graph: () => "42",
    });
    const { results, failed, pending } = await kirk.add("I live in Lisbon.");
    expect({ results, pending }).toEqual({ results: [], pending: [] });
    expect(failed.map(({ item }) => item)).toEqual(["fact", "relation"]);
    expect((await kirk.getAll({ kinds: ["turn"] })).results).toHaveLength(1);
  });

  test("with nothing in it, is nothing: no repair, nothing failed", async () => {
    const { kirk } = await openWithModel({ facts: () => '```json\n{"facts": []}\n```' });
    const { failed, usage } = await kirk.add("Hello!");
    expect(failed).toEqual([]);
    expect(usage.modelCalls).toBe(2);
  });

  test("under other keys, in thoughts and fences, is read", async () => {
    for (const kind of ["rename-keys", "think"] as const) {
      const { kirk, server } = await openWithModel({
        facts: () => [fact("User lives in Lisbon")],
        graph: () => [relation(["User", "LIVES_IN", "Lisbon"])],
      });
      server.fail({ kind }, { count: 2 });
      const { results, relations, failed } = await kirk.add("I live in Lisbon.");
      expect([results.length, relations.added.length, failed]).toEqual([1, 1, []]);
    }
  });

  test("of a custom prompt as other libraries have them, is read", async () => {
    const { kirk, server } = await openWithModel(
      {},
      {
        prompts: { graph: "List entities and relations." },
        server: {
          chat: ({ system }) =>
            system?.includes("Name is John")
              ? '{"facts": ["Name is John", "Likes cheese pizza"]}'
              : '{"entities": ["John"], "relations": [["John", "likes", "cheese pizza"]]}',
        },
      },
    );
    const prompt = 'Return facts as JSON: {"facts": ["Name is John"]}';
    const { results, relations } = await kirk.add("Hi, I am John. I like cheese pizza.", {
      prompt,
    });
    expect(results.map(({ memory }) => memory)).toEqual(["Name is John", "Likes cheese pizza"]);
    expect(relations.added).toMatchObject([{ relationship: "LIKES", destination: "cheese pizza" }]);
    const { provenance } = (await kirk.get(results[0]?.id ?? "")) ?? {};
    expect(provenance).toMatchObject({ prompt: "facts", promptVersion: "custom" });
    expect(server.counts.chat).toBe(2);
  });
});
