import { afterAll } from "vitest";
import { resolveRetryPolicy } from "../../src/core/retry.ts";
import { openAIEmbeddingModel } from "../../src/models/openai/open-models.ts";
import { CheckedEmbeddingModel } from "../../src/pipeline/checked-embedding-model.ts";
import { embedLexically, type OpenAIServer, startOpenAIServer } from "../../src/testing/testing.ts";
import { testEmbeddingModel } from "../contracts/embedding-model.ts";

const servers: OpenAIServer[] = [];

afterAll(async () => {
  await Promise.all(servers.map(async (server) => server.close()));
});

testEmbeddingModel("CheckedEmbeddingModel over vectors of any length", async () => {
  const server = await startOpenAIServer({
    embed: async (texts, request) => {
      const vectors = await embedLexically(texts, request);
      return vectors.map((vector) => Array.from(vector, (value) => value * 3));
    },
  });
  servers.push(server);
  const model = openAIEmbeddingModel({ baseUrl: server.baseURL, model: "text-embedding-3-small" });
  return new CheckedEmbeddingModel(model, resolveRetryPolicy());
});
