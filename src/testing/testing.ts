export { FakeEmbeddingModel, type FakeEmbeddingSettings } from "./fake-embedding-model.ts";
export { FakeLanguageModel, type FakeLanguageModelOptions } from "./fake-language-model.ts";
export { FakeReranker, type FakeRerankerSettings, type ScoreFunction } from "./fake-reranker.ts";
export { embedLexically, type EmbedFunction } from "./openai-server/answer-embeddings.ts";
export type { AnswerFormat, ChatMessage, ChatRequest } from "./openai-server/chat-request.ts";
export type {
  ChatAnswer,
  ChatFinishReason,
  ChatFunction,
  ChatReply,
  ChatRule,
  ChatScript,
  ToolCall,
} from "./openai-server/chat-script.ts";
export type { ErrorShape } from "./openai-server/error-body.ts";
export { CHINESE_KEYS, type Fault, type FaultOptions } from "./openai-server/fault.ts";
export type { OpenAIServerOptions } from "./openai-server/openai-server-options.ts";
export { type OpenAIServer, startOpenAIServer } from "./openai-server/openai-server.ts";
export {
  type MannerInput,
  type MannerName,
  MANNERS,
  type ProviderManner,
  type Support,
} from "./openai-server/provider-manner.ts";
export {
  type Endpoint,
  type LoggedRequest,
  overlaps,
  type RequestCounts,
} from "./openai-server/request-log.ts";
export { estimateTokens } from "./openai-server/tokens-estimate.ts";
export type { WaitOptions } from "./openai-server/wait-for-requests.ts";
export {
  type CallChoice,
  type FailOptions,
  type HeldCall,
  type HoldOptions,
  type MethodName,
  type MethodParameters,
  recordCalls,
  type RecordedCall,
  type Recording,
  type RecordingOptions,
} from "./recording.ts";
