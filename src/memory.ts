// For consumers whose own settings do not name it: `Memory` can be disposed of.
/// <reference lib="esnext.disposable" preserve="true" />
/** The library's face: a memory and its scoped handle. It decides nothing; the pipeline does. */
import { ConfigurationError } from "./core/errors.ts";
import { createIdSource, type IdSource } from "./core/ids.ts";
import { type Scope, scopeOfTenant } from "./core/scope.ts";

import { isAiSdkEmbeddingModel } from "./models/ai-sdk-types.ts";
import {
  adaptEmbeddingModel,
  embeddingModelOf,
  type OpenedModels,
  openModels,
  openStores,
  optionsOf,
} from "./open-stores.ts";
import { abortable } from "./pipeline/abortable.ts";
import { add } from "./pipeline/add/add.ts";
import type { AddOptions, Message } from "./pipeline/add/add-options.ts";
import { screened } from "./pipeline/add/screened-plan.ts";
import type { AddResult } from "./pipeline/add/add-result.ts";
import { backup, type BackupOptions } from "./pipeline/backup.ts";
import { checkScope, withScope } from "./pipeline/call-scope.ts";
import { context } from "./pipeline/context/context.ts";
import type { RecalledContext } from "./pipeline/context/recalled-context.ts";
import type { ContextOptions } from "./pipeline/context/context-options.ts";
import { deleteById, deleteScope, reset, type ResetReceipt } from "./pipeline/delete.ts";
import type { Engine } from "./pipeline/engine.ts";
import { GraphHandle, ScopedGraphHandle } from "./pipeline/graph-handle.ts";
import type { EraseReceipt } from "./pipeline/forget.ts";
import { history, type HistoryEntry } from "./pipeline/history.ts";
import { exportLines } from "./pipeline/moving/export.ts";
import { checkExportOptions, type ExportOptions } from "./pipeline/moving/export-options.ts";
import { importLines } from "./pipeline/moving/import.ts";
import {
  checkImportOptions,
  checkSource,
  type ImportOptions,
  type ImportReport,
} from "./pipeline/moving/import-options.ts";
import type { ImportSource } from "./pipeline/moving/numbered-lines.ts";
import { LanguageModelHandle } from "./pipeline/language-model-handle.ts";
import { checkOpenOptions, type OpenOptions, type OpenSettings } from "./pipeline/open-options.ts";
import { startRecovery } from "./pipeline/recovery-on-open.ts";
import { repair, type RepairReport } from "./pipeline/repair.ts";
import type { OpenedStores } from "./pipeline/stores-apart.ts";
import { eachTenant, suspectTenants, tenantsOf } from "./pipeline/tenants.ts";
import { verify, type VerifyReport } from "./pipeline/verify.ts";
import { readConfig } from "./pipeline/read-config.ts";
import { profile } from "./pipeline/profile/profile.ts";
import { ProfileCache } from "./pipeline/profile/profile-cache.ts";
import type { ProfileOptions } from "./pipeline/profile/profile-options.ts";
import type { Profile } from "./pipeline/profile/profile-views.ts";
import { get, getAll, type Listing, type ListOptions } from "./pipeline/read.ts";
import { runSearch, type SearchResult } from "./pipeline/run-search.ts";
import {
  checkReembedOptions,
  reembed,
  type ReembedOptions,
  type ReembedReport,
  withModelOf,
} from "./pipeline/reembed.ts";
import type { SearchOptions } from "./pipeline/search-options.ts";
import { type Stats, stats } from "./pipeline/stats.ts";
import { update, type UpdateResult } from "./pipeline/update.ts";
import type { MemoryView } from "./pipeline/views.ts";

/** Options of a call that can be stopped. */
export interface CallOptions {
  /** Aborting it rejects the call with the signal's reason. */
  readonly signal?: AbortSignal | undefined;
}

