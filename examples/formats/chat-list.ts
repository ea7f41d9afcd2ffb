import type { Fallback, LoadedConversation } from "../loaded-conversation.ts";
import { isMessageLike, readMessages } from "./chat-message.ts";
import { getText, isObject, mustBeArray, type JsonObject } from "./json-value.ts";
import { splitIntoSessions } from "./split-into-sessions.ts";

export const USER_FIELDS: readonly string[] = ["user", "userId", "user_id"];

/** Whether a value is a list of chat messages, or an object that holds one. */
export function isChatList(value: unknown): value is readonly unknown[] | JsonObject {
  return Array.isArray(value) ? isMessageLike(value[0]) : isObject(value) && "messages" in value;
}

/**
 * Reads `[{ role, content }]` or `{ messages: [...] }`, split into parts by length and by silence.
 *
 * @throws {ConversationFormatError} If a message cannot be read.
 */
export function readChatList(
  value: readonly unknown[] | JsonObject,
  fallback: Fallback,
): LoadedConversation {
  const header: JsonObject = isObject(value) ? value : {};
  const list = isObject(value) ? mustBeArray(value["messages"], "messages") : value;
  const where = isObject(value) ? "messages" : "";
  const { messages, skippedCount } = readMessages(list, { where });
  const title = getText(header, ["title"]);
  return {
    id: getText(header, ["id"]) ?? fallback.id,
    userId: getText(header, USER_FIELDS) ?? fallback.userId,
    ...(title === undefined ? {} : { title }),
    sessions: splitIntoSessions(messages),
    skippedCount,
  };
}
