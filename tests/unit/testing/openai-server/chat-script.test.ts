import { describe, expect } from "vitest";
import type { ChatRequest } from "../../../../src/testing/testing.ts";
import { chat, finishOf, messageOf, serverTest as test } from "../../../support/openai-server.ts";

const tools = ["facts", "graph"].map((name) => ({
  type: "function",
  function: { name, parameters: { title: name } },
}));

describe("a script", () => {
  test("of rules answers with the first that fits", async ({ start }) => {
    const server = await start({
      chat: [
        { system: "relations", reply: "by system" },
        { schemaName: "graph", reply: "by schema" },
        { model: "other", reply: "by model" },
        { schemaName: /^fact/g, reply: "by schema's pattern" },
        { model: /^small-\d/, reply: "by model's pattern" },
        { when: ({ maxTokens }) => maxTokens === 7, reply: "by itself" },
        { system: "facts", prompt: /里斯本/g, reply: "by both" },
        { reply: "by none" },
      ],
    });
    const asked: [Record<string, unknown>, string][] = [
      [{ messages: [{ role: "developer", content: "Find relations." }] }, "by system"],
      [{ tools, tool_choice: { type: "function", function: { name: "graph" } } }, "by schema"],
      [{ response_format: { type: "json_schema", json_schema: { name: "graph" } } }, "by schema"],
      [{ model: "other" }, "by model"],
      [
        { response_format: { type: "json_schema", json_schema: { name: "facts" } } },
        "by schema's pattern",
      ],
      [
        { response_format: { type: "json_schema", json_schema: { name: "facts" } } },
        "by schema's pattern",
      ],
      [{ model: "small-3" }, "by model's pattern"],
      [{ max_completion_tokens: 7 }, "by itself"],
      [{}, "by both"],
      [{}, "by both"],
      [{ messages: [{ role: "user", content: [{ type: "text", text: "parts" }] }] }, "by none"],
    ];
    for (const [fields, text] of asked) {
      expect(messageOf(await chat(server, fields))).toMatchObject({ content: text });
    }
  });

  test("gives each of a list once, then the rule is used up; the queue comes first", async ({
    start,
  }) => {
    const server = await start({ chat: [{ reply: ["one", "two"] }, { reply: "rest" }] });
    server.enqueue("queued", { text: "queued too" });
    expect(server.queuedCount).toBe(2);
    const texts: unknown[] = [];
    for (let index = 0; index < 6; index += 1) texts.push(messageOf(await chat(server))["content"]);
    expect(texts).toEqual(["queued", "queued too", "one", "two", "rest", "rest"]);
    expect(server.queuedCount).toBe(0);
  });

  test("that is a function sees the request, read", async ({ start }) => {
    const seen: ChatRequest[] = [];
    const server = await start({
      chat: async (request) => {
        seen.push(request);
        return `answer ${request.index}`;
      },
    });
    const schema = { type: "object" };
    await chat(server, {
      max_tokens: 20,
      response_format: { type: "json_schema", json_schema: { name: "facts", schema } },
    });
    const last = await chat(server, { tools, stream: true });
    expect(last.text).toContain("answer 1");
    expect(seen).toMatchObject([
      {
        model: "model",
        system: "Extract facts as JSON.",
        prompt: "我妹妹在里斯本工作",
        messages: [{ role: "system" }, { role: "user", content: "我妹妹在里斯本工作" }],
        format: "json-schema",
        schemaName: "facts",
        schema,
        toolNames: [],
        maxTokens: 20,
        isStream: false,
        index: 0,
      },
      {
        format: "tool",
        schemaName: "facts",
        schema: { title: "facts" },
        toolNames: ["facts", "graph"],
        maxTokens: undefined,
        isStream: true,
        index: 1,
      },
    ]);
    await chat(server, { tools, tool_choice: "none" });
    await chat(server, { response_format: { type: "json_object" } });
    expect(seen.slice(2).map(({ format }) => format)).toEqual(["text", "json-object"]);
  });

  test("without an answer is 400, and one that throws is 500 with its message", async ({
    start,
  }) => {
    const server = await start({
      chat: [
        { prompt: "x", reply: "never" },
        {
          reply: ({ index }) => {
            if (index > 0) throw new Error("the script is wrong");
            return undefined;
          },
        },
      ],
    });
    const none = await chat(server);
    expect([none.status, none.text]).toEqual([400, expect.stringContaining("no answer")]);
    const wrong = await chat(server);
    expect([wrong.status, wrong.text]).toEqual([500, expect.stringContaining("script is wrong")]);
  });

  test("does not lose an answer to a request that is refused", async ({ start }) => {
    const server = await start({ manner: "deepseek" });
    server.enqueue({ json: [] });
    const response_format = { type: "json_schema", json_schema: { name: "facts" } };
    expect((await chat(server, { response_format })).status).toBe(400);
    server.fail({ kind: "status", status: 503 });
    expect((await chat(server)).status).toBe(503);
    expect(messageOf(await chat(server))).toMatchObject({ content: "```json\n[]\n```" });
  });

  test("refuses more than it can keep", async ({ start }) => {
    const server = await start();
    server.enqueue(...Array.from({ length: 10_000 }, () => "x"));
    expect(() => server.enqueue("one more")).toThrow("at most 10000");
  });
});

