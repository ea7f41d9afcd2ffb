/** A chat request, read once so that scripts need not dig in its body. */

/** How a request asks for structured output. */
export type AnswerFormat = "json-schema" | "tool" | "json-object" | "text";

/** A message as it was sent, its parts joined. */
export interface ChatMessage {
  /** As "system", "user", "assistant". */
  readonly role: string;
  /** Its text; empty if it has none. */
  readonly content: string;
}

/** What a script gets to decide by. */
export interface ChatRequest {
  /** The body as parsed. */
  readonly body: Readonly<Record<string, unknown>>;
  /** The model that is asked. */
  readonly model: string;
  /** The conversation, in order. */
  readonly messages: readonly ChatMessage[];
  /** The text of the messages of roles `system` and `developer`, joined by line feeds. */
  readonly system: string;
  /** The text of the last message. */
  readonly prompt: string;
  /** How structured output is asked for. */
  readonly format: AnswerFormat;
  /** The name of the JSON schema, or of the tool to call; undefined if there is none. */
  readonly schemaName: string | undefined;
  /** The JSON schema, or the tool's parameters; undefined if there are none. */
  readonly schema: unknown;
  /** Names of all tools, in their order. */
  readonly toolNames: readonly string[];
  /** Most tokens to write; undefined if not said. */
  readonly maxTokens: number | undefined;
  /** Whether the answer is to come in pieces. */
  readonly isStream: boolean;
  /** Its place among the chat requests, from 0. */
  readonly index: number;
}

interface NamedSchema {
  readonly name: string | undefined;
  readonly schema: unknown;
}

/** Reads a body. What is missing or of another type counts as not there. */
export function readChatRequest(
  body: Readonly<Record<string, unknown>>,
  index: number,
): ChatRequest {
  const messages = listOf(body["messages"]).map((message) => ({
    role: textOf(message["role"]),
    content: contentText(message["content"]),
  }));
  const tools = listOf(body["tools"]).map((tool) => namedSchema(tool["function"], "parameters"));
  const format = formatOf(body, tools.length > 0);
  const named = format === "tool" ? wantedTool(body["tool_choice"], tools) : schemaOf(body);
  const maxTokens = body["max_completion_tokens"] ?? body["max_tokens"];
  return {
    body,
    model: textOf(body["model"]),
    messages,
    system: messages
      .filter(({ role }) => role === "system" || role === "developer")
      .map(({ content }) => content)
      .join("\n"),
    prompt: messages.at(-1)?.content ?? "",
    format,
    schemaName: named.name,
    schema: named.schema,
    toolNames: tools.flatMap(({ name }) => (name === undefined ? [] : [name])),
    maxTokens: typeof maxTokens === "number" ? maxTokens : undefined,
    isStream: body["stream"] === true,
    index,
  };
}

/** Whether the request leaves the model no choice but to call a tool. */
export function forcesTool({ body }: ChatRequest): boolean {
  const choice = body["tool_choice"];
  return choice === "required" || isRecord(choice);
}

/** Narrows to an object that is no array. */
export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function formatOf(body: Readonly<Record<string, unknown>>, hasTools: boolean): AnswerFormat {
  if (hasTools && body["tool_choice"] !== "none") return "tool";
  const format = body["response_format"];
  const type = isRecord(format) ? format["type"] : undefined;
  if (type === "json_schema") return "json-schema";
  return type === "json_object" ? "json-object" : "text";
}

function schemaOf(body: Readonly<Record<string, unknown>>): NamedSchema {
  const format = body["response_format"];
  return namedSchema(isRecord(format) ? format["json_schema"] : undefined, "schema");
}

/** The tool that is named, else the first. */
function wantedTool(choice: unknown, tools: readonly NamedSchema[]): NamedSchema {
  const wanted = isRecord(choice) ? namedSchema(choice["function"], "").name : undefined;
  const first = tools[0] ?? { name: undefined, schema: undefined };
  return tools.find(({ name }) => name === wanted) ?? first;
}

function namedSchema(value: unknown, key: string): NamedSchema {
  if (!isRecord(value)) return { name: undefined, schema: undefined };
  const { name } = value;
  return { name: typeof name === "string" ? name : undefined, schema: value[key] };
}

function contentText(content: unknown): string {
  if (!Array.isArray(content)) return textOf(content);
  return listOf(content)
    .map((part) => textOf(part["text"]))
    .join("");
}

function listOf(value: unknown): readonly Readonly<Record<string, unknown>>[] {
  return Array.isArray(value) ? value.filter((one) => isRecord(one)) : [];
}

function textOf(value: unknown): string {
  return typeof value === "string" ? value : "";
}
