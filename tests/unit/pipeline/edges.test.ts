/** Bounds on how often and how much the pipeline tries, looks up and names. */
import { afterEach, describe, expect, test, vi } from "vitest";

import { ModelRequestError, ModelUnavailableError } from "../../../src/core/errors.ts";
import { resolveRetryPolicy } from "../../../src/core/retry.ts";
import { resolveScope } from "../../../src/core/scope.ts";
import type { EmbeddingModel } from "../../../src/models/embedding-model.ts";
import { CheckedEmbeddingModel } from "../../../src/pipeline/checked-embedding-model.ts";
import { nameConfig } from "../../../src/pipeline/config-names.ts";
import type { Engine } from "../../../src/pipeline/engine.ts";
import { fillVectors } from "../../../src/pipeline/fill-vectors.ts";
import { dueEpisodes } from "../../../src/pipeline/forget.ts";
import { numberedLines } from "../../../src/pipeline/moving/numbered-lines.ts";
import { recoverPending } from "../../../src/pipeline/recover.ts";
import { goOn } from "../../../src/pipeline/replay-add.ts";
import { rewriteQuery } from "../../../src/pipeline/rewrite-query.ts";
import { startWatch } from "../../../src/pipeline/search/watch.ts";
import { FakeLanguageModel } from "../../../src/testing/testing.ts";
import { openMemory } from "../../support/behaviour.ts";
import { linesOf } from "../../support/moving.ts";
import { SplitServers } from "../../support/split-memory.ts";

const KIRK = { userId: "kirk" };
const { tenant } = resolveScope(KIRK, "look");
const numbered = (count: number): number[] => Array.from({ length: count }, (_, index) => index);

/** An engine of the parts that the call under test looks at. */
function engineOf(stores: object, rest: object = {}): Engine {
  return {
    clock: { now: () => 0 },
    stores,
    observer: () => undefined,
    ...rest,
  } as unknown as Engine;
}

afterEach(() => {
  vi.restoreAllMocks();
});

describe("a query's embedding", () => {
  function modelThat(doEmbed: EmbeddingModel["doEmbed"]): EmbeddingModel {
    return { id: "m", dimensions: 2, isModel: true, maxInputsPerRequest: 8, doEmbed };
  }

  test("pipeline/checked-embedding-model.ts MAX_QUERY_ATTEMPTS is 2", async () => {
    const doEmbed = vi.fn<EmbeddingModel["doEmbed"]>(() => {
      throw new ModelUnavailableError("embed", "m", { reason: "it is down" });
    });
    const policy = resolveRetryPolicy({ initialDelayMs: 1, maxDelayMs: 1 });
    const model = new CheckedEmbeddingModel(modelThat(doEmbed), policy);
    await expect(model.doEmbed(["tea"], { purpose: "query" })).rejects.toThrow("it is down");
    expect(doEmbed).toHaveBeenCalledTimes(2);
  });

  test("pipeline/checked-embedding-model.ts MAX_QUERY_MS is 10,000", async () => {
    const timeout = vi.spyOn(AbortSignal, "timeout");
    const embeddings = [Float32Array.of(1, 0)];
    const doEmbed = async () => Promise.resolve({ embeddings });
    const model = new CheckedEmbeddingModel(modelThat(doEmbed), resolveRetryPolicy());
    await model.doEmbed(["tea"], { purpose: "query" });
    expect(timeout.mock.calls).toEqual([[10_000]]);
  });
});

test("pipeline/config-names.ts MAX_DEPTH is 5: a configuration that is nested deeper is refused", () => {
  const nested = (depth: number): object => (depth === 0 ? {} : { a: nested(depth - 1) });
  expect(() => nameConfig(nested(5), "open")).not.toThrow();
  expect(() => nameConfig(nested(6), "open")).toThrow("nested at most 5 deep");
});

describe("fillVectors()", () => {
  test("pipeline/model-answer.ts MAX_REFUSALS is 8: where a model refuses so many texts, no more are tried", async () => {
    const failure = { error: new Error("not yet"), singles: 0 };
    const embeddingModel: EmbeddingModel = {
      id: "failing",
      dimensions: 4,
      isModel: true,
      maxInputsPerRequest: 256,
      doEmbed: async (texts) => {
        if (texts.length === 1) failure.singles += 1;
        return Promise.reject(failure.error);
      },
    };
    const memory = await openMemory({ embeddingModel, retry: { maxAttempts: 1 } });
    failure.error = new ModelUnavailableError("embed", "failing", { reason: "it is down" });
    await memory.add(
      numbered(20).map((one) => ({ role: "user", content: `Message ${one}.` })),
      { ...KIRK, infer: false },
    );
    failure.error = new ModelRequestError("embed", "failing", { reason: "no such key" });
    failure.singles = 0;
    await expect(memory.reembed()).rejects.toThrow("no such key");
    expect(failure.singles).toBe(8);
  });

  test("pipeline/fill-vectors.ts MAX_PASSES is 100: so often is gone through what never ends", async () => {
    let passCount = 0;
    const point = { id: "m", text: "tea", turn: null, isRedacted: false };
    const vector = {
      unembeddedCount: () => 1,
      unembedded: () => ({ items: [point], cursor: null }),
      get: () => [point],
      embed: () => undefined,
    };
    const embeddingModel = {
      maxInputsPerRequest: 8,
      doEmbed: async () => Promise.resolve({ embeddings: [Float32Array.of(1)] }),
    };
    const engine = engineOf({ vector, journal: { expired: () => [] } }, { embeddingModel });
    await fillVectors(async function* tenants() {
      passCount += 1;
      yield tenant;
    }, engine);
    // Each pass asks for them twice: to count, and to embed.
    expect(passCount).toBe(200);
  });
});

