import { describe, expect, test } from "vitest";
import {
  ConfigurationError,
  InvalidArgumentError,
  ModelRequestError,
  ModelUnavailableError,
} from "../../../../src/core/errors.ts";
import { aiSdkEmbeddingModel } from "../../../../src/models/ai-sdk/ai-sdk-embedding-model.ts";
import { AiSdkAdaptedLanguageModel } from "../../../../src/models/ai-sdk/ai-sdk-language-model.ts";
import {
  type AiSdkCallOptions,
  type AiSdkEmbeddingModel,
  isAiSdkEmbeddingModel,
  isAiSdkLanguageModel,
} from "../../../../src/models/ai-sdk-types.ts";

const schema = { type: "object", properties: {} };
const request = { system: "Read.", messages: [{ role: "user", content: "Hi" }] } as const;

function languageModel(answer: (options: AiSdkCallOptions, index: number) => object): {
  model: AiSdkAdaptedLanguageModel;
  calls: AiSdkCallOptions[];
} {
  const calls: AiSdkCallOptions[] = [];
  const model = new AiSdkAdaptedLanguageModel({
    specificationVersion: "v4",
    provider: "test",
    modelId: "m",
    doGenerate: async (options) => {
      calls.push(options);
      return Promise.resolve(answer(options, calls.length - 1));
    },
  });
  return { model, calls };
}

function answerOf(text: string, extra: object = {}): object {
  return {
    content: [{ type: "text", text }],
    finishReason: { unified: "stop", raw: "stop" },
    usage: { inputTokens: { total: 5 }, outputTokens: { total: 2 } },
    warnings: [],
    ...extra,
  };
}

describe("a language model of the AI SDK", () => {
  test("is asked in the specification's words", async () => {
    const { model, calls } = languageModel(() => answerOf("{}"));
    const { signal } = new AbortController();
    const result = await model.doGenerate({ ...request, schema, maxTokens: 9, signal });
    expect(result).toEqual({
      text: "{}",
      finishReason: "stop",
      usage: { promptTokens: 5, completionTokens: 2 },
      outputMode: "json-schema",
    });
    expect(calls).toEqual([
      {
        prompt: [
          { role: "system", content: "Read." },
          { role: "user", content: [{ type: "text", text: "Hi" }] },
        ],
        temperature: 0,
        maxOutputTokens: 9,
        responseFormat: { type: "json", schema, name: "answer" },
        abortSignal: expect.any(AbortSignal),
      },
    ]);
  });

  test("joins its texts, leaves reasoning out, and prefers the structured one", async () => {
    const content = [
      { type: "reasoning", text: "hm" },
      { type: "text", text: "a" },
      { type: "source", url: "https://example.com" },
      { type: "text", text: "b" },
    ];
    const { model } = languageModel((_, index) =>
      answerOf("", index === 0 ? { content } : { content, structuredOutputText: "{}" }),
    );
    expect((await model.doGenerate(request)).text).toBe("ab");
    expect((await model.doGenerate(request)).text).toBe("{}");
  });

  test.each([
    [{ type: "unsupported", feature: "responseFormat" }],
    [{ type: "unsupported-setting", setting: "responseFormat" }],
  ])("tells the schema in words once the provider warns with %o", async (warning) => {
    const { model, calls } = languageModel((_, index) =>
      answerOf("{}", index === 0 ? { warnings: [{ type: "other" }, warning] } : {}),
    );
    const first = await model.doGenerate({ ...request, schema });
    expect(first).toMatchObject({ outputMode: "json-mode", requestCount: 2 });
    const second = await model.doGenerate({ ...request, schema });
    expect(second.outputMode).toBe("json-mode");
    expect(calls).toHaveLength(3);
    const told = calls.map(({ prompt }) => JSON.stringify(prompt).includes("JSON Schema"));
    expect(told).toEqual([false, true, true]);
  });

  test.each([
    [{ unified: "length" }, "length"],
    ["length", "length"],
    [{ unified: "interrupted" }, "length"],
    [{ unified: "tool-calls" }, "stop"],
    [{ unified: "content-filter" }, "content-filter"],
    [{ unified: "error" }, "error"],
    ["unknown", "other"],
    [undefined, "other"],
  ])("finish reason %o is %s", async (finishReason, expected) => {
    const { model } = languageModel(() => answerOf("x", { finishReason }));
    expect((await model.doGenerate(request)).finishReason).toBe(expected);
  });

  test.each([
    [{ name: "AI_APICallError", statusCode: 429, responseHeaders: { "retry-after": "3" } }, 3000],
    [{ name: "AI_APICallError", statusCode: 500 }, undefined],
    [{ name: "AI_APICallError", isRetryable: true }, undefined],
    [
      { name: "TypeError", cause: Object.assign(new Error("x"), { code: "ECONNRESET" }) },
      undefined,
    ],
    [{ name: "TypeError" }, undefined],
    [{ name: "AI_APICallError", isRetryable: false }, undefined],
    [{ name: "AI_APICallError", statusCode: 200, isRetryable: false }, undefined],
    [{ name: "GatewayError", statusCode: 403, isRetryable: true }, undefined],
  ])("%o may come right", async (fields, retryAfterMs) => {
    const error = Object.assign(new Error("it quotes the prompt"), fields);
    const { model } = languageModel(() => {
      throw error;
    });
    const caught: unknown = await model.doGenerate(request).catch((one: unknown) => one);
    expect(caught).toBeInstanceOf(ModelUnavailableError);
    expect(caught).toMatchObject({ retryAfterMs, cause: error });
    expect(String(caught)).not.toContain("quotes");
  });

  test.each([
    { name: "AI_APICallError", statusCode: 401, data: { error: { code: "invalid_api_key" } } },
    { name: "AI_LoadAPIKeyError" },
    { name: "ErrorOfAProvider", isRetryable: false },
  ])("%o will not", async (fields) => {
    const { model } = languageModel(() => {
      throw Object.assign(new Error("no"), fields);
    });
    await expect(model.doGenerate(request)).rejects.toThrow(ModelRequestError);
  });

  test("an error of the house is passed on as it is", async () => {
    const error = new ModelRequestError("ask", "m", { reason: "no" });
    const { model } = languageModel(() => {
      throw error;
    });
    await expect(model.doGenerate(request)).rejects.toBe(error);
  });
});

