/**
 * Reads the configuration dictionaries of mem0's users: in snake_case or camelCase, with numbers that may be texts.
 *
 * Source of the forms: mem0's documentation of its open-source configuration and its `MemoryConfigSchema`
 * (mem0-ts/src/oss/src/types/index.ts), August 2026.
 */
import { z } from "zod";

import { ConfigurationError, InvalidArgumentError } from "../core/errors.ts";
import { check } from "./check.ts";
import type { GraphServerOptions, VectorServerOptions } from "./server-options.ts";

/** A model as a configuration names it. */
export interface ConfiguredModel {
  /** As "openai", "deepseek", "ollama"; undefined if it is not said. */
  readonly provider: string | undefined;
  readonly model: string | undefined;
  readonly baseUrl: string | undefined;
  readonly apiKey: string | undefined;
  readonly organization: string | undefined;
  readonly timeoutMs: number | undefined;
}

/** A language model as a configuration names it. */
export interface ConfiguredLanguageModel extends ConfiguredModel {
  readonly temperature: number | undefined;
  readonly maxTokens: number | undefined;
  readonly topP: number | undefined;
}

/** An embedding model as a configuration names it. */
export interface ConfiguredEmbeddingModel extends ConfiguredModel {
  readonly dimensions: number | undefined;
}

/** What a configuration asks for. */
export interface ConfigSettings {
  /** The embedded file; undefined for the default one. */
  readonly path: string | undefined;
  readonly languageModel: ConfiguredLanguageModel | undefined;
  readonly embeddingModel: ConfiguredEmbeddingModel | undefined;
  /** A Qdrant server. */
  readonly vector: VectorServerOptions | undefined;
  /** A Neo4j server. */
  readonly graph: GraphServerOptions | undefined;
  /** A prompt that takes the place of the one that reads facts. */
  readonly factsPrompt: string | undefined;
}

const ACTION = "read a configuration";
const MAX_DEPTH = 5;

const text = z.string().trim().min(1);
/** A number, or a text that is one: "0.1". */
const number = z.preprocess(
  (value): unknown =>
    typeof value === "string" && value.trim() !== "" ? Number(value.trim()) : value,
  z.number(),
);
/** A key or password: text, also if it looks like a number. */
const secret = z.preprocess(
  (value): unknown => (typeof value === "number" ? String(value) : value),
  z.string().trim(),
);
const count = number.pipe(z.number().int().min(1));

const modelFields = {
  model: text.optional(),
  apiKey: secret.optional(),
  baseUrl: text.optional(),
  organization: text.optional(),
  timeout: count.optional(),
};
const llm = z.strictObject({
  provider: text.optional(),
  config: z
    .strictObject({
      ...modelFields,
      temperature: number.pipe(z.number().min(0).max(2)).optional(),
      maxTokens: count.optional(),
      topP: number.pipe(z.number().min(0).max(1)).optional(),
    })
    .optional(),
});
const embedder = z.strictObject({
  provider: text.optional(),
  config: z.strictObject({ ...modelFields, embeddingDims: count.optional() }).optional(),
});
const vectorStore = z.strictObject({
  provider: z.enum(["qdrant", "memory", "sqlite", "mnemograph"]).optional(),
  config: z
    .strictObject({
      path: text.optional(),
      url: text.optional(),
      host: text.optional(),
      port: number.pipe(z.number().int().min(1).max(65_535)).optional(),
      apiKey: secret.optional(),
      collectionName: text.optional(),
      embeddingDims: count.optional(),
      onDisk: z.boolean().optional(),
    })
    .optional(),
});
const graphStore = z.strictObject({
  provider: z.enum(["neo4j", "sqlite", "mnemograph"]).optional(),
  config: z
    .strictObject({
      url: text.optional(),
      username: text.optional(),
      password: secret.optional(),
      database: text.optional(),
      // Every node has the label Entity as it is.
      baseLabel: z.boolean().optional(),
    })
    .optional(),
});
const schema = z.strictObject({
  llm: llm.optional(),
  embedder: embedder.optional(),
  vectorStore: vectorStore.optional(),
  graphStore: graphStore.optional(),
  path: text.optional(),
  historyDbPath: text.optional(),
  customPrompt: text.optional(),
  version: z.union([text, number]).optional(),
});
type Config = z.infer<typeof schema>;

/** Other names of fields, by the name they have here; in camelCase. */
const ALIASES: Readonly<Record<string, string>> = {
  baseURL: "baseUrl",
  openaiBaseUrl: "baseUrl",
  deepseekBaseUrl: "baseUrl",
  siliconflowBaseUrl: "baseUrl",
  ollamaBaseUrl: "baseUrl",
  lmstudioBaseUrl: "baseUrl",
  vllmBaseUrl: "baseUrl",
  embeddingModelDims: "embeddingDims",
  dimension: "embeddingDims",
  dimensions: "embeddingDims",
  dbPath: "path",
  customFactExtractionPrompt: "customPrompt",
};

/**
 * Reads and checks a configuration.
 *
 * `historyDbPath` and `version` are taken and need nothing: history is in the memory's file, and answers have one form.
 *
 * @throws {InvalidArgumentError} If a field is unknown, by its place and with those that are known, or of a wrong type.
 * @throws {ConfigurationError} If two fields contradict each other.
 */
