import { APIConnectionError, APIConnectionTimeoutError, APIError } from "openai";
import { describe, expect, test } from "vitest";
import { ModelRequestError, ModelUnavailableError } from "../../../../src/core/errors.ts";
import type { LanguageModelRequest } from "../../../../src/models/language-model.ts";
import {
  OpenAILanguageModel,
  type OpenAILanguageModelOptions,
} from "../../../../src/models/openai/openai-language-model.ts";
import { completion, fakeOpenAIClient } from "../../../support/fake-openai-client.ts";

const schema = {
  type: "object",
  properties: { facts: { type: "array", items: { type: "string" } } },
  required: ["facts"],
  additionalProperties: false,
};
const request: LanguageModelRequest = {
  system: "Read facts.",
  messages: [{ role: "user", content: "Ana lives in Lisbon" }],
  schema,
};

function refusal(status: number, error: object, headers = new Headers()): APIError {
  return APIError.generate(status, { error }, undefined, headers);
}

function modelThat(
  answer: Parameters<typeof fakeOpenAIClient>[0],
  options: Partial<OpenAILanguageModelOptions> = {},
): { model: OpenAILanguageModel; requests: ReturnType<typeof fakeOpenAIClient>["requests"] } {
  const { client, requests } = fakeOpenAIClient(answer);
  return { model: new OpenAILanguageModel({ client, model: "m", ...options }), requests };
}

/** What a request asks for beside the model and messages. */
function modeOf(body: Readonly<Record<string, unknown>>): string {
  if (body["tools"] !== undefined) return "tool-call";
  const format = body["response_format"];
  return typeof format === "object" && format !== null
    ? String(Reflect.get(format, "type"))
    : "text";
}

/** Answers like a server that knows none of `modes`, in the words of one that exists. */
function without(modes: Readonly<Record<string, string>>) {
  return (body: Readonly<Record<string, unknown>>): unknown => {
    const message = modes[modeOf(body)];
    if (message !== undefined) throw refusal(400, { message });
    return completion('{"facts":[]}');
  };
}

const NO_SCHEMA = { json_schema: "This response_format type is unavailable now" };
const NO_TOOLS = { "tool-call": "registry.ollama.ai/library/gemma:2b does not support tools" };
const NO_JSON = { json_object: "Json mode is not supported for this model." };

