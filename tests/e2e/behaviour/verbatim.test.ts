import { describe, expect, test } from "vitest";

import { LexicalEmbeddingModel } from "../../../src/index.ts";
import { recordCalls } from "../../../src/testing/testing.ts";
import { openFor } from "../../support/behaviour.ts";

const CONVERSATION = [
  { role: "user", content: "I live in Lisbon and my sister is Ana." },
  { role: "assistant", content: "Noted!" },
];

describe("infer: false", () => {
  test("add() adds each message as a note, verbatim, and no graph", async () => {
    const kirk = await openFor("kirk");
    const { results, relations, failed } = await kirk.add(CONVERSATION, { infer: false });
    expect(results.map(({ event, kind, memory }) => [event, kind, memory])).toEqual([
      ["ADD", "note", "I live in Lisbon and my sister is Ana."],
      ["ADD", "note", "Noted!"],
    ]);
    expect([relations.added, relations.closed, relations.retracted, failed]).toEqual([
      [],
      [],
      [],
      [],
    ]);
    const { results: listed } = await kirk.getAll({});
    expect(listed.map(({ kind, attributedTo }) => `${kind} ${attributedTo}`).toSorted()).toEqual([
      "note assistant",
      "note user",
    ]);
    expect((await kirk.graph.relations()).results).toEqual([]);
    expect((await kirk.graph.entities()).results).toEqual([]);
  });

  test("add() says in usage that it called no model", async () => {
    const kirk = await openFor("kirk");
    const { usage } = await kirk.add(CONVERSATION, { infer: false });
    expect(usage).toMatchObject({
      modelCalls: 0,
      promptTokens: 0,
      completionTokens: 0,
      extractor: "verbatim",
      embedder: { isModel: false },
    });
  });

  test("add() embeds in one request, and nothing for what an idempotency key repeats", async () => {
    const recording = recordCalls(new LexicalEmbeddingModel());
    const kirk = await openFor("kirk", { embeddingModel: recording.port });
    const { usage } = await kirk.add(CONVERSATION, { infer: false, idempotencyKey: "k" });
    expect(recording.callCount()).toBe(1);
    expect(usage).toMatchObject({ embeddingRequests: 1, embeddingInputs: 4 });
    await kirk.add(CONVERSATION, { infer: false, idempotencyKey: "k" });
    expect(recording.callCount()).toBe(1);
  });

  test("search() finds notes, also by kind", async () => {
    const kirk = await openFor("kirk");
    await kirk.add(CONVERSATION, { infer: false });
    const { results } = await kirk.search("Where does Ana live?", { kinds: ["note"] });
    expect(results[0]).toMatchObject({
      kind: "note",
      memory: "I live in Lisbon and my sister is Ana.",
    });
  });

  test("add() keeps a note as it is, white space and all, and tells it twice as one", async () => {
    const kirk = await openFor("kirk");
    const text = "  Line one\n\tLine  two — «три» 四 🎿  ";
    const first = await kirk.add(text, { infer: false });
    expect(first.results[0]?.memory).toBe(text);
    expect((await kirk.get(first.results[0]?.id ?? ""))?.memory).toBe(text);
    const again = await kirk.add(text, { infer: false });
    expect(again.results).toMatchObject([{ id: first.results[0]?.id, event: "NONE" }]);
  });

  test("add() passes over a blank message among others, and says so of none that has text", async () => {
    const kirk = await openFor("kirk");
    const messages = [
      { role: "user", content: "   " },
      { role: "user", content: "Hello" },
    ];
    const { results } = await kirk.add(messages, { infer: false });
    expect(results.map(({ memory }) => memory)).toEqual(["Hello"]);
  });
});

describe("without a model", () => {
  test("add() by patterns, and stats(), say that no model was used", async () => {
    const kirk = await openFor("kirk");
    const { usage } = await kirk.add("I live in Lisbon.");
    expect(usage).toMatchObject({
      modelCalls: 0,
      extractor: "patterns",
      embedder: { isModel: false },
    });
    const { models } = await kirk.stats();
    expect(models).toMatchObject({
      language: null,
      embedding: { isModel: false, dimensions: 384 },
    });
  });

  test("add() says of a caller's facts that nothing was extracted", async () => {
    const kirk = await openFor("kirk");
    const { usage } = await kirk.add("hello", { facts: [{ text: "Kirk says hello" }] });
    expect(usage).toMatchObject({ modelCalls: 0, extractor: "caller" });
  });

  test("search() calls no model", async () => {
    const kirk = await openFor("kirk");
    await kirk.add("I live in Lisbon.");
    expect((await kirk.search("Where do I live?")).usage).toMatchObject({ modelCalls: 0 });
  });
});
