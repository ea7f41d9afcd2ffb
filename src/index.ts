export type { Clock } from "./core/clock.ts";
export {
  ConfigurationError,
  type ErrorCode,
  InvalidArgumentError,
  InvariantError,
  LimitExceededError,
  MnemographError,
  ModelOutputError,
  ModelRequestError,
  ModelUnavailableError,
  NotFoundError,
  PartialWriteError,
  StoreOperationError,
  StoreUnavailableError,
} from "./core/errors.ts";
export type { Filter, FilterCondition, FilterValue } from "./core/filter.ts";
export type {
  ArmRank,
  CutHit,
  Degradation,
  Evidence,
  Hit,
  PathStep,
  RelationHit,
  Why,
} from "./core/hit.ts";
export type { HitKind, MemoryKind, Metadata, MetadataValue } from "./core/records.ts";
export type { RetryPolicy } from "./core/retry.ts";
export type { Scope } from "./core/scope.ts";
export { type CallOptions, Memory, ScopedMemory } from "./memory.ts";
export {
  aiSdkEmbeddingModel,
  type AiSdkEmbeddingSettings,
} from "./models/ai-sdk/ai-sdk-embedding-model.ts";
export type {
  AiSdkCallOptions,
  AiSdkEmbeddingModel,
  AiSdkLanguageModel,
  AiSdkMessage,
  AiSdkVersion,
} from "./models/ai-sdk-types.ts";
export type {
  EmbeddingModel,
  EmbeddingPurpose,
  EmbeddingResult,
} from "./models/embedding-model.ts";
export type {
  PromptMessage,
  FinishReason,
  LanguageModelRequest,
  LanguageModelResult,
  LanguageModel,
  OutputMode,
} from "./models/language-model.ts";
export { type EmbeddingPrefixes } from "./models/embedding-profiles.ts";
export { LexicalEmbeddingModel } from "./models/lexical/lexical-embedding-model.ts";
export type {
  OpenAIClient,
  OpenAIClientSource,
  OpenAIEndpoint,
  OpenAIRequestOptions,
} from "./models/openai/client.ts";
export {
  openAIEmbeddingModel,
  type OpenAIEmbeddingModelSettings,
  openAILanguageModel,
  type OpenAILanguageModelSettings,
  type ProviderOptions,
} from "./models/openai/open-models.ts";
export {
  OpenAIEmbeddingModel,
  type OpenAIEmbeddingModelOptions,
} from "./models/openai/openai-embedding-model.ts";
export {
  OpenAILanguageModel,
  type OpenAILanguageModelOptions,
} from "./models/openai/openai-language-model.ts";
export { type PresetName, presetNames } from "./models/openai/presets.ts";
export type { RerankedDocument, Reranker } from "./models/reranker.ts";
export { defaultPath } from "./open-stores.ts";
export type {
  AddOptions,
  EntityInput,
  FactInput,
  Message,
  NameInput,
  RelationInput,
} from "./pipeline/add/add-options.ts";
export type { AddedMemory, AddResult, CaughtUpEpisode, Usage } from "./pipeline/add/add-result.ts";
export { COMMIT_STEPS, type CommitStep } from "./pipeline/add/commit-steps.ts";
export type { Plan } from "./pipeline/add/plan.ts";
export type { Failure } from "./pipeline/add/stated.ts";
export type { BackupOptions, BackupProgress } from "./pipeline/backup.ts";
export type { TimeInput } from "./pipeline/check.ts";
export type { RecalledContext } from "./pipeline/context/recalled-context.ts";
export type { ContextOptions } from "./pipeline/context/context-options.ts";
export type { BeforeCommit, EngineEvent, Observer, StoreServers } from "./pipeline/engine.ts";
export type { ErasedRecords } from "./graph/graph-store.ts";
export type { ForgottenEntries } from "./journal/journal.ts";
export type { ResetReceipt } from "./pipeline/delete.ts";
export type { ErasedPoints } from "./pipeline/erased-counts.ts";
export type { ErasedStores, StorePlace } from "./pipeline/erased-stores.ts";
export type { EraseReceipt } from "./pipeline/forget.ts";
export type { GraphHandle, ScopedGraphHandle } from "./pipeline/graph-handle.ts";
export type {
  GraphOptions,
  MergeResult,
  Neighborhood,
  NeighborhoodOptions,
} from "./pipeline/graph-view.ts";
export type { HistoryEntry } from "./pipeline/history.ts";
export type {
  ExportOptions,
  ExportPosition,
  ExportProgress,
} from "./pipeline/moving/export-options.ts";
export type {
  ImportConflict,
  ImportOptions,
  ImportProgress,
  ImportReport,
} from "./pipeline/moving/import-options.ts";
export type { ImportSource } from "./pipeline/moving/numbered-lines.ts";
export type { RepairReport } from "./pipeline/repair.ts";
export type { Fault, InFlight, VerifyReport } from "./pipeline/verify.ts";
export type { Stats } from "./pipeline/stats.ts";
export type { ReembedFailure, ReembedProgress } from "./pipeline/fill-vectors.ts";
export {
  languageModelReranker,
  type LanguageModelRerankerOptions,
} from "./pipeline/language-model-reranker.ts";
export type { GenerateOptions, LanguageModelHandle } from "./pipeline/language-model-handle.ts";
export type { OpenOptions } from "./pipeline/open-options.ts";
export type { GraphServerOptions, VectorServerOptions } from "./pipeline/server-options.ts";
export type { ProfileOptions } from "./pipeline/profile/profile-options.ts";
export type {
  Profile,
  ProfileEvent,
  ProfileMemory,
  ProfilePerson,
  ProfileRelation,
  ProfileTrait,
} from "./pipeline/profile/profile-views.ts";
export type { Listing, ListOptions } from "./pipeline/read.ts";
export type { ReembedOptions, ReembedReport } from "./pipeline/reembed.ts";
export type { SearchResult, SearchUsage } from "./pipeline/run-search.ts";
export type { SearchOptions } from "./pipeline/search-options.ts";
export type { UpdateResult } from "./pipeline/update.ts";
export type { EntityView, MemoryView, RelationView, SpellView } from "./pipeline/views.ts";
export type { PromptInput, PromptInputs } from "./prompts/prompts.ts";
