/** How a window is shown to a model: numbered messages, each with its time and its speaker. Pure. */
import { must } from "../../../core/must.ts";
import type { PromptLanguage } from "../../../prompts/prompt.ts";
import { formatDate } from "../../../text/format-date.ts";
import type { Episode, EpisodeMessage } from "../stated.ts";
import type { Window } from "./windows.ts";

interface Words {
  readonly user: string;
  readonly assistant: string;
  readonly before: string;
  readonly messages: string;
}

const WORDS: Readonly<Record<PromptLanguage, Words>> = {
  en: {
    user: "User",
    assistant: "Assistant",
    before: "Said before, only to understand the messages:",
    messages: "Messages:",
  },
  zh: {
    user: "用户",
    assistant: "助手",
    before: "此前说过的话，仅供理解：",
    messages: "消息：",
  },
};

/** The user's message of an extraction. */
export function windowText(
  { passages, context }: Window,
  { messages, timeZone }: Episode,
  language: PromptLanguage,
): string {
  const words = WORDS[language];
  const line = (message: EpisodeMessage): string => {
    // What goes on is set in, so that no line of a message looks like the next message.
    const content = message.content
      .trim()
      .replaceAll(/\r\n|[\n\v\f\r\u0085\u2028\u2029]/gu, "\n    ");
    return `${speakerOf(message, words)}: ${content}`;
  };
  const weekday = new Intl.DateTimeFormat(language, { weekday: "short", timeZone });
  const numbered = passages.map(({ index, content }, order) => {
    const message = must(messages[index], "the message of a passage");
    const time = `${formatDate(message.at, "minute", timeZone)} ${weekday.format(message.at)}`;
    return `[${order + 1}] ${time}, ${line({ ...message, content })}`;
  });
  const before = context.length === 0 ? [] : [words.before, ...context.map(line), ""];
  return [...before, words.messages, ...numbered].join("\n");
}

function speakerOf({ role, name }: EpisodeMessage, words: Words): string {
  if (name !== null && name.trim() !== "") return name.trim().replaceAll(/\s+/gu, " ");
  if (role === "assistant") return words.assistant;
  return role === "user" ? words.user : role;
}
