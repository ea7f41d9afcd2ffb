/** A client of the `openai` package without a network: records what is asked and answers by a function. */
import type { OpenAIClient, OpenAIRequestOptions } from "../../src/models/openai/client.ts";

/** One request as the client got it. */
export interface RecordedRequest {
  readonly body: Readonly<Record<string, unknown>>;
  readonly options: OpenAIRequestOptions;
}

/** A client whose both endpoints record requests and answer with what `answer` gives or throws. */
export function fakeOpenAIClient(
  answer: (body: Readonly<Record<string, unknown>>, index: number) => unknown,
): { readonly client: OpenAIClient; readonly requests: RecordedRequest[] } {
  const requests: RecordedRequest[] = [];
  const create = async (body: object, options: OpenAIRequestOptions): Promise<unknown> => {
    const fields = Object.fromEntries(Object.entries(body));
    requests.push({ body: fields, options });
    return Promise.resolve(answer(fields, requests.length - 1));
  };
  const endpoint = { create };
  return { client: { chat: { completions: endpoint }, embeddings: endpoint }, requests };
}

/** The answer of a chat model that wrote `content`. */
export function completion(
  content: string | null,
  extra: Readonly<Record<string, unknown>> = {},
): unknown {
  return {
    choices: [{ finish_reason: "stop", message: { role: "assistant", content, ...extra } }],
    usage: { prompt_tokens: 7, completion_tokens: 3 },
  };
}
