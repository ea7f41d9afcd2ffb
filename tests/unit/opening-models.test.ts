import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { ConfigurationError, InvalidArgumentError } from "../../src/core/errors.ts";
import {
  type GenerateOptions,
  LexicalEmbeddingModel,
  Memory,
  type OpenOptions,
  openAIEmbeddingModel,
} from "../../src/index.ts";
import { type OpenAIServer, startOpenAIServer } from "../../src/testing/testing.ts";
import { aiSdkEmbeddingModelOf, aiSdkLanguageModelOf } from "../support/ai-sdk-models.ts";

const VARIABLES = [
  "OPENAI_API_KEY",
  "OPENAI_BASE_URL",
  "OPENAI_ORG_ID",
  "OPENAI_MODEL",
  "OPENAI_EMBEDDING_MODEL",
  "OPENAI_EMBEDDING_DIMENSIONS",
] as const;
type Environment = { readonly [Name in (typeof VARIABLES)[number]]?: string };

let folder: string;
let path: string;
let server: OpenAIServer;
const kept = new Map<string, string | undefined>();

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "mnemograph-models-"));
  path = join(folder, "memory.mnemograph");
  server = await startOpenAIServer({ chat: "Hello" });
  for (const name of VARIABLES) kept.set(name, process.env[name]);
});

afterEach(async () => {
  for (const name of VARIABLES) setVariable(name, kept.get(name));
  await server.close();
  rmSync(folder, { recursive: true, force: true });
});

function setVariable(name: string, value: string | undefined): void {
  if (value === undefined) Reflect.deleteProperty(process.env, name);
  else process.env[name] = value;
}

/** Which models a memory has that is opened like this; `-` for none. */
async function modelsOf(environment: Environment, options: OpenOptions = {}): Promise<string[]> {
  for (const name of VARIABLES) setVariable(name, environment[name]);
  const memory = await Memory.open({ path, ...options });
  const { models } = await memory.stats();
  await memory.close();
  expect(memory.languageModel.id).toBe(models.language?.id);
  return [models.language?.id ?? "-", `${models.embedding.id}/${models.embedding.dimensions}`];
}

const nothing = (): void => undefined;
const KEY: Environment = { OPENAI_API_KEY: "sk-test" };
const LEXICAL = new LexicalEmbeddingModel();
const lexical = `${LEXICAL.id}/${LEXICAL.dimensions}`;