/** A memory, open on its stores. Every call is of one tenant, derived from its scope. */
export class Memory {
  /** The graph of a tenant. */
  readonly graph: GraphHandle;
  /** The language model, for the application's own use. */
  readonly languageModel: LanguageModelHandle;
  /** Where the embedded file is; null if everything is on servers. */
  readonly path: string | null;
  #engine: Engine;
  readonly #recovery: { stop(): Promise<void> };

  private constructor(engine: Engine) {
    // Callers without types get here by `new Memory()`.
    const given: Partial<Engine> | undefined = engine;
    if (given?.home === undefined) {
      const problem = "its stores have to be opened first";
      throw new ConfigurationError("make a memory", problem, "use await Memory.open()");
    }
    this.#engine = engine;
    this.graph = new GraphHandle(() => this.#engine);
    this.languageModel = new LanguageModelHandle(engine.languageModel);
    this.path = engine.home.path;
    this.#recovery = startRecovery(engine);
  }

  /**
   * Opens a memory on one embedded file: no server, no key, no model needed.
   *
   * Models that are not given come from the environment, or there are none; null switches the environment off.
   *
   * @throws {ConfigurationError} If the file is not ours, of a newer version, or holds embeddings of another model and
   * `reembed` is not set.
   * @throws {StoreUnavailableError} If another process keeps the file locked.
   * @throws {InvalidArgumentError} If an option is unknown or out of range.
   */
  static async open(options: OpenOptions = {}): Promise<Memory> {
    const settings = checkOpenOptions(options);
    const models = await openModels(settings);
    return Memory.on(await openStores(settings, models), settings, models);
  }

  /** @internal A memory on stores that are open already: it closes them. */
  static on(
    { changeModel, ...opened }: OpenedStores,
    settings: OpenSettings & { readonly ids?: IdSource },
    { languageModel }: Pick<OpenedModels, "languageModel">,
  ): Memory {
    const { clock, observer, reranker = null, prompts = {}, retry } = settings;
    const { ids = createIdSource(clock) } = settings;
    const changeEmbeddingModel: Engine["changeEmbeddingModel"] = (model) => {
      const changed = embeddingModelOf(model, retry);
      const stores = changeModel(changed);
      return stores instanceof Promise
        ? stores.then((ready) => ({ embeddingModel: changed, stores: ready }))
        : { embeddingModel: changed, stores };
    };
    const beforeCommit = settings.beforeCommit ? screened(settings.beforeCommit) : null;
    const profiles = new ProfileCache();
    const parts = { ...opened, languageModel, prompts, reranker, clock, ids, observer, profiles };
    return new Memory({ ...parts, beforeCommit, changeEmbeddingModel });
  }

  /**
   * Opens a memory by a configuration as mem0's users have it: `llm`, `embedder`, `vector_store`, `graph_store`,
   * `history_db_path`, `custom_prompt`, `version`, in snake_case or camelCase.
   *
   * @throws {InvalidArgumentError} If a field is unknown or of a wrong type: with its place, and the fields that are known.
   * @throws {ConfigurationError} If a provider is not known; and as {@link Memory.open}.
   */
  static async fromConfig(config: Readonly<Record<string, unknown>>): Promise<Memory> {
    return Memory.open(optionsOf(readConfig(config)));
  }

  /** A handle whose calls all have this scope. @throws {InvalidArgumentError} If the scope is none. */
  for(scope: Scope): ScopedMemory {
    return new ScopedMemory(this, checkScope(scope, "make a handle"));
  }

  /**
   * Remembers messages: keeps them as turns, and the facts, relations and entities read from them.
   *
   * All of it is written, or nothing. With an `idempotencyKey` it happens once, however often it is sent.
   *
   * @throws {InvalidArgumentError} @throws {LimitExceededError} @throws {StoreUnavailableError}
   */
  async add(
    messages: string | Message | readonly Message[],
    options: AddOptions & Scope,
  ): Promise<AddResult> {
    return this.#abortable(add(messages, options, this.#engine), options);
  }

  /** Finds memories, turns and relations for a query. Calls no language model, unless an option says so. @throws {InvalidArgumentError} */
  async search(query: string, options: SearchOptions & Scope): Promise<SearchResult> {
    return this.#abortable(runSearch(query, options, this.#engine), options);
  }

  /**
   * Recalls what bears on what the user said last, as a block of text for a prompt; empty if it needs no memory.
   *
   * Calls no language model. The block is marked as recalled text: put it beside the user's words, never into a system
   * prompt. @throws {InvalidArgumentError} @throws {LimitExceededError}
   */
  async context(
    queryOrMessages: string | Message | readonly Message[],
    options: ContextOptions & Scope,
  ): Promise<RecalledContext> {
    return this.#abortable(context(queryOrMessages, options, this.#engine), options);
  }

  /**
   * What is known of a person: traits and a dated timeline, as data and as a diary. Calls no model and searches nothing;
   * where nothing was written since the last call, it is a look-up. @throws {InvalidArgumentError}
   */
  async profile(options: ProfileOptions & Scope): Promise<Profile> {
    return this.#abortable(profile(options, this.#engine), options);
  }

  /** A memory or turn by id; undefined if there is none or a given scope does not hold it. */
  async get(id: string, options: Scope & CallOptions = {}): Promise<MemoryView | undefined> {
    return this.#abortable(get(id, options, this.#engine), options);
  }

  /** A page of memories, newest recorded first. */
  async getAll(options: ListOptions & Scope): Promise<Listing<MemoryView>> {
    return this.#abortable(getAll(options, this.#engine), options);
  }

  /**
   * Corrects a memory's text. The id stays, history keeps the old text, relations are read from the new one.
   *
   * @throws {NotFoundError} If a given scope, or any tenant, has no memory of this id.
   */
  async update(
    id: string,
    text: string | { readonly text: string } | { readonly data: string },
    options: Scope & CallOptions = {},
  ): Promise<UpdateResult> {
    return this.#abortable(update(id, text, options, this.#engine), options);
  }

  /**
   * Erases a memory, relation, turn or episode, and every trace of it. What only it had closed is reopened.
   *
   * @throws {NotFoundError} If a given scope, or any tenant, has nothing of this id.
   */
  async delete(id: string, options: Scope & CallOptions = {}): Promise<EraseReceipt> {
    return this.#abortable(deleteById(id, options, this.#engine), options);
  }

  /** Erases a whole tenant, or what an agent or a run told within it. */
  async deleteAll(options: Scope & CallOptions): Promise<EraseReceipt> {
    return this.#abortable(deleteScope(options, this.#engine), options);
  }

  /** What became of a memory and of all that shares its slot, oldest first. @throws {NotFoundError} */
  async history(id: string, options: Scope & CallOptions = {}): Promise<readonly HistoryEntry[]> {
    return this.#abortable(history(id, options, this.#engine), options);
  }

  /** Erases every tenant: all that this library wrote, and nothing else. */
  async reset(options: CallOptions = {}): Promise<ResetReceipt> {
    return this.#abortable(reset(options, this.#engine), options);
  }

  /**
   * Compares the stores with each other and with the records, without writing: of one tenant, or of all that the
   * journal or the vectors have something of.
   */
  async verify(options: Scope & CallOptions = {}): Promise<VerifyReport> {
    return this.#abortable(
      verify(suspectTenants(options, "verify", this.#engine), this.#engine),
      options,
    );
  }

  /**
   * Mends what {@link Memory.verify} finds, and erases what has expired. Vectors that are missing are made, as far as the
   * embedding model answers.
   */
  async repair(options: Scope & CallOptions = {}): Promise<RepairReport> {
    return this.#abortable(
      repair(suspectTenants(options, "repair", this.#engine), this.#engine, options.signal),
      options,
    );
  }

  /**
   * Changes the embedding model, or fills in the vectors that are missing, in every tenant.
   *
   * The change itself is one short transaction: from then on every vector is missing. Then they are made again, batch by
   * batch, each kept as soon as it is there: after a failure, an abort or a crash, call it again and it goes on. Calls go
   * on meanwhile; `degraded` of a search says that vectors are missing. A process that has the file open with the model
   * before gets a `ConfigurationError` from its adds, and searches without vectors, until it opens the file anew.
   *
   * @throws {ModelUnavailableError} If the model is down, after its retries.
   * @throws {ModelRequestError} If it refuses every text; a text that it refuses alone is told in `failed`.
   * @throws {ConfigurationError} If the model has no dimensions, or another process changes the model meanwhile.
   * @throws {StoreUnavailableError} If another process keeps the file locked.
   * @example
   * await memory.reembed({ embeddingModel: openAIEmbeddingModel({ apiKey, model: "text-embedding-3-small" }) });
   */
  async reembed(options: ReembedOptions = {}): Promise<ReembedReport> {
    const checked = checkReembedOptions(options);
    // Awaited only where there is something to wait for: otherwise the change has happened when the call returns.
    const model = isAiSdkEmbeddingModel(checked.embeddingModel)
      ? await adaptEmbeddingModel(checked.embeddingModel)
      : checked.embeddingModel;
    const changed = withModelOf(model, this.#engine);
    this.#engine = changed instanceof Promise ? await changed : changed;
    return this.#abortable(reembed(checked, this.#engine), checked);
  }

  /**
   * Every record of a tenant, or of all, as JSON Lines: what `import` takes back, in this store or another, losing nothing.
   *
   * Each item is a line with its line break. Only a page at a time is in memory. What is written meanwhile may be in it or
   * not. After an interruption `after` goes on behind the last line that you have.
   *
   * @throws {InvalidArgumentError} If the scope narrows inside a tenant.
   * @example
   * await pipeline(memory.export({ userId: "kirk" }), createWriteStream("kirk.jsonl"));
   */
  export(options: ExportOptions & Scope = {}): AsyncGenerator<string, void, undefined> {
    return exportLines(checkExportOptions(options), this.#engine);
  }

  /**
   * Takes in what `export` gave, of the scope's tenant alone or of every tenant in it.
   *
   * Records that are there already stay, what was deleted on either side is dead, and what holds follows from all of them.
   * Whole batches are kept as they come: after an abort, an error or a crash import again, from the beginning or behind the
   * lines that `onProgress` told of. Vectors of another embedding model are made anew.
   *
   * @throws {InvalidArgumentError} If a line is not one of an export's, with its number, or the end is missing.
   * @throws {ConfigurationError} If the export is of a newer version of the format.
   * @example
   * await memory.import(createReadStream("kirk.jsonl"));
   */
  async import(lines: ImportSource, options: ImportOptions & Scope = {}): Promise<ImportReport> {
    return importLines(checkSource(lines), checkImportOptions(options), this.#engine);
  }

  /**
   * Writes a copy of the embedded file to `path`, whole and of one moment, while adds and searches go on.
   *
   * It is a memory file like any other, readable by its owner alone: open it to use it.
   *
   * @throws {InvalidArgumentError} If there is a file and `overwrite` is not set, or it is the memory's own.
   * @throws {ConfigurationError} If not all of the memory is in the embedded file, or `path` cannot be written.
   */
  async backup(path: string, options: BackupOptions = {}): Promise<void> {
    return backup(path, options, this.#engine);
  }

  /** Every tenant that was told something, by name, as the scope it stands for. */
  async tenants(): Promise<readonly Scope[]> {
    const tenants = await Array.fromAsync(eachTenant(this.#engine.stores));
    return tenants.map(scopeOfTenant);
  }

  /** Counts, sizes, and which models are in use. */
  async stats(options: Scope & CallOptions = {}): Promise<Stats> {
    return this.#abortable(
      stats(tenantsOf(options, "read the stats", this.#engine), this.#engine),
      options,
    );
  }

  /**
   * Closes the stores that {@link Memory.open} opened. Later calls throw.
   *
   * With a graph on Neo4j the process does not end by itself before: its driver keeps connections open.
   */
  async close(): Promise<void> {
    await this.#recovery.stop();
    await this.#engine.home.close();
  }

  /** Closes it where a block ends that began with `await using memory = await Memory.open()`. See {@link Memory.close}. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  async #abortable<T>(work: Promise<T>, options: unknown): Promise<T> {
    return abortable(work, options, this.#engine);
  }
}

/** A memory whose calls all have one scope: the same verbs, without it. */
export class ScopedMemory {
  /** The graph of the scope's tenant. */
  readonly graph: ScopedGraphHandle;
  /** The scope of every call. */
  readonly scope: Scope;
  readonly #memory: Memory;

  /** Made by {@link Memory.for}. */
  constructor(memory: Memory, scope: Scope) {
    this.#memory = memory;
    this.scope = scope;
    this.graph = new ScopedGraphHandle(memory.graph, scope);
  }

  /** See {@link Memory.add}. */
  async add(
    messages: string | Message | readonly Message[],
    options: AddOptions = {},
  ): Promise<AddResult> {
    return this.#memory.add(messages, withScope(options, this.scope));
  }

  /** See {@link Memory.search}. */
  async search(query: string, options: SearchOptions = {}): Promise<SearchResult> {
    return this.#memory.search(query, withScope(options, this.scope));
  }

  /** See {@link Memory.context}. */
  async context(
    queryOrMessages: string | Message | readonly Message[],
    options: ContextOptions = {},
  ): Promise<RecalledContext> {
    return this.#memory.context(queryOrMessages, withScope(options, this.scope));
  }

  /** See {@link Memory.profile}. */
  async profile(options: ProfileOptions = {}): Promise<Profile> {
    return this.#memory.profile(withScope(options, this.scope));
  }

  /** See {@link Memory.get}. */
  async get(id: string, options: CallOptions = {}): Promise<MemoryView | undefined> {
    return this.#memory.get(id, withScope(options, this.scope));
  }

  /** See {@link Memory.getAll}. */
  async getAll(options: ListOptions = {}): Promise<Listing<MemoryView>> {
    return this.#memory.getAll(withScope(options, this.scope));
  }

  /** See {@link Memory.update}. */
  async update(
    id: string,
    text: string | { readonly text: string } | { readonly data: string },
    options: CallOptions = {},
  ): Promise<UpdateResult> {
    return this.#memory.update(id, text, withScope(options, this.scope));
  }

  /** See {@link Memory.delete}. */
  async delete(id: string, options: CallOptions = {}): Promise<EraseReceipt> {
    return this.#memory.delete(id, withScope(options, this.scope));
  }

  /** See {@link Memory.deleteAll}. */
  async deleteAll(options: CallOptions = {}): Promise<EraseReceipt> {
    return this.#memory.deleteAll(withScope(options, this.scope));
  }

  /** See {@link Memory.history}. */
  async history(id: string, options: CallOptions = {}): Promise<readonly HistoryEntry[]> {
    return this.#memory.history(id, withScope(options, this.scope));
  }

  /** See {@link Memory.verify}. */
  async verify(options: CallOptions = {}): Promise<VerifyReport> {
    return this.#memory.verify(withScope(options, this.scope));
  }

  /** See {@link Memory.repair}. */
  async repair(options: CallOptions = {}): Promise<RepairReport> {
    return this.#memory.repair(withScope(options, this.scope));
  }

  /** See {@link Memory.export}. @throws {InvalidArgumentError} If the scope narrows inside a tenant. */
  export(options: ExportOptions = {}): AsyncGenerator<string, void, undefined> {
    return this.#memory.export(withScope(options, this.scope));
  }

  /** See {@link Memory.import}. Lines of another tenant are refused. */
  async import(lines: ImportSource, options: ImportOptions = {}): Promise<ImportReport> {
    return this.#memory.import(lines, withScope(options, this.scope));
  }

  /** See {@link Memory.stats}. */
  async stats(options: CallOptions = {}): Promise<Stats> {
    return this.#memory.stats(withScope(options, this.scope));
  }
}