export function readConfig(config: unknown): ConfigSettings {
  const checked = check(schema, renamed(config, "config", 0), ACTION, "config");
  const { vectorStore: vectors, historyDbPath: _, ...rest } = checked;
  const path = rest.path ?? vectors?.config?.path;
  return {
    path,
    languageModel: languageModelOf(checked),
    embeddingModel: embeddingModelOf(checked),
    vector: qdrantOf(checked),
    graph: neo4jOf(checked),
    factsPrompt: checked.customPrompt,
  };
}

/** The same with every key in camelCase, under the name that it has here. */
function renamed(value: unknown, place: string, depth: number): unknown {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
  if (depth > MAX_DEPTH) {
    throw new InvalidArgumentError(ACTION, place, `nested at most ${MAX_DEPTH} deep`, value);
  }
  const fields = new Map<string, unknown>();
  for (const [key, field] of Object.entries(value)) {
    const camel = key.replaceAll(/_+([a-z0-9])/gi, (__, letter: string) => letter.toUpperCase());
    const name = Object.hasOwn(ALIASES, camel) ? (ALIASES[camel] ?? camel) : camel;
    if (fields.has(name)) {
      const requirement = `left out when another field says the same as '${name}'`;
      // Not what it is: it may be a key.
      throw new InvalidArgumentError(ACTION, `${place}.${key}`, requirement, "given");
    }
    // Null is how Python says that nothing is said.
    if (field !== null) fields.set(name, renamed(field, `${place}.${key}`, depth + 1));
  }
  return Object.fromEntries(fields);
}

function languageModelOf({ llm: given }: Config): ConfiguredLanguageModel | undefined {
  if (!given) return undefined;
  const { temperature, maxTokens, topP } = given.config ?? {};
  return { ...modelOf(given), temperature, maxTokens, topP };
}

function embeddingModelOf(config: Config): ConfiguredEmbeddingModel | undefined {
  const { llm: language, embedder: given } = config;
  if (!given) return undefined;
  const own = modelOf(given);
  return {
    ...own,
    ...accessOf(own, language && modelOf(language)),
    dimensions: dimensionsOf(config),
  };
}

/**
 * The embedder has the URL and the key of the language model where it names none. A key of its own, or another provider's
 * name, says that it is elsewhere; and no key goes to an address that it was not given for.
 */
function accessOf(
  own: ConfiguredModel,
  other: ConfiguredModel | undefined,
): Partial<ConfiguredModel> {
  if (!other) return {};
  const isSameProvider = own.provider === undefined || own.provider === other.provider;
  const isSameKey = own.apiKey === undefined || own.apiKey === other.apiKey;
  if (own.baseUrl !== undefined || !isSameProvider || !isSameKey) return {};
  const { provider, baseUrl, apiKey, organization } = other;
  return { provider, baseUrl, apiKey, organization };
}

function dimensionsOf({ embedder: given, vectorStore: vectors }: Config): number | undefined {
  const ofStore = vectors?.config?.embeddingDims;
  const ofModel = given?.config?.embeddingDims ?? ofStore;
  if (ofStore === undefined || ofStore === ofModel) return ofModel;
  const problem = `the embedder has ${ofModel} dimensions and the vector store ${ofStore}`;
  throw new ConfigurationError(ACTION, problem, "give one of them, or both the same");
}

function modelOf({
  provider,
  config,
}: NonNullable<Config["llm"] | Config["embedder"]>): ConfiguredModel {
  const { model, baseUrl, apiKey, organization, timeout: timeoutMs } = config ?? {};
  return { provider: provider?.toLowerCase(), model, baseUrl, apiKey, organization, timeoutMs };
}

/** A Qdrant with an address is a server; one with a path, or nothing, is the embedded file. */
function qdrantOf({ vectorStore: given }: Config): VectorServerOptions | undefined {
  const { url, host, port = 6333, path, apiKey, collectionName } = given?.config ?? {};
  const address = url ?? (host === undefined ? undefined : `http://${host}:${port}`);
  if (address === undefined) return undefined;
  if (path !== undefined) {
    const problem = "the vector store has both a path and an address";
    throw new ConfigurationError(ACTION, problem, "give a path for the embedded file or a URL");
  }
  const clean = address.replace(/\/+$/, "").replace(/\/dashboard$/, "");
  checkUrl(clean, "vector_store.config.url", /^https?:$/);
  return { url: clean, apiKey, collectionName };
}

function neo4jOf({ graphStore: given }: Config): GraphServerOptions | undefined {
  const { url, username, password, database } = given?.config ?? {};
  if (url === undefined) {
    if (given?.provider !== "neo4j") return undefined;
    const requirement = "the server's address, as neo4j://localhost:7687";
    throw new InvalidArgumentError(ACTION, "graph_store.config.url", requirement, url);
  }
  checkUrl(url, "graph_store.config.url", /^(?:neo4j|bolt)(?:\+s|\+ssc)?:$/);
  return { url, username, password, database };
}

/** Says where it is wrong, and never what it is: it may hold a password. */
function checkUrl(url: string, argument: string, protocol: RegExp): void {
  if (protocol.test(URL.parse(url)?.protocol ?? "")) return;
  throw new InvalidArgumentError(ACTION, argument, "a URL of such a server", "another text");
}
