import { APIError } from "openai";
import { describe, expect, test } from "vitest";
import { ModelRequestError, ModelUnavailableError } from "../../../../src/core/errors.ts";
import {
  OpenAIEmbeddingModel,
  type OpenAIEmbeddingModelOptions,
} from "../../../../src/models/openai/openai-embedding-model.ts";
import { fakeOpenAIClient } from "../../../support/fake-openai-client.ts";

function refusal(status: number, message: string): APIError {
  return APIError.generate(status, { error: { message } }, undefined, new Headers());
}

function modelThat(
  answer: Parameters<typeof fakeOpenAIClient>[0],
  options: Partial<OpenAIEmbeddingModelOptions> = {},
): {
  model: OpenAIEmbeddingModel;
  requests: ReturnType<typeof fakeOpenAIClient>["requests"];
} {
  const { client, requests } = fakeOpenAIClient(answer);
  const model = new OpenAIEmbeddingModel({ client, model: "m", dimensions: 2, ...options });
  return { model, requests };
}

/** Gives each text a vector that holds its length, last text first when `isTurned`. */
function lengths(isTurned = false) {
  return (body: Readonly<Record<string, unknown>>): unknown => {
    const input = body["input"] as string[];
    const data = input.map((text, index) => ({ index, embedding: [text.length, 1] }));
    return { data: isTurned ? data.toReversed() : data, usage: { prompt_tokens: 5 } };
  };
}

describe("doEmbed()", () => {
  test("asks for numbers, once, and gives them in the order of the texts", async () => {
    const { model, requests } = modelThat(lengths(true), { timeoutMs: 99 });
    const result = await model.doEmbed(["a", "bcd"], { purpose: "document" });
    expect(result).toEqual({
      embeddings: [Float32Array.of(1, 1), Float32Array.of(3, 1)],
      tokenCount: 5,
      requestCount: 1,
    });
    expect(requests).toEqual([
      {
        body: { model: "m", input: ["a", "bcd"], encoding_format: "float" },
        options: { timeout: 99, maxRetries: 0 },
      },
    ]);
  });

  test("takes vectors as they come where the indexes do not count them", async () => {
    const { model } = modelThat(() => ({
      data: [
        { index: 0, embedding: [1, 0] },
        { index: 5, embedding: [0, 1] },
      ],
      usage: { total_tokens: 184 },
    }));
    const result = await model.doEmbed(["a", "b"], { purpose: "document" });
    expect(result.embeddings).toEqual([Float32Array.of(1, 0), Float32Array.of(0, 1)]);
    expect(result.tokenCount).toBe(184);
  });

  test("puts the purpose's prefix in front, and never sends a blank or ill-formed text", async () => {
    const prefixes = { query: "query: " };
    const { model, requests } = modelThat(lengths(), { prefixes });
    await model.doEmbed(["who?", "", "\ud83d"], { purpose: "query" });
    await model.doEmbed(["who?", " \n"], { purpose: "document" });
    expect(requests.map(({ body }) => body["input"])).toEqual([
      ["query: who?", "query: .", "query: \ufffd"],
      ["who?", "."],
    ]);
  });

  test("sends dimensions only when told to", async () => {
    const { model, requests } = modelThat(lengths(), { sendsDimensions: true });
    await model.doEmbed(["a"], { purpose: "query" });
    expect(requests[0]?.body["dimensions"]).toBe(2);
  });

  test("cuts longer vectors where they may be cut", async () => {
    const answer = (): unknown => ({ data: [{ index: 0, embedding: [3, 4, 5, 6] }] });
    const whole = await modelThat(answer).model.doEmbed(["a"], { purpose: "query" });
    expect(whole.embeddings[0]).toHaveLength(4);
    const { model } = modelThat(answer, { cutsVectors: true });
    const cut = await model.doEmbed(["a"], { purpose: "query" });
    expect(cut.embeddings).toEqual([Float32Array.of(3, 4)]);
  });

  test.each([
    [400, "This model's maximum context length is 8192 tokens, however you requested 9000 tokens"],
    [413, "input must have less than 512 tokens"],
    [400, "<400> InternalError.Algo.InvalidParameter: Range of input length should be [1, 8192]"],
    [500, "the input length exceeds the context length"],
  ])("cuts a text that is refused with %i as too long", async (status, message) => {
    const { model, requests } = modelThat(
      (body) => {
        const [text = ""] = body["input"] as string[];
        if (text.length > 300) throw refusal(status, message);
        return lengths()(body);
      },
      { maxInputTokens: 512 },
    );
    const result = await model.doEmbed(["x".repeat(10_000), "short"], { purpose: "document" });
    const sent = requests.map(({ body }) => (body["input"] as string[]).map((text) => text.length));
    expect(sent).toEqual([
      [10_000, 5],
      [512, 5],
      [256, 5],
    ]);
    expect(result).toMatchObject({ requestCount: 3, embeddings: [{ 0: 256 }, { 0: 5 }] });
  });

  test("does not cut for another reason, nor without end", async () => {
    const tooMany = modelThat(() => {
      throw refusal(413, "input batch size 473 > maximum allowed batch size 64, too large");
    });
    await expect(tooMany.model.doEmbed(["a"], { purpose: "query" })).rejects.toThrow(
      ModelRequestError,
    );
    expect(tooMany.requests).toHaveLength(1);
    const never = modelThat(() => {
      throw refusal(400, "too long");
    });
    await expect(never.model.doEmbed(["abc"], { purpose: "query" })).rejects.toThrow(
      ModelRequestError,
    );
    expect(never.requests).toHaveLength(12);
  });

  test("sends nothing for no texts", async () => {
    const { model, requests } = modelThat(lengths());
    expect((await model.doEmbed([], { purpose: "query" })).embeddings).toEqual([]);
    expect(requests).toEqual([]);
  });

  test.each([
    [{ data: "no" }, ModelUnavailableError],
    [{ data: [{ index: 0, embedding: "AAAA" }] }, ModelUnavailableError],
    [{}, ModelUnavailableError],
    ["<html>", ModelRequestError],
  ])("an answer that is %o is an error", async (answer, kind) => {
    const { model } = modelThat(() => answer);
    await expect(model.doEmbed(["a"], { purpose: "query" })).rejects.toThrow(kind);
  });

  test("rejects with the signal's reason, untouched, while it waits", async () => {
    const { model } = modelThat(async () => Promise.withResolvers().promise);
    const controller = new AbortController();
    const call = model.doEmbed(["a"], { purpose: "query", signal: controller.signal });
    controller.abort("enough");
    await expect(call).rejects.toBe("enough");
  });
});
