/** Opens what a memory works on: the one place that names a store's or a model's vendor, and that reads the environment. */
import { homedir } from "node:os";
import { join } from "node:path";

import type { Awaitable } from "./core/awaitable.ts";
import { ConfigurationError } from "./core/errors.ts";
import { must } from "./core/must.ts";
import type { RetryPolicy } from "./core/retry.ts";
import { readModelEnvironment } from "./defaults.ts";
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
} from "./models/openai/models-from-environment.ts";
import { CheckedEmbeddingModel } from "./pipeline/checked-embedding-model.ts";
import { CheckedLanguageModel } from "./pipeline/checked-language-model.ts";
import type { StoreHome } from "./pipeline/engine.ts";
import type { ConfigSettings } from "./pipeline/read-config.ts";
import type { OpenOptions, OpenSettings } from "./pipeline/open-options.ts";
import type { Stores } from "./pipeline/stores.ts";
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

/** Stores, open, and what belongs to them. */
export interface OpenedStores {
  readonly stores: Stores;
  readonly home: StoreHome;
  /** The one of the models that they have. */
  readonly embeddingModel: EmbeddingModel;
  /** Changes them to another model, and gives those to go on with. @throws {ConfigurationError} If they cannot serve. */
  readonly changeModel: (model: EmbeddingModel) => Awaitable<Stores>;
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
  return Promise.resolve(openEmbedded({ ...where, embeddingModel, otherEmbeddingModels }));
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
 * @throws {ConfigurationError} If a model cannot be made of what it says, or it asks for a server.
 */
export function optionsOf(config: ConfigSettings): OpenOptions {
  const { path, languageModel, embeddingModel, factsPrompt, qdrant, neo4j } = config;
  const server = (qdrant && "Qdrant") ?? (neo4j && "Neo4j");
  if (server !== undefined) {
    const problem = `it asks for a ${server} server, and this version keeps everything in its embedded file`;
    const remedy = "leave the server's section out, or give the vector store a path";
    throw new ConfigurationError("read a configuration", problem, remedy);
  }
  const environment = readModelEnvironment();
  return {
    ...(path === undefined ? {} : { path }),
    ...(languageModel && { languageModel: configuredLanguageModel(languageModel, environment) }),
    ...(embeddingModel && {
      embeddingModel: configuredEmbeddingModel(embeddingModel, environment),
    }),
    ...(factsPrompt === undefined ? {} : { prompts: { facts: factsPrompt } }),
  };
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