describe("an answer", () => {
  test("can say everything itself", async ({ start }) => {
    const server = await start({
      chat: {
        text: "Let me look.",
        toolCalls: [{ name: "look", arguments: '{"at": ' }],
        finishReason: "length",
        usage: { promptTokens: 12, completionTokens: 3 },
      },
    });
    const answer = await chat(server);
    expect(answer.json).toMatchObject({
      object: "chat.completion",
      model: "model",
      choices: [
        {
          finish_reason: "length",
          message: {
            content: "Let me look.",
            tool_calls: [{ type: "function", function: { name: "look", arguments: '{"at": ' } }],
          },
        },
      ],
      usage: { prompt_tokens: 12, completion_tokens: 3, total_tokens: 15 },
    });
  });

  test("counts tokens unless told: four ASCII characters, or one other, to a token", async ({
    start,
  }) => {
    const server = await start({ chat: [{ reply: ["abcde里斯本", { text: "x", usage: null }] }] });
    const system = { role: "system", content: "12345678" };
    const messages = [system, { role: "user", content: "妹妹" }];
    expect((await chat(server, { messages })).json).toMatchObject({
      usage: { prompt_tokens: 5, completion_tokens: 5, total_tokens: 10 },
    });
    expect((await chat(server)).json).not.toHaveProperty("usage");
    server.enqueue({ text: "abcd", reasoning: "abcdefgh" });
    expect((await chat(server)).json).toMatchObject({ usage: { completion_tokens: 3 } });
  });

  test.for([
    [{}, { content: "", refusal: null }, "stop"],
    [{ text: null }, { content: null }, "stop"],
    [{ refusal: "No." }, { content: null, refusal: "No." }, "stop"],
    [{ toolCalls: [{ name: "a", arguments: "{}" }] }, { content: null }, "tool_calls"],
  ] as const)("%o is %o", async ([reply, message, finish], { start }) => {
    const server = await start({ chat: reply });
    const answer = await chat(server);
    expect(messageOf(answer)).toMatchObject(message);
    expect(finishOf(answer)).toBe(finish);
  });

  test("stops at max_tokens, in a tool's arguments too", async ({ start }) => {
    const server = await start({ chat: { json: { facts: ["abcdefgh"] } } });
    const text = await chat(server, { max_tokens: 2 });
    expect([messageOf(text)["content"], finishOf(text)]).toEqual(['{"facts"', "length"]);
    const call = await chat(server, { tools, max_tokens: 2 });
    expect(messageOf(call)).toMatchObject({
      tool_calls: [{ function: { arguments: '{"facts"' } }],
    });
    expect(finishOf(call)).toBe("length");
    expect(finishOf(await chat(server, { max_tokens: 200 }))).toBe("stop");
  });

  test("in pieces is server-sent events, with usage only if asked", async ({ start }) => {
    const server = await start({
      chat: { text: "a text that is longer than one piece 👩‍👩‍👧‍👦", reasoning: "let me think" },
      manner: "deepseek",
    });
    const { headers, text } = await chat(server, { stream: true });
    expect(headers.get("content-type")).toBe("text/event-stream");
    const events = text.split("\n\n").map((line) => line.replace(/^data: /, ""));
    expect(events.slice(-2)).toEqual(["[DONE]", ""]);
    const chunks = events.slice(0, -2).map((one) => JSON.parse(one));
    expect(chunks.length).toBeGreaterThan(4);
    expect(chunks.every(({ object }) => object === "chat.completion.chunk")).toBe(true);
    const join = (field: string): string =>
      chunks.map(({ choices }) => choices[0]?.delta[field] ?? "").join("");
    expect(join("content")).toBe("a text that is longer than one piece 👩‍👩‍👧‍👦");
    expect(join("reasoning_content")).toBe("let me think");
    expect(chunks.at(-1)?.choices[0]).toMatchObject({ delta: {}, finish_reason: "stop" });
    expect(text).not.toContain("usage");
    const counted = await chat(server, { stream: true, stream_options: { include_usage: true } });
    expect(counted.text).toContain('"choices":[],"usage":{"prompt_tokens"');
  });
});
