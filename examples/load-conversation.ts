import { readFile, stat } from "node:fs/promises";
import { basename, extname } from "node:path";
import { isChatList, readChatList } from "./formats/chat-list.ts";
import { isMessageLike } from "./formats/chat-message.ts";
import { looksLikeJsonLines, readJsonLines } from "./formats/json-lines.ts";
import { describeValue, isObject, type JsonObject } from "./formats/json-value.ts";
import { isLocomoSample, readLocomoSample } from "./formats/locomo.ts";
import { isSessionList, readSessionList } from "./formats/session-list.ts";
import { ConversationFormatError } from "./loaded-conversation.ts";
import type { Fallback, LoadedConversation } from "./loaded-conversation.ts";

/** Below the longest string Node can hold, and far above any conversation. */
const MAX_FILE_BYTES: number = 256 * 1024 * 1024;

const DEFAULT_USER_ID = "user";

/** The user cannot have the file they asked for: it is missing, a folder, too large, not text. */
export class ConversationFileError extends Error {
  override readonly name = "ConversationFileError";
}

/**
 * Loads the conversations of a file, whatever format they are in: see {@link parseConversations}.
 *
 * The file's name without its extension is the id of a conversation that has none.
 *
 * @throws {ConversationFileError} If the file cannot be read as UTF-8 text of at most 256 MB.
 * @throws {ConversationFormatError} If it is in no format we take.
 */
export async function loadConversation(path: string): Promise<LoadedConversation[]> {
  const text = await readText(path);
  const id = basename(path, extname(path));
  try {
    return parseConversations(text, { id, userId: DEFAULT_USER_ID });
  } catch (error) {
    throw error instanceof ConversationFormatError ? error.inFile(path) : error;
  }
}

/**
 * Parses conversations, recognising the format by its shape; pure.
 *
 * Every conversation has at least one session and every session at least one message, in the order
 * of the file. Equal text gives equal ids.
 *
 * @param text - Our session format, an array of chat messages, `{ messages }`, JSON Lines of
 *   messages, or LoCoMo's samples.
 * @param fallback - What a conversation that does not name itself is called, and its user.
 * @throws {ConversationFormatError} If it is none of these; it says what was found and where.
 */
export function parseConversations(text: string, fallback: Fallback): LoadedConversation[] {
  const content = text.replace(/^\uFEFF/, "");
  if (content.trim() === "") {
    throw new ConversationFormatError("the file is empty");
  }
  const conversations = parseContent(content, fallback);
  const kept = conversations.filter((conversation) => conversation.sessions.length > 0);
  if (kept.length === 0) {
    throw new ConversationFormatError("no message holds words of a user or an assistant");
  }
  return kept;
}

function parseContent(content: string, fallback: Fallback): LoadedConversation[] {
  let value: unknown;
  try {
    value = JSON.parse(content);
  } catch (error) {
    if (looksLikeJsonLines(content)) {
      return readJsonLines(content, fallback);
    }
    const reason = error instanceof Error ? error.message : "it cannot be parsed";
    const isMeantAsJson = /^\s*[[{]/.test(content);
    const problem = isMeantAsJson ? `not JSON: ${reason}` : "it is neither JSON nor JSON Lines";
    throw new ConversationFormatError(problem, { cause: error });
  }
  // A single line of JSON Lines is also a JSON value.
  return isMessageLike(value) ? readJsonLines(content, fallback) : readValue(value, fallback);
}

function readValue(value: unknown, fallback: Fallback): LoadedConversation[] {
  if (isChatList(value)) {
    return [readChatList(value, fallback)];
  }
  if (Array.isArray(value) && value.length > 0) {
    return readSamples(value, fallback);
  }
  if (isObject(value)) {
    return [readSample(value, "", fallback)];
  }
  throw new ConversationFormatError(`found ${describeValue(value)}`);
}

function readSamples(values: readonly unknown[], fallback: Fallback): LoadedConversation[] {
  const conversations = values.map((value, index) => {
    if (!isObject(value)) {
      throw new ConversationFormatError(`[${index}] is ${describeValue(value)}`);
    }
    return readSample(value, `[${index}].`, { ...fallback, id: `${fallback.id}-${index + 1}` });
  });
  const ids = new Set(conversations.map(({ id }) => id));
  if (ids.size < conversations.length) {
    throw new ConversationFormatError("two conversations of the file have the same id");
  }
  return conversations;
}

function readSample(value: JsonObject, where: string, fallback: Fallback): LoadedConversation {
  if (isSessionList(value)) {
    return readSessionList(value, where, fallback);
  }
  if (isLocomoSample(value)) {
    return readLocomoSample(value, where, fallback);
  }
  const place = where === "" ? "" : `${where.slice(0, -1)} is `;
  throw new ConversationFormatError(`${place || "found "}${describeValue(value)}`);
}

async function readText(path: string): Promise<string> {
  let bytes: Uint8Array;
  try {
    const { size } = await stat(path);
    if (size > MAX_FILE_BYTES) {
      throw new ConversationFileError(`Cannot read '${path}': it is larger than 256 MB`);
    }
    bytes = await readFile(path);
  } catch (error) {
    throw asFileError(path, error);
  }
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch (error) {
    throw new ConversationFileError(`Cannot read '${path}': it is not UTF-8 text`, {
      cause: error,
    });
  }
}

function asFileError(path: string, error: unknown): unknown {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  const reasons: ReadonlyMap<unknown, string> = new Map([
    ["ENOENT", "there is no such file"],
    ["EISDIR", "it is a folder"],
    ["EACCES", "it may not be read"],
    ["ENOTDIR", "a part of the path is a file, not a folder"],
  ]);
  const reason = reasons.get(code);
  return reason === undefined
    ? error
    : new ConversationFileError(`Cannot read '${path}': ${reason}`, { cause: error });
}
