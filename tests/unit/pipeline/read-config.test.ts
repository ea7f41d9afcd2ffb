import { describe, expect, test } from "vitest";
import { ConfigurationError, InvalidArgumentError } from "../../../src/core/errors.ts";
import { readConfig } from "../../../src/pipeline/read-config.ts";

/** As a user of mem0's Python package has it. */
const SNAKE = {
  version: "v1.1",
  llm: {
    provider: "openai",
    config: {
      model: "deepseek-ai/DeepSeek-V2.5",
      temperature: "0.1",
      max_tokens: "2000",
      openai_base_url: "https://api.siliconflow.cn/v1",
      api_key: "sk-test",
    },
  },
  embedder: { provider: "openai", config: { model: "BAAI/bge-m3", embedding_dims: 1024 } },
  vector_store: {
    provider: "qdrant",
    config: {
      embedding_model_dims: "1024",
      collection_name: "memories",
      url: "http://10.0.0.1:6333/dashboard",
      api_key: "q-key",
    },
  },
  graph_store: {
    provider: "neo4j",
    config: { url: "neo4j://localhost:7687", username: "neo4j", password: "secret" },
  },
  history_db_path: "/tmp/history.db",
  custom_prompt: "Read facts",
};
/** The same as a user of its TypeScript package has it. */
const CAMEL = {
  version: "v1.1",
  llm: {
    provider: "openai",
    config: {
      model: "deepseek-ai/DeepSeek-V2.5",
      temperature: 0.1,
      maxTokens: 2000,
      baseURL: "https://api.siliconflow.cn/v1",
      apiKey: "sk-test",
    },
  },
  embedder: { provider: "openai", config: { model: "BAAI/bge-m3", embeddingDims: 1024 } },
  vectorStore: {
    provider: "qdrant",
    config: {
      dimension: 1024,
      collectionName: "memories",
      url: "http://10.0.0.1:6333",
      apiKey: "q-key",
    },
  },
  graphStore: {
    provider: "neo4j",
    config: { url: "neo4j://localhost:7687", username: "neo4j", password: "secret" },
  },
  historyDbPath: "/tmp/history.db",
  customPrompt: "Read facts",
};
const access = { baseUrl: "https://api.siliconflow.cn/v1", apiKey: "sk-test" };