function embeddingModel(fields: Partial<AiSdkEmbeddingModel> & { dimensions?: number } = {}): {
  model: AiSdkEmbeddingModel;
  calls: string[][];
} {
  const calls: string[][] = [];
  const model: AiSdkEmbeddingModel = {
    specificationVersion: "v3",
    provider: "test",
    modelId: "mystery",
    maxEmbeddingsPerCall: undefined,
    supportsParallelCalls: true,
    doEmbed: async ({ values }) => {
      calls.push(values);
      return Promise.resolve({ embeddings: values.map(() => [1, 2]), usage: { tokens: 3 } });
    },
    ...fields,
  };
  return { model, calls };
}

describe("an embedding model of the AI SDK", () => {
  test("has the dimensions that are told, that it says, or that are known by its name", async () => {
    const told = await aiSdkEmbeddingModel(embeddingModel().model, { dimensions: 2 });
    expect(told).toMatchObject({ id: "mystery", dimensions: 2, isModel: true });
    const saying = await aiSdkEmbeddingModel(embeddingModel({ dimensions: 5 }).model);
    expect(saying.dimensions).toBe(5);
    const known = await aiSdkEmbeddingModel(
      embeddingModel({ modelId: "text-embedding-3-large" }).model,
    );
    expect(known.dimensions).toBe(3072);
    await expect(aiSdkEmbeddingModel(embeddingModel().model)).rejects.toThrow(ConfigurationError);
    await expect(aiSdkEmbeddingModel(embeddingModel().model)).rejects.toThrow(
      "aiSdkEmbeddingModel(",
    );
  });

  test.each([
    [undefined, 256],
    [Infinity, 256],
    [96, 96],
    [Promise.resolve(7), 7],
  ])("takes %o texts a call as %i", async (maxEmbeddingsPerCall, expected) => {
    const { model } = embeddingModel({ maxEmbeddingsPerCall, dimensions: 2 });
    expect((await aiSdkEmbeddingModel(model)).maxInputsPerRequest).toBe(expected);
  });

  test("gives vectors and tokens, with the prefixes its name wants", async () => {
    const { model, calls } = embeddingModel({ modelId: "nomic-embed-text" });
    const adapted = await aiSdkEmbeddingModel(model);
    const result = await adapted.doEmbed(["who?"], { purpose: "query" });
    expect(result).toEqual({ embeddings: [Float32Array.of(1, 2)], tokenCount: 3 });
    expect(calls).toEqual([["search_query: who?"]]);
  });

  test("says what cosine unrelated texts have: as told, else as its name is known", async () => {
    const { model } = embeddingModel({ modelId: "intfloat/e5-base-v2" });
    expect((await aiSdkEmbeddingModel(model)).unrelatedCosine).toBe(0.76);
    const told = await aiSdkEmbeddingModel(model, { unrelatedCosine: 0.2 });
    expect(told.unrelatedCosine).toBe(0.2);
    const other = embeddingModel({ modelId: "other", dimensions: 2 });
    expect((await aiSdkEmbeddingModel(other.model)).unrelatedCosine).toBeUndefined();
  });

  test("calls follow one another where the model cannot do them at once, also after a failure", async () => {
    let open = 0;
    let most = 0;
    let count = 0;
    const { model } = embeddingModel({
      supportsParallelCalls: Promise.resolve(false),
      dimensions: 2,
      doEmbed: async ({ values }) => {
        open += 1;
        most = Math.max(most, open);
        count += 1;
        const isFirst = count === 1;
        await Promise.resolve();
        open -= 1;
        if (isFirst) throw new Error("down");
        return { embeddings: values.map(() => [1, 2]) };
      },
    });
    const adapted = await aiSdkEmbeddingModel(model);
    const calls = ["a", "b", "c"].map(async (text) =>
      adapted.doEmbed([text], { purpose: "query" }),
    );
    const outcomes = await Promise.allSettled(calls);
    expect(outcomes.map(({ status }) => status)).toEqual(["rejected", "fulfilled", "fulfilled"]);
    expect(most).toBe(1);
  });

  test("refuses settings that are none, and what is no such model", async () => {
    const { model } = embeddingModel({ dimensions: 2 });
    // As callers without types may call it.
    const open = aiSdkEmbeddingModel as (one: unknown, settings?: unknown) => Promise<unknown>;
    for (const [settings, message] of [
      [{ dimension: 2 }, "did you mean 'dimensions'?"],
      [{ dimensions: "2" }, "'dimensions' must be an integer of at least 1"],
      [{ unrelatedCosine: 2 }, "'unrelatedCosine' must be a number from -1 to less than 1"],
    ] as const) {
      await expect(open(model, settings)).rejects.toThrow(InvalidArgumentError);
      await expect(open(model, settings)).rejects.toThrow(message);
    }
    await expect(open("gemini-embedding-001")).rejects.toThrow(
      "'model' must be an embedding model",
    );
  });

  test("refuses an answer that is none", async () => {
    for (const answer of [undefined, "no", {}, { embeddings: "no" }, { embeddings: [["a"]] }]) {
      const { model } = embeddingModel({
        dimensions: 2,
        // As from a provider without types.
        doEmbed: async () => Promise.resolve(answer as object),
      });
      const adapted = await aiSdkEmbeddingModel(model);
      await expect(adapted.doEmbed(["a"], { purpose: "query" })).rejects.toThrow(
        ModelUnavailableError,
      );
    }
  });
});

test("models of the AI SDK are told from others", () => {
  const { model } = embeddingModel();
  expect([isAiSdkEmbeddingModel(model), isAiSdkLanguageModel(model)]).toEqual([true, false]);
  const language = { specificationVersion: "v4", modelId: "m", doGenerate: () => undefined };
  expect([isAiSdkEmbeddingModel(language), isAiSdkLanguageModel(language)]).toEqual([false, true]);
  for (const other of [
    null,
    "gpt",
    {},
    { doGenerate: () => 0 },
    { ...language, specificationVersion: "v1" },
  ]) {
    expect(isAiSdkLanguageModel(other)).toBe(false);
  }
});