describe("doGenerate()", () => {
  test("asks with the schema, at temperature 0, once, within the time-out", async () => {
    const { model, requests } = modelThat(() => completion('{"facts":[]}'), { timeoutMs: 1234 });
    const result = await model.doGenerate(request);
    expect(result).toEqual({
      text: '{"facts":[]}',
      finishReason: "stop",
      usage: { promptTokens: 7, completionTokens: 3 },
      outputMode: "json-schema",
      requestCount: 1,
    });
    expect(requests).toEqual([
      {
        body: {
          model: "m",
          messages: [
            { role: "system", content: "Read facts." },
            { role: "user", content: "Ana lives in Lisbon" },
          ],
          temperature: 0,
          response_format: {
            type: "json_schema",
            json_schema: { name: "answer", schema, strict: true },
          },
        },
        options: { timeout: 1234, maxRetries: 0 },
      },
    ]);
  });

  test.each([
    ["facts", "facts"],
    ["no name for a tool!", "answer"],
    [7, "answer"],
  ])("a schema with title %o is called %s", async (title, name) => {
    const { model, requests } = modelThat(without(NO_SCHEMA));
    await model.doGenerate({ ...request, schema: { ...schema, title } });
    expect(requests.map(({ body }) => body)).toMatchObject([
      { response_format: { json_schema: { name } } },
      { tools: [{ function: { name } }], tool_choice: { function: { name } } },
    ]);
  });

  test.each([
    [{ ...schema, required: [] }, false],
    [{ ...schema, additionalProperties: true }, false],
    [
      {
        type: "object",
        properties: { a: { anyOf: [{ type: "string" }, { type: "null" }] } },
        required: ["a"],
        additionalProperties: false,
      },
      true,
    ],
    [
      {
        ...schema,
        properties: { facts: { type: "array", items: { type: "object", properties: { a: {} } } } },
      },
      false,
    ],
    [{ ...schema, properties: { facts: { allOf: [] } } }, false],
  ])("%o is sent as strict: %s", async (given, strict) => {
    const { model, requests } = modelThat(() => completion("{}"));
    await model.doGenerate({ ...request, schema: given });
    expect(requests[0]?.body).toMatchObject({ response_format: { json_schema: { strict } } });
  });

  test("asks plainly without a schema", async () => {
    const { model, requests } = modelThat(() => completion("Hello"));
    const result = await model.doGenerate({ messages: [{ role: "user", content: "Hi" }] });
    expect(result).toMatchObject({ text: "Hello", outputMode: "text" });
    expect(requests[0]?.body).toEqual({
      model: "m",
      messages: [{ role: "user", content: "Hi" }],
      temperature: 0,
    });
  });

  test("the lower bound on tokens counts, and the request's temperature", async () => {
    const { model, requests } = modelThat(() => completion("Hello"), {
      maxTokens: 100,
      temperature: 1,
    });
    await model.doGenerate({ messages: [], maxTokens: 500, temperature: 0.5 });
    await model.doGenerate({ messages: [], maxTokens: 50 });
    await model.doGenerate({ messages: [] });
    expect(requests.map(({ body }) => [body["max_tokens"], body["temperature"]])).toEqual([
      [100, 0.5],
      [50, 1],
      [100, 1],
    ]);
  });

  test.each([
    ["tool-call", NO_SCHEMA, 2],
    ["json-mode", { ...NO_SCHEMA, ...NO_TOOLS }, 3],
    ["text", { ...NO_SCHEMA, ...NO_TOOLS, ...NO_JSON }, 4],
  ] as const)("comes down to %s and remembers it", async (mode, refused, count) => {
    const { model, requests } = modelThat(without(refused));
    expect(await model.doGenerate(request)).toMatchObject({
      outputMode: mode,
      requestCount: count,
    });
    expect(await model.doGenerate(request)).toMatchObject({ outputMode: mode, requestCount: 1 });
    expect(requests).toHaveLength(count + 1);
  });

  test("tells the model the schema where the provider does not get it, and says JSON", async () => {
    const { model, requests } = modelThat(without({ ...NO_SCHEMA, ...NO_TOOLS }));
    await model.doGenerate(request);
    const messages = JSON.stringify(requests.at(-1)?.body["messages"]);
    expect(messages).toContain("Read facts.");
    expect(messages).toContain("JSON Schema");
    expect(messages).toContain(JSON.stringify(JSON.stringify(schema)).slice(1, -1));
  });

  test("gives the arguments of a tool call as the text, several calls line by line", async () => {
    const call = (text: unknown): unknown => ({ type: "function", function: { arguments: text } });
    const { model, requests } = modelThat(
      () => completion(null, { tool_calls: [call('{"facts":["a"]}'), call({ facts: ["b"] })] }),
      { outputModes: ["tool-call"] },
    );
    const result = await model.doGenerate(request);
    expect(result.text).toBe('{"facts":["a"]}\n{"facts":["b"]}');
    expect(requests[0]?.body).toMatchObject({
      tools: [{ type: "function", function: { name: "answer", parameters: schema } }],
      tool_choice: { type: "function", function: { name: "answer" } },
    });
  });

  test("takes the words of a model that called no tool", async () => {
    const { model } = modelThat(() => completion('{"facts":[]}'), { outputModes: ["tool-call"] });
    expect((await model.doGenerate(request)).text).toBe('{"facts":[]}');
  });

  test("renames max_tokens, drops the temperature and remembers both", async () => {
    const { model, requests } = modelThat(
      (body) => {
        if ("max_tokens" in body) {
          throw refusal(400, {
            message:
              "Unsupported parameter: 'max_tokens' is not supported with this model. Use 'max_completion_tokens' instead.",
            code: "unsupported_parameter",
            param: "max_tokens",
          });
        }
        if ("temperature" in body) {
          throw refusal(400, {
            message: "Unsupported value: 'temperature' does not support 0 with this model.",
            code: "unsupported_value",
            param: "temperature",
          });
        }
        return completion("{}");
      },
      { maxTokens: 100 },
    );
    expect(await model.doGenerate(request)).toMatchObject({
      outputMode: "json-schema",
      requestCount: 3,
    });
    expect(await model.doGenerate(request)).toMatchObject({ requestCount: 1 });
    expect(requests.at(-1)?.body).toMatchObject({ max_completion_tokens: 100 });
    expect(requests.at(-1)?.body).not.toHaveProperty("temperature");
  });

  test("drops a field of the provider's own that this model does not take", async () => {
    const { model, requests } = modelThat(
      (body) => {
        if (!("enable_thinking" in body)) return completion("{}");
        const message = "Value error, current model does not support parameter `enable_thinking`.";
        throw refusal(400, { code: 20015, message });
      },
      { extraBody: { enable_thinking: false } },
    );
    expect(await model.doGenerate(request)).toMatchObject({ requestCount: 2 });
    expect(requests[1]?.body).not.toHaveProperty("enable_thinking");
  });

  test("takes a refusal that says nothing for one of the way it asked", async () => {
    const { model } = modelThat((body) => {
      if (modeOf(body) === "json_schema") {
        throw APIError.generate(400, {}, undefined, new Headers());
      }
      return completion("{}");
    });
    expect(await model.doGenerate(request)).toMatchObject({ outputMode: "tool-call" });
  });

  test("does not remember what did not work either", async () => {
    let isDown = true;
    const { model } = modelThat((body) => {
      if (isDown && modeOf(body) === "json_schema") {
        throw refusal(400, { message: "response_format" });
      }
      if (isDown) throw refusal(503, { message: "overloaded" });
      return completion("{}");
    });
    await expect(model.doGenerate(request)).rejects.toThrow(ModelUnavailableError);
    isDown = false;
    expect(await model.doGenerate(request)).toMatchObject({ outputMode: "json-schema" });
  });

  test("stops at a server that refuses everything", async () => {
    const message = "response_format tools json temperature max_tokens x";
    const { model, requests } = modelThat(
      () => {
        throw refusal(400, { message });
      },
      { maxTokens: 1, extraBody: { x: 1 } },
    );
    await expect(model.doGenerate(request)).rejects.toThrow(ModelRequestError);
    expect(requests.length).toBeLessThanOrEqual(12);
  });

  test.each([
    ["stop", "stop"],
    ["tool_calls", "stop"],
    ["length", "length"],
    ["content_filter", "content-filter"],
    ["insufficient_system_resource", "error"],
    [null, "other"],
    ["something new", "other"],
  ])("finish_reason %s is %s", async (reason, expected) => {
    const { model } = modelThat(() => ({
      choices: [{ finish_reason: reason, message: { content: "text" } }],
    }));
    expect(await model.doGenerate(request)).toMatchObject({
      finishReason: expected,
      text: "text",
      usage: { promptTokens: 0, completionTokens: 0 },
    });
  });

  test("leaves reasoning_content out and <think> in", async () => {
    const { model } = modelThat(() =>
      completion("<think>hm</think>{}", { reasoning_content: "let me see" }),
    );
    expect((await model.doGenerate(request)).text).toBe("<think>hm</think>{}");
  });

  test("tells a refusal, not as text", async () => {
    const { model } = modelThat(() => completion(null, { refusal: "I cannot do that" }));
    expect(await model.doGenerate(request)).toMatchObject({
      text: "",
      finishReason: "content-filter",
      refusal: "I cannot do that",
    });
  });

  test.each(["content_filter", "data_inspection_failed", "InputTextSensitiveContentDetected"])(
    "tells a prompt that was filtered with code %s",
    async (code) => {
      const { model } = modelThat(() => {
        throw refusal(400, { message: "no", code });
      });
      expect(await model.doGenerate(request)).toMatchObject({
        text: "",
        finishReason: "content-filter",
      });
    },
  );
});

