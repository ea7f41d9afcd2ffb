/** Opens what a memory works on: the one place that names a store's or a model's vendor, and that reads the environment. */
import { homedir } from "node:os";
import { join } from "node:path";

import { ConfigurationError, StoreUnavailableError } from "./core/errors.ts";
import { must } from "./core/must.ts";
import type { RetryPolicy } from "./core/retry.ts";
import { shownAddress } from "./core/shown-address.ts";
import { readModelEnvironment } from "./defaults.ts";
import { BOLT_PORT, mapFirstError } from "./graph/neo4j/map-error.ts";
import { SqliteGraphStore } from "./graph/sqlite/sqlite-graph-store.ts";
import { SqliteJournal } from "./journal/sqlite/sqlite-journal.ts";
import { aiSdkEmbeddingModel } from "./models/ai-sdk/ai-sdk-embedding-model.ts";
import { AiSdkAdaptedLanguageModel } from "./models/ai-sdk/ai-sdk-language-model.ts";
import {
  type AiSdkEmbeddingModel,
  type AiSdkLanguageModel,
  isAiSdkEmbeddingModel,
  isAiSdkLanguageModel,
} from "./models/ai-sdk-types.ts";
import type { EmbeddingModel } from "./models/embedding-model.ts";
import type { LanguageModel } from "./models/language-model.ts";
import { LexicalEmbeddingModel } from "./models/lexical/lexical-embedding-model.ts";
import {
  configuredEmbeddingModel,
  configuredLanguageModel,
} from "./models/openai/models-from-config.ts";
import {
  namedEmbeddingModel,
  namedLanguageModel,
  type NamedModels,
} from "./models/openai/models-from-environment.ts";
import { CheckedEmbeddingModel } from "./pipeline/checked-embedding-model.ts";
import { CheckedLanguageModel } from "./pipeline/checked-language-model.ts";
import type { StoreHome } from "./pipeline/engine.ts";
import { type ClosableGraph, openedLater } from "./pipeline/late-graph.ts";
import type { ConfigSettings } from "./pipeline/read-config.ts";
import type { OpenOptions, OpenSettings } from "./pipeline/open-options.ts";
import type { GraphServerOptions, VectorServerOptions } from "./pipeline/server-options.ts";
import type { Stores } from "./pipeline/stores.ts";
import {
  graphOf,
  joined,
  type OpenedGraph,
  type OpenedStores,
  type OpenedVectors,
  withGraph,
} from "./pipeline/stores-apart.ts";
import { REST_PORT } from "./qdrant/map-error.ts";
import type { EmbeddingIdentity } from "./sqlite/embedding-record.ts";
import { SqliteFile } from "./sqlite/sqlite-file.ts";
import { checkDimensions, SqliteVectorStore } from "./vector/sqlite/sqlite-vector-store.ts";

/** Where the embedded file is, and how it behaves. */
export interface EmbeddedOptions {
  readonly path: string;
  /** The model of a new file. */
  readonly embeddingModel: EmbeddingModel;
  /** What a file that is there already may have instead. @defaultValue nothing */
  readonly otherEmbeddingModels?: readonly EmbeddingModel[] | undefined;
  /** Whether a file of another embedding model is changed to this one. @defaultValue false */
  readonly isChange?: boolean | undefined;
  /** Wait for another process's lock, in milliseconds. */
  readonly busyTimeoutMs: number;
  /** Bound of the vector cache over all tenants, in bytes. */
  readonly cacheBytes: number;
}

/**
 * The file that `Memory.open()` uses when no path is given: `memory.mnemograph` in the user's data folder, which is
 * `$XDG_DATA_HOME/mnemograph` (`~/.local/share/mnemograph`), `~/Library/Application Support/mnemograph` on macOS and
 * `%LOCALAPPDATA%\mnemograph` on Windows.
 */
export function defaultPath(): string {
  return join(dataFolder(), "mnemograph", "memory.mnemograph");
}

function dataFolder(): string {
  const { env, platform } = process;
  if (platform === "win32") return env["LOCALAPPDATA"] ?? join(homedir(), "AppData", "Local");
  if (platform === "darwin") return join(homedir(), "Library", "Application Support");
  return env["XDG_DATA_HOME"] ?? join(homedir(), ".local", "share");
}

/**
 * Opens the stores that options name.
 *
 * @throws {ConfigurationError} If they cannot serve. @throws {StoreUnavailableError} If they do not answer.
 */
export async function openStores(
  settings: OpenSettings,
  models: OpenedModels,
): Promise<OpenedStores> {
  const { path = defaultPath(), busyTimeoutMs, cacheBytes, reembed: isChange } = settings;
  const { embeddingModel, otherEmbeddingModels } = models;
  const where = { path, busyTimeoutMs, cacheBytes, isChange };
  if (settings.vector) return openVectorsApart(settings.vector, settings, models);
  const embedded = openEmbedded({ ...where, embeddingModel, otherEmbeddingModels });
  if (!settings.graph) return embedded;
  try {
    return withGraph(embedded, await openGraphServer(settings.graph));
  } catch (error) {
    await embedded.home.close();
    throw error;
  }
}

