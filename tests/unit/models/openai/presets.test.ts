import { afterEach, describe, expect, test } from "vitest";
import { ConfigurationError, InvalidArgumentError } from "../../../../src/core/errors.ts";
import { createClient } from "../../../../src/models/openai/client.ts";
import {
  openAIEmbeddingModel,
  openAILanguageModel,
} from "../../../../src/models/openai/open-models.ts";
import { OpenAIEmbeddingModel } from "../../../../src/models/openai/openai-embedding-model.ts";
import { OpenAILanguageModel } from "../../../../src/models/openai/openai-language-model.ts";
import {
  presetAt,
  type PresetName,
  presetNamed,
  presetNames,
} from "../../../../src/models/openai/presets.ts";
import {
  type MannerInput,
  type OpenAIServer,
  type OpenAIServerOptions,
  startOpenAIServer,
} from "../../../../src/testing/testing.ts";

interface EmbeddingCase {
  readonly preset: PresetName;
  readonly manner: MannerInput;
  readonly model?: string;
  readonly asked?: number;
  readonly dimensions: number;
  readonly most: number;
}

const schema = {
  type: "object",
  properties: { facts: { type: "array", items: { type: "string" } } },
  required: ["facts"],
  additionalProperties: false,
};
const request = { messages: [{ role: "user", content: "Ana lives in Lisbon" }], schema } as const;
const apiKey = "sk-test";
let server: OpenAIServer | undefined;

afterEach(async () => {
  await server?.close();
});

async function serve(options: OpenAIServerOptions): Promise<OpenAIServer> {
  server = await startOpenAIServer({ chat: { json: { facts: ["里斯本"] } }, apiKey, ...options });
  return server;
}

function bodies(): Record<string, unknown>[] {
  // The server keeps the parsed bodies of what these tests send.
  return (server?.requests ?? []).map(({ body }) => body as Record<string, unknown>);
}

/** The preset, the provider's manner, a model of its, the way that works first, and how its thinking is switched off. */
const PROVIDERS: readonly {
  readonly preset: PresetName;
  readonly manner: MannerInput;
  readonly model: string;
  readonly mode: string;
  readonly requestCount: number;
  readonly thinkingOff: object;
}[] = [
  {
    preset: "openai",
    manner: "openai",
    model: "gpt-4.1-mini",
    mode: "json-schema",
    requestCount: 1,
    thinkingOff: {},
  },
  {
    preset: "openai",
    manner: { refusedParameters: ["temperature", "max_tokens"] },
    model: "gpt-5-mini",
    mode: "json-schema",
    requestCount: 1,
    thinkingOff: { reasoning_effort: "minimal" },
  },
  {
    preset: "deepseek",
    manner: "deepseek",
    model: "deepseek-v4-flash",
    mode: "tool-call",
    requestCount: 1,
    thinkingOff: { thinking: { type: "disabled" } },
  },
  {
    preset: "deepseek",
    manner: "deepseek",
    model: "deepseek-chat",
    mode: "tool-call",
    requestCount: 1,
    thinkingOff: {},
  },
  {
    preset: "siliconflow",
    manner: "siliconflow",
    model: "deepseek-ai/DeepSeek-V2.5",
    mode: "tool-call",
    requestCount: 1,
    thinkingOff: {},
  },
  {
    preset: "siliconflow",
    manner: { ...({ tools: "refuses", jsonMode: "refuses", errors: "siliconflow" } as const) },
    model: "Qwen/Qwen3-8B",
    mode: "text",
    requestCount: 3,
    thinkingOff: { enable_thinking: false },
  },
  {
    preset: "doubao",
    manner: "ark",
    model: "doubao-seed-1-6-251015",
    mode: "tool-call",
    requestCount: 2,
    thinkingOff: { thinking: { type: "disabled" } },
  },
  {
    preset: "doubao",
    manner: "openai",
    model: "ep-20250208",
    mode: "json-schema",
    requestCount: 1,
    thinkingOff: {},
  },
  {
    preset: "qwen",
    manner: "qwen",
    model: "qwen-plus",
    mode: "tool-call",
    requestCount: 2,
    thinkingOff: { enable_thinking: false },
  },
  {
    preset: "ollama",
    manner: "ollama",
    model: "qwen3:8b",
    mode: "json-schema",
    requestCount: 1,
    thinkingOff: { reasoning_effort: "none" },
  },
];

