/**
 * LoCoMo's format: two people, each session a list of turns beside a field with its date.
 *
 * Source: Maharana et al., "Evaluating Very Long-Term Conversational Memory of LLM Agents", ACL 2024
 * (snap-research/locomo).
 */
import { ConversationFormatError } from "../loaded-conversation.ts";
import type {
  Fallback,
  LoadedConversation,
  LoadedMessage,
  LoadedSession,
} from "../loaded-conversation.ts";
import { describeValue, getText, isObject, mustBeArray, type JsonObject } from "./json-value.ts";
import { parseTime } from "./time.ts";

const SESSION_KEY = /^session_(\d+)$/;

/** Whether a value is a sample of LoCoMo. */
export function isLocomoSample(value: unknown): value is JsonObject {
  return isObject(value) && isObject(value["conversation"]);
}

/**
 * Reads one sample: speaker becomes name, dia_id id, and the caption of an image follows its text.
 *
 * Both speakers are people, so both have the role user. Sessions come in the order of their numbers;
 * those the file names without turns are left out. Dates stand in UTC.
 *
 * @param where - The place of the sample in the file: "" or "[2].".
 * @throws {ConversationFormatError} If a session, a turn or a date cannot be read.
 */
export function readLocomoSample(
  value: JsonObject,
  where: string,
  fallback: Fallback,
): LoadedConversation {
  const conversation = value["conversation"];
  if (!isObject(conversation)) {
    throw new ConversationFormatError(
      `'${where}conversation' must be an object: found ${describeValue(conversation)}`,
    );
  }
  const id = getText(value, ["sample_id", "id"]) ?? fallback.id;
  const numbers = Object.keys(conversation)
    .map((key) => SESSION_KEY.exec(key)?.[1])
    .filter((digits) => digits !== undefined)
    .map(Number)
    .toSorted((a, b) => a - b);
  if (numbers.length === 0) {
    throw new ConversationFormatError(
      `'${where}conversation' must have a session_1: found ${describeValue(conversation)}`,
    );
  }
  const read = numbers.map((number) => readSession(conversation, number, `${where}conversation.`));
  return {
    id,
    userId: id,
    sessions: read.map(({ session }) => session).filter((session) => session.messages.length > 0),
    skippedCount: read.reduce((sum, { skippedCount }) => sum + skippedCount, 0),
  };
}

function readSession(
  conversation: JsonObject,
  number: number,
  where: string,
): { session: LoadedSession; skippedCount: number } {
  const id = `session_${number}`;
  const turns = mustBeArray(conversation[id], `${where}${id}`);
  const messages = turns
    .map((turn, index) => readTurn(turn, `${where}${id}[${index}]`))
    .filter((message) => message !== undefined);
  const date = conversation[`${id}_date_time`];
  const at = date === undefined ? undefined : parseTime(date, { where: `${where}${id}_date_time` });
  return { session: { id, at, messages }, skippedCount: turns.length - messages.length };
}

function readTurn(value: unknown, where: string): LoadedMessage | undefined {
  const name = isObject(value) ? getText(value, ["speaker"]) : undefined;
  if (!isObject(value) || name === undefined) {
    throw new ConversationFormatError(
      `${where} must be a turn with a speaker: found ${describeValue(value)}`,
    );
  }
  const text = getText(value, ["text"]);
  const caption = getText(value, ["blip_caption"]);
  const content = [text, caption === undefined ? undefined : `[${caption}]`]
    .filter((part) => part !== undefined)
    .join(" ");
  const id = getText(value, ["dia_id"]);
  if (content === "") {
    return undefined;
  }
  return { ...(id === undefined ? {} : { id }), role: "user", name, content };
}