describe("models of the environment", () => {
  test.each<[Environment, string, string]>([
    [{}, "-", lexical],
    [{ OPENAI_API_KEY: " " }, "-", lexical],
    [KEY, "gpt-4.1-mini", "text-embedding-3-small/1536"],
    [{ ...KEY, OPENAI_MODEL: "gpt-5-mini" }, "gpt-5-mini", "text-embedding-3-small/1536"],
    [
      { ...KEY, OPENAI_EMBEDDING_MODEL: "text-embedding-3-large" },
      "gpt-4.1-mini",
      "text-embedding-3-large/3072",
    ],
    [{ ...KEY, OPENAI_EMBEDDING_DIMENSIONS: "512" }, "gpt-4.1-mini", "text-embedding-3-small/512"],
    [
      { ...KEY, OPENAI_BASE_URL: "https://api.siliconflow.cn/v1" },
      "deepseek-ai/DeepSeek-V2.5",
      "BAAI/bge-m3/1024",
    ],
    [{ ...KEY, OPENAI_BASE_URL: "https://api.deepseek.com" }, "deepseek-chat", lexical],
    [{ OPENAI_BASE_URL: "https://api.deepseek.com", OPENAI_MODEL: "deepseek-chat" }, "-", lexical],
    [
      { OPENAI_BASE_URL: "http://localhost:11434/v1", OPENAI_MODEL: "qwen3:8b" },
      "qwen3:8b",
      lexical,
    ],
    [{ OPENAI_BASE_URL: "http://localhost:11434/v1" }, "-", lexical],
    [
      {
        OPENAI_BASE_URL: "http://localhost:8000/v1",
        OPENAI_EMBEDDING_MODEL: "mine",
        OPENAI_EMBEDDING_DIMENSIONS: "99",
      },
      "-",
      "mine/99",
    ],
  ])("%o", async (environment, language, embedding) => {
    expect(await modelsOf(environment)).toEqual([language, embedding]);
  });

  test("null switches them off", async () => {
    const off = { languageModel: null, embeddingModel: null };
    expect(await modelsOf(KEY, off)).toEqual(["-", lexical]);
  });

  test.each<[Environment, string]>([
    [{ ...KEY, OPENAI_BASE_URL: "http://localhost:8000/v1" }, "set OPENAI_MODEL"],
    [{ ...KEY, OPENAI_EMBEDDING_MODEL: "mystery" }, "set OPENAI_EMBEDDING_DIMENSIONS"],
    [{ ...KEY, OPENAI_EMBEDDING_DIMENSIONS: "many" }, "set OPENAI_EMBEDDING_DIMENSIONS"],
    [{ ...KEY, OPENAI_BASE_URL: "nonsense", OPENAI_MODEL: "m" }, "not an http or https URL"],
  ])("%o does not suffice", async (environment, message) => {
    await expect(modelsOf(environment)).rejects.toThrow(ConfigurationError);
    await expect(modelsOf(environment)).rejects.toThrow(message);
  });

  test("are asked where the environment says, once something is to be asked", async () => {
    for (const name of VARIABLES) setVariable(name, undefined);
    setVariable("OPENAI_API_KEY", "sk-test");
    setVariable("OPENAI_BASE_URL", server.baseURL);
    setVariable("OPENAI_MODEL", "m");
    const memory = await Memory.open({ path });
    expect(server.requests).toEqual([]);
    expect((await memory.languageModel.generate("Hi")).text).toBe("Hello");
    await memory.close();
  });
});

describe("the file's embedding model", () => {
  test("a key that comes later leaves a lexical file as it is", async () => {
    expect(await modelsOf({})).toEqual(["-", lexical]);
    expect(await modelsOf(KEY)).toEqual(["gpt-4.1-mini", lexical]);
    expect(await modelsOf({})).toEqual(["-", lexical]);
  });

  test("a file that was made with the environment's model keeps to it", async () => {
    await modelsOf(KEY);
    expect(await modelsOf(KEY)).toEqual(["gpt-4.1-mini", "text-embedding-3-small/1536"]);
    const other = { ...KEY, OPENAI_EMBEDDING_MODEL: "text-embedding-3-large" };
    await expect(modelsOf(other)).rejects.toThrow(
      /'text-embedding-3-small' with 1536.*reembed\(\)/,
    );
    await expect(modelsOf({})).rejects.toThrow(/'text-embedding-3-small' with 1536.*reembed\(\)/);
    await expect(modelsOf(KEY, { embeddingModel: null })).rejects.toThrow("reembed()");
  });

  test("a model that is passed has to be the file's", async () => {
    await modelsOf({});
    const embeddingModel = openAIEmbeddingModel({ apiKey: "sk-test" });
    await expect(modelsOf({}, { embeddingModel })).rejects.toThrow("reembed()");
  });
});

describe("changing to another model", () => {
  test("reembed: true makes the environment's model a demand", async () => {
    await modelsOf({});
    expect((await modelsOf(KEY, { reembed: true }))[1]).toBe("text-embedding-3-small/1536");
  });

  test("reembed() takes a model of the AI SDK", async () => {
    const memory = await Memory.open({ path });
    await memory.add("I love jazz", { userId: "kirk", infer: false });
    const report = await memory.reembed({ embeddingModel: aiSdkEmbeddingModelOf(server.baseURL) });
    expect(report.model).toEqual({ id: "text-embedding-3-small", dimensions: 1536 });
    expect(server.counts.embeddings).toBeGreaterThan(0);
    await memory.close();
  });
});

