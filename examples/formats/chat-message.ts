import { ConversationFormatError, type LoadedMessage } from "../loaded-conversation.ts";
import { describeValue, getText, isObject, type JsonObject } from "./json-value.ts";
import { readTime, type Place } from "./time.ts";

/** What logs call the two speakers. */
const ROLES: ReadonlyMap<string, "user" | "assistant"> = new Map([
  ["user", "user"],
  ["human", "user"],
  ["assistant", "assistant"],
  ["ai", "assistant"],
  ["bot", "assistant"],
  ["model", "assistant"],
]);

/** Instructions and tool traffic: nobody's words, so nothing to remember. */
const SKIPPED_ROLES: ReadonlySet<string> = new Set(["system", "developer", "tool", "function"]);

/** The parts of a message that hold words, in the chat and the responses API of OpenAI. */
const TEXT_PARTS: ReadonlySet<unknown> = new Set(["text", "input_text", "output_text"]);

const NAME_FIELDS = ["name"];
const ID_FIELDS = ["id", "message_id", "messageId"];
export const TIME_FIELDS: readonly string[] = [
  "at",
  "timestamp",
  "created_at",
  "createdAt",
  "date",
];

/** Whether a value looks like a chat message, however wrong its fields may be. */
export function isMessageLike(value: unknown): value is JsonObject {
  return isObject(value) && "role" in value && ("content" in value || "tool_calls" in value);
}

/**
 * Reads one chat message; undefined if it holds no words of the user or the assistant.
 *
 * @throws {ConversationFormatError} If the role, the content or the time is none we know.
 */
export function readMessage(value: unknown, place: Place): LoadedMessage | undefined {
  const { where } = place;
  if (!isObject(value)) {
    throw new ConversationFormatError(`${where} must be a message: found ${describeValue(value)}`);
  }
  const role = readRole(value["role"], where);
  const content = readContent(value, where);
  if (role === undefined || content === "") {
    return undefined;
  }
  const id = getText(value, ID_FIELDS);
  const name = getText(value, NAME_FIELDS);
  const at = readTime(value, TIME_FIELDS, place);
  return {
    ...(id === undefined ? {} : { id }),
    role,
    ...(name === undefined ? {} : { name }),
    content,
    ...(at === undefined ? {} : { at }),
  };
}

/** Messages that hold words, and how many did not. */
export interface ReadMessages {
  readonly messages: readonly LoadedMessage[];
  readonly skippedCount: number;
}

/**
 * Reads a list of chat messages in their order.
 *
 * @throws {ConversationFormatError} If one of them cannot be read.
 */
export function readMessages(values: readonly unknown[], { where, timeZone }: Place): ReadMessages {
  const messages = values
    .map((value, index) => readMessage(value, { where: `${where}[${index}]`, timeZone }))
    .filter((message) => message !== undefined);
  return { messages, skippedCount: values.length - messages.length };
}

function readRole(role: unknown, where: string): "user" | "assistant" | undefined {
  const name = typeof role === "string" ? role.trim().toLowerCase() : undefined;
  const known = name === undefined ? undefined : ROLES.get(name);
  if (known === undefined && (name === undefined || !SKIPPED_ROLES.has(name))) {
    const accepted = [...ROLES.keys(), ...SKIPPED_ROLES].join(", ");
    throw new ConversationFormatError(
      `${where}.role must be one of ${accepted}: found ${describeValue(role)}`,
    );
  }
  return known;
}

function readContent(message: JsonObject, where: string): string {
  const { content } = message;
  if (typeof content === "string") {
    return content.trim();
  }
  if (Array.isArray(content)) {
    return content.map(readPart).filter(Boolean).join("\n").trim();
  }
  // An assistant that only calls a tool has null content, or none.
  if (content === null || (content === undefined && "tool_calls" in message)) {
    return "";
  }
  throw new ConversationFormatError(
    `${where}.content must be text or an array of parts: found ${describeValue(content)}`,
  );
}

/** The words of one content part; empty for images, audio and files. */
function readPart(part: unknown): string {
  if (typeof part === "string") {
    return part;
  }
  const isText = isObject(part) && TEXT_PARTS.has(part["type"]) && typeof part["text"] === "string";
  return isText ? String(part["text"]) : "";
}