describe("readConfig()", () => {
  test.each([
    ["snake_case", SNAKE, "vector_store.config.embedding_model_dims"],
    ["camelCase", CAMEL, "vectorStore.config.dimension"],
  ])("reads %s", (_, config, place) => {
    expect(readConfig(config)).toEqual({
      path: undefined,
      languageModel: {
        provider: "openai",
        model: "deepseek-ai/DeepSeek-V2.5",
        ...access,
        organization: undefined,
        timeoutMs: undefined,
        temperature: 0.1,
        maxTokens: 2000,
        topP: undefined,
      },
      embeddingModel: {
        provider: "openai",
        model: "BAAI/bge-m3",
        ...access,
        organization: undefined,
        timeoutMs: undefined,
        dimensions: 1024,
      },
      storedDimensions: { count: 1024, place },
      vector: { url: "http://10.0.0.1:6333", apiKey: "q-key", collectionName: "memories" },
      graph: {
        url: "neo4j://localhost:7687",
        username: "neo4j",
        password: "secret",
        database: undefined,
      },
      factsPrompt: "Read facts",
    });
  });

  test("an empty one asks for nothing", () => {
    expect(Object.values(readConfig({})).every((value) => value === undefined)).toBe(true);
  });

  test.each([
    [{ path: "a.db" }, "a.db"],
    [{ vector_store: { config: { path: "b.db" } } }, "b.db"],
    [{ vectorStore: { provider: "memory", config: { dbPath: "c.db" } } }, "c.db"],
    [{ vector_store: { provider: "qdrant", config: { path: "d.db", on_disk: true } } }, "d.db"],
  ])("%o has the file %s", (config, path) => {
    expect(readConfig(config)).toMatchObject({ path, vector: undefined });
  });

  test("mem0's provider of the name memory is a file, as it is there", () => {
    const path = (config: object): unknown =>
      readConfig({ vector_store: { provider: "memory", config } }).path;
    expect(path({ collectionName: "memories", dimension: 384 })).toBeUndefined();
    expect(path({ dbPath: ":memory:" })).toBe(":memory:");
  });

  test.each([
    [{ host: "db", port: "6333" }, "http://db:6333"],
    [{ host: "db" }, "http://db:6333"],
    [{ url: "https://x.cloud.qdrant.io:6333/dashboard/" }, "https://x.cloud.qdrant.io:6333"],
  ])("a Qdrant of %o is at %s", (config, url) => {
    expect(readConfig({ vector_store: { provider: "qdrant", config } }).vector?.url).toBe(url);
  });

  const llm = {
    provider: "openai",
    config: { openai_base_url: "https://llm.example/v1", api_key: "k1" },
  };
  const own = { baseUrl: undefined, apiKey: undefined };
  test.each([
    ["nothing", {}, { provider: "openai", baseUrl: "https://llm.example/v1", apiKey: "k1" }],
    [
      "the same provider",
      { provider: "OpenAI" },
      { baseUrl: "https://llm.example/v1", apiKey: "k1" },
    ],
    [
      "the same key",
      { config: { api_key: "k1" } },
      { baseUrl: "https://llm.example/v1", apiKey: "k1" },
    ],
    ["another key", { config: { api_key: "k2" } }, { baseUrl: undefined, apiKey: "k2" }],
    [
      "a URL",
      { config: { openai_base_url: "https://e.example/v1" } },
      { baseUrl: "https://e.example/v1", apiKey: undefined },
    ],
    ["another provider", { provider: "ollama" }, { provider: "ollama", ...own }],
  ])("an embedder with %s", (_, embedder, expected) => {
    expect(readConfig({ llm, embedder }).embeddingModel).toMatchObject(expected);
  });

  test("null says nothing, as None does", () => {
    const config = { llm: { config: { model: "m", api_key: null } }, graph_store: null };
    expect(readConfig(config).languageModel).toMatchObject({ model: "m", apiKey: undefined });
  });

  test.each([
    [{ lm: {} }, "config", "llm"],
    [{ llm: { config: { modell: "m" } } }, "llm.config", "model"],
    [{ rerankers: {} }, "config", "vectorStore"],
    [{ vector_store: { config: { coll: "x" } } }, "vector_store.config", "collection_name"],
    [{ vectorStore: { config: { coll: "x" } } }, "vectorStore.config", "collectionName"],
    [{ graph_store: { config: { user_name: "x" } } }, "graph_store.config", "'user_name'"],
  ])("%o names the place and what is known there", (config, place, known) => {
    expect(() => readConfig(config)).toThrow(InvalidArgumentError);
    expect(() => readConfig(config)).toThrow(place);
    expect(() => readConfig(config)).toThrow(known);
  });

  test.each([
    [{ llm: { config: { temperature: "hot" } } }, "temperature"],
    [{ llm: { config: { temperature: 3 } } }, "temperature"],
    [{ llm: { config: { max_tokens: 0 } } }, "'config.llm.config.max_tokens'"],
    [{ llm: { config: { maxTokens: 0 } } }, "'config.llm.config.maxTokens'"],
    [{ llm: { config: { max_tokens: "1.5" } } }, "max_tokens"],
    [{ historyStore: { provider: "supabase" } }, "one of sqlite, memory"],
    [{ llm: "openai" }, "llm"],
    [{ vector_store: { provider: "pinecone" } }, "one of qdrant, memory"],
    [{ vector_store: { config: { port: "x" } } }, "port"],
    [{ vector_store: { config: { url: "nonsense" } } }, "vector_store.config.url"],
    [{ graph_store: { provider: "neo4j" } }, "graph_store.config.url"],
    [
      { graph_store: { provider: "neo4j", config: { url: "http://localhost" } } },
      "graph_store.config.url",
    ],
    [{ graph_store: { provider: "kuzu" } }, "one of neo4j"],
    [{ llm: { config: { api_key: "a", apiKey: "b" } } }, "left out"],
    ["nonsense", "config"],
    [null, "config"],
    [{ llm: { config: { a: { b: { c: { d: { e: 1 } } } } } } }, "nested at most"],
  ])("%o is refused with %s", (config, message) => {
    expect(() => readConfig(config)).toThrow(InvalidArgumentError);
    expect(() => readConfig(config)).toThrow(message);
  });

  test.each([
    [
      {
        embedder: { config: { embedding_dims: 1024 } },
        vector_store: { config: { embedding_model_dims: 768 } },
      },
      "1024",
    ],
    [
      { vector_store: { config: { path: "x", url: "http://localhost:6333" } } },
      "both a path and an address",
    ],
  ])("%o contradicts itself", (config, message) => {
    expect(() => readConfig(config)).toThrow(ConfigurationError);
    expect(() => readConfig(config)).toThrow(message);
  });

  test.each([
    { graph_store: { config: { url: "http://neo4j:hunter2@localhost" } } },
    { llm: { config: { api_key: "first", apiKey: "hunter2" } } },
  ])("a secret is not repeated", (config) => {
    let message = "";
    try {
      readConfig(config);
    } catch (error) {
      message = String(error);
    }
    expect(message).toContain("Cannot read a configuration");
    expect(message).not.toContain("hunter2");
  });

  const model = { provider: "openai", config: { model: "m", apiKey: "hunter2" } };
  test.each([
    [{ disableHistory: true }, "'disableHistory' cannot be"],
    [{ disable_history: true }, "'disable_history' cannot be"],
    [{ reranker: { provider: "cohere", config: { apiKey: "hunter2" } } }, "'reranker' names"],
    [{ custom_update_memory_prompt: "Decide" }, "'custom_update_memory_prompt' asks"],
    [{ customInstructions: "Be brief" }, "'customInstructions' is an addition"],
    [{ graph_store: { custom_prompt: "Only people" } }, "'graph_store.custom_prompt' is"],
    [{ graphStore: { customPrompt: "Only people" } }, "'graphStore.customPrompt' is"],
    [{ graphStore: { llm: model } }, "'graphStore.llm' is another model"],
    [{ llm: { provider: "openai" }, graph_store: { llm: model } }, "'graph_store.llm' is another"],
  ])("%o asks for what cannot be had, and is told so", (config, message) => {
    expect(() => readConfig(config)).toThrow(ConfigurationError);
    expect(() => readConfig(config)).toThrow(message);
    expect(() => readConfig(config)).not.toThrow("hunter2");
  });

  test("what needs nothing is taken", () => {
    const config = {
      enableGraph: true,
      disableHistory: false,
      historyStore: { provider: "sqlite", config: { historyDbPath: "h.db" } },
      llm: model,
      graph_store: { llm: { provider: "openai", config: { model: "m" } }, threshold: "0.7" },
    };
    expect(readConfig(config)).toMatchObject({ languageModel: { model: "m" }, graph: undefined });
  });

  test("without enable_graph a Neo4j is not opened, and still checked", () => {
    const graph = (url: string, isEnabled: boolean): unknown =>
      readConfig({ enable_graph: isEnabled, graph_store: { config: { url } } }).graph;
    expect(graph("bolt://localhost:7687", true)).toMatchObject({ url: "bolt://localhost:7687" });
    expect(graph("bolt://localhost:7687", false)).toBeUndefined();
    expect(() => graph("http://localhost:7474", false)).toThrow("bolt://localhost:7687");
  });

  test("a password may be a number", () => {
    const config = { url: "bolt://localhost:7687", password: 12345678 };
    expect(readConfig({ graph_store: { config } }).graph?.password).toBe("12345678");
  });
});
