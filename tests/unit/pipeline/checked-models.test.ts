import { describe, expect, test } from "vitest";
import {
  InvalidArgumentError,
  ModelRequestError,
  ModelUnavailableError,
} from "../../../src/core/errors.ts";
import { resolveRetryPolicy } from "../../../src/core/retry.ts";
import type { EmbeddingModel, EmbeddingResult } from "../../../src/models/embedding-model.ts";
import type { LanguageModel, LanguageModelResult } from "../../../src/models/language-model.ts";
import { CheckedEmbeddingModel } from "../../../src/pipeline/checked-embedding-model.ts";
import { CheckedLanguageModel } from "../../../src/pipeline/checked-language-model.ts";

const policy = resolveRetryPolicy({ maxAttempts: 3, initialDelayMs: 0 });

function embedding(answers: readonly (readonly number[][] | Error)[]): CheckedEmbeddingModel {
  let index = 0;
  const model: EmbeddingModel = {
    id: "m",
    dimensions: 2,
    isModel: true,
    maxInputsPerRequest: 8,
    doEmbed: async (): Promise<EmbeddingResult> => {
      const answer = answers[Math.min(index, answers.length - 1)] ?? [];
      index += 1;
      if (answer instanceof Error) return Promise.reject(answer);
      const embeddings = answer.map((vector) => Float32Array.from(vector));
      return Promise.resolve({ embeddings, tokenCount: 4 });
    },
  };
  return new CheckedEmbeddingModel(model, policy);
}

function language(
  answers: readonly (Partial<LanguageModelResult> | Error)[],
): CheckedLanguageModel {
  let index = 0;
  const usage = { promptTokens: 0, completionTokens: 0 };
  const model: LanguageModel = {
    id: "m",
    doGenerate: async () => {
      const answer = answers[Math.min(index, answers.length - 1)] ?? {};
      index += 1;
      if (answer instanceof Error) return Promise.reject(answer);
      return Promise.resolve({ text: "text", finishReason: "stop", usage, ...answer });
    },
  };
  return new CheckedLanguageModel(model, policy);
}

const down = new ModelUnavailableError("ask", "m");

const caught = (error: unknown): unknown => error;

/** Models as a caller without types may write them. */
function anyEmbedding(doEmbed: () => unknown): CheckedEmbeddingModel {
  const model = { id: "m", dimensions: 2, isModel: true, maxInputsPerRequest: 8, doEmbed };
  return new CheckedEmbeddingModel(model as unknown as EmbeddingModel, policy);
}
function anyLanguage(doGenerate: () => unknown): CheckedLanguageModel {
  return new CheckedLanguageModel({ id: "m", doGenerate } as unknown as LanguageModel, policy);
}