describe("a language model in its provider's manner", () => {
  test.each(PROVIDERS)(
    "$preset $model",
    async ({ preset, manner, model, mode, requestCount, thinkingOff }) => {
      const { baseURL } = await serve({ manner });
      const languageModel = openAILanguageModel({
        preset,
        baseUrl: baseURL,
        apiKey,
        model,
        maxTokens: 99,
      });
      const first = await languageModel.doGenerate(request);
      expect(first).toMatchObject({ outputMode: mode, requestCount, finishReason: "stop" });
      expect(first.text).toContain('{"facts":["里斯本"]}');
      expect(await languageModel.doGenerate(request)).toMatchObject({
        outputMode: mode,
        requestCount: 1,
      });
      const { tokenLimitField } = presetNamed(preset);
      expect(bodies().at(-1)).toMatchObject({ model, [tokenLimitField]: 99, ...thinkingOff });
      const others = ["thinking", "enable_thinking", "reasoning_effort"].filter(
        (name) => !(name in thinkingOff),
      );
      for (const name of others) expect(bodies().at(-1)).not.toHaveProperty(name);
    },
  );

  test("thinking: true leaves it to the provider", async () => {
    const { baseURL } = await serve({ manner: "qwen" });
    const settings = { preset: "qwen", baseUrl: baseURL, apiKey, thinking: true } as const;
    await openAILanguageModel(settings).doGenerate(request);
    expect(bodies().at(-1)).not.toHaveProperty("enable_thinking");
  });

  test("an unknown endpoint that knows nothing but messages", async () => {
    const { baseURL } = await serve({
      manner: { jsonSchema: "refuses", tools: "refuses", jsonMode: "refuses", errors: "vllm" },
    });
    const model = openAILanguageModel({ baseUrl: baseURL, apiKey, model: "some-model" });
    expect(await model.doGenerate(request)).toMatchObject({ outputMode: "text", requestCount: 4 });
  });

  test.each(["openai", "siliconflow", "ark", "dashscope", "ollama", "vllm", "html"] as const)(
    "a wrong key is told apart in errors of the form of %s",
    async (errors) => {
      const { baseURL } = await serve({ manner: { errors } });
      const model = openAILanguageModel({ baseUrl: baseURL, apiKey: "sk-wrong", model: "m" });
      const caught: unknown = await model.doGenerate(request).catch((error: unknown) => error);
      expect(caught).toMatchObject({ code: "MODEL_REQUEST_REJECTED" });
      expect(String(caught)).toContain("the key is not accepted (HTTP 401");
      expect(String(caught)).not.toContain("sk-wrong");
    },
  );
});

