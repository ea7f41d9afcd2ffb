/** JSON inside of a string, as in the arguments of a tool call. */
import type { ListKeys } from "./list-keys.ts";
import { closingQuote } from "./quick-value.ts";

/** Where escaped JSON stands, its quotes left out. */
export interface Embedded {
  readonly start: number;
  readonly end: number;
  /** Whether the string's closing quote has arrived. */
  readonly isClosed: boolean;
}

const BLANK = String.raw`(?:\s|\\[nrt])*`;
/** A quote, brackets, and a quote that is escaped. */
const QUOTED = new RegExp(
  String.raw`["“]${BLANK}(?:[{[]${BLANK}){1,64}(?:\\+["u]|['“‘}\]]|\\*$)`,
  "y",
);
/** The same when the outer quotes were dropped. */
const UNQUOTED = new RegExp(String.raw`[{[]${BLANK}(?:[{[]${BLANK}){0,64}\\+"`, "y");

/** Finds escaped JSON that begins at `index`, its quote included. */
export function embeddedAt(text: string, index: number): Embedded | undefined {
  const isQuoted = matchesAt(QUOTED, text, index);
  if (!isQuoted && !matchesAt(UNQUOTED, text, index)) return undefined;
  const start = isQuoted ? index + 1 : index;
  const end = closingQuote(text, start - 1);
  return { start, end: end < 0 ? text.length : end, isClosed: end >= 0 };
}

/** Whether the text of a field is JSON that holds one of the lists, or with a key, JSON that is its list. */
export function isListText(
  content: string,
  field: string,
  key: string | undefined,
  listKeys: ListKeys,
): boolean {
  if (!isEmbedded(content, field, key, listKeys)) return false;
  return (key !== undefined && /^\s*\[/.test(content)) || listKeys.isListIn(content);
}

const ARGUMENTS = /^(?:arguments|args|parameters|input|function_call|tool_input)$/i;

/** Whether the text of a field is JSON that may hold the lists that are asked for. */
export function isEmbedded(
  content: string,
  field: string,
  key: string | undefined,
  listKeys: ListKeys,
): boolean {
  if (!/^\s*(?:[{[]|```|<)/.test(content)) return false;
  if (key !== undefined) return /^\s*[{[]\s*(?:["[{\]}]|$)/.test(content);
  return ARGUMENTS.test(field) || listKeys.isMentionedIn(content);
}

function matchesAt(pattern: RegExp, text: string, index: number): boolean {
  pattern.lastIndex = index;
  return pattern.test(text);
}
