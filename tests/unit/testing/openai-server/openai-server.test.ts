import OpenAI from "openai";
import { describe, expect } from "vitest";
import {
  type LoggedRequest,
  MANNERS,
  type OpenAIServer,
  overlaps,
  startOpenAIServer,
} from "../../../../src/testing/testing.ts";
import { chat, messageOf, send, serverTest as test } from "../../../support/openai-server.ts";

function clientOf(server: OpenAIServer, apiKey = "key"): OpenAI {
  return new OpenAI({ baseURL: server.baseURL, apiKey, maxRetries: 0 });
}

const messages = [{ role: "user" as const, content: "我妹妹在里斯本工作" }];

describe("the openai package", () => {
  test("reads an answer, whole and in pieces", async ({ start }) => {
    const facts = ["妹妹在里斯本工作", "👩‍👩‍👧‍👦"];
    const server = await start({ chat: { json: { facts } } });
    const { completions } = clientOf(server).chat;
    const whole = await completions.create({ model: "m", messages });
    expect(whole.choices[0]?.message.content).toBe(JSON.stringify({ facts }));
    expect(whole.choices[0]?.finish_reason).toBe("stop");
    const stream = await completions.create({
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

  test("reads a tool call, whole and in pieces", async ({ start }) => {
    const server = await start({ chat: { json: { facts: ["a fact that is not short"] } } });
    const { completions } = clientOf(server).chat;
    const tool = { type: "function" as const, function: { name: "facts", parameters: {} } };
    const request = { model: "m", messages, tools: [tool] };
    const whole = await completions.create(request);
    const [call] = whole.choices[0]?.message.tool_calls ?? [];
    const written = { name: "facts", arguments: '{"facts":["a fact that is not short"]}' };
    expect(call).toMatchObject({ type: "function", function: written });
    expect(whole.choices[0]?.finish_reason).toBe("tool_calls");
    const final = await completions.stream(request).finalChatCompletion();
    expect(final.choices[0]?.message.tool_calls).toMatchObject([{ function: written }]);
  });

  test("reads embeddings of the dimensions it asked for", async ({ start }) => {
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

  test("lists models", async ({ start }) => {
    const server = await start({ models: ["one", "two"] });
    const { data } = await clientOf(server).models.list();
    expect(data.map(({ id }) => id)).toEqual(["one", "two"]);
  });
});

describe("paths", () => {
  test.for([
    "/v1/chat/completions",
    "/chat/completions",
    "/api/v3/chat/completions",
    "/compatible-mode/v1/chat/completions?x=1",
  ])("%s is a chat", async (path, { start }) => {
    const server = await start({ chat: "fine" });
    const answer = await send(server, path, { body: { model: "m", messages } });
    expect(messageOf(answer)).toMatchObject({ role: "assistant", content: "fine" });
    expect(server.requests[0]).toMatchObject({ endpoint: "chat", method: "POST", path });
  });

  test.for([
    ["/v1/embeddings", {}, 404],
    ["/v1/chat/completions", {}, 404],
    ["/v1/else", { body: {} }, 404],
    ["/v1/models", { body: {} }, 404],
    ["/v1/chat/completions", { body: "{not json" }, 400],
    ["/v1/chat/completions", { body: "[]" }, 400],
    ["/v1/chat/completions", { body: { messages } }, 400],
    ["/v1/chat/completions", { body: { model: "m", messages: [] } }, 400],
    ["/v1/chat/completions", { body: { model: "gone", messages } }, 404],
  ] as const)("%s with %o is %d", async ([path, init, status], { start }) => {
    const server = await start({ chat: "fine", models: ["m"] });
    const answer = await send(server, path, init);
    expect(answer.status).toBe(status);
    expect(answer.json).toMatchObject({ error: { message: expect.stringMatching(/./) } });
  });

  test("a body over 16 MiB is 413", async ({ start }) => {
    const server = await start({ chat: "fine" });
    const answer = await send(server, "/v1/chat/completions", { body: "x".repeat(16_777_217) });
    expect(answer.status).toBe(413);
  });
});

describe("the key", () => {
  test("a wrong one, or none, is 401, and appears nowhere", async ({ start }) => {
    const server = await start({ chat: "fine", apiKey: "sk-right" });
    const ask = clientOf(server, "sk-wrong").chat.completions.create({ model: "m", messages });
    await expect(ask).rejects.toMatchObject({ status: 401, code: "invalid_api_key" });
    expect((await send(server, "/v1/models")).status).toBe(401);
    const right = { authorization: "Bearer sk-right", "x-api-key": "sk-other", cookie: "sk-bit" };
    expect((await send(server, "/v1/models", { headers: right })).status).toBe(200);
    const log = JSON.stringify(server.requests);
    expect(log).not.toMatch(/sk-/);
    expect(server.requests[2]?.headers).toMatchObject({ authorization: "[redacted]" });
  });
});

describe("the log", () => {
  test("has each request with its body, times and status", async ({ start }) => {
    const server = await start({ chat: "fine", manner: "ollama" });
    await chat(server);
    await send(server, "/v1/embeddings", { body: { model: "e", input: "text" } });
    await send(server, "/v1/models");
    await send(server, "/nothing", { body: "plain" });
    expect(server.counts).toEqual({ chat: 1, embeddings: 1, models: 1, other: 1 });
    expect(
      server.requests.map(({ index, status, isAborted }) => [index, status, isAborted]),
    ).toEqual([
      [0, 200, false],
      [1, 200, false],
      [2, 200, false],
      [3, 404, false],
    ]);
    expect(server.requests[0]?.body).toMatchObject({ model: "model", messages: [{}, {}] });
    expect(server.requests[3]?.body).toBe("plain");
    const [first, second] = server.requests as [LoggedRequest, LoggedRequest];
    expect(first.endedAt).toBeGreaterThan(first.startedAt);
    expect(second.startedAt).toBeGreaterThanOrEqual(first.endedAt ?? Infinity);
    expect(overlaps(first, second)).toBe(false);
  });

  test("shows what ran side by side", async ({ start }) => {
    const server = await start({ chat: { text: "fine", fault: { kind: "silence" } } });
    const controller = new AbortController();
    const init = { signal: controller.signal };
    const asked = [chat(server, {}, init), chat(server, {}, init)];
    await server.received(2);
    const [one, other] = server.requests as [LoggedRequest, LoggedRequest];
    expect(overlaps(one, other)).toBe(true);
    expect([one.endedAt, other.status]).toEqual([undefined, undefined]);
    expect(server.peakConcurrency()).toBe(2);
    expect(server.peakConcurrency("embeddings")).toBe(0);
    controller.abort();
    await Promise.allSettled(asked);
    await expect
      .poll(() => server.requests.map(({ isAborted }) => isAborted))
      .toEqual([true, true]);
    await send(server, "/v1/models");
    expect(server.peakConcurrency()).toBe(2);
  });

  test("received() waits for bodies, within a bound, and heeds a signal", async ({ start }) => {
    const server = await start({ chat: "fine" });
    const waiting = server.received(1, { endpoint: "chat" });
    await send(server, "/v1/models");
    await chat(server);
    await waiting;
    await expect(server.received(9, { timeoutMs: 5 })).rejects.toThrow("2 of 9 requests");
    await expect(server.received(9, { signal: AbortSignal.abort("enough") })).rejects.toBe(
      "enough",
    );
  });
});

describe("time", () => {
  test("an answer takes the endpoint's latency, and what the answer adds", async ({ start }) => {
    const server = await start({
      chat: { text: "late", delayMs: 20 },
      latencyMs: { chat: 40, embeddings: 5 },
      manner: "ollama",
    });
    await chat(server);
    await send(server, "/v1/embeddings", { body: { model: "e", input: "text" } });
    const [chatMs = 0, embeddingsMs = 0] = server.requests.map(
      ({ startedAt, endedAt = 0 }) => endedAt - startedAt,
    );
    // A timer may fire a millisecond early.
    expect(chatMs).toBeGreaterThanOrEqual(59);
    expect(embeddingsMs).toBeGreaterThanOrEqual(4);
  });

  test.for([-1, 600_001, Number.NaN])("a latency of %d ms is refused", async (latency) => {
    const start = startOpenAIServer({ latencyMs: { chat: latency } });
    await expect(start).rejects.toThrow("'latencyMs.chat'");
  });
});

describe("start and end", () => {
  test("close() ends what waits and what is kept open, and can be repeated", async () => {
    const server = await startOpenAIServer({ chat: { fault: { kind: "silence" } } });
    await send(server, "/v1/models");
    const asked = chat(server);
    await server.received(2);
    await Promise.all([server.close(), server.close()]);
    await expect(asked).rejects.toThrow(TypeError);
    await expect(chat(server)).rejects.toThrow("fetch failed");
    await server.close();
  });

  test("a server closes at the end of its scope", async () => {
    let server: OpenAIServer;
    {
      await using scoped = await startOpenAIServer({ chat: "fine" });
      server = scoped;
      expect((await chat(server)).status).toBe(200);
    }
    await expect(fetch(server.baseURL)).rejects.toThrow("fetch failed");
  });

  test("an aborted signal keeps it from starting", async () => {
    const signal = AbortSignal.abort("enough");
    await expect(startOpenAIServer({ signal })).rejects.toBe("enough");
    const controller = new AbortController();
    const starting = startOpenAIServer({ signal: controller.signal });
    controller.abort("too late");
    await expect(starting).rejects.toBe("too late");
  });

  test("a port that is taken rejects", async ({ start }) => {
    const server = await start();
    const port = Number(new URL(server.url).port);
    await expect(startOpenAIServer({ port })).rejects.toMatchObject({ code: "EADDRINUSE" });
  });

  test("every named manner is whole", () => {
    for (const manner of Object.values(MANNERS)) {
      expect(Object.keys(manner).toSorted()).toEqual(Object.keys(MANNERS.openai).toSorted());
    }
  });
});
