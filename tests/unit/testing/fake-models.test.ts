import { describe, expect, test } from "vitest";
import { FakeEmbeddingModel, FakeReranker, recordCalls } from "../../../src/testing/testing.ts";
import { testEmbeddingModel } from "../../contracts/embedding-model.ts";

testEmbeddingModel("fake", () => new FakeEmbeddingModel());
testEmbeddingModel("fake, recorded", () => recordCalls(new FakeEmbeddingModel()).port);

describe("FakeEmbeddingModel", () => {
  test("makes vectors by a function, and scales them to length 1", async () => {
    const model = new FakeEmbeddingModel({
      dimensions: 2,
      embed: () => [
        [3, 4],
        [0, 0],
      ],
    });
    const { embeddings } = await model.doEmbed(["a", "b"], { purpose: "query" });
    expect(embeddings.map((one) => Array.from(one))).toEqual([
      [expect.closeTo(0.6), expect.closeTo(0.8)],
      [0, 0],
    ]);
  });

  test("refuses more texts than it says", async () => {
    const model = new FakeEmbeddingModel({ maxInputsPerRequest: 1 });
    await expect(model.doEmbed(["a", "b"], { purpose: "query" })).rejects.toMatchObject({
      code: "MODEL_REQUEST_REJECTED",
    });
  });

  test("aborted while it waits rejects with the reason", async () => {
    const controller = new AbortController();
    const model = new FakeEmbeddingModel({ latencyMs: 600_000 });
    const embedding = model.doEmbed(["a"], { purpose: "query", signal: controller.signal });
    controller.abort("enough");
    await expect(embedding).rejects.toBe("enough");
  });

  test.for([-1, 600_001, Number.NaN])("refuses a latency of %d ms", (latencyMs) => {
    expect(() => new FakeEmbeddingModel({ latencyMs })).toThrow("'latencyMs'");
  });
});

describe("FakeReranker", () => {
  const reranker = new FakeReranker((query, document) =>
    document === "none" ? undefined : Number(document.includes(query)),
  );

  test("orders by score, ties by index, and leaves out what has none", async () => {
    const documents = ["tea", "coffee", "none", "more coffee"];
    expect(await reranker.doRerank("coffee", documents, {})).toEqual([
      { index: 1, score: 1 },
      { index: 3, score: 1 },
      { index: 0, score: 0 },
    ]);
  });

  test("rejects with the reason of an aborted signal", async () => {
    const signal = AbortSignal.abort("enough");
    await expect(reranker.doRerank("q", ["d"], { signal })).rejects.toBe("enough");
  });
});