describe("what goes wrong", () => {
  test.each([
    [400, ModelRequestError],
    [401, ModelRequestError],
    [402, ModelRequestError],
    [403, ModelRequestError],
    [404, ModelRequestError],
    [422, ModelRequestError],
    [408, ModelUnavailableError],
    [409, ModelUnavailableError],
    [429, ModelUnavailableError],
    [500, ModelUnavailableError],
    [503, ModelUnavailableError],
    [529, ModelUnavailableError],
  ])("status %i is a %o", async (status, kind) => {
    const error = refusal(status, { message: "something about nothing", code: "some_code" });
    const { model } = modelThat(() => {
      throw error;
    });
    const caught: unknown = await model.doGenerate(request).catch((one: unknown) => one);
    expect(caught).toBeInstanceOf(kind);
    expect(caught).toMatchObject({ model: "m", cause: error });
    expect(String(caught)).toContain(`HTTP ${status}, code 'some_code'`);
  });

  test("a message never repeats the provider's, which may quote the prompt or the key", async () => {
    const secret = "sk-proj-abcdef1234567890";
    const { model } = modelThat(() => {
      throw refusal(401, {
        message: `Incorrect API key provided: ${secret}`,
        code: secret,
        param: secret,
      });
    });
    const caught: unknown = await model.doGenerate(request).catch((one: unknown) => one);
    expect(String(caught)).not.toContain("sk-proj");
  });

  test.each([
    [{ "retry-after": "7" }, 7000],
    [{ "retry-after-ms": "250", "retry-after": "7" }, 250],
    [
      { "retry-after": "Sat, 21 Nov 2026 10:00:30 GMT", date: "Sat, 21 Nov 2026 10:00:00 GMT" },
      30_000,
    ],
    [{ "retry-after": "soon" }, undefined],
    [{ "retry-after": "-1" }, undefined],
    [{}, undefined],
  ])("%o asks to wait %s ms", async (headers, retryAfterMs) => {
    const { model } = modelThat(() => {
      throw refusal(429, { message: "slow down" }, new Headers(headers));
    });
    const caught: unknown = await model.doGenerate(request).catch((one: unknown) => one);
    expect(caught).toMatchObject({ code: "MODEL_UNAVAILABLE", retryAfterMs });
  });

  test.each([
    [new APIConnectionTimeoutError(), "it did not answer in time"],
    [
      new APIConnectionError({ cause: Object.assign(new Error("no"), { code: "ECONNREFUSED" }) }),
      "it cannot be reached (ECONNREFUSED)",
    ],
    [new SyntaxError("Unexpected token < in JSON"), "its answer is not JSON"],
  ])("%s may come right", async (error, reason) => {
    const { model } = modelThat(() => {
      throw error;
    });
    await expect(model.doGenerate(request)).rejects.toThrow(ModelUnavailableError);
    await expect(model.doGenerate(request)).rejects.toThrow(reason);
  });

  test.each(["<html>Welcome</html>", { error: { code: 404, message: "no" } }])(
    "an answer that is %o is refused for good",
    async (answer) => {
      const { model } = modelThat(() => answer);
      await expect(model.doGenerate(request)).rejects.toThrow(ModelRequestError);
    },
  );

  test.each([{}, { choices: [] }, { error: { code: 502 } }, { choices: [{ message: null }] }])(
    "an answer that is %o may come right",
    async (answer) => {
      const { model } = modelThat(() => answer);
      await expect(model.doGenerate(request)).rejects.toThrow(ModelUnavailableError);
    },
  );

  test("an aborted call rejects with the signal's reason, before and while it waits", async () => {
    const reason = new Error("enough");
    const { model, requests } = modelThat(async () => Promise.withResolvers().promise);
    const signal = AbortSignal.abort(reason);
    await expect(model.doGenerate({ ...request, signal })).rejects.toBe(reason);
    expect(requests).toEqual([]);
    const controller = new AbortController();
    const call = model.doGenerate({ ...request, signal: controller.signal });
    controller.abort(reason);
    await expect(call).rejects.toBe(reason);
    expect(requests[0]?.options.signal).toBe(controller.signal);
  });
});
