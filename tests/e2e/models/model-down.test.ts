import { describe, expect, onTestFinished, test } from "vitest";

import {
  type LanguageModel,
  ModelRequestError,
  ModelUnavailableError,
  openAIEmbeddingModel,
} from "../../../src/index.ts";
import { startOpenAIServer } from "../../../src/testing/testing.ts";
import { openMemory } from "../../support/behaviour.ts";
import { fact, openWithModel, relation } from "../../support/model-memory.ts";

const script = {
  facts: ({ prompt }: { readonly prompt: string }) =>
    prompt.includes("Lisbon") ? [fact("User lives in Lisbon")] : [fact("User has a cat, Tom")],
  graph: ({ prompt }: { readonly prompt: string }) =>
    prompt.includes("Lisbon") ? [relation(["User", "LIVES_IN", "Lisbon"])] : [],
};
const OUTAGE = { kind: "status", status: 503 } as const;

describe("a language model that is down", () => {
  test("leaves turns that are kept and found, and says what is to come", async () => {
    const { server, kirk, memory } = await openWithModel(script);
    server.fail(OUTAGE, { count: 100 });
    const { pending, results, failed } = await kirk.add("I live in Lisbon.");
    expect({ pending, results, failed }).toEqual({
      pending: ["facts", "graph"],
      results: [],
      failed: [],
    });
    const found = await kirk.search("Where do I live?");
    expect(found.results.map(({ memory: text }) => text)).toEqual(["I live in Lisbon."]);
    const { faults } = await memory.verify();
    expect(faults.map(({ kind }) => kind)).toEqual(["unread-episode"]);
  });

  test.each<[string, () => unknown]>([
    ["throws an error of its own", () => Promise.reject(new Error("boom"))],
    ["answers with a text", () => "Lisbon"],
  ])("a model of one's own that %s leaves the messages stored and pending", async (_, answer) => {
    // As a caller without types may write it.
    const languageModel = { id: "own", doGenerate: answer } as unknown as LanguageModel;
    const retry = { maxAttempts: 2, initialDelayMs: 1 };
    const memory = await openMemory({ languageModel, retry });
    const kirk = memory.for({ userId: "kirk" });
    const { pending } = await kirk.add("I live in Lisbon.");
    expect(pending).toEqual(["facts", "graph"]);
    const { results } = await kirk.search("Where do I live?");
    expect(results.map(({ memory: text }) => text)).toEqual(["I live in Lisbon."]);
    await expect(memory.languageModel.generate("Hello")).rejects.toThrow(ModelUnavailableError);
  });

  test("is asked again within the add, which counts it as retries", async () => {
    const { server, kirk } = await openWithModel(script);
    server.fail(OUTAGE, { count: 2 });
    const { usage, pending } = await kirk.add("I live in Lisbon.");
    expect(pending).toEqual([]);
    expect(usage).toMatchObject({ modelCalls: 2, retries: 2 });
    expect(server.counts.chat).toBe(4);
    const { usage: later } = await kirk.add("My cat is called Tom.");
    expect(later.retries).toBe(0);
  });

  test("is asked again by the next add that it answers", async () => {
    const { server, kirk, memory } = await openWithModel(script);
    server.fail(OUTAGE, { count: 4 });
    const first = await kirk.add("I live in Lisbon.", { at: "2024-01-01" });
    const second = await kirk.add("My cat is called Tom.", { at: "2024-02-01" });
    expect(second.pending).toEqual([]);
    expect(second.caughtUp).toEqual([{ episodeId: first.episodeId, pending: [], failed: [] }]);
    const { results } = await kirk.getAll();
    expect(results.map(({ memory: text, validFrom }) => [text, validFrom])).toEqual(
      expect.arrayContaining([
        ["User lives in Lisbon", "2024-01-01T00:00:00.000Z"],
        ["User has a cat, Tom", "2024-02-01T00:00:00.000Z"],
      ]),
    );
    expect((await kirk.graph.relations()).results).toMatchObject([{ destination: "Lisbon" }]);
    expect(await memory.verify()).toMatchObject({ isSound: true });
  });

  test("is asked again by repair(), once, under the key of the add", async () => {
    const { server, kirk, memory } = await openWithModel(script);
    server.fail(OUTAGE, { count: 4 });
    const key = { idempotencyKey: "one" };
    const first = await kirk.add("I live in Lisbon.", key);
    expect(await kirk.add("I live in Lisbon.", key)).toMatchObject({
      isRepeat: true,
      pending: ["facts", "graph"],
    });
    const { left, caughtUp } = await memory.repair();
    expect({ left, caughtUp }).toEqual({
      left: [],
      caughtUp: [{ episodeId: first.episodeId, pending: [], failed: [] }],
    });
    const repeated = await kirk.add("I live in Lisbon.", key);
    expect(repeated).toMatchObject({ isRepeat: true, pending: [] });
    expect(repeated.results).toMatchObject([{ memory: "User lives in Lisbon", event: "ADD" }]);
    expect(await memory.repair()).toMatchObject({ caughtUp: [] });
  });

  test("for one pipeline leaves the other's part stored", async () => {
    const { server, kirk, memory } = await openWithModel(script);
    server.fail(OUTAGE, {
      count: 100,
      when: ({ body }) => JSON.stringify(body).includes('"name":"graph"'),
    });
    const { pending, results } = await kirk.add("I live in Lisbon.");
    expect(pending).toEqual(["graph"]);
    expect(results).toHaveLength(1);
    server.clearFaults();
    await memory.repair();
    expect((await kirk.graph.relations()).results).toHaveLength(1);
    expect((await kirk.getAll()).results).toHaveLength(1);
  });

  test("never reads what was deleted meanwhile", async () => {
    const { server, kirk, memory } = await openWithModel(script);
    server.fail(OUTAGE, { count: 4 });
    const { episodeId } = await kirk.add("I live in Lisbon.");
    await kirk.delete(episodeId);
    expect(await memory.repair()).toMatchObject({ caughtUp: [] });
    expect((await kirk.getAll({ kinds: ["trait", "turn"] })).results).toEqual([]);
  });

  test("ends in the state that it would have come to without the outage", async () => {
    const tell = async (outage: boolean): Promise<unknown> => {
      const { server, kirk, memory } = await openWithModel(script, {
        clock: { now: () => Date.UTC(2025, 0, 1) },
      });
      if (outage) server.fail(OUTAGE, { count: 4 });
      await kirk.add("I live in Lisbon.", { at: "2024-01-01", idempotencyKey: "a" });
      await kirk.add("My cat is called Tom.", { at: "2024-02-01", idempotencyKey: "b" });
      if (outage) await memory.repair();
      const memories = (await kirk.getAll()).results.toSorted((a, b) => (a.id < b.id ? -1 : 1));
      return { memories, relations: (await kirk.graph.relations()).results };
    };
    expect(await tell(true)).toEqual(await tell(false));
  });
});

