import { describe, expect, test } from "vitest";
import { ModelUnavailableError } from "../../../../src/core/errors.ts";
import type { Hit } from "../../../../src/core/hit.ts";
import type { Reranker } from "../../../../src/models/reranker.ts";
import { rerankHits } from "../../../../src/pipeline/search/rerank.ts";
import { startWatch } from "../../../../src/pipeline/search/watch.ts";

const watch = startWatch({
  timeBudgetMs: 50,
  signal: undefined,
  monotonicNow: () => performance.now(),
});
const hits = ["a", "b", "c"].map(
  (id) => ({ id, memory: id, score: 1, relevance: 0.5, why: [] }) as unknown as Hit,
);
const rerank = (doRerank: Reranker["doRerank"]) =>
  rerankHits(hits, { id: "judge", doRerank }, { query: "q", watch });

describe("rerankHits()", () => {
  test("takes the reranker's order; what it leaves out follows", async () => {
    const { hits: ordered, degraded } = await rerank(async () => [
      { index: 2, score: 0.9 },
      { index: 0, score: 0.1 },
    ]);
    expect(ordered.map(({ id }) => id)).toEqual(["c", "a", "b"]);
    expect(ordered.map(({ score }) => score)).toEqual(
      ordered.map(({ score }) => score).toSorted((x, y) => y - x),
    );
    expect(ordered[0]?.why).toContainEqual(
      expect.objectContaining({ by: "rerank", rank: 1, model: "judge" }),
    );
    expect(degraded).toEqual([]);
  });

  test("an index that is none is passed over", async () => {
    const { hits: ordered } = await rerank(async () => [{ index: 9, score: 1 }]);
    expect(ordered).toHaveLength(3);
  });

  test("an outage keeps the order and is named", async () => {
    const { hits: ordered, degraded } = await rerank(async () => {
      throw new ModelUnavailableError("rerank", "judge");
    });
    expect(ordered).toBe(hits);
    expect(degraded).toEqual([
      expect.objectContaining({ part: "rerank", code: "MODEL_UNAVAILABLE" }),
    ]);
  });

  test.each<[string, () => unknown]>([
    ["an error of its own", () => Promise.reject(new Error("boom"))],
    [
      "an error at once",
      () => {
        throw new TypeError("boom");
      },
    ],
    ["no list", () => "first"],
    ["a list of something else", () => [{ index: 0, score: "high" }]],
  ])("%s counts as an outage", async (_, answer) => {
    // As a reranker without types would.
    const { hits: ordered, degraded } = await rerank(answer as Reranker["doRerank"]);
    expect(ordered).toBe(hits);
    expect(degraded).toMatchObject([{ part: "rerank", code: "MODEL_UNAVAILABLE" }]);
    expect(degraded[0]?.reason).not.toContain("boom");
  });

  test("one that is late keeps the order and is named", async () => {
    const { degraded } = await rerank(() => Promise.withResolvers<never>().promise);
    expect(degraded[0]?.code).toBe("OUT_OF_TIME");
  });
});
