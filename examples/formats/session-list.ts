import type { Fallback, LoadedConversation, LoadedSession } from "../loaded-conversation.ts";
import { ConversationFormatError } from "../loaded-conversation.ts";
import { USER_FIELDS } from "./chat-list.ts";
import { readMessages, TIME_FIELDS } from "./chat-message.ts";
import { describeValue, getText, isObject, mustBeArray, type JsonObject } from "./json-value.ts";
import { readTime, readTimeZone } from "./time.ts";

/** Whether a value has the shape of `examples/conversation.json`. */
export function isSessionList(value: unknown): value is JsonObject {
  return isObject(value) && "sessions" in value;
}

/**
 * Reads `{ user, title, sessions: [{ id, date, timeZone, messages }], questions }`.
 *
 * A session without an id is called after its place; one without words is left out.
 *
 * @param where - The place of the conversation in the file: "" or "[2].".
 * @throws {ConversationFormatError} If a session, a message or a question cannot be read.
 */
export function readSessionList(
  value: JsonObject,
  where: string,
  fallback: Fallback,
): LoadedConversation {
  const read = mustBeArray(value["sessions"], `${where}sessions`).map((session, index) =>
    readSession(session, `${where}sessions[${index}]`, `session-${index + 1}`),
  );
  const sessions = read
    .map(({ session }) => session)
    .filter((session) => session.messages.length > 0);
  mustBeUnique(sessions, where);
  const title = getText(value, ["title"]);
  const questions = readQuestions(value["questions"], `${where}questions`);
  return {
    id: getText(value, ["id"]) ?? fallback.id,
    userId: getText(value, USER_FIELDS) ?? fallback.userId,
    ...(title === undefined ? {} : { title }),
    sessions,
    ...(questions === undefined ? {} : { questions }),
    skippedCount: read.reduce((sum, { skippedCount }) => sum + skippedCount, 0),
  };
}

function readSession(
  value: unknown,
  where: string,
  fallbackId: string,
): { session: LoadedSession; skippedCount: number } {
  if (!isObject(value)) {
    throw new ConversationFormatError(`${where} must be a session: found ${describeValue(value)}`);
  }
  const timeZone = readTimeZone(value["timeZone"] ?? value["time_zone"], where);
  const list = mustBeArray(value["messages"], `${where}.messages`);
  const { messages, skippedCount } = readMessages(list, { where: `${where}.messages`, timeZone });
  const session = {
    id: getText(value, ["id", "session_id", "sessionId"]) ?? fallbackId,
    at: readTime(value, TIME_FIELDS, { where, timeZone }) ?? messages[0]?.at,
    ...(timeZone === undefined ? {} : { timeZone }),
    messages,
  };
  return { session, skippedCount };
}

function mustBeUnique(sessions: readonly LoadedSession[], where: string): void {
  const seen = new Set<string>();
  for (const { id } of sessions) {
    if (seen.has(id)) {
      throw new ConversationFormatError(`${where}sessions: two have the id ${JSON.stringify(id)}`);
    }
    seen.add(id);
  }
}

function readQuestions(value: unknown, where: string): readonly string[] | undefined {
  if (value === undefined) {
    return undefined;
  }
  return mustBeArray(value, where).map((question, index) => {
    if (typeof question !== "string" || question.trim() === "") {
      throw new ConversationFormatError(
        `${where}[${index}] must be a question: found ${describeValue(question)}`,
      );
    }
    return question.trim();
  });
}