describe("an embedding model in its provider's manner", () => {
  test.each([
    { preset: "openai", manner: "openai", dimensions: 1536, most: 2048 },
    {
      preset: "openai",
      manner: "openai",
      model: "text-embedding-3-large",
      asked: 256,
      dimensions: 256,
      most: 2048,
    },
    { preset: "siliconflow", manner: "siliconflow", dimensions: 1024, most: 32 },
    {
      preset: "siliconflow",
      manner: "siliconflow",
      model: "Pro/BAAI/bge-m3",
      dimensions: 1024,
      most: 32,
    },
    { preset: "qwen", manner: "qwen", dimensions: 1024, most: 10 },
    {
      preset: "qwen",
      manner: "qwen",
      model: "text-embedding-v4",
      asked: 512,
      dimensions: 512,
      most: 10,
    },
    { preset: "ollama", manner: "ollama", dimensions: 768, most: 256 },
    {
      preset: "doubao",
      manner: "ark",
      model: "doubao-embedding-text-240515",
      asked: 1024,
      dimensions: 1024,
      most: 64,
    },
  ] satisfies EmbeddingCase[])(
    "$preset $model with $asked dimensions asked",
    async ({ preset, manner, model, asked, dimensions, most }: EmbeddingCase) => {
      const { baseURL } = await serve({ manner });
      const settings = { preset, baseUrl: baseURL, apiKey, model, dimensions: asked };
      const embeddingModel = openAIEmbeddingModel(settings);
      expect(embeddingModel).toMatchObject({ dimensions, maxInputsPerRequest: most });
      const texts = Array.from({ length: most }, (_, index) => (index === 0 ? "" : `${index}`));
      const { embeddings } = await embeddingModel.doEmbed(texts, { purpose: "document" });
      expect(embeddings).toHaveLength(most);
      expect(new Set(embeddings.map(({ length }) => length))).toEqual(new Set([dimensions]));
    },
  );

  test.each([
    ["intfloat/multilingual-e5-large", "query: who?", "passage: who?"],
    [
      "BAAI/bge-large-en-v1.5",
      "Represent this sentence for searching relevant passages: who?",
      "who?",
    ],
    ["BAAI/bge-large-zh-v1.5", "为这个句子生成表示以用于检索相关文章：who?", "who?"],
    ["BAAI/bge-m3", "who?", "who?"],
    ["nomic-embed-text:latest", "search_query: who?", "search_document: who?"],
    [
      "qwen3-embedding:0.6b",
      "Instruct: Given a web search query, retrieve relevant passages that answer the query\nQuery:who?",
      "who?",
    ],
    ["embeddinggemma", "task: search result | query: who?", "title: none | text: who?"],
    ["text-embedding-3-small", "who?", "who?"],
  ])("%s gets its prefixes", async (model, query, passage) => {
    const { baseURL } = await serve({ manner: { dimensions: "ignores" } });
    const embeddingModel = openAIEmbeddingModel({ baseUrl: baseURL, apiKey, model });
    await embeddingModel.doEmbed(["who?"], { purpose: "query" });
    await embeddingModel.doEmbed(["who?"], { purpose: "document" });
    expect(bodies().map(({ input }) => input)).toEqual([[query], [passage]]);
  });

  test.each([
    ["intfloat/e5-small-v2", 0.76],
    ["intfloat/multilingual-e5-large", 0.76],
    ["BAAI/bge-small-en-v1.5", 0.49],
    ["bge-large:latest", 0.49],
    ["BAAI/bge-base-zh-v1.5", 0.34],
    ["all-minilm:latest", 0.19],
    ["BAAI/bge-m3", undefined],
    ["text-embedding-3-small", undefined],
  ])("%s says what cosine unrelated texts have: %s", (model, expected) => {
    expect(openAIEmbeddingModel({ apiKey, model }).unrelatedCosine).toBe(expected);
    const told = openAIEmbeddingModel({ apiKey, model, unrelatedCosine: 0 });
    expect(told.unrelatedCosine).toBe(0);
  });

  test("a very long text is embedded by its beginning", async () => {
    const { baseURL } = await serve({ manner: "ark" });
    const model = openAIEmbeddingModel({
      preset: "doubao",
      baseUrl: baseURL,
      apiKey,
      model: "doubao-embedding-text-240515",
    });
    const { embeddings } = await model.doEmbed(["长".repeat(50_000)], { purpose: "document" });
    expect(embeddings).toHaveLength(1);
  });
});

describe("what cannot be opened", () => {
  test.each([
    [() => openAILanguageModel({}), "there is no key"],
    [() => openAILanguageModel({ apiKey: " " }), "there is no key"],
    [() => openAILanguageModel({ apiKey: "sk-…" }), "characters that no key has"],
    [() => openAILanguageModel({ preset: "doubao", apiKey }), "no model is named"],
    [
      () => openAILanguageModel({ preset: "nobody" as PresetName, apiKey }),
      "no preset of the given name",
    ],
    [() => openAILanguageModel({ baseUrl: "nonsense", model: "m" }), "not an http or https URL"],
    [
      () => openAILanguageModel({ baseUrl: "https://a:b@c.de/v1", model: "m" }),
      "not an http or https URL",
    ],
    [() => openAIEmbeddingModel({ preset: "deepseek", apiKey }), "no model is named"],
    [
      () => openAIEmbeddingModel({ apiKey, model: "mystery" }),
      "dimensions of 'mystery' are not known",
    ],
    [
      () => openAIEmbeddingModel({ apiKey, model: "text-embedding-3-small", dimensions: 4096 }),
      "has 1536 dimensions and 4096 are asked for",
    ],
    [() => openAIEmbeddingModel({ apiKey, model: "BAAI/bge-m3", dimensions: 512 }), "pass 1024"],
  ])("%s", (openIt, message) => {
    expect(openIt).toThrow(ConfigurationError);
    expect(openIt).toThrow(message);
  });
});

