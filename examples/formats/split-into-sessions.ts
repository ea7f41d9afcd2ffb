import type { LoadedMessage, LoadedSession } from "../loaded-conversation.ts";

/** About two windows of an extraction call: a part stays one subject and cheap to retry. */
const MAX_MESSAGES_PER_PART = 20;

/** After so long a silence people start anew, and "yesterday" means another day. */
const MAX_GAP_MS = 4 * 60 * 60 * 1000;

/**
 * Splits a long list of messages into the parts that are added one by one.
 *
 * A part ends after {@link MAX_MESSAGES_PER_PART} messages, or where two messages that both have a
 * time are more than {@link MAX_GAP_MS} apart. Order is kept and no part is empty. O(n).
 */
export function splitIntoSessions(messages: readonly LoadedMessage[]): LoadedSession[] {
  const parts: LoadedMessage[][] = [];
  for (const message of messages) {
    const part = parts.at(-1);
    const previous = part?.at(-1);
    if (
      part === undefined ||
      previous === undefined ||
      startsPart(message, previous, part.length)
    ) {
      parts.push([message]);
    } else {
      part.push(message);
    }
  }
  return parts.map((part, index) => ({
    id: `part-${index + 1}`,
    at: part.find((message) => message.at !== undefined)?.at,
    messages: part,
  }));
}

function startsPart(message: LoadedMessage, previous: LoadedMessage, length: number): boolean {
  if (length >= MAX_MESSAGES_PER_PART) {
    return true;
  }
  return (
    message.at !== undefined &&
    previous.at !== undefined &&
    Math.abs(Date.parse(message.at) - Date.parse(previous.at)) > MAX_GAP_MS
  );
}
