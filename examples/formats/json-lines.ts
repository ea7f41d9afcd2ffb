import { ConversationFormatError } from "../loaded-conversation.ts";
import type {
  Fallback,
  LoadedConversation,
  LoadedMessage,
  LoadedSession,
} from "../loaded-conversation.ts";
import { USER_FIELDS } from "./chat-list.ts";
import { isMessageLike, readMessage } from "./chat-message.ts";
import { describeValue, getText, type JsonObject } from "./json-value.ts";
import { splitIntoSessions } from "./split-into-sessions.ts";

const SESSION_FIELDS = [
  "session_id",
  "sessionId",
  "session",
  "conversation_id",
  "conversationId",
  "thread_id",
  "threadId",
];

interface Line {
  readonly number: number;
  readonly text: string;
}

interface UserLines {
  /** Messages by the session they name; "" for those that name none. In order of appearance. */
  readonly messages: Map<string, LoadedMessage[]>;
  skippedCount: number;
}

/**
 * Whether a text that is not one JSON value is JSON Lines: one of its first two lines is an object.
 *
 * Two, so that a file whose very first line is broken still gets an error that names that line.
 */
export function looksLikeJsonLines(text: string): boolean {
  return listLines(text.slice(0, 1_000_000))
    .slice(0, 2)
    .some((line) => line.text.startsWith("{") && tryParse(line) !== undefined);
}

/**
 * Reads one message a line, grouped by user and then by session or conversation id.
 *
 * The conversations of one user become sessions of one memory; messages without a session are split
 * by length and by silence. Users and sessions keep the order they first appear in.
 *
 * @throws {ConversationFormatError} With the number of the line that cannot be read.
 */
export function readJsonLines(text: string, fallback: Fallback): LoadedConversation[] {
  const users = new Map<string, UserLines>();
  for (const line of listLines(text)) {
    const value = parseLine(line);
    const userId = getText(value, USER_FIELDS) ?? fallback.userId;
    const user = users.get(userId) ?? { messages: new Map(), skippedCount: 0 };
    users.set(userId, user);
    addMessage(user, value, line.number);
  }
  return Array.from(users, ([userId, user]) => ({
    id: users.size === 1 ? fallback.id : userId,
    userId,
    sessions: Array.from(user.messages).flatMap(([id, messages]) => nameSessions(id, messages)),
    skippedCount: user.skippedCount,
  }));
}

function addMessage(user: UserLines, value: JsonObject, lineNumber: number): void {
  const message = readMessage(value, { where: `line ${lineNumber}` });
  if (message === undefined) {
    user.skippedCount += 1;
    return;
  }
  const sessionId = getText(value, SESSION_FIELDS) ?? "";
  const session = user.messages.get(sessionId) ?? [];
  session.push(message);
  user.messages.set(sessionId, session);
}

/** A named session stays whole until it is too long or silent for too long. */
function nameSessions(id: string, messages: readonly LoadedMessage[]): LoadedSession[] {
  const parts = splitIntoSessions(messages);
  if (id === "") {
    return parts;
  }
  return parts.map((part) => ({ ...part, id: parts.length === 1 ? id : `${id}/${part.id}` }));
}

function parseLine(line: Line): JsonObject {
  let value: unknown;
  try {
    value = JSON.parse(line.text);
  } catch (error) {
    const reason = error instanceof Error ? error.message : "it cannot be parsed";
    throw new ConversationFormatError(`not JSON: ${reason}`, { line: line.number, cause: error });
  }
  if (!isMessageLike(value)) {
    throw new ConversationFormatError(
      `a line must be a message with a role and content: found ${describeValue(value)}`,
      { line: line.number },
    );
  }
  return value;
}

function tryParse(line: Line): unknown {
  try {
    return JSON.parse(line.text);
  } catch {
    return undefined;
  }
}

function listLines(text: string): Line[] {
  return text
    .split(/\r?\n/)
    .map((line, index) => ({ number: index + 1, text: line.trim() }))
    .filter((line) => line.text !== "");
}