/** The collection of memories and turns, unless another is named. */
const DEFAULT_COLLECTION = "mnemograph";

/** Qdrant, with the graph on Neo4j or in the file. */
async function openVectorsApart(
  options: VectorServerOptions,
  settings: OpenSettings,
  models: OpenedModels,
): Promise<OpenedStores> {
  const vectors = await openVectorServer(options, models, settings.reembed ?? false);
  try {
    const graph = settings.graph
      ? await openGraphServer(ownGraph(settings.graph, options))
      : openGraphFile(settings, vectors.embeddingModel);
    return joined({ vectors, graph, address: shownAddress(options.url, REST_PORT) });
  } catch (error) {
    await vectors.close();
    throw error;
  }
}

/** Two memories of one Qdrant server are two in one Neo4j database as well. */
function ownGraph(
  graph: GraphServerOptions,
  { collectionName = DEFAULT_COLLECTION }: VectorServerOptions,
): GraphServerOptions {
  return collectionName === DEFAULT_COLLECTION ? graph : { namespace: collectionName, ...graph };
}

/** The graph in a file that has nothing else. */
function openGraphFile(
  { path = defaultPath(), busyTimeoutMs }: OpenSettings,
  model: EmbeddingModel,
): OpenedGraph {
  const embedding = identityOf(model, "open a memory");
  const file = SqliteFile.open({ path, embedding, busyTimeoutMs, isWithoutVectors: true });
  return { store: new SqliteGraphStore(file), home: { ...homeOf(file), backup: null } };
}

/** Opens a Neo4j server, or, if it does not answer, a store that does so later: the rest works until then. */
async function openGraphServer(options: GraphServerOptions): Promise<OpenedGraph> {
  // A driver that is not used is not loaded.
  const { Neo4jGraphStore } = await import("./graph/neo4j/neo4j-graph-store.ts");
  const open = async (): Promise<ClosableGraph> => Neo4jGraphStore.open(options);
  const address = shownAddress(options.url, BOLT_PORT);
  try {
    return graphOf(await open(), address);
  } catch (thrown) {
    const error = mapFirstError(thrown, address);
    if (!(error instanceof StoreUnavailableError)) throw error;
    return graphOf(openedLater(open), address);
  }
}

/** Opens the collections of a Qdrant server, with the first of the models that they have. */
async function openVectorServer(
  options: VectorServerOptions,
  models: OpenedModels,
  isChange: boolean,
): Promise<OpenedVectors> {
  // A driver that is not used is not loaded.
  const { QdrantConnection } = await import("./qdrant/qdrant-connection.ts");
  const { QdrantVectorStore } = await import("./vector/qdrant/qdrant-vector-store.ts");
  const { QdrantJournal } = await import("./journal/qdrant/qdrant-journal.ts");
  const { collectionName: collection = DEFAULT_COLLECTION, metadataIndexes, ...address } = options;
  const connection = await QdrantConnection.open(address);
  const openWith = async (model: EmbeddingModel): Promise<OpenedVectors> => {
    const embedding = identityOf(model, "open a memory");
    const settings = { collection, embedding, metadataIndexes, isChange };
    let vector = await QdrantVectorStore.open(connection, settings);
    const journal = await QdrantJournal.open(connection, { collection: `${collection}_journal` });
    return {
      vector,
      journal,
      embeddingModel: model,
      changeModel: async (changed) => {
        vector = await vector.changeModel(identityOf(changed, "change the embedding model"));
        return vector;
      },
      close: () => connection.close(),
    };
  };
  const { embeddingModel, otherEmbeddingModels } = models;
  try {
    return await openWith(embeddingModel).catch(async (error: unknown) => {
      const [other] = otherEmbeddingModels;
      if (other && error instanceof ConfigurationError) return openWith(other);
      throw error;
    });
  } catch (error) {
    connection.close();
    throw error;
  }
}

/** Opens the embedded stores. @throws {ConfigurationError} If the file cannot serve. */
export function openEmbedded(options: EmbeddedOptions): OpenedStores {
  const { path, isChange, busyTimeoutMs, cacheBytes } = options;
  const models = [options.embeddingModel, ...(options.otherEmbeddingModels ?? [])];
  const identities = models.map((model) => identityOf(model, "open a memory"));
  const [embedding, ...otherEmbeddings] = [must(identities[0], "a model"), ...identities.slice(1)];
  const file = SqliteFile.open({ path, embedding, otherEmbeddings, isChange, busyTimeoutMs });
  const { id, dimensions } = file.embedding.identity;
  const found = models.find((model) => model.id === id && model.dimensions === dimensions);
  const embeddingModel = must(found, "the model of the file");
  const stores: Stores = {
    vector: new SqliteVectorStore(file, { cacheBytes }),
    graph: new SqliteGraphStore(file),
    journal: new SqliteJournal(file),
    transactor: file,
  };
  const changeModel = (model: EmbeddingModel): Stores => {
    file.embedding.change(identityOf(model, "change the embedding model"));
    return { ...stores, vector: new SqliteVectorStore(file, { cacheBytes }) };
  };
  return { stores, home: homeOf(file), embeddingModel, changeModel };
}

