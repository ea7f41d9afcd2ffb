import { describe, expect } from "vitest";
import type { MannerInput, OpenAIServer } from "../../../../src/testing/testing.ts";
import { type RawAnswer, send, serverTest as test } from "../../../support/openai-server.ts";

async function embed(
  server: OpenAIServer,
  fields: Readonly<Record<string, unknown>>,
): Promise<RawAnswer> {
  return send(server, "/v1/embeddings", { body: { model: "e", ...fields } });
}

function embeddingsOf({ json }: RawAnswer): unknown[] {
  const { data } = json as { data: { index: number; embedding: unknown }[] };
  expect(data.map(({ index }) => index)).toEqual(data.map((_, index) => index));
  return data.map(({ embedding }) => embedding);
}

describe("POST /v1/embeddings", () => {
  test("gives the lexical embedder's vectors, a text alone or a list", async ({ start }) => {
    const server = await start();
    const answer = await embed(server, { input: ["I ski", "skiing", "an invoice"] });
    const [ski, skiing, invoice] = embeddingsOf(answer) as [number[], number[], number[]];
    expect(ski).toHaveLength(1536);
    const dot = (one: number[], other: number[]): number =>
      one.reduce((sum, value, index) => sum + value * (other[index] ?? 0), 0);
    expect(dot(ski, skiing)).toBeGreaterThan(dot(ski, invoice));
    expect(embeddingsOf(await embed(server, { input: "I ski" }))).toEqual([ski]);
    expect(answer.json).toMatchObject({
      object: "list",
      model: "e",
      usage: { prompt_tokens: 7, total_tokens: 7 },
    });
  });

  test("gives vectors by a function, as floats and as base64", async ({ start }) => {
    const asked: unknown[] = [];
    const server = await start({
      embed: (texts, request) => {
        asked.push([texts, request]);
        return texts.map(({ length }) => [length, -0.5]);
      },
    });
    const input = ["a", "四四四四"];
    expect(embeddingsOf(await embed(server, { input, dimensions: 2 }))).toEqual([
      [1, -0.5],
      [4, -0.5],
    ]);
    const base64 = embeddingsOf(await embed(server, { input, encoding_format: "base64" }));
    const floats = base64.map((text) => {
      const bytes = Buffer.from(String(text), "base64");
      return [bytes.readFloatLE(0), bytes.readFloatLE(4), bytes.length];
    });
    expect(floats).toEqual([
      [1, -0.5, 8],
      [4, -0.5, 8],
    ]);
    expect(asked).toEqual([
      [input, { model: "e", dimensions: 2 }],
      [input, { model: "e", dimensions: 1536 }],
    ]);
  });

  test.for<[MannerInput, Record<string, unknown>, string]>([
    ["openai", { input: "" }, "must not be empty"],
    ["openai", { input: [] }, "a list of strings"],
    ["openai", { input: [1, 2] }, "a list of strings"],
    ["openai", {}, "a list of strings"],
    ["openai", { input: "四".repeat(8193) }, "maximum context length is 8192 tokens"],
    ["openai", { input: "x", dimensions: 0 }, "from 1 to 8192"],
    ["openai", { input: "x", dimensions: 1.5 }, "from 1 to 8192"],
    ["qwen", { input: Array.from({ length: 11 }, () => "x") }, "should not be larger than 10"],
    ["siliconflow", { input: "x", dimensions: 64 }, "does not support specifying dimensions"],
    [{ base64: "refuses" }, { input: "x", encoding_format: "base64" }, "'base64'"],
    [{ refusedParameters: ["user"] }, { input: "x", user: "me" }, "'user'"],
  ])("in the manner of %o refuses %o", async ([manner, fields, message], { start }) => {
    const server = await start({ manner });
    const { status, text } = await embed(server, fields);
    expect([status, text]).toEqual([400, expect.stringContaining(message)]);
  });

  test("takes as many texts as the manner says", async ({ start }) => {
    const server = await start({ manner: "qwen" });
    const input = Array.from({ length: 10 }, (_, index) => `text ${index}`);
    expect(embeddingsOf(await embed(server, { input }))).toHaveLength(10);
  });

  test("takes a text as long as the manner says", async ({ start }) => {
    const server = await start();
    expect((await embed(server, { input: "四".repeat(8192), dimensions: 64 })).status).toBe(200);
  });

  test("may take no notice of dimensions and base64, and take empty texts", async ({ start }) => {
    const server = await start({ manner: "plain" });
    const fields = { input: [""], dimensions: 64, encoding_format: "base64" };
    const [embedding] = embeddingsOf(await embed(server, fields));
    expect(embedding).toHaveLength(1536);
    expect(Array.isArray(embedding)).toBe(true);
  });

  test("is not there in the manner of deepseek", async ({ start }) => {
    const server = await start({ manner: "deepseek" });
    expect((await embed(server, { input: "x" })).status).toBe(404);
  });
});
