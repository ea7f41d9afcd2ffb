import { afterAll } from "vitest";
import { aiSdkEmbeddingModel } from "../../src/models/ai-sdk/ai-sdk-embedding-model.ts";
import { AiSdkAdaptedLanguageModel } from "../../src/models/ai-sdk/ai-sdk-language-model.ts";
import type { AiSdkVersion } from "../../src/models/ai-sdk-types.ts";
import { type OpenAIServer, startOpenAIServer } from "../../src/testing/testing.ts";
import { testEmbeddingModel } from "../contracts/embedding-model.ts";
import { type LanguageModelSubject, testLanguageModel } from "../contracts/language-model.ts";
import { aiSdkEmbeddingModelOf, aiSdkLanguageModelOf } from "../support/ai-sdk-models.ts";

const servers: OpenAIServer[] = [];

afterAll(async () => {
  await Promise.all(servers.map(async (server) => server.close()));
});

for (const version of ["v2", "v3", "v4"] as const) {
  testLanguageModel(`a language model of the AI SDK ${version}`, async () => create(version));
}

testEmbeddingModel("an embedding model of the AI SDK", async () => {
  const server = await startOpenAIServer();
  servers.push(server);
  return aiSdkEmbeddingModel(aiSdkEmbeddingModelOf(server.baseURL));
});

async function create(version: AiSdkVersion): Promise<LanguageModelSubject> {
  const server = await startOpenAIServer();
  return {
    model: new AiSdkAdaptedLanguageModel(aiSdkLanguageModelOf(server.baseURL, version)),
    enqueue: (...replies) => server.enqueue(...replies),
    fail: (fault) => server.fail(fault),
    requestCount: () => server.counts.chat,
    received: async (count) => server.received(count),
    heard: () => heardIn(server.requests.at(-1)?.body),
    close: async () => server.close(),
  };
}

function heardIn(body: unknown): ReturnType<LanguageModelSubject["heard"]> {
  // The server keeps the parsed bodies of what these tests send.
  const { messages } = body as { messages: { role: string; content: string }[] };
  const system = messages.find(({ role }) => role === "system")?.content ?? "";
  return { system, messages: messages.filter(({ role }) => role !== "system") };
}
