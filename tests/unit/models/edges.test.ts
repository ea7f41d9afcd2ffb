/** Bounds of the adapters of models: what goes into one request, how often one is tried in another way. */
import { APIError } from "openai";
import { expect, test } from "vitest";

import { aiSdkEmbeddingModel } from "../../../src/models/ai-sdk/ai-sdk-embedding-model.ts";
import type { AiSdkEmbeddingModel } from "../../../src/models/ai-sdk-types.ts";
import { LexicalEmbeddingModel } from "../../../src/models/lexical/lexical-embedding-model.ts";
import { isStrict } from "../../../src/models/openai/ladder.ts";
import { OpenAIEmbeddingModel } from "../../../src/models/openai/openai-embedding-model.ts";
import { OpenAILanguageModel } from "../../../src/models/openai/openai-language-model.ts";
import { embedTexts } from "../../../src/pipeline/embed.ts";
import { completion, fakeOpenAIClient } from "../../support/fake-openai-client.ts";

function refusal(message: string): APIError {
  return APIError.generate(400, { error: { message } }, undefined, new Headers());
}

test.each([
  [undefined, 256],
  [255, 255],
  [256, 256],
  [257, 256],
])(
  "models/ai-sdk/ai-sdk-embedding-model.ts MAX_INPUTS is 256: a model that takes %s texts gets %d",
  async (maxEmbeddingsPerCall, expected) => {
    const model: AiSdkEmbeddingModel = {
      specificationVersion: "v4",
      provider: "test",
      modelId: "m",
      maxEmbeddingsPerCall,
      supportsParallelCalls: true,
      doEmbed: async ({ values }) => ({ embeddings: values.map(() => [1, 0]), warnings: [] }),
    };
    const adapted = await aiSdkEmbeddingModel(model, { dimensions: 2 });
    expect(adapted.maxInputsPerRequest).toBe(expected);
  },
);

test("models/lexical/lexical-embedding-model.ts MAX_NGRAM is 5: of a word its pieces of 3 to 5 letters count", async () => {
  const model = new LexicalEmbeddingModel({ dimensions: 8_192 });
  const { embeddings } = await model.doEmbed(["abcd", "abcx"], { purpose: "document" });
  const [one, other] = embeddings;
  const cosine = one?.reduce((sum, value, index) => sum + value * (other?.[index] ?? 0), 0);
  // Each word weighs as much as its pieces: "<ab", "abc", "bcd", "cd>", … to "abcd>", nine, of which three are shared.
  expect(cosine).toBeCloseTo(3 / 9 / 2, 2);
});

test("models/openai/ladder.ts MAX_DEPTH is 20: what is nested deeper is not called strict", () => {
  const nested = (depth: number): object =>
    depth === 0 ? { type: "string" } : { type: "array", items: nested(depth - 1) };
  expect(isStrict(nested(20))).toBe(true);
  expect(isStrict(nested(21))).toBe(false);
});

test("models/openai/openai-embedding-model.ts MAX_CHARACTERS is 200,000 of one request", async () => {
  const { client, requests } = fakeOpenAIClient(({ input }) => ({
    data: Array.isArray(input) ? input.map((_, index) => ({ index, embedding: [1, 1] })) : [],
  }));
  const model = new OpenAIEmbeddingModel({ client, model: "m", dimensions: 2 });
  const embed = async (count: number): Promise<unknown> =>
    embedTexts(["a".repeat(100_000), "b".repeat(count - 100_000)], model, { purpose: "document" });
  await embed(200_000);
  expect(requests).toHaveLength(1);
  await embed(200_001);
  expect(requests).toHaveLength(3);
});

test("models/openai/openai-embedding-model.ts MAX_CUTS is 12: so often a text that is too long is sent", async () => {
  const requestsWhere = async (refusedCount: number): Promise<number> => {
    const { client, requests } = fakeOpenAIClient((_, index) => {
      if (index < refusedCount) throw refusal("the input is too long");
      return { data: [{ index: 0, embedding: [1, 1] }] };
    });
    const model = new OpenAIEmbeddingModel({ client, model: "m", dimensions: 2 });
    await model.doEmbed(["a".repeat(200_000)], { purpose: "document" });
    return requests.length;
  };
  await expect(requestsWhere(11)).resolves.toBe(12);
  await expect(requestsWhere(12)).rejects.toThrow("HTTP 400");
});

test("models/openai/openai-language-model.ts MAX_REQUESTS is 12: so often is asked in another way", async () => {
  const names = Array.from({ length: 20 }, (_, index) => `field${index + 10}`);
  const requestsWhere = async (refusedCount: number): Promise<number> => {
    const { client, requests } = fakeOpenAIClient((_, index) => {
      if (index < refusedCount) throw refusal(`unknown parameter ${names[index]}`);
      return completion("Hm");
    });
    const extraBody = Object.fromEntries(names.map((name) => [name, true]));
    const model = new OpenAILanguageModel({ client, model: "m", extraBody });
    await model.doGenerate({ messages: [{ role: "user", content: "Hm?" }] });
    return requests.length;
  };
  await expect(requestsWhere(11)).resolves.toBe(12);
  await expect(requestsWhere(12)).rejects.toThrow("HTTP 400");
});
