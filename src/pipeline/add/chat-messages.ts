/** Checks the messages of an add, as chat interfaces write them, and takes the words out of them. */
import { z } from "zod";

import { InvalidArgumentError, LimitExceededError } from "../../core/errors.ts";
import { check, metadata, text, time } from "../check.ts";
import {
  type CheckedMessage,
  MAX_EPISODE_LENGTH,
  MAX_MESSAGE_LENGTH,
  MAX_MESSAGES,
} from "./add-options.ts";
import { firstWords } from "./first-words.ts";
import type { Failure } from "./stated.ts";

/** Messages, checked. */
export interface CheckedMessages {
  /** As many as were given, in their order: statements name them by their place. */
  readonly messages: CheckedMessage[];
  /** What of them is not kept, as it is no text. */
  readonly leftOut: readonly Failure[];
}

/** Most parts of one message. */
const MAX_PARTS = 10_000;
/** Parts of text, as chat interfaces call them. */
const TEXT_TYPES: ReadonlySet<string> = new Set(["text", "input_text", "output_text"]);
/** What a message may carry beside its content, that is told where it is not kept. */
const BESIDES = ["tool_calls", "function_call", "refusal", "audio"] as const;

const CONTENT =
  "text, or a list of parts, each an object with its type, or null beside tool_calls that are not empty";

const part = z.looseObject({ type: text(100), text: z.string().optional() });

const message = z.strictObject({
  role: text(50, { requirement: 'text such as "user" or "assistant"' }),
  content: z
    .union([z.string(), z.array(part).max(MAX_PARTS), z.null()], { error: CONTENT })
    .optional(),
  name: text(200).optional(),
  id: text(256).optional(),
  at: time.optional(),
  metadata: metadata.optional(),
  tool_calls: z.array(z.unknown()).nullish(),
  tool_call_id: z.string().nullish(),
  refusal: z.string().nullish(),
  function_call: z.unknown().optional(),
  audio: z.unknown().optional(),
  annotations: z.unknown().optional(),
});

type GivenMessage = z.infer<typeof message>;

/**
 * @param action - What is done with them, as errors say it.
 * @throws {InvalidArgumentError} @throws {LimitExceededError}
 */
export function checkMessages(messages: unknown, action = "add"): CheckedMessages {
  const list = listOf(messages, action);
  if (list.length > MAX_MESSAGES) {
    throw tooMuch(action, "messages", MAX_MESSAGES, list.length);
  }
  const leftOut: Failure[] = [];
  const checked = list.map((one, index) => checkMessage(one, { index, action }, leftOut));
  const length = checked.reduce((sum, { content }) => sum + content.length, 0);
  if (length > MAX_EPISODE_LENGTH) {
    throw tooMuch(action, "characters of all messages", MAX_EPISODE_LENGTH, length);
  }
  if (checked.every(({ content }) => content.trim() === "")) {
    const actual = checked[0]?.content;
    throw new InvalidArgumentError(action, "messages", "text that is not blank", actual);
  }
  const ids = checked.flatMap(({ id }) => id ?? []);
  const twice = ids.find((id, index) => ids.indexOf(id) !== index);
  if (twice !== undefined) {
    throw new InvalidArgumentError(action, "messages", "free of repeated ids", twice);
  }
  return { messages: checked, leftOut };
}

/** Of a conversation that is kept nothing may be left out; of one that asks only the end counts. */
function tooMuch(action: string, limit: string, maximum: number, actual: number): Error {
  const remedy = action === "add" ? "split over several adds" : "the first left out";
  return new LimitExceededError(action, limit, maximum, { actual, remedy });
}

/** A text is what the user said, and one message is a list of one. */
function listOf(messages: unknown, action: string): unknown[] {
  if (typeof messages === "string") return [{ role: "user", content: messages }];
  // Without a role it is one as well: its check says what is missing.
  const isOne =
    typeof messages === "object" &&
    messages !== null &&
    ("role" in messages || "content" in messages);
  const list: unknown = isOne ? [messages] : messages;
  if (Array.isArray(list) && list.length > 0) return list as unknown[];
  const requirement = "a text, a message or a non-empty array of messages";
  throw new InvalidArgumentError(action, "messages", requirement, messages);
}

function checkMessage(
  one: unknown,
  { index, action }: { readonly index: number; readonly action: string },
  leftOut: Failure[],
): CheckedMessage {
  const given = check(message, one, action, `messages.${index}`);
  const content = textOf(given, `messages.${index}`, action);
  checkText(content, `messages.${index}`, action);
  const kinds = kindsLeftOut(given);
  if (kinds.length > 0) {
    const reason = `messages are kept as text, without ${kinds.join(", ")} of messages.${index}`;
    leftOut.push({ item: "turn", text: firstWords(content), reason });
  }
  const { role, name, id, at, metadata: own } = given;
  return { role, content, name, id, at, metadata: own };
}

function textOf(given: GivenMessage, place: string, action: string): string {
  const { content } = given;
  if (typeof content === "string") return content;
  if (!content) {
    if (kindsLeftOut(given).length > 0) return "";
    throw new InvalidArgumentError(action, `${place}.content`, CONTENT, content);
  }
  const texts = content.flatMap(({ type, text: words }, index) => {
    if (!TEXT_TYPES.has(type)) return [];
    if (words !== undefined) return [words];
    throw new InvalidArgumentError(action, `${place}.content.${index}.text`, "text", words);
  });
  return texts.join("\n");
}

function checkText(content: string, place: string, action: string): void {
  if (content.length > MAX_MESSAGE_LENGTH) {
    const bound = `characters of ${place}`;
    const given = { actual: content.length, remedy: "split into messages" };
    throw new LimitExceededError(action, bound, MAX_MESSAGE_LENGTH, given);
  }
  if (!content.isWellFormed() || content.includes("\0")) {
    const requirement = "well-formed Unicode, without lone surrogates and U+0000";
    const shown = content.toWellFormed();
    throw new InvalidArgumentError(action, `${place}.content`, requirement, shown);
  }
}

/** What a message has that is no text: each kind once. */
function kindsLeftOut(given: GivenMessage): string[] {
  const { content } = given;
  const parts = Array.isArray(content) ? content.map(({ type }) => type) : [];
  const others = parts.filter((type) => !TEXT_TYPES.has(type));
  const besides = BESIDES.filter((key) => !isNothing(given[key]));
  return [...new Set([...others, ...besides])];
}

/** Answers of models carry every field, most of them empty. */
function isNothing(value: unknown): boolean {
  return value === undefined || value === null || value === "" || isEmptyList(value);
}

function isEmptyList(value: unknown): boolean {
  return Array.isArray(value) && value.length === 0;
}
