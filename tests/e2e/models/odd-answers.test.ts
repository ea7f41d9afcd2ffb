import { describe, expect, test } from "vitest";

import { MAX_ITEMS } from "../../../src/pipeline/add/extract/ask-items.ts";
import { MAX_CALLS_PER_WINDOW } from "../../../src/pipeline/add/extract/read-windows.ts";
import { type ChatReply, MANNERS, type MannerName } from "../../../src/testing/testing.ts";
import { fact, openWithModel, relation } from "../../support/model-memory.ts";

const MESSAGES = ["Ana lives in Porto.", "She has two cats: “Mia” and Zoé 🐈.", "我喜欢喝茶。"].map(
  (content) => ({ role: "user", content }),
);
const FACTS = [
  fact("Ana lives in Porto", {
    slot: { subject: "Ana", relation: "LIVES_IN", value: "Porto" },
    from: "2024-05-03",
  }),
  fact('Ana has two cats, "Mia" and Zoé 🐈', { sources: [2] }),
  fact("用户喜欢喝茶", { sources: [3] }),
];
const FACT_TEXTS = ["Ana lives in Porto", 'Ana has two cats, "Mia" and Zoé 🐈', "用户喜欢喝茶"];
const ENTITIES = ["Ana", "Porto", "Zoé"].map((name) => ({
  name,
  type: "thing",
  aliases: [`${name}-alias`],
  sources: [1],
}));
const RELATIONS = [
  relation(["Ana", "LIVES_IN", "Porto"], { from: "2024-05-03" }),
  relation(["Ana", "OWNS", "Zoé"], { sources: [2] }),
];

/** Every `step`-th place, and the end. */
function* placesIn(text: string, step: number): Generator<number> {
  for (let at = 0; at < text.length; at += step) yield at;
  yield text.length;
}

const LATER = { nothing: '{"facts": [], "entities": [], "relations": []}', nonsense: "I cannot." };

describe("an answer cut off anywhere, whose rest never comes", () => {
  /** Only the very first answer of a pipeline has anything in it. */
  const cutOnce = (text: string, at: number, later: string) => {
    let asked = 0;
    return (): ChatReply => {
      asked += 1;
      const cut: ChatReply = { text: text.slice(0, at), finishReason: "length" };
      return asked === 1 ? cut : later;
    };
  };

  test.each(Object.entries(LATER))("facts, then %s: whole ones alone", async (_, later) => {
    // Of one message, as a window of several is read anew by halves.
    const said = MESSAGES.map(({ content }) => content).join(" ");
    const { text, ends } = written({
      facts: FACTS.map((one) => ({ ...(one as object), sources: [1] })),
    });
    let server: Parameters<typeof openWithModel>[0] = {};
    const { memory } = await openWithModel({ facts: (request) => server.facts?.(request) ?? [] });
    for (const at of placesIn(text, 3)) {
      server = { facts: cutOnce(text, at, later) };
      const { results, failed } = await memory.add(said, { userId: `user ${at}` });
      const whole = FACT_TEXTS.filter((__, index) => (ends[index] ?? Infinity) <= at);
      expect([at, results.map((one) => one.memory)]).toEqual([at, whole]);
      const isWithinItem = text.slice(0, at).lastIndexOf("{") > (ends[whole.length - 1] ?? 9);
      if (isWithinItem) expect([at, failed.length > 0]).toEqual([at, true]);
      const kept = await memory.getAll({ userId: `user ${at}` });
      expect(kept.results.map((one) => one.memory).toSorted()).toEqual(whole.toSorted());
    }
  });

  test.each(Object.entries(LATER))("a graph, then %s: whole ones alone", async (_, later) => {
    const { text, ends } = written({ entities: ENTITIES, relations: RELATIONS });
    let server: Parameters<typeof openWithModel>[0] = {};
    const { memory } = await openWithModel({ graph: (request) => server.graph?.(request) ?? [] });
    for (const at of placesIn(text, 3)) {
      server = { graph: cutOnce(text, at, later) };
      const scope = { userId: `user ${at}` };
      const { relations } = await memory.add(MESSAGES, scope);
      const wholeCount = ends.filter((end) => end <= at).length;
      const told = relations.added.map(({ source, destination }) => [source, destination]);
      const expected = [
        ["Ana", "Porto"],
        ["Ana", "Zoé"],
      ].slice(0, Math.max(0, wholeCount - ENTITIES.length));
      expect([at, told]).toEqual([at, expected]);
      const { results } = await memory.graph.entities(scope);
      const names = results.map(({ name }) => name).filter((name) => name !== scope.userId);
      expect(names.toSorted()).toEqual(["Ana", "Porto", "Zoé"].slice(0, wholeCount).toSorted());
      const aliases = results.flatMap((one) => one.aliases).filter((one) => /-/u.test(one));
      expect(aliases).toHaveLength(Math.min(wholeCount, ENTITIES.length));
    }
  });
});

