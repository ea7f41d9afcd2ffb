/** From what a script says to what the wire carries: a completion in the provider's manner. */
import type { ChatRequest } from "./chat-request.ts";
import { forcesTool } from "./chat-request.ts";
import type { ChatAnswer, ChatFinishReason, ToolCall } from "./chat-script.ts";
import { CHINESE_KEYS, type Fault } from "./fault.ts";
import type { ProviderManner } from "./provider-manner.ts";
import { cutToTokens, estimateTokens } from "./tokens-estimate.ts";

/** An answer with everything decided: what a message and a stream of pieces are both made from. */
export interface WrittenAnswer {
  /** The content; null for none. */
  readonly content: string | null;
  /** Calls of tools, in order. */
  readonly toolCalls: readonly ToolCall[];
  /** Reasoning with the name of the field it stands in; undefined if it has none of its own. */
  readonly reasoning: { readonly field: string; readonly text: string } | undefined;
  readonly refusal: string | null;
  readonly finishReason: ChatFinishReason;
  /** Undefined where none is reported. */
  readonly usage: { readonly promptTokens: number; readonly completionTokens: number } | undefined;
  /** Whether `choices` is left empty. */
  readonly hasNoChoice: boolean;
}

/** What the answer is made of before it is cut and counted. */
interface Draft {
  readonly content: string | null;
  readonly toolCalls: readonly ToolCall[];
  readonly refusal: string | null;
  readonly isCut: boolean;
  readonly hasNoChoice: boolean;
}

const DEFAULT_THOUGHT = "The user wants JSON. Let me look at the messages one by one.";
const DEFAULT_REFUSAL = "I'm sorry, but I can't help with that.";

/** Writes an answer down: format by request and manner, then the fault, then `max_tokens`. */
export function writeAnswer(
  answer: ChatAnswer,
  request: ChatRequest,
  { manner, fault }: { readonly manner: ProviderManner; readonly fault: Fault | undefined },
): WrittenAnswer {
  const formatted = format(answer, request, manner);
  const draft = cutToLimit(damage(formatted, fault), request, manner);
  const isField = manner.thinking === "reasoning_content" || manner.thinking === "reasoning";
  return {
    content: draft.content,
    toolCalls: draft.toolCalls,
    reasoning:
      isField && answer.reasoning !== undefined
        ? { field: manner.thinking, text: answer.reasoning }
        : undefined,
    refusal: draft.refusal,
    finishReason: finishReasonOf(answer, draft),
    usage: usageOf(answer, request, draft),
    hasNoChoice: draft.hasNoChoice,
  };
}

function format(answer: ChatAnswer, request: ChatRequest, manner: ProviderManner): Draft {
  const { toolCalls = [], refusal = null, text = null } = answer;
  const draft = { refusal, toolCalls, isCut: false, hasNoChoice: false };
  if (answer.json === undefined) {
    const isNothing = answer.text === undefined && toolCalls.length === 0 && refusal === null;
    return { ...draft, content: withThought(isNothing ? "" : text, answer, manner) };
  }
  const json = JSON.stringify(answer.json);
  if (request.format === "tool" && callsTool(request, manner)) {
    const call = { name: request.schemaName ?? "", arguments: json };
    return { ...draft, toolCalls: [...toolCalls, call], content: text };
  }
  const content = isHeld(request, manner) ? json : loosen(json, manner);
  return { ...draft, content: withThought(content, answer, manner) };
}

function callsTool(request: ChatRequest, manner: ProviderManner): boolean {
  return manner.tools === "obeys" && !(forcesTool(request) && manner.forcedTool === "ignores");
}

/** Whether structured output keeps the model from writing anything but JSON. */
function isHeld({ format: asked }: ChatRequest, manner: ProviderManner): boolean {
  if (asked === "json-schema") return manner.jsonSchema === "obeys";
  return asked === "json-object" && manner.jsonMode === "obeys";
}

function loosen(json: string, { looseJson }: ProviderManner): string {
  if (looseJson === "bare") return json;
  const fenced = `\`\`\`json\n${json}\n\`\`\``;
  return looseJson === "fenced" ? fenced : `Here is what I found:\n\n${fenced}\n\nAnything else?`;
}

function withThought(
  content: string | null,
  { reasoning }: ChatAnswer,
  manner: ProviderManner,
): string | null {
  return reasoning !== undefined && manner.thinking === "tags"
    ? think(reasoning, content)
    : content;
}

function think(thought: string, content: string | null): string {
  return `<think>\n${thought}\n</think>\n\n${content ?? ""}`;
}

function damage(draft: Draft, fault: Fault | undefined): Draft {
  switch (fault?.kind) {
    case "cut":
      return shorten(draft, (text) => text.slice(0, fault.at));
    case "rename-keys":
      return rewrite(draft, (text) => renameKeys(text, fault.keys ?? CHINESE_KEYS));
    case "think":
      return { ...draft, content: think(fault.text ?? DEFAULT_THOUGHT, draft.content) };
    case "empty-choices":
      return { ...draft, hasNoChoice: true };
    case "null-content":
      return { ...draft, content: null, toolCalls: [] };
    case "refusal":
      return { ...draft, content: null, toolCalls: [], refusal: fault.text ?? DEFAULT_REFUSAL };
    default:
      return draft;
  }
}

/** Changes the texts a model wrote. */
function rewrite(draft: Draft, change: (text: string) => string): Draft {
  return {
    ...draft,
    content: draft.content === null ? null : change(draft.content),
    toolCalls: draft.toolCalls.map((call) => ({ ...call, arguments: change(call.arguments) })),
  };
}

/** Cuts the texts a model wrote. */
function shorten(draft: Draft, cut: (text: string) => string): Draft {
  let isCut = false;
  const shorter = rewrite(draft, (text) => {
    const start = cut(text);
    isCut ||= start.length < text.length;
    return start;
  });
  return { ...shorter, isCut: draft.isCut || isCut };
}

function renameKeys(text: string, keys: Readonly<Record<string, string>>): string {
  return text.replaceAll(/"(\w+)"(?=\s*:)/g, (whole, key: string) => {
    const name = Object.hasOwn(keys, key) ? keys[key] : undefined;
    return name === undefined ? whole : `"${name}"`;
  });
}

function cutToLimit(draft: Draft, { maxTokens }: ChatRequest, manner: ProviderManner): Draft {
  if (maxTokens === undefined || manner.maxTokens === "ignores") return draft;
  return shorten(draft, (text) => cutToTokens(text, maxTokens));
}

function finishReasonOf(answer: ChatAnswer, draft: Draft): ChatFinishReason {
  if (draft.isCut) return "length";
  if (answer.finishReason !== undefined) return answer.finishReason;
  return draft.toolCalls.length > 0 ? "tool_calls" : "stop";
}

function usageOf(
  answer: ChatAnswer,
  { messages }: ChatRequest,
  draft: Draft,
): WrittenAnswer["usage"] {
  if (answer.usage === null) return undefined;
  const written = draft.toolCalls.map((call) => call.arguments).join("") + (draft.content ?? "");
  return (
    answer.usage ?? {
      promptTokens: estimateTokens(messages.map(({ content }) => content).join("\n")),
      completionTokens: estimateTokens(written + (answer.reasoning ?? "")),
    }
  );
}