describe("what was left unfinished", () => {
  test("pipeline/recover.ts MAX_ROUNDS is 1,000: so often is looked for what somebody else is at", async () => {
    const pending = vi.fn<() => object[]>(() => [{ episodeId: "e" }]);
    const journal = { pending, claim: () => false };
    await recoverPending(tenant, engineOf({ journal, graph: { revision: () => 1 } }));
    expect(pending).toHaveBeenCalledTimes(1_000);
  });

  test("pipeline/replay-add.ts MAX_ATTEMPTS is 3: so often is an add embedded anew", async () => {
    // A memory that is there when it is to be embedded, and gone when it is to be committed.
    let isThere = false;
    const get = vi.fn<() => object[]>(() => {
      isThere = !isThere;
      return isThere ? [{ id: "m" }] : [];
    });
    const stores = {
      vector: { get },
      graph: { tombstones: () => [] },
      transactor: { transaction: <T>(work: () => T): T => work() },
    };
    const records = {
      relations: [],
      attestations: [],
      supersessions: [],
      mentions: [],
      merges: [],
    };
    const plan = {
      episodeId: "e",
      scope: resolveScope(KIRK, "add"),
      turns: [],
      memories: [{ id: "m", text: "tea" }],
      facts: [],
      failed: [],
      endedIds: [],
      recordedAt: 0,
      records,
    };
    const task = { form: "add", plan } as unknown as Parameters<typeof goOn>[0];
    await goOn(task, engineOf(stores));
    expect(get).toHaveBeenCalledTimes(2 * 3);
  });
});

test("pipeline/forget.ts MAX_EXPIRED_AT_ONCE is 1,000: so many episodes are asked for", async () => {
  const expired = vi.fn<() => string[]>(() => []);
  await dueEpisodes(tenant, engineOf({ journal: { expired } }));
  expect(expired).toHaveBeenCalledWith(tenant, { now: 0, limit: 1_000 });
});

test("pipeline/graph-view.ts MAX_NEIGHBOURHOOD is 2,000: so many edges are asked for", async () => {
  const servers = new SplitServers();
  const memory = await servers.open();
  await memory.add("x", {
    ...KIRK,
    relations: [{ source: "Ana", relationship: "knows", destination: "Bo" }],
  });
  await memory.graph.neighborhood("Ana", KIRK);
  const [call] = servers.calls.graph.callsOf("neighbourhood");
  expect(call?.parameters[2]).toMatchObject({ maxRelations: 2_000 });
});

test("pipeline/moving/import.ts MAX_CONFLICTS is 100: so many episodes are named that are there already", async () => {
  const count = 101;
  const filled = async (word: string) => {
    const memory = await openMemory({ embeddingModel: null });
    for (const one of numbered(count)) {
      await memory.add(`${word} ${one}`, { ...KIRK, infer: false, idempotencyKey: `key ${one}` });
    }
    return memory;
  };
  const lines = await linesOf(await filled("Tea"));
  const report = await (await filled("Milk")).import(lines);
  expect(report.conflictCount).toBe(count);
  expect(report.conflicts).toHaveLength(100);
});

test("pipeline/moving/numbered-lines.ts MAX_LINE_LENGTH is 268,435,456 characters", async () => {
  const countOf = async (length: number): Promise<number> => {
    let count = 0;
    for await (const { text } of numberedLines(["a".repeat(length)])) count += text.length;
    return count;
  };
  expect(await countOf(268_435_456)).toBe(268_435_456);
  await expect(countOf(268_435_457)).rejects.toThrow("at most 268435456 characters");
});

describe("rewriteQuery()", () => {
  async function rewritten(query: string): Promise<readonly [query: string, maxTokens: unknown]> {
    let maxTokens: unknown;
    const model = new FakeLanguageModel((request) => {
      ({ maxTokens } = request);
      return { json: { queries: [query] } };
    });
    const watch = startWatch({ timeBudgetMs: null, signal: undefined, monotonicNow: () => 0 });
    const answer = await rewriteQuery("Tea?", true, { model, watch });
    return [answer.query, maxTokens];
  }

  test("pipeline/rewrite-query.ts MAX_REWRITTEN_LENGTH is 1,000: a longer answer is no query", async () => {
    expect((await rewritten("a".repeat(1_000)))[0]).toBe("a".repeat(1_000));
    expect((await rewritten("a".repeat(1_001)))[0]).toBe("Tea?");
  });

  test("pipeline/rewrite-query.ts MAX_TOKENS is 400 of an answer", async () => {
    expect((await rewritten("Tea"))[1]).toBe(400);
  });
});
