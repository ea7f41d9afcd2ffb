/** Cuts an episode into windows that a model reads in one call each. Pure. */
import { withoutRecalled } from "../../../text/recalled.ts";
import type { EpisodeMessage } from "../stated.ts";

/** About how many messages a window has: what an extraction keeps apart well, and answers without being cut off. */
export const WINDOW_MESSAGES = 10;
/** Most characters of one window, about 3,000 tokens of English. */
export const WINDOW_CHARACTERS = 12_000;
/** Most characters of one piece of a message; longer ones are cut at a paragraph, a sentence or a word. */
export const PIECE_CHARACTERS = 6_000;
/** Messages before a window that are shown with it, so that "she" has a name. */
export const CONTEXT_MESSAGES = 2;
/** Most characters of a message that is shown for context. */
const CONTEXT_CHARACTERS = 500;

/** A message, or a piece of a long one. */
export interface Passage {
  /** The message's index in its episode. */
  readonly index: number;
  readonly content: string;
}

/** What one call reads. */
export interface Window {
  /** Numbered from 1 in the prompt, in their order. */
  readonly passages: readonly Passage[];
  /** The end of what came before, each message cut to its own end: for understanding only. */
  readonly context: readonly EpisodeMessage[];
}

/** Roles whose messages are kept and not read: instructions, and what tools gave back. */
const UNREAD_ROLES: ReadonlySet<string> = new Set(["system", "developer", "tool", "function"]);

/**
 * The windows of an episode, in order, of even sizes: about {@link WINDOW_MESSAGES} passages each, so that up to 14 are one
 * and 15 are two, and at most {@link WINDOW_CHARACTERS} characters. Every character of a message that is read is in exactly
 * one passage, but for what is marked as recalled from memory, which is in none. No window if there is nothing to read.
 *
 * @param earlier - What was said before the episode, in order.
 */
export function windowsOf(
  messages: readonly EpisodeMessage[],
  earlier: readonly EpisodeMessage[] = [],
): Window[] {
  const passages = messages.flatMap((message, index) => {
    const content = withoutRecalled(message.content);
    return UNREAD_ROLES.has(message.role.toLowerCase()) || content.trim() === ""
      ? []
      : piecesOf(content).map((piece) => ({ index, content: piece }));
  });
  const windowCount = Math.max(1, Math.round(passages.length / WINDOW_MESSAGES));
  const maxPassages = Math.ceil(passages.length / windowCount);
  const groups: Passage[][] = [];
  let size = 0;
  for (const passage of passages) {
    const last = groups.at(-1);
    size += passage.content.length;
    if (last && last.length < maxPassages && size <= WINDOW_CHARACTERS) {
      last.push(passage);
    } else {
      groups.push([passage]);
      size = passage.content.length;
    }
  }
  let said: readonly EpisodeMessage[] = earlier.flatMap((message) => {
    const content = withoutRecalled(message.content);
    return content.trim() === "" ? [] : { ...message, content };
  });
  return groups.map((group) => {
    const context = said.slice(-CONTEXT_MESSAGES).map(cutToEnd);
    said = messagesOf(group, messages);
    return { passages: group, context };
  });
}

/** A window in two halves, for an answer that did not fit; undefined if it has but one passage. */
export function halvesOf(
  { passages, context }: Window,
  messages: readonly EpisodeMessage[],
): readonly [Window, Window] | undefined {
  if (passages.length < 2) return undefined;
  const middle = Math.ceil(passages.length / 2);
  const first = passages.slice(0, middle);
  const said = messagesOf(first, messages).slice(-CONTEXT_MESSAGES).map(cutToEnd);
  return [
    { passages: first, context },
    { passages: passages.slice(middle), context: said },
  ];
}

/** The messages of passages, each with what stands in its passage. */
function messagesOf(
  passages: readonly Passage[],
  messages: readonly EpisodeMessage[],
): EpisodeMessage[] {
  return passages.flatMap(({ index, content }) => {
    const message = messages[index];
    return message ? [{ ...message, content }] : [];
  });
}

function cutToEnd(message: EpisodeMessage): EpisodeMessage {
  return { ...message, content: message.content.slice(-CONTEXT_CHARACTERS).toWellFormed() };
}

/** Cuts a long message where it hurts least: at the last paragraph, line, sentence or word that fits. */
function piecesOf(content: string): string[] {
  const pieces: string[] = [];
  let start = 0;
  while (content.length - start > PIECE_CHARACTERS) {
    const end = start + cutOf(content.slice(start, start + PIECE_CHARACTERS));
    pieces.push(content.slice(start, end));
    start = end;
  }
  pieces.push(content.slice(start));
  return pieces;
}

const CUTS: readonly RegExp[] = [/\n\s*\n/gu, /\n/gu, /[.!?](?=\s)|[。！？]/gu, /\s|[，；、]/gu];

/** Where a text of full length is best cut: in its second half, never within a character. */
function cutOf(text: string): number {
  for (const pattern of CUTS) {
    const last = [...text.matchAll(pattern)].at(-1);
    const end = last ? last.index + last[0].length : 0;
    if (end > text.length / 2) return end;
  }
  const isSplit = /[\uD800-\uDBFF]$/.test(text);
  return isSplit ? text.length - 1 : text.length;
}
