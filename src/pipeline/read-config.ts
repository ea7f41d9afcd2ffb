/**
 * Reads the configuration dictionaries of mem0's users: in snake_case or camelCase, with numbers that may be texts.
 *
 * Source of the forms: mem0's documentation of its open-source configuration and its `MemoryConfigSchema`
 * (mem0-ts/src/oss/src/types/index.ts), August 2026.
 */
import { z } from "zod";

import { ConfigurationError, InvalidArgumentError } from "../core/errors.ts";
import { check } from "./check.ts";
import { checkLimits } from "./config-limits.ts";
import { nameConfig } from "./config-names.ts";
import { checkServerUrl } from "./server-address.ts";
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
  /** The dimensions that the vectors are said to have, and where it is said; undefined if it is not. */
  readonly storedDimensions: { readonly count: number; readonly place: string } | undefined;
  /** A Qdrant server. */
  readonly vector: VectorServerOptions | undefined;
  /** A Neo4j server. */
  readonly graph: GraphServerOptions | undefined;
  /** A prompt that takes the place of the one that reads facts. */
  readonly factsPrompt: string | undefined;
}

const ACTION = "read a configuration";

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
  llm: llm.optional(),
  customPrompt: text.optional(),
  // Entities are found by their names.
  threshold: number.optional(),
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
/** Where mem0 keeps history in a file or in memory, nothing is lost by keeping it with the rest. */
const historyStore = z.strictObject({
  provider: z.enum(["sqlite", "memory"]).optional(),
  config: z.record(z.string(), z.unknown()).optional(),
});
const schema = z.strictObject({
  llm: llm.optional(),
  embedder: embedder.optional(),
  vectorStore: vectorStore.optional(),
  graphStore: graphStore.optional(),
  reranker: z.unknown().optional(),
  path: text.optional(),
  enableGraph: z.boolean().optional(),
  historyDbPath: text.optional(),
  historyStore: historyStore.optional(),
  disableHistory: z.boolean().optional(),
  customPrompt: text.optional(),
  customInstructions: text.optional(),
  customUpdateMemoryPrompt: text.optional(),
  version: z.union([text, number]).optional(),
});
type Config = z.infer<typeof schema>;

/**
 * Reads and checks a configuration.
 *
 * `historyDbPath`, `historyStore` and `version` are taken and need nothing: history is with the memories, and answers have
 * one form. Without `enableGraph` the graph is in the file, as there has to be one.
 *
 * @throws {InvalidArgumentError} If a field is unknown, by its place and with those that are known, or of a wrong type.
 * @throws {ConfigurationError} If two fields contradict each other, or something is asked for that cannot be had.
 */
export function readConfig(given: unknown): ConfigSettings {
  const { config, written, styled } = nameConfig(given, ACTION);
  const checked = check(schema, config, ACTION, { name: "config", written, styled });
  checkLimits(checked, ACTION, written);
  const { vectorStore: vectors, path = vectors?.config?.path } = checked;
  const place = (...names: string[]): string => written(names).join(".");
  const dimensions = vectors?.config?.embeddingDims;
  const graph = neo4jOf(checked, place("graphStore", "config", "url"));
  return {
    path,
    languageModel: languageModelOf(checked),
    embeddingModel: embeddingModelOf(checked),
    storedDimensions:
      dimensions === undefined
        ? undefined
        : { count: dimensions, place: place("vectorStore", "config", "embeddingDims") },
    vector: qdrantOf(checked, place("vectorStore", "config", "url")),
    graph: checked.enableGraph === false ? undefined : graph,
    factsPrompt: checked.customPrompt,
  };
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
function qdrantOf(
  { vectorStore: given }: Config,
  argument: string,
): VectorServerOptions | undefined {
  const { url, host, port = 6333, path, apiKey, collectionName } = given?.config ?? {};
  const address = url ?? (host === undefined ? undefined : `http://${host}:${port}`);
  if (address === undefined) return undefined;
  if (path !== undefined) {
    const problem = "the vector store has both a path and an address";
    throw new ConfigurationError(ACTION, problem, "give a path for the embedded file or a URL");
  }
  const clean = address.replace(/\/dashboard(?:[/#].*)?$/u, "").replace(/\/+$/u, "");
  checkServerUrl("vector", clean, { action: ACTION, argument });
  return { url: clean, apiKey, collectionName };
}

function neo4jOf({ graphStore: given }: Config, argument: string): GraphServerOptions | undefined {
  const { url, username, password, database } = given?.config ?? {};
  if (url === undefined) {
    if (given?.provider !== "neo4j") return undefined;
    const requirement = "the server's address, as neo4j://localhost:7687";
    throw new InvalidArgumentError(ACTION, argument, requirement, url);
  }
  checkServerUrl("graph", url, { action: ACTION, argument });
  return { url, username, password, database };
}