describe("an embedding model that is down", () => {
  const openEmbedding = async () => {
    const server = await startOpenAIServer();
    onTestFinished(async () => server.close());
    const embeddingModel = openAIEmbeddingModel({
      baseUrl: server.baseURL,
      apiKey: "key",
      model: "text-embedding-3-small",
      dimensions: 64,
    });
    const opened = await openWithModel(script, { embeddingModel });
    return { ...opened, embeddings: server };
  };

  test("leaves facts and turns that are found by their words, and embeds them with the next add", async () => {
    const { kirk, memory, embeddings } = await openEmbedding();
    embeddings.fail(OUTAGE, { count: 4 });
    const { pending, results } = await kirk.add("I live in Lisbon.");
    expect([pending, results.length]).toEqual([["vectors"], 1]);
    const { results: found } = await kirk.search("Lisbon");
    expect(found.map(({ memory: text }) => text)).toContain("User lives in Lisbon");
    embeddings.clearFaults();
    const { pending: left, usage } = await kirk.add("My cat is called Tom.");
    expect(left).toEqual([]);
    expect(usage.embeddingRequests).toBe(2);
    expect(await memory.verify()).toMatchObject({ isSound: true });
  });

  test("is asked again by repair()", async () => {
    const { kirk, memory, embeddings } = await openEmbedding();
    embeddings.fail(OUTAGE, { count: 2 });
    await kirk.add("I live in Lisbon.");
    expect((await memory.verify()).faults.map(({ kind }) => kind)).toContain("missing-vector");
    expect(await memory.repair()).toMatchObject({ left: [] });
  });
});

describe("a request that the provider refuses", () => {
  test.each(["unauthorized", "unknown-model"] as const)("%s: nothing is stored", async (kind) => {
    const { server, kirk } = await openWithModel(script);
    server.fail({ kind }, { count: 100 });
    await expect(kirk.add("I live in Lisbon.")).rejects.toThrow(ModelRequestError);
    expect((await kirk.getAll({ kinds: ["turn", "trait"] })).results).toEqual([]);
    server.clearFaults();
    expect((await kirk.add("I live in Lisbon.")).results).toHaveLength(1);
  });
});
