import OpenAI from "openai";
import { OpenAILanguageModel } from "../../src/models/openai/openai-language-model.ts";
import { type MannerName, MANNERS, startOpenAIServer } from "../../src/testing/testing.ts";
import { type LanguageModelSubject, testLanguageModel } from "../contracts/language-model.ts";

// Every manner that says so writes JSON loosely: reading that is the reader's, not the adapter's.
for (const manner of ["openai", "deepseek", "siliconflow", "ark", "qwen"] as const) {
  testLanguageModel(`OpenAILanguageModel on a server like ${manner}`, () => create(manner));
}

async function create(manner: MannerName): Promise<LanguageModelSubject> {
  const server = await startOpenAIServer({ manner: { ...MANNERS[manner], looseJson: "bare" } });
  const client = new OpenAI({ baseURL: server.baseURL, apiKey: "key", maxRetries: 0 });
  return {
    model: new OpenAILanguageModel({ client, model: "model" }),
    enqueue: (...replies) => server.enqueue(...replies),
    fail: (fault) => server.fail(fault),
    requestCount: () => server.counts.chat,
    received: (count) => server.received(count),
    heard: () => heardIn(server.requests.at(-1)?.body),
    close: () => server.close(),
  };
}

function heardIn(body: unknown): ReturnType<LanguageModelSubject["heard"]> {
  const { messages } = body as { messages: { role: string; content: string }[] };
  const system = messages.find(({ role }) => role === "system")?.content ?? "";
  return { system, messages: messages.filter(({ role }) => role !== "system") };
}