/** Where everything is in one file. */
function homeOf(file: SqliteFile): StoreHome {
  return {
    path: file.path,
    servers: { vector: null, graph: null },
    sizeBytes: () => file.sizeBytes(),
    purge: (options) => file.purge(options),
    backup: async (path, options) => file.backup(path, options),
    close: () => {
      file.close();
    },
  };
}

/** What makes a model's vectors comparable. @throws {ConfigurationError} If it has no dimensions, or too many. */
function identityOf({ id, dimensions }: EmbeddingModel, action: string): EmbeddingIdentity {
  if (!Number.isInteger(dimensions) || dimensions < 1) {
    const remedy = "pass a model that tells its dimensions";
    throw new ConfigurationError(action, "the embedding model has no dimensions", remedy);
  }
  checkDimensions(dimensions);
  return { id, dimensions };
}

/** The models of a memory: asked again after a failure, their answers checked. */
export interface OpenedModels {
  readonly languageModel: LanguageModel | null;
  /** The model of a new file. */
  readonly embeddingModel: EmbeddingModel;
  /** What a file that is there already may have instead. */
  readonly otherEmbeddingModels: readonly EmbeddingModel[];
}

/**
 * The models that options name, else those of the environment, else none.
 *
 * A model of the environment is no demand: a file that has the built-in lexical embedder keeps it, unless `reembed` is set.
 *
 * @throws {ConfigurationError} If a model that is named lacks what it takes to use it.
 */
export async function openModels(settings: OpenSettings): Promise<OpenedModels> {
  const { languageModel, embeddingModel, reembed = false, retry } = settings;
  const environment = readModelEnvironment();
  const language =
    languageModel === undefined
      ? namedLanguageModel(environment)
      : languageModel && adaptLanguageModel(languageModel);
  const named = embeddingModel === undefined ? namedEmbeddingModel(environment) : null;
  const given = embeddingModel ? await adaptEmbeddingModel(embeddingModel) : named;
  return {
    languageModel: language && new CheckedLanguageModel(language, retry),
    embeddingModel: embeddingModelOf(given, retry),
    otherEmbeddingModels: named && !reembed ? [embeddingModelOf(null, retry)] : [],
  };
}

/**
 * The options of a memory that a configuration asks for, with what the environment adds.
 *
 * @throws {ConfigurationError} If a model cannot be made of what it says.
 */
export function optionsOf(config: ConfigSettings): OpenOptions {
  const { path, languageModel, factsPrompt, vector, graph } = config;
  const environment = readModelEnvironment();
  const embeddingModel = configuredEmbedding(config, environment);
  return {
    ...(path === undefined ? {} : { path }),
    vector,
    graph,
    ...(languageModel && { languageModel: configuredLanguageModel(languageModel, environment) }),
    ...(embeddingModel && { embeddingModel }),
    ...(factsPrompt === undefined ? {} : { prompts: { facts: factsPrompt } }),
  };
}

/** The embedding model of a configuration; undefined if it leaves the choice. */
function configuredEmbedding(
  { embeddingModel, storedDimensions }: ConfigSettings,
  environment: NamedModels,
): EmbeddingModel | undefined {
  if (embeddingModel) return configuredEmbeddingModel(embeddingModel, environment);
  if (!storedDimensions) return undefined;
  const { count, place } = storedDimensions;
  const named = namedEmbeddingModel({
    ...environment,
    dimensions: environment.dimensions ?? count,
  });
  const model = named ?? new LexicalEmbeddingModel();
  if (model.dimensions === count) return named ?? undefined;
  const problem = `'${place}' is ${count} and the embedding model '${model.id}' has ${model.dimensions} dimensions`;
  throw new ConfigurationError(
    "read a configuration",
    problem,
    "leave it out, or give an embedder",
  );
}

/** An embedding model as the engine uses it; null for the built-in lexical embedder. */
export function embeddingModelOf(model: EmbeddingModel | null, retry: RetryPolicy): EmbeddingModel {
  return new CheckedEmbeddingModel(model ?? new LexicalEmbeddingModel(), retry);
}

function adaptLanguageModel(model: LanguageModel | AiSdkLanguageModel): LanguageModel {
  return isAiSdkLanguageModel(model) ? new AiSdkAdaptedLanguageModel(model) : model;
}

/** Any embedding model as the port. @throws {ConfigurationError} If it is of the AI SDK and has no known dimensions. */
export async function adaptEmbeddingModel(
  model: EmbeddingModel | AiSdkEmbeddingModel,
): Promise<EmbeddingModel> {
  return isAiSdkEmbeddingModel(model) ? aiSdkEmbeddingModel(model) : model;
}
