import OpenAI from "openai";
import { describe, expect } from "vitest";
import type { Fault } from "../../../../src/testing/testing.ts";
import {
  chat,
  finishOf,
  messageOf,
  send,
  serverTest as test,
} from "../../../support/openai-server.ts";

const text = '{"entities":[{"name":"Ana"}],"note":"the \\"entities\\" stay"}';

describe("a fault of the answer", () => {
  test.for<[Fault, object, string]>([
    [{ kind: "cut", at: 11 }, { content: '{"entities"' }, "length"],
    [{ kind: "cut", at: 0 }, { content: "" }, "length"],
    [{ kind: "cut", at: 1_000 }, { content: text }, "stop"],
    [
      { kind: "think" },
      { content: expect.stringMatching(/^<think>\n.+\n<\/think>\n\n\{/) },
      "stop",
    ],
    [{ kind: "null-content" }, { content: null }, "stop"],
    [{ kind: "refusal" }, { content: null, refusal: expect.stringMatching("sorry") }, "stop"],
    [{ kind: "refusal", text: "No." }, { content: null, refusal: "No." }, "stop"],
    [
      { kind: "rename-keys" },
      { content: '{"实体":[{"名称":"Ana"}],"note":"the \\"entities\\" stay"}' },
      "stop",
    ],
    [{ kind: "rename-keys", keys: {} }, { content: text }, "stop"],
    [
      { kind: "rename-keys", keys: { note: "Notiz" } },
      { content: text.replace("note", "Notiz") },
      "stop",
    ],
  ])("%o", async ([fault, message, finish], { start }) => {
    const server = await start({ chat: text });
    server.fail(fault);
    const answer = await chat(server);
    expect(messageOf(answer)).toMatchObject(message);
    expect(finishOf(answer)).toBe(finish);
    expect(server.requests[0]?.fault).toBe(fault.kind);
    expect(messageOf(await chat(server))).toMatchObject({ content: text });
  });

  test("rename-keys leaves keys alone that only every object has", async ({ start }) => {
    const server = await start({ chat: '{"constructor": 1, "toString": 2}' });
    server.fail({ kind: "rename-keys" });
    expect(messageOf(await chat(server))["content"]).toBe('{"constructor": 1, "toString": 2}');
  });

  test("empty-choices", async ({ start }) => {
    const server = await start({ chat: { text: "x", fault: { kind: "empty-choices" } } });
    expect((await chat(server)).json).toMatchObject({ choices: [] });
    expect((await chat(server, { stream: true })).text).toBe("data: [DONE]\n\n");
  });

  test("cut and rename-keys reach a tool's arguments", async ({ start }) => {
    const server = await start({ chat: { json: { facts: ["one"] } } });
    const tools = [{ type: "function", function: { name: "f" } }];
    server.fail({ kind: "cut", at: 4 });
    const cut = await chat(server, { tools });
    expect(messageOf(cut)).toMatchObject({ tool_calls: [{ function: { arguments: '{"fa' } }] });
    expect(finishOf(cut)).toBe("length");
    server.fail({ kind: "rename-keys" });
    expect(messageOf(await chat(server, { tools }))).toMatchObject({
      tool_calls: [{ function: { arguments: '{"事实":["one"]}' } }],
    });
  });

  test("befalls no embeddings", async ({ start }) => {
    const server = await start({ chat: text, manner: "ollama" });
    server.fail({ kind: "cut", at: 1 });
    const body = { model: "e", input: "x" };
    expect((await send(server, "/v1/embeddings", { body })).status).toBe(200);
    expect(finishOf(await chat(server))).toBe("length");
  });
});

describe("a fault instead of an answer", () => {
  const date = new Date("2030-01-02T03:04:05Z");

  test.for<[Fault, number, Record<string, string | null>]>([
    [{ kind: "rate-limit" }, 429, { "retry-after": null, "retry-after-ms": null }],
    [{ kind: "rate-limit", retryAfter: 3 }, 429, { "retry-after": "3" }],
    [
      { kind: "rate-limit", retryAfter: date, retryAfterMs: 20 },
      429,
      { "retry-after": "Wed, 02 Jan 2030 03:04:05 GMT", "retry-after-ms": "20" },
    ],
    [{ kind: "status", status: 500 }, 500, {}],
    [{ kind: "status", status: 503, headers: { "retry-after": "1" } }, 503, { "retry-after": "1" }],
    [{ kind: "status", status: 502, shape: "html" }, 502, { "content-type": "text/html" }],
    [{ kind: "unauthorized" }, 401, {}],
    [{ kind: "unknown-model" }, 404, {}],
    [{ kind: "raw", text: "ok", status: 201, contentType: "text/plain" }, 201, {}],
  ])("%o", async ([fault, status, headers], { start }) => {
    const server = await start({ chat: text });
    server.fail(fault);
    const answer = await chat(server);
    expect(answer.status).toBe(status);
    for (const [name, value] of Object.entries(headers)) {
      expect([name, answer.headers.get(name)]).toEqual([name, value]);
    }
    expect((await chat(server)).status).toBe(200);
  });

  test("the openai package retries as it is told", async ({ start }) => {
    const server = await start({ chat: "fine" });
    server.fail({ kind: "rate-limit", retryAfterMs: 1 }, { count: 2 });
    const client = new OpenAI({ baseURL: server.baseURL, apiKey: "k", maxRetries: 2 });
    const messages = [{ role: "user" as const, content: "x" }];
    const { choices } = await client.chat.completions.create({ model: "m", messages });
    expect(choices[0]?.message.content).toBe("fine");
    expect(server.requests.map(({ status }) => status)).toEqual([429, 429, 200]);
  });
});

describe("a fault on the way", () => {
  test("invalid-json is the first half of the body", async ({ start }) => {
    const server = await start({ chat: text });
    server.fail({ kind: "invalid-json" });
    const answer = await chat(server);
    expect([answer.status, answer.json]).toEqual([200, undefined]);
    expect(answer.text).toMatch(/^\{"id":/);
  });

  test("cut-connection drops it after so many bytes, or before the headers", async ({ start }) => {
    const server = await start({ chat: "很".repeat(100_000) });
    server.fail({ kind: "cut-connection", at: 250_000 });
    const response = await fetch(`${server.baseURL}/chat/completions`, {
      method: "POST",
      body: JSON.stringify({ model: "m", messages: [{ role: "user", content: "x" }] }),
    });
    expect(response.status).toBe(200);
    let byteCount = 0;
    const read = async (): Promise<void> => {
      for await (const chunk of response.body ?? []) byteCount += (chunk as Uint8Array).length;
    };
    await expect(read()).rejects.toThrow("terminated");
    expect(byteCount).toBe(250_000);
    server.fail({ kind: "cut-connection", at: 0 });
    await expect(chat(server)).rejects.toThrow("fetch failed");
    expect(server.requests.map(({ status, isAborted }) => [status, isAborted])).toEqual([
      [200, true],
      [undefined, true],
    ]);
  });

  test("cut-connection drops a stream between its events", async ({ start }) => {
    const server = await start({ chat: "a text of several pieces, so that something is lost" });
    server.fail({ kind: "cut-connection", at: 400 });
    await expect(chat(server, { stream: true })).rejects.toThrow("terminated");
  });

  test("silence lasts until the client goes", async ({ start }) => {
    const server = await start({ chat: text });
    server.fail({ kind: "silence" });
    const controller = new AbortController();
    const asked = chat(server, {}, { signal: controller.signal });
    await server.received(1);
    controller.abort("enough");
    await expect(asked).rejects.toBe("enough");
    await expect.poll(() => server.requests[0]?.isAborted).toBe(true);
    expect(server.requests[0]?.status).toBeUndefined();
    expect((await chat(server)).status).toBe(200);
  });

  test("slow comes later", async ({ start }) => {
    const server = await start({ chat: text });
    server.fail({ kind: "slow", delayMs: 40 });
    await chat(server);
    await chat(server);
    const [slow = 0] = server.requests.map(({ startedAt, endedAt = 0 }) => endedAt - startedAt);
    expect(slow).toBeGreaterThanOrEqual(39);
    expect(() => server.fail({ kind: "slow", delayMs: -1 })).toThrow("'fault.delayMs'");
  });
});

describe("which requests a fault befalls", () => {
  test("as many as it says, of the endpoint and for which it holds", async ({ start }) => {
    const server = await start({ chat: text, manner: "ollama" });
    const broken = { kind: "status", status: 500 } as const;
    server.fail(broken, { endpoint: "embeddings" });
    server.fail(broken, { count: 2, when: ({ body }) => JSON.stringify(body).includes("bad") });
    const body = { model: "e", input: "x" };
    const statuses = [
      await chat(server),
      await chat(server, { model: "bad" }),
      await chat(server),
      await chat(server, { model: "bad" }),
      await chat(server, { model: "bad" }),
      await send(server, "/v1/embeddings", { body }),
      await send(server, "/v1/embeddings", { body }),
    ].map(({ status }) => status);
    expect(statuses).toEqual([200, 500, 200, 500, 200, 500, 200]);
  });

  test("all, until they are forgotten", async ({ start }) => {
    const server = await start({ chat: text });
    server.fail({ kind: "status", status: 500 }, { count: Infinity });
    expect((await chat(server)).status).toBe(500);
    expect((await chat(server)).status).toBe(500);
    server.clearFaults();
    expect((await chat(server)).status).toBe(200);
  });

  test("a planned fault comes before the answer's own", async ({ start }) => {
    const server = await start({ chat: { text, fault: { kind: "cut", at: 1 } } });
    server.fail({ kind: "cut", at: 2 });
    expect(messageOf(await chat(server))["content"]).toBe(text.slice(0, 2));
    expect(messageOf(await chat(server))["content"]).toBe(text.slice(0, 1));
  });

  test.for([0, -1, 1.5, Number.NaN])("a count of %d is refused", async (count, { start }) => {
    const server = await start();
    expect(() => server.fail({ kind: "unauthorized" }, { count })).toThrow("an integer from 1");
  });

  test("at most 1,000 wait", async ({ start }) => {
    const server = await start();
    for (let index = 0; index < 1_000; index += 1) server.fail({ kind: "unauthorized" });
    expect(() => server.fail({ kind: "unauthorized" })).toThrow("at most 1000");
  });
});