test("baseURL is baseUrl, and nothing goes elsewhere", async () => {
  const { baseURL } = await serve({ embed: (texts) => texts.map(() => [1, 0]) });
  const provider = { baseURL, apiKey };
  const languageModel = openAILanguageModel({ ...provider, model: "m" });
  expect((await languageModel.doGenerate(request)).text).toContain("里斯本");
  const embeddingModel = openAIEmbeddingModel({ ...provider, model: "m", dimensions: 2 });
  await embeddingModel.doEmbed(["a"], { purpose: "document" });
  expect(server?.counts).toMatchObject({ chat: 1, embeddings: 1 });
  const both = (): unknown => openAILanguageModel({ ...provider, baseUrl: baseURL, model: "m" });
  expect(both).toThrow(
    "'baseURL' must be left out when 'baseUrl' is given: current value is given",
  );
});

test.each([
  [undefined, 1536],
  [false, 1536],
  [true, 256],
])("sendsDimensions: %s for a model that is not known gives %i", async (sendsDimensions, count) => {
  const { baseURL } = await serve({});
  const provider = { baseUrl: baseURL, apiKey, model: "mystery", dimensions: 256 };
  const model = openAIEmbeddingModel({ ...provider, sendsDimensions });
  const { embeddings } = await model.doEmbed(["a"], { purpose: "document" });
  expect(embeddings.map(({ length }) => length)).toEqual([count]);
  expect(bodies()[0]?.["dimensions"]).toBe(sendsDimensions === true ? 256 : undefined);
});

test("sendsDimensions: true asks a known model for dimensions that it is not known to have", () => {
  const wanted = { apiKey, model: "BAAI/bge-m3", dimensions: 512, sendsDimensions: true };
  expect(openAIEmbeddingModel(wanted).dimensions).toBe(512);
});

/** As callers without types may call them. */
const openLanguage = openAILanguageModel as (settings?: unknown) => unknown;
const openEmbedding = openAIEmbeddingModel as (settings?: unknown) => unknown;

describe("settings that are none", () => {
  test.each<[unknown, string]>([
    [{ maxtokens: 5 }, "did you mean 'maxTokens'? Known are preset, baseUrl"],
    [{ temprature: 0 }, "did you mean 'temperature'?"],
    [{ timeout: 5 }, "did you mean 'timeoutMs'?"],
    [{ base_url: "http://x" }, "did you mean 'baseUrl'?"],
    [{ temperature: 9 }, "'temperature' must be a number from 0 to 2: current value is 9"],
    [{ temperature: "0" }, 'a number from 0 to 2: current value is "0"'],
    [{ maxTokens: -1 }, "'maxTokens' must be an integer of at least 1: current value is -1"],
    [{ timeoutMs: "x" }, "'timeoutMs' must be an integer from 1 to"],
    [{ timeoutMs: 2 ** 31 }, "'timeoutMs' must be an integer from 1 to"],
    [{ thinking: "no" }, "'thinking' must be true or false"],
    [{ extraBody: [1] }, "'extraBody' must be an object"],
    [
      { headers: "x" },
      "'headers' must be an object of texts: current value is a value of type string",
    ],
    [{ headers: { "x-key": 5 } }, "'headers' must be an object of texts"],
    [{ apiKey: 5 }, "'apiKey' must be text: current value is a value of type number"],
    [{ baseUrl: 5 }, "'baseUrl' must be text"],
    [{ model: " " }, "'model' must be text that is not blank"],
    [{ client: "x" }, "'client' must be a client of the openai package"],
    ["gpt-4.1-mini", "'settings' must be an object"],
    [["gpt-4.1-mini"], "'settings' must be an object"],
  ])("of a language model: %o", (settings, message) => {
    const given = typeof settings === "object" && !Array.isArray(settings);
    const open = (): unknown => openLanguage(given ? { apiKey, ...settings } : settings);
    expect(open).toThrow(InvalidArgumentError);
    expect(open).toThrow(message);
  });

  test.each<[object, string]>([
    [
      { dims: 2 },
      "Known are preset, baseUrl, baseURL, apiKey, organization, headers, client, model, dim",
    ],
    [{ dimensions: 1.5 }, "'dimensions' must be an integer of at least 1: current value is 1.5"],
    [{ dimensions: "2" }, "'dimensions' must be an integer of at least 1"],
    [{ sendsDimensions: 1 }, "'sendsDimensions' must be true or false"],
    [{ unrelatedCosine: 1 }, "'unrelatedCosine' must be a number from -1 to less than 1"],
    [{ maxInputsPerRequest: 0 }, "'maxInputsPerRequest' must be an integer of at least 1"],
    [{ temperature: 0 }, "made of known options only"],
  ])("of an embedding model: %o", (settings, message) => {
    const open = (): unknown => openEmbedding({ apiKey, ...settings });
    expect(open).toThrow(InvalidArgumentError);
    expect(open).toThrow(message);
  });

  test("none at all are told by what is missing, and undefined is not given", () => {
    for (const open of [openLanguage, openEmbedding]) {
      expect(() => open()).toThrow("there is no key: pass apiKey");
      expect(() => open({ apiKey, maxTokens: undefined, temprature: undefined })).toThrow(
        "'temprature'",
      );
    }
    expect(openLanguage({ apiKey, maxTokens: undefined })).toMatchObject({ id: "gpt-4.1-mini" });
  });

  test("a key is never quoted", () => {
    for (const settings of [{ apiKey: ["sk-secret"] }, { apiKey, headers: "sk-secret" }]) {
      const open = (): unknown => openLanguage(settings);
      expect(open).toThrow(InvalidArgumentError);
      expect(open).not.toThrow("sk-secret");
    }
  });

  test("of the classes behind them", () => {
    const client = createClient({ baseUrl: "http://localhost", apiKey });
    const language = { client, model: "m" };
    const open = (more: object) => (): unknown => new OpenAILanguageModel({ ...language, ...more });
    expect(open({ maxToken: 1 })).toThrow("did you mean 'maxTokens'?");
    expect(open({ outputModes: ["yaml"] })).toThrow("a list of json-schema, tool-call");
    expect(open({ tokenLimitField: "max" })).toThrow("one of max_tokens, max_completion_tokens");
    expect(open({ client: undefined })).toThrow("'client' must be a client of the openai package");
    expect(open({ outputModes: [] })).not.toThrow();
    const embedding = (more: object) => (): unknown =>
      new OpenAIEmbeddingModel({ ...language, dimensions: 2, ...more });
    expect(embedding({ dimensions: undefined })).toThrow("'dimensions' must be an integer");
    expect(embedding({ prefix: {} })).toThrow("did you mean 'prefixes'?");
    expect(embedding({})).not.toThrow();
  });
});