describe("models of the AI SDK", () => {
  test("are taken as they are, and work", async () => {
    const languageModel = aiSdkLanguageModelOf(server.baseURL);
    const embeddingModel = aiSdkEmbeddingModelOf(server.baseURL);
    const memory = await Memory.open({ path, languageModel, embeddingModel });
    expect((await memory.languageModel.generate("Hi")).text).toBe("Hello");
    await memory.add("I love jazz", { userId: "kirk", infer: false });
    const { results } = await memory.search("jazz", { userId: "kirk" });
    expect(results[0]?.memory).toBe("I love jazz");
    expect(server.counts.embeddings).toBeGreaterThanOrEqual(2);
    expect((await memory.stats()).models).toEqual({
      language: { id: "test-model" },
      embedding: { id: "text-embedding-3-small", dimensions: 1536, isModel: true },
    });
    await memory.close();
  });

  test("one without known dimensions says what to do", async () => {
    const embeddingModel = aiSdkEmbeddingModelOf(server.baseURL, { modelId: "mystery" });
    await expect(Memory.open({ path, embeddingModel })).rejects.toThrow(
      "aiSdkEmbeddingModel(model",
    );
  });

  test.each([
    "gpt-4.1-mini",
    {},
    { doGenerate: nothing },
    { specificationVersion: "v1", modelId: "m", doGenerate: nothing },
  ])("%o is no model", async (languageModel) => {
    const options = { path, languageModel } as unknown as OpenOptions;
    await expect(Memory.open(options)).rejects.toThrow(InvalidArgumentError);
  });
});

describe("languageModel.generate()", () => {
  async function open(): Promise<Memory> {
    const languageModel = aiSdkLanguageModelOf(server.baseURL);
    return Memory.open({ path, languageModel, retry: { initialDelayMs: 1 } });
  }

  test("answers a conversation with instructions, and tells the cost", async () => {
    const memory = await open();
    const messages = [
      { role: "user", content: "Hi" },
      { role: "assistant", content: "Hello" },
      { role: "user", content: "Again" },
    ] as const;
    const result = await memory.languageModel.generate(messages, {
      system: "Be brief",
      maxTokens: 5,
    });
    expect(result).toMatchObject({ text: "Hello", finishReason: "stop", requestCount: 1 });
    expect(result.usage.promptTokens).toBeGreaterThan(0);
    expect(server.requests[0]?.body).toMatchObject({
      messages: [{ role: "system", content: "Be brief" }, ...messages],
      max_tokens: 5,
    });
    await memory.close();
  });

  test("asks again after an outage", async () => {
    const memory = await open();
    server.fail({ kind: "status", status: 503 }, { count: 2 });
    expect(await memory.languageModel.generate("Hi")).toMatchObject({ requestCount: 3 });
    await memory.close();
  });

  test("says clearly that there is no model, after it has checked the call", async () => {
    const memory = await Memory.open({ path, languageModel: null });
    await expect(memory.languageModel.generate("Hi")).rejects.toThrow(ConfigurationError);
    await expect(memory.languageModel.generate("Hi")).rejects.toThrow("set OPENAI_API_KEY");
    expect(memory.languageModel.id).toBeUndefined();
    await memory.close();
  });

  test.each([
    [" ", {}],
    [[], {}],
    [[{ role: "system", content: "x" }], {}],
    [[{ role: "user", content: "" }], {}],
    ["Hi", { maxTokens: 0 }],
    ["Hi", { temperature: 3 }],
    ["Hi", { max_tokens: 5 }],
    [7, {}],
  ])("refuses %o with %o", async (prompt, options) => {
    const memory = await open();
    const call = memory.languageModel.generate(prompt as string, options as GenerateOptions);
    await expect(call).rejects.toThrow(InvalidArgumentError);
    expect(server.requests).toEqual([]);
    await memory.close();
  });

  test("rejects with the signal's reason, untouched", async () => {
    const memory = await open();
    const signal = AbortSignal.abort("enough");
    await expect(memory.languageModel.generate("Hi", { signal })).rejects.toBe("enough");
    await memory.close();
  });
});
