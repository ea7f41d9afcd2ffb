import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { ConfigurationError } from "../../src/core/errors.ts";
import { LexicalEmbeddingModel } from "../../src/models/lexical/lexical-embedding-model.ts";
import { Memory } from "../../src/index.ts";
import { type OpenAIServer, startOpenAIServer } from "../../src/testing/testing.ts";

let folder: string;
let path: string;
let server: OpenAIServer;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "mnemograph-config-"));
  path = join(folder, "memory.mnemograph");
  server = await startOpenAIServer({ manner: "siliconflow", chat: "Hello", apiKey: "sk-test" });
});

afterEach(async () => {
  await server.close();
  rmSync(folder, { recursive: true, force: true });
});

async function modelsOf(config: Readonly<Record<string, unknown>>): Promise<string[]> {
  const memory = await Memory.fromConfig({ path, ...config });
  const { models } = await memory.stats();
  await memory.close();
  return [models.language?.id ?? "-", `${models.embedding.id}/${models.embedding.dimensions}`];
}

describe("Memory.fromConfig()", () => {
  test("takes a dictionary of mem0's and works by it", async () => {
    const memory = await Memory.fromConfig({
      version: "v1.1",
      llm: {
        provider: "openai",
        config: {
          model: "deepseek-ai/DeepSeek-V2.5",
          temperature: "0",
          max_tokens: "77",
          openai_base_url: server.baseURL,
          api_key: "sk-test",
        },
      },
      embedder: { provider: "openai", config: { model: "BAAI/bge-m3", embedding_dims: "1024" } },
      vector_store: { provider: "qdrant", config: { path, embedding_model_dims: 1024 } },
      history_db_path: join(folder, "history.db"),
    });
    expect(memory.path).toBe(path);
    expect((await memory.languageModel.generate("Hi")).text).toBe("Hello");
    expect(server.requests[0]?.body).toMatchObject({ max_tokens: 77, temperature: 0 });
    const { results } = await memory.add("I love jazz", { userId: "kirk", infer: false });
    await memory.update(results[0]?.id ?? "", { data: "I love tea" });
    const found = await memory.search("tea", { userId: "kirk" });
    expect(found.results[0]?.memory).toBe("I love tea");
    expect(server.counts.embeddings).toBeGreaterThanOrEqual(3);
    await memory.close();
  });

  test.each([
    [{ llm: { provider: "deepseek", config: { api_key: "k" } } }, "deepseek-chat"],
    [{ llm: { provider: "siliconflow", config: { apiKey: "k" } } }, "deepseek-ai/DeepSeek-V2.5"],
    [{ llm: { provider: "qwen", config: { apiKey: "k", model: "qwen-max" } } }, "qwen-max"],
    [{ llm: { provider: "ollama", config: { model: "qwen3:8b" } } }, "qwen3:8b"],
    [{ llm: { provider: "vllm", config: { model: "mine" } } }, "mine"],
    [{ llm: { provider: "openai_structured", config: { api_key: "k" } } }, "gpt-4.1-mini"],
    [{}, "-"],
  ])("%o has the language model %s", async (config, language) => {
    expect((await modelsOf(config))[0]).toBe(language);
  });

  test.each([
    [{ provider: "openai", config: { api_key: "k" } }, "text-embedding-3-small/1536"],
    [
      { provider: "openai", config: { api_key: "k", embedding_dims: 512 } },
      "text-embedding-3-small/512",
    ],
    [{ provider: "siliconflow", config: { api_key: "k" } }, "BAAI/bge-m3/1024"],
    [{ provider: "ollama", config: { model: "nomic-embed-text" } }, "nomic-embed-text/768"],
  ])("%o has the embedding model %s", async (embedder, embedding) => {
    expect((await modelsOf({ embedder }))[1]).toBe(embedding);
  });

  test("the address of an Ollama gets the version that it lacks", async () => {
    const llm = {
      provider: "ollama",
      config: { model: "m", ollama_base_url: server.url, api_key: "sk-test" },
    };
    const memory = await Memory.fromConfig({ path, llm });
    await memory.languageModel.generate("Hi");
    expect(server.requests[0]?.path).toBe("/v1/chat/completions");
    await memory.close();
  });

  test("the environment adds what is not said of OpenAI, and nothing to others", async () => {
    const before = process.env["OPENAI_API_KEY"];
    process.env["OPENAI_API_KEY"] = "sk-env";
    try {
      const llm = { provider: "openai", config: { model: "gpt-5-mini" } };
      expect(await modelsOf({ llm })).toEqual(["gpt-5-mini", "text-embedding-3-small/1536"]);
      const other = { llm: { provider: "deepseek", config: { model: "deepseek-chat" } } };
      const message = "no key for the provider 'deepseek' of models: give its config an api_key";
      await expect(modelsOf(other)).rejects.toThrow(new RegExp(`${message}$`));
    } finally {
      process.env["OPENAI_API_KEY"] = before;
    }
  });

  test.each([
    [{ llm: { provider: "anthropic" } }, "no provider 'anthropic'"],
    [{ llm: { provider: "constructor" } }, "no provider 'constructor'"],
    [{ embedder: { provider: "__proto__" } }, "no provider '__proto__'"],
    [
      { llm: { provider: "openai", config: { model: "m" } } },
      "no key for the provider 'openai' of models: give its config an api_key, or set OPENAI_API_KEY",
    ],
    [{ embedder: { provider: "openai" } }, "or set OPENAI_API_KEY"],
    [
      { llm: { provider: "litellm", config: { model: "m", api_key: "k", base_url: "nonsense" } } },
      "not an http or https URL",
    ],
    [
      { embedder: { config: { api_key: "k", model: "mystery" } } },
      "dimensions of 'mystery' are not known",
    ],
    [{ llm: { provider: "litellm", config: { model: "m" } } }, "give its config a base_url"],
  ])("%o cannot be opened", async (config, message) => {
    await expect(modelsOf(config)).rejects.toThrow(ConfigurationError);
    await expect(modelsOf(config)).rejects.toThrow(message);
  });

  test("dimensions of the store that no model has are not passed over", async () => {
    const store = (dims: number): object => ({
      vector_store: { provider: "qdrant", config: { embedding_model_dims: dims } },
    });
    const { dimensions } = new LexicalEmbeddingModel();
    expect((await modelsOf({ ...store(dimensions) }))[1]).toBe(`lexical-v1/${dimensions}`);
    const opening = modelsOf({ ...store(1536) });
    await expect(opening).rejects.toThrow(ConfigurationError);
    await expect(opening).rejects.toThrow(
      `'vector_store.config.embedding_model_dims' is 1536 and the embedding model 'lexical-v1' has ${dimensions}`,
    );
    const embedder = { provider: "openai", config: { api_key: "k", model: "BAAI/bge-m3" } };
    await expect(modelsOf({ embedder, ...store(768) })).rejects.toThrow("has 1024 dimensions");
  });

  test("a model of the environment is asked for as many dimensions as the store has", async () => {
    const before = process.env["OPENAI_API_KEY"];
    process.env["OPENAI_API_KEY"] = "sk-env";
    try {
      const store = { vector_store: { config: { embedding_model_dims: 512 } } };
      expect((await modelsOf(store))[1]).toBe("text-embedding-3-small/512");
    } finally {
      process.env["OPENAI_API_KEY"] = before;
    }
  });
});