describe("presets", () => {
  test.each([
    ["https://api.openai.com/v1", "openai"],
    ["https://api.deepseek.com", "deepseek"],
    ["https://api.siliconflow.cn/v1", "siliconflow"],
    ["https://api.siliconflow.com/v1/", "siliconflow"],
    ["https://ark.cn-beijing.volces.com/api/v3", "doubao"],
    ["https://dashscope-intl.aliyuncs.com/compatible-mode/v1", "qwen"],
    ["http://localhost:11434/v1", "ollama"],
    ["http://[::1]:11434/v1", "ollama"],
    ["http://localhost:8000/v1", undefined],
    ["https://notapi.openai.com.evil.example/v1", undefined],
    ["nonsense", undefined],
  ])("%s is %s", (url, name) => {
    expect(presetAt(url)?.name).toBe(name);
  });

  test("each one is found by its own base URL", () => {
    for (const name of presetNames) expect(presetAt(presetNamed(name).baseUrl)?.name).toBe(name);
  });
});

describe("createClient()", () => {
  test("sends the key and nothing of the machine or the environment", async () => {
    const { baseURL } = await serve({});
    const given = {
      OPENAI_API_KEY: "sk-env",
      OPENAI_BASE_URL: "http://127.0.0.1:9",
      OPENAI_ORG_ID: "env-org",
      OPENAI_PROJECT_ID: "env",
      OPENAI_CUSTOM_HEADERS: "x-env: 1\nauthorization: Bearer env",
      OPENAI_LOG: "debug",
    };
    const before = { ...process.env };
    Object.assign(process.env, given);
    try {
      const client = await createClient({ baseUrl: baseURL, apiKey, headers: { "x-mine": "2" } })();
      await client.chat.completions.create(
        { model: "m", messages: [{ role: "user", content: "hi" }] },
        {},
      );
    } finally {
      for (const name of Object.keys(given)) {
        if (before[name] === undefined) Reflect.deleteProperty(process.env, name);
        else process.env[name] = before[name];
      }
    }
    const headers = server?.requests[0]?.headers ?? {};
    expect(server?.requests[0]?.status).toBe(200);
    expect(headers["x-mine"]).toBe("2");
    const kept = Object.keys(headers).filter((name) => /^x-|^openai-/.test(name));
    expect(kept).toEqual(["x-mine"]);
  });
});
