/** The bodies of a chat completion: one object, or the pieces of a stream. */
import type { WrittenAnswer } from "./chat-answer.ts";
import { type ChatRequest, isRecord } from "./chat-request.ts";

/** Characters of a piece of text in a stream, the last one excepted. */
const PIECE_LENGTH = 12;
/** The same in every answer: fixed, so that two runs of a test are alike. */
const CREATED_S = 1_700_000_000;

/** The body of a completion that is sent whole. */
export function completionBody(answer: WrittenAnswer, request: ChatRequest): unknown {
  const { content, refusal, reasoning, finishReason } = answer;
  const calls = toolCallsOf(answer);
  const message = {
    role: "assistant",
    content,
    refusal,
    ...(reasoning && { [reasoning.field]: reasoning.text }),
    ...(calls.length > 0 && { tool_calls: calls }),
  };
  return {
    ...envelope(request, "chat.completion"),
    choices: answer.hasNoChoice
      ? []
      : [{ index: 0, message, logprobs: null, finish_reason: finishReason }],
    ...usageOf(answer),
  };
}

/** The events of a completion that is sent in pieces, as server-sent events, `[DONE]` included. */
export function completionEvents(answer: WrittenAnswer, request: ChatRequest): string[] {
  const choices = answer.hasNoChoice ? [] : [...deltasOf(answer), finishOf(answer)];
  const chunks: unknown[] = choices.map((choice) => ({
    ...envelope(request, "chat.completion.chunk"),
    choices: [choice],
  }));
  const options = request.body["stream_options"];
  if (isRecord(options) && options["include_usage"] === true) {
    const usage = {
      ...envelope(request, "chat.completion.chunk"),
      choices: [],
      ...usageOf(answer),
    };
    chunks.push(usage);
  }
  return [...chunks.map((chunk) => `data: ${JSON.stringify(chunk)}\n\n`), "data: [DONE]\n\n"];
}

function deltasOf(answer: WrittenAnswer): unknown[] {
  const { content, refusal, reasoning } = answer;
  const deltas: unknown[] = [
    { role: "assistant", content: content === null ? null : "" },
    ...piecesOf(reasoning?.text).map((text) => ({ [reasoning?.field ?? ""]: text })),
    ...piecesOf(content).map((text) => ({ content: text })),
    ...piecesOf(refusal).map((text) => ({ refusal: text })),
    ...toolCallsOf(answer).flatMap((call, index) => [
      { tool_calls: [{ ...call, index, function: { name: call.function.name, arguments: "" } }] },
      ...piecesOf(call.function.arguments).map((text) => ({
        tool_calls: [{ index, function: { arguments: text } }],
      })),
    ]),
  ];
  return deltas.map((delta) => ({ index: 0, delta, logprobs: null, finish_reason: null }));
}

function finishOf({ finishReason }: WrittenAnswer): unknown {
  return { index: 0, delta: {}, logprobs: null, finish_reason: finishReason };
}

function toolCallsOf({ toolCalls }: WrittenAnswer): {
  readonly id: string;
  readonly type: "function";
  readonly function: { readonly name: string; readonly arguments: string };
}[] {
  return toolCalls.map((call, index) => ({
    id: `call_${index}`,
    type: "function",
    function: { name: call.name, arguments: call.arguments },
  }));
}

function usageOf({ usage }: WrittenAnswer): Record<string, unknown> {
  if (!usage) return {};
  const { promptTokens, completionTokens } = usage;
  return {
    usage: {
      prompt_tokens: promptTokens,
      completion_tokens: completionTokens,
      total_tokens: promptTokens + completionTokens,
    },
  };
}

function envelope({ index, model }: ChatRequest, object: string): Record<string, unknown> {
  return { id: `chatcmpl-${index}`, object, created: CREATED_S, model };
}

/** Cuts a text into pieces, never inside of a code point. */
function piecesOf(text: string | null | undefined): string[] {
  const characters = Array.from(text ?? "");
  return Array.from({ length: Math.ceil(characters.length / PIECE_LENGTH) }, (_, index) =>
    characters.slice(index * PIECE_LENGTH, (index + 1) * PIECE_LENGTH).join(""),
  );
}
