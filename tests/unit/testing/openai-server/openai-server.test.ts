import OpenAI from "openai";
import { expect, test as base } from "vitest";
import {
  type OpenAIServer,
  type OpenAIServerOptions,
  startOpenAIServer,
} from "../../../../src/testing/testing.ts";

const messages = [
  { role: "system" as const, content: "You extract facts as JSON." },
  { role: "user" as const, content: "我妹妹在里斯本工作" },
];

const test = base.extend<{ start: (options?: OpenAIServerOptions) => Promise<OpenAIServer> }>({
  // oxlint-disable-next-line no-empty-pattern -- vitest reads the parameter's shape
  start: async ({}, use) => {
    const servers: OpenAIServer[] = [];
    await use(async (options) => {
      const server = await startOpenAIServer(options);
      servers.push(server);
      return server;
    });
    await Promise.all(servers.map(async (server) => server.close()));
  },
});

function clientOf(server: OpenAIServer, apiKey = "key"): OpenAI {
  return new OpenAI({ baseURL: server.baseURL, apiKey, maxRetries: 0 });
}

test("the openai package reads an answer, whole and in pieces", async ({ start }) => {
  const server = await start({ chat: { json: { facts: ["妹妹在里斯本工作", "👩‍👩‍👧‍👦"] } } });
  const { chat } = clientOf(server);
  const whole = await chat.completions.create({ model: "m", messages });
  expect(whole.choices[0]?.message.content).toBe('{"facts":["妹妹在里斯本工作","👩‍👩‍👧‍👦"]}');
  expect(whole.choices[0]?.finish_reason).toBe("stop");
  const stream = await chat.completions.create({
    model: "m",
    messages,
    stream: true,
    stream_options: { include_usage: true },
  });
  let text = "";
  let usage;
  for await (const chunk of stream) {
    text += chunk.choices[0]?.delta.content ?? "";
    usage = chunk.usage ?? usage;
  }
  expect(text).toBe(whole.choices[0]?.message.content);
  expect(usage).toEqual(whole.usage);
});

test("the openai package reads embeddings, of the dimensions it asked for", async ({ start }) => {
  const server = await start();
  const { embeddings } = clientOf(server);
  const request = { model: "e", input: ["one text", "another"], dimensions: 64 };
  const { data } = await embeddings.create(request);
  expect(data.map(({ embedding }) => embedding.length)).toEqual([64, 64]);
  // The package asks for base64 unless it is told otherwise.
  expect(server.requests[0]?.body).toMatchObject({ encoding_format: "base64" });
  const floats = await embeddings.create({ ...request, encoding_format: "float" });
  expect(floats.data[0]?.embedding).toEqual(data[0]?.embedding);
});