describe("CheckedEmbeddingModel", () => {
  test("says what its model says", () => {
    const { id, dimensions, isModel, maxInputsPerRequest } = embedding([]);
    expect({ id, dimensions, isModel, maxInputsPerRequest }).toEqual({
      id: "m",
      dimensions: 2,
      isModel: true,
      maxInputsPerRequest: 8,
    });
  });

  test("passes on what its model says of unrelated texts, and refuses what is no cosine below 1", () => {
    const of = (unrelatedCosine: number | undefined): EmbeddingModel => ({
      id: "m",
      dimensions: 2,
      isModel: true,
      unrelatedCosine,
      maxInputsPerRequest: 8,
      doEmbed: async () => Promise.resolve({ embeddings: [] }),
    });
    for (const cosine of [undefined, -1, 0, 0.76]) {
      expect(new CheckedEmbeddingModel(of(cosine), policy).unrelatedCosine).toBe(cosine);
    }
    for (const cosine of [1, -1.1, Number.NaN]) {
      expect(() => new CheckedEmbeddingModel(of(cosine), policy)).toThrow(
        `'unrelatedCosine' must be a number from -1 to less than 1: current value is ${cosine}`,
      );
    }
  });

  test("brings vectors to length 1, and leaves those that have it as they are", async () => {
    const model = embedding([
      [
        [3, 4],
        [0, 1],
      ],
    ]);
    const { embeddings, tokenCount, requestCount } = await model.doEmbed(["a", "b"], {
      purpose: "query",
    });
    expect(embeddings).toEqual([Float32Array.of(0.6, 0.8), Float32Array.of(0, 1)]);
    expect([tokenCount, requestCount]).toEqual([4, 1]);
  });

  test("asks again after a failure, and counts it", async () => {
    const model = embedding([down, [[0, 0]], [[1, 0]]]);
    expect(await model.doEmbed(["a"], { purpose: "document" })).toMatchObject({ requestCount: 3 });
  });

  test("asks twice at most for a query, and waits for it so long and no longer", async () => {
    const call = embedding([down, down, [[1, 0]]]).doEmbed(["a"], { purpose: "query" });
    await expect(call).rejects.toBe(down);
    const model: EmbeddingModel = {
      id: "m",
      dimensions: 2,
      isModel: true,
      maxInputsPerRequest: 8,
      doEmbed: async () => Promise.withResolvers<EmbeddingResult>().promise,
    };
    const hanging = new CheckedEmbeddingModel(model, policy, { maxQueryMs: 5 });
    const late = hanging.doEmbed(["a"], { purpose: "query" });
    await expect(late).rejects.toThrow(ModelUnavailableError);
    await expect(late).rejects.toThrow("did not answer within 5 ms");
    const reason = new Error("enough");
    const signal = AbortSignal.abort(reason);
    await expect(hanging.doEmbed(["a"], { purpose: "query", signal })).rejects.toBe(reason);
    const controller = new AbortController();
    const aborted = hanging.doEmbed(["a"], { purpose: "query", signal: controller.signal });
    controller.abort(reason);
    await expect(aborted).rejects.toBe(reason);
  });

  test.each([
    ["too few", [[1, 0]], "answered 2 texts with 1 vectors"],
    [
      "too many",
      [
        [1, 0],
        [1, 0],
        [1, 0],
      ],
      "answered 2 texts with 3 vectors",
    ],
    [
      "zero",
      [
        [1, 0],
        [0, 0],
      ],
      "zero or not of numbers",
    ],
    [
      "not finite",
      [
        [1, 0],
        [Number.NaN, 1],
      ],
      "zero or not of numbers",
    ],
    [
      "infinite",
      [
        [1, 0],
        [Number.POSITIVE_INFINITY, 1],
      ],
      "zero or not of numbers",
    ],
  ])("refuses %s vectors in the end", async (_, vectors, reason) => {
    const call = embedding([vectors]).doEmbed(["a", "b"], { purpose: "query" });
    await expect(call).rejects.toThrow(ModelUnavailableError);
    await expect(call).rejects.toThrow(reason);
  });

  test.each<[string, unknown]>([
    ["a text", "no"],
    ["nothing", undefined],
    ["no vectors", { embeddings: null }],
    ["vectors that are lists", { embeddings: [[1, 0]] }],
    ["a number of tokens that is none", { embeddings: [Float32Array.of(1, 0)], tokenCount: "4" }],
  ])("%s as an answer counts as an outage", async (_, answer) => {
    const call = anyEmbedding(async () => answer).doEmbed(["a"], { purpose: "document" });
    await expect(call).rejects.toThrow(ModelUnavailableError);
    await expect(call).rejects.toThrow("its answer is not { embeddings } of Float32Arrays");
  });

  test("an error of its own counts as an outage, and is the cause", async () => {
    const boom = new Error("boom");
    let calls = 0;
    const model = anyEmbedding(() => {
      calls += 1;
      throw boom;
    });
    const error: unknown = await model.doEmbed(["a"], { purpose: "document" }).catch(caught);
    expect(error).toBeInstanceOf(ModelUnavailableError);
    expect(error).toMatchObject({ cause: boom, model: "m" });
    expect(String(error)).not.toContain("boom");
    expect(calls).toBe(3);
  });

  test("refuses other dimensions at once", async () => {
    const call = embedding([[[1, 0, 0]], [[1, 0]]]).doEmbed(["a"], { purpose: "query" });
    await expect(call).rejects.toThrow(InvalidArgumentError);
    await expect(call).rejects.toThrow(
      "'embeddingModel.dimensions' must be the 3 that the model's",
    );
    await expect(call).rejects.toThrow("sendsDimensions: true");
    await expect(call).rejects.toThrow("current value is 2");
  });
});

describe("CheckedLanguageModel", () => {
  const request = { messages: [] };

  test("asks again after a failure, an empty answer or one that broke off, and counts them", async () => {
    const broken = { finishReason: "error", text: "{" } as const;
    for (const first of [down, { text: " " }, broken]) {
      const model = language([first, { text: "whole", requestCount: 2 }]);
      expect(await model.doGenerate(request)).toMatchObject({ text: "whole", requestCount: 3 });
    }
  });

  test.each(["length", "content-filter"] as const)(
    "takes an empty answer that ended by %s as it is",
    async (finishReason) => {
      const model = language([{ text: "", finishReason }]);
      expect(await model.doGenerate(request)).toMatchObject({ text: "", finishReason });
    },
  );

  test.each<[string, unknown]>([
    ["a text", "no"],
    ["null", null],
    ["no text", { finishReason: "stop", usage: { promptTokens: 0, completionTokens: 0 } }],
    ["no usage", { text: "a", finishReason: "stop" }],
    [
      "a reason that is none",
      { text: "a", finishReason: "max_tokens", usage: { promptTokens: 0, completionTokens: 0 } },
    ],
  ])("%s as an answer counts as an outage", async (_, answer) => {
    const call = anyLanguage(async () => answer).doGenerate(request);
    await expect(call).rejects.toThrow(ModelUnavailableError);
    await expect(call).rejects.toThrow("its answer is not { text, finishReason, usage }");
  });

  test("an error of its own counts as an outage, and is the cause; the signal's reason is not one", async () => {
    const boom = new Error("boom");
    const error: unknown = await anyLanguage(async () => Promise.reject(boom))
      .doGenerate(request)
      .catch(caught);
    expect(error).toBeInstanceOf(ModelUnavailableError);
    expect(error).toMatchObject({ cause: boom, model: "m" });
    expect(String(error)).not.toContain("boom");
    const controller = new AbortController();
    const reason = new Error("enough");
    const aborting = anyLanguage(async () => {
      controller.abort(reason);
      throw boom;
    });
    const call = aborting.doGenerate({ ...request, signal: controller.signal });
    await expect(call).rejects.toBe(reason);
  });

  test("throws the last error when the policy's attempts are used up", async () => {
    await expect(language([down]).doGenerate(request)).rejects.toBe(down);
    const refused = new ModelRequestError("ask", "m", { reason: "no" });
    await expect(language([refused, {}]).doGenerate(request)).rejects.toBe(refused);
  });
});
