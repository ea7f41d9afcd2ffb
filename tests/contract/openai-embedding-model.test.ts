import OpenAI from "openai";
import { afterAll } from "vitest";
import { OpenAIEmbeddingModel } from "../../src/models/openai/openai-embedding-model.ts";
import { MANNERS, type OpenAIServer, startOpenAIServer } from "../../src/testing/testing.ts";
import { testEmbeddingModel } from "../contracts/embedding-model.ts";

const servers: OpenAIServer[] = [];

afterAll(async () => {
  await Promise.all(servers.map(async (server) => server.close()));
});

for (const manner of ["openai", "siliconflow", "ark", "qwen", "ollama", "plain"] as const) {
  testEmbeddingModel(`OpenAIEmbeddingModel on a server like ${manner}`, async () => {
    const server = await startOpenAIServer({ manner });
    servers.push(server);
    const client = new OpenAI({ baseURL: server.baseURL, apiKey: "key", maxRetries: 0 });
    const { embeddingDimensions, maxInputs } = MANNERS[manner];
    return new OpenAIEmbeddingModel({
      client,
      model: "model",
      dimensions: embeddingDimensions,
      maxInputsPerRequest: maxInputs,
    });
  });
}