/** The JSON of an answer, and where in it each item ends. */
function written(lists: Readonly<Record<string, readonly unknown[]>>): {
  readonly text: string;
  readonly ends: readonly number[];
} {
  const text = JSON.stringify(lists);
  const items = Object.values(lists).flat();
  let from = 0;
  const ends = items.map((item) => {
    const json = JSON.stringify(item);
    from = text.indexOf(json, from) + json.length;
    return from;
  });
  return { text, ends };
}

describe("an add reads what providers write", () => {
  const names = Object.keys(MANNERS) as MannerName[];
  test.each(names)("in the manner of %s", async (manner) => {
    const { memory } = await openWithModel(
      {},
      {
        server: {
          manner,
          chat: ({ system }) =>
            /You draw the graph/u.test(system ?? "")
              ? { json: { entities: ENTITIES, relations: RELATIONS }, reasoning: "Let me see {" }
              : { json: { facts: FACTS }, reasoning: 'Perhaps {"facts": ["Ana is a queen"]}' },
        },
      },
    );
    const { results, relations, failed } = await memory.add(MESSAGES, { userId: "kirk" });
    expect(failed).toEqual([]);
    expect(results.map((one) => one.memory)).toEqual(FACT_TEXTS);
    expect(relations.added).toHaveLength(2);
    const again = await memory.add("Nothing new.", { userId: "kirk" });
    expect(again.results.map(({ event }) => event)).not.toContain("ADD");
  });
});

describe("what one window may cost", () => {
  test("is bounded where every answer is cut off and brings something new", async () => {
    let count = 0;
    const { kirk } = await openWithModel({
      facts: () => {
        count += 1;
        const text = JSON.stringify({ facts: [fact(`User likes number ${count}`)] });
        return { text: `${text.slice(0, -2)}, {"text": "User li`, finishReason: "length" };
      },
    });
    const messages = Array.from({ length: 14 }, (_, index) => ({
      role: "user",
      content: `I like number ${index}.`,
    }));
    const { results, failed, usage } = await kirk.add(messages);
    expect(usage.modelCalls).toBe(1 + MAX_CALLS_PER_WINDOW);
    expect(results).toHaveLength(count);
    expect(failed.length).toBeGreaterThan(0);
    expect(failed[0]).toMatchObject({ reason: expect.stringContaining("cut off") });
  });

  test("is enough to read each of its messages alone", async () => {
    const { kirk } = await openWithModel({
      facts: ({ prompt }) =>
        prompt.includes("\n[2] ")
          ? { text: "", finishReason: "length" }
          : [fact(`User likes number ${/like number (\d+)\.$/u.exec(prompt)?.[1] ?? ""}`)],
    });
    const messages = Array.from({ length: 14 }, (_, index) => ({
      role: "user",
      content: `I like number ${index}.`,
    }));
    const { results, failed, usage } = await kirk.add(messages);
    expect(results.map(({ memory }) => memory)).toEqual(
      messages.map((_, index) => `User likes number ${index}`),
    );
    expect([failed, usage.modelCalls]).toEqual([[], 1 + 27]);
  });

  test("ends after so many items, and says how many more there were", async () => {
    const many = Array.from({ length: MAX_ITEMS + 500 }, (_, index) => fact(`Number ${index}`));
    const { kirk, server } = await openWithModel({
      facts: () => ({ text: JSON.stringify({ facts: many }), finishReason: "length" }),
    });
    const { results, failed } = await kirk.add("Numbers.");
    expect(results).toHaveLength(MAX_ITEMS);
    expect(failed).toMatchObject([{ reason: expect.stringContaining("had 500 more") }]);
    expect(server.counts.chat).toBe(2);
  });
});

describe("an answer that is no answer", () => {
  test("of a content filter is told with its message, and not asked for again", async () => {
    const { kirk, server } = await openWithModel({
      facts: () => ({ text: "", finishReason: "content_filter" }),
      graph: () => ({
        text: `{"relations": [${JSON.stringify(RELATIONS[0])}, {"source": "A`,
        finishReason: "content_filter",
      }),
    });
    const { failed, relations, pending } = await kirk.add("Ana lives in Porto.");
    expect(failed.map(({ item, text }) => [item, text.slice(0, 19)])).toEqual([
      ["fact", "Ana lives in Porto."],
      ["relation", '{"relations": [{"so'],
    ]);
    expect(failed[0]?.reason).toContain("content filter");
    expect([relations.added.length, pending, server.counts.chat]).toEqual([1, [], 2]);
  });

  test("nested without end leaves the other items, and is told", async () => {
    const deep = "[".repeat(50_000) + "]".repeat(50_000);
    const odd = `{"text": "User is deep", "sources": [1], "more": ${deep}}`;
    const { kirk } = await openWithModel({
      facts: () => `{"facts": [${odd}, ${JSON.stringify(fact("User likes tea"))}]}`,
    });
    const { results, failed } = await kirk.add("I like tea.");
    expect(results.map(({ memory }) => memory)).toEqual(["User likes tea"]);
    expect(failed).toMatchObject([{ item: "fact" }]);
  });
});
