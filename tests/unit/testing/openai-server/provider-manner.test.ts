import { describe, expect } from "vitest";
import { type ErrorShape, type MannerInput, MANNERS } from "../../../../src/testing/testing.ts";
import { chat, messageOf, serverTest as test } from "../../../support/openai-server.ts";

const schemaFormat = { response_format: { type: "json_schema", json_schema: { name: "facts" } } };
const jsonFormat = { response_format: { type: "json_object" } };
const tool = { type: "function", function: { name: "facts", parameters: {} } };
const freeTool = { tools: [tool] };
const forcedTool = {
  tools: [tool],
  tool_choice: { type: "function", function: { name: "facts" } },
};
const json = { facts: ["a"] };
const bare = JSON.stringify(json);
const fenced = `\`\`\`json\n${bare}\n\`\`\``;
const prose = expect.stringMatching(/^Here .*\n\n```json\n\{"facts":\["a"\]\}\n```\n\n/s);
const called = { tool_calls: [{ function: { name: "facts", arguments: bare } }], content: null };

describe("the manner of a provider", () => {
  test.for<[MannerInput, Record<string, unknown>, unknown]>([
    ["openai", schemaFormat, { content: bare }],
    ["openai", jsonFormat, { content: bare }],
    ["openai", forcedTool, called],
    ["openai", {}, { content: bare }],
    ["deepseek", schemaFormat, 400],
    ["deepseek", jsonFormat, { content: bare }],
    ["deepseek", forcedTool, called],
    ["deepseek", {}, { content: fenced }],
    ["siliconflow", schemaFormat, { content: fenced }],
    ["siliconflow", jsonFormat, { content: bare }],
    ["ollama", forcedTool, { content: prose }],
    ["ollama", freeTool, called],
    ["ollama", {}, { content: prose }],
    ["plain", schemaFormat, { content: fenced }],
    ["plain", jsonFormat, { content: fenced }],
    ["plain", freeTool, 400],
    [{ jsonMode: "refuses" }, jsonFormat, 400],
    [{ forcedTool: "refuses" }, forcedTool, 400],
    [{ forcedTool: "refuses" }, freeTool, called],
    [{ tools: "ignores", looseJson: "fenced" }, freeTool, { content: fenced }],
    [{ refusedParameters: ["temperature"] }, { temperature: 0 }, 400],
    [{ refusedParameters: ["temperature"] }, {}, { content: bare }],
  ])("%o with %o: %o", async ([manner, fields, expected], { start }) => {
    const server = await start({ chat: { json }, manner });
    const answer = await chat(server, fields);
    if (typeof expected === "number") expect(answer.status).toBe(expected);
    else expect(messageOf(answer)).toMatchObject(expected as object);
  });

  test("a text is written as it is, whatever was asked for", async ({ start }) => {
    const server = await start({ chat: "plain words" });
    for (const fields of [schemaFormat, jsonFormat, forcedTool, {}]) {
      expect(messageOf(await chat(server, fields))).toMatchObject({ content: "plain words" });
    }
  });

  test("JSON mode wants the word, where it does", async ({ start }) => {
    const messages = [{ role: "user", content: "facts, please" }];
    const strict = await start({ chat: { json } });
    const answer = await chat(strict, { ...jsonFormat, messages });
    expect([answer.status, answer.text]).toEqual([400, expect.stringContaining("word 'json'")]);
    const lenient = await start({ chat: { json }, manner: { jsonModeNeedsWord: false } });
    expect((await chat(lenient, { ...jsonFormat, messages })).status).toBe(200);
  });

  test.for([
    ["none", { content: "Yes." }, ["reasoning_content", "reasoning"]],
    ["reasoning_content", { content: "Yes.", reasoning_content: "hm" }, ["reasoning"]],
    ["reasoning", { content: "Yes.", reasoning: "hm" }, ["reasoning_content"]],
    ["tags", { content: "<think>\nhm\n</think>\n\nYes." }, ["reasoning_content", "reasoning"]],
  ] as const)("thinks in %s", async ([thinking, expected, absent], { start }) => {
    const server = await start({ chat: { text: "Yes.", reasoning: "hm" }, manner: { thinking } });
    const message = messageOf(await chat(server));
    expect(message).toMatchObject(expected);
    for (const field of absent) expect(message).not.toHaveProperty(field);
  });

  test("may not know max_tokens", async ({ start }) => {
    const server = await start({ chat: "one two three", manner: { maxTokens: "ignores" } });
    expect(messageOf(await chat(server, { max_tokens: 1 }))["content"]).toBe("one two three");
  });

  test.for<[ErrorShape, unknown]>([
    ["openai", { error: { type: "invalid_request_error", code: "model_not_found", param: null } }],
    ["siliconflow", { code: 20012, data: null, message: expect.stringContaining("'model'") }],
    ["ark", { error: { code: "NotFound", message: expect.stringContaining("Request id: ") } }],
    ["dashscope", { error: { code: "model_not_found" }, request_id: expect.any(String) }],
    ["ollama", { error: { type: "api_error", code: null } }],
    ["vllm", { object: "error", type: "NotFoundError", code: 404 }],
  ])("an error in the shape of %s", async ([errors, expected], { start }) => {
    const server = await start({ models: ["another"], manner: { errors } });
    const answer = await chat(server);
    expect(answer.status).toBe(404);
    expect(answer.json).toMatchObject(expected as object);
  });

  test("a gateway answers with a page", async ({ start }) => {
    const server = await start({ manner: { errors: "html" } });
    const { headers, text, json: none } = await chat(server);
    expect(headers.get("content-type")).toBe("text/html");
    expect(text).toContain("<h1>400 Bad Request</h1>");
    expect(none).toBeUndefined();
  });

  test("a field that is undefined is OpenAI's", async ({ start }) => {
    const server = await start({ chat: { json }, manner: { ...MANNERS.plain, tools: undefined } });
    expect(messageOf(await chat(server, freeTool))).toMatchObject(called);
  });
});
