import { expect, onTestFinished, test } from "vitest";

import { Memory } from "../../../src/index.ts";
import { startOpenAIServer } from "../../../src/testing/testing.ts";
import { temporaryPath } from "../../support/behaviour.ts";

test("a dictionary of mem0's reads facts with its custom prompt, on one file", async () => {
  const server = await startOpenAIServer({
    manner: "siliconflow",
    chat: [
      { system: "Name is John", reply: '{"facts": ["Likes cheese pizza"]}' },
      { reply: '{"entities": [], "relations": []}' },
    ],
  });
  onTestFinished(async () => server.close());
  const config = { api_key: "sk-test", openai_base_url: server.baseURL };
  const memory = await Memory.fromConfig({
    llm: {
      provider: "openai",
      config: { ...config, model: "deepseek-ai/DeepSeek-V2.5", temperature: "0", max_tokens: 2000 },
    },
    embedder: {
      provider: "openai",
      config: { model: "BAAI/bge-m3", embedding_dims: "1024" },
    },
    vector_store: {
      provider: "qdrant",
      config: { path: temporaryPath("mem0.mnemograph"), embedding_model_dims: 1024 },
    },
    custom_prompt: 'Return the facts as JSON: {"facts": ["Name is John"]}',
    version: "v1.1",
  });
  onTestFinished(() => memory.close());
  const { results, usage } = await memory.add("I like cheese pizza.", { userId: "john" });
  expect(results.map(({ memory: text }) => text)).toEqual(["Likes cheese pizza"]);
  expect(usage).toMatchObject({ modelCalls: 2, embeddingRequests: 1 });
  const bodies = server.requests.map(({ body }) => body as Record<string, unknown>);
  expect(bodies).toContainEqual(
    expect.objectContaining({
      model: "deepseek-ai/DeepSeek-V2.5",
      temperature: 0,
      max_tokens: 2000,
    }),
  );
  expect((await memory.stats()).models.embedding).toMatchObject({ dimensions: 1024 });
});
