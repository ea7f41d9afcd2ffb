/** Models shaped as the AI SDK's specification says, written here by hand: a provider of its own over HTTP. */
import type {
  AiSdkCallOptions,
  AiSdkEmbeddingModel,
  AiSdkLanguageModel,
  AiSdkVersion,
} from "../../src/models/ai-sdk-types.ts";

/** As the SDK's providers throw it: `APICallError` of `@ai-sdk/provider`. */
class APICallError extends Error {
  override readonly name = "AI_APICallError";
  readonly statusCode: number | undefined;
  readonly responseHeaders: Record<string, string>;
  readonly isRetryable: boolean;

  constructor(message: string, answer?: Response) {
    super(message);
    this.statusCode = answer?.status;
    this.responseHeaders = Object.fromEntries(answer?.headers ?? []);
    this.isRetryable = !answer || answer.status === 429 || answer.status >= 500;
  }
}

interface Completion {
  readonly choices: readonly {
    readonly message: { readonly content: string };
    readonly finish_reason: string;
  }[];
  readonly usage?: { readonly prompt_tokens?: number; readonly completion_tokens?: number };
}

/** A language model of a version of the specification, over a server's chat completions. */
export function aiSdkLanguageModelOf(
  url: string,
  version: AiSdkVersion = "v4",
): AiSdkLanguageModel & { readonly supportedUrls: Record<string, RegExp[]> } {
  return {
    specificationVersion: version,
    provider: "test.chat",
    modelId: "test-model",
    supportedUrls: {},
    doGenerate: async (options: AiSdkCallOptions) => {
      // The server answers completions in this shape.
      const answer = (await post(
        `${url}/chat/completions`,
        bodyOf(options),
        options,
      )) as Completion;
      const [choice] = answer.choices;
      const { prompt_tokens: input, completion_tokens: output } = answer.usage ?? {};
      const finish = choice?.finish_reason.replace("_", "-") ?? "other";
      const isOld = version === "v2";
      return {
        content: [
          { type: "reasoning", text: "let me see" },
          { type: "text", text: choice?.message.content ?? "" },
        ],
        finishReason: isOld ? finish : { unified: finish, raw: finish },
        usage: isOld
          ? { inputTokens: input, outputTokens: output, totalTokens: undefined }
          : {
              inputTokens: { total: input, noCache: input, cacheRead: 0, cacheWrite: 0 },
              outputTokens: { total: output, text: output, reasoning: 0 },
            },
        warnings: [],
      };
    },
  };
}

/** An embedding model over a server's embeddings. */
export function aiSdkEmbeddingModelOf(
  url: string,
  { modelId = "text-embedding-3-small", most = 8 }: { modelId?: string; most?: number } = {},
): AiSdkEmbeddingModel {
  return {
    specificationVersion: "v4",
    provider: "test.embedding",
    modelId,
    maxEmbeddingsPerCall: Promise.resolve(most),
    supportsParallelCalls: false,
    doEmbed: async (options) => {
      const body = { model: modelId, input: options.values };
      // The server answers embeddings in this shape.
      const answer = (await post(`${url}/embeddings`, body, options)) as {
        readonly data: readonly { readonly embedding: number[] }[];
        readonly usage: { readonly prompt_tokens: number };
      };
      return {
        embeddings: answer.data.map(({ embedding }) => embedding),
        usage: { tokens: answer.usage.prompt_tokens },
        warnings: [],
      };
    },
  };
}

function bodyOf({
  prompt,
  maxOutputTokens,
  temperature,
  responseFormat,
}: AiSdkCallOptions): object {
  return {
    model: "test-model",
    messages: prompt.map(({ role, content }) => ({
      role,
      content: typeof content === "string" ? content : content.map(({ text }) => text).join(""),
    })),
    temperature,
    ...(maxOutputTokens === undefined ? {} : { max_tokens: maxOutputTokens }),
    ...(responseFormat
      ? { response_format: { type: "json_schema", json_schema: responseFormat } }
      : {}),
  };
}

async function post(
  url: string,
  body: object,
  { abortSignal }: { readonly abortSignal?: AbortSignal },
): Promise<unknown> {
  const answer = await fetch(url, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
    ...(abortSignal ? { signal: abortSignal } : {}),
  });
  if (!answer.ok) throw new APICallError(`failed: ${await answer.text()}`, answer);
  return answer.json();
}
