/** Reads the fields of what a model wrote: leniently in form, strictly in content. Pure. */
import { parseTimestampInterval } from "../../../text/timestamps.ts";
import { findDates } from "../../../text/dates.ts";
import { openTimeZone } from "../../../text/time-zone.ts";
import type { Episode } from "../stated.ts";
import type { Window } from "./windows.ts";

/** Where an item was read: the messages it may cite, and what "yesterday" means there. */
export interface ItemPlace {
  readonly window: Window;
  readonly episode: Episode;
}

/** An item that cannot be used, and why, in words a model can mend it by. */
export interface ItemProblem {
  readonly problem: string;
}

/** Whether a reading failed. */
export function isProblem(value: unknown): value is ItemProblem {
  return typeof value === "object" && value !== null && "problem" in value;
}

/** What models write for "not said". */
const NOTHING: ReadonlySet<string> = new Set([
  "",
  "null",
  "none",
  "nil",
  "n/a",
  "na",
  "unknown",
  "undefined",
  "present",
  "now",
  "ongoing",
  "不详",
  "未知",
  "无",
  "至今",
]);

/** An object's field, by the first of its names that is there. Own fields only. */
export function fieldOf(item: object, names: readonly string[]): unknown {
  const name = names.find((one) => Object.hasOwn(item, one));
  return name === undefined ? undefined : Reflect.get(item, name);
}

/** A text, trimmed; undefined where there is none. Numbers are texts too: an age, a year. */
export function textOf(value: unknown): string | undefined {
  if (typeof value === "number" && Number.isFinite(value)) return String(value);
  if (typeof value !== "string") return undefined;
  const text = value.trim();
  return text === "" || !text.isWellFormed() || text.includes("\0") ? undefined : text;
}

/** Whether a model means yes. */
export function isYes(value: unknown): boolean {
  return value === true || (typeof value === "string" && /^(?:true|yes|是)$/iu.test(value.trim()));
}

/** A name of at most 200 characters, as the graph takes them. */
export function nameOf(value: unknown): string | undefined {
  const inner = typeof value === "object" && value !== null ? fieldOf(value, NAME_FIELDS) : value;
  return textOf(inner);
}

/** What models call the name of an entity. */
export const NAME_FIELDS: readonly string[] = [
  "name",
  "entity",
  "id",
  "label",
  "title",
  "名称",
  "实体",
  "名字",
];
/** What models call the type of an entity. */
export const TYPE_FIELDS: readonly string[] = [
  "type",
  "entity_type",
  "entityType",
  "category",
  "类型",
  "类别",
];
/** What models call the messages that state an item. */
export const SOURCE_FIELDS: readonly string[] = [
  "sources",
  "source_ids",
  "messages",
  "message",
  "cites",
  "来源",
  "消息",
];
/** What models call a start. */
export const FROM_FIELDS: readonly string[] = [
  "from",
  "validFrom",
  "valid_from",
  "date",
  "start",
  "时间",
  "起",
];
/** What models call an end. */
export const TO_FIELDS: readonly string[] = ["to", "validTo", "valid_to", "end", "until", "止"];

/**
 * The messages of the episode that an item cites, by their numbers in the prompt. Without any it cites all of the
 * window: a replaced prompt may not know of numbers.
 */
export function sourcesOf(value: unknown, { window }: ItemPlace): number[] | ItemProblem {
  const list = listOf(value);
  const { passages } = window;
  const numbers = list.flatMap(numbersIn);
  if (numbers.length === 0 && list.some((one) => one !== null && one !== "")) {
    return { problem: "sources must be numbers of messages" };
  }
  const cited = numbers.length === 0 ? passages.keys().map((order) => order + 1) : numbers;
  const indexes = new Set<number>();
  for (const number of cited) {
    const passage = passages[number - 1];
    if (!passage) return { problem: `sources must be numbers from 1 to ${passages.length}` };
    indexes.add(passage.index);
  }
  return [...indexes];
}

/** A list, or what stands where a list should. */
export function listOf(value: unknown): readonly unknown[] {
  if (value === undefined || value === null) return [];
  return Array.isArray(value) ? (value as unknown[]) : [value];
}

/** An item's fields; none if it is a bare text. */
export function objectOf(item: unknown): object {
  return typeof item === "object" && item !== null && !Array.isArray(item) ? item : {};
}

function numbersIn(value: unknown): number[] {
  if (typeof value === "number") return [value];
  return typeof value === "string"
    ? [...value.matchAll(/\d+/gu)].map(([digits]) => Number(digits))
    : [];
}

/**
 * The instant a date begins: "2024-05-03", "2024-05", "2024", or in words, reckoned from the time of the first message
 * cited, in the episode's time zone. Null where none was said.
 */
export function dateOf(
  value: unknown,
  sources: readonly number[],
  { episode }: ItemPlace,
): number | null | ItemProblem {
  const text = textOf(value);
  if (value === undefined || value === null || value === "") return null;
  if (text !== undefined && NOTHING.has(text.toLowerCase())) return null;
  const at = text === undefined ? undefined : instantOf(text, sources, episode);
  const shown = text === undefined ? "" : ` "${text.slice(0, 40)}"`;
  return at ?? { problem: `the date${shown} must be YYYY-MM-DD, YYYY-MM, YYYY or null` };
}

function instantOf(
  text: string,
  sources: readonly number[],
  { messages, at, timeZone }: Episode,
): number | undefined {
  const interval = parseTimestampInterval(text);
  if (interval) {
    const isZoned = /:.*(?:z|[+-]\d{2}:?\d{2})$/iu.test(text);
    return isZoned ? interval.from : openTimeZone(timeZone).toEpoch(interval.from);
  }
  const reference = messages[sources[0] ?? 0]?.at ?? at;
  const [first, second] = findDates(text, { reference, timeZone });
  return second ? undefined : first?.from;
}

/** The end of a date's own day, month or year; null for a date in words. */
function endOf(value: unknown, { episode }: ItemPlace): number | null {
  const interval = parseTimestampInterval(textOf(value) ?? "");
  return interval ? openTimeZone(episode.timeZone).toEpoch(interval.to) : null;
}

/**
 * The interval of an item. An end before its start is a mistake of the model's. One date for both says when something
 * happened, or that it held throughout that day, month or year (`isLasting`): not that it held for no time.
 */
export function intervalOf(
  item: object,
  sources: readonly number[],
  { place, isLasting }: { readonly place: ItemPlace; readonly isLasting: boolean },
): { readonly validFrom: number | null; readonly validTo: number | null } | ItemProblem {
  const validFrom = dateOf(fieldOf(item, FROM_FIELDS), sources, place);
  if (isProblem(validFrom)) return validFrom;
  const validTo = dateOf(fieldOf(item, TO_FIELDS), sources, place);
  if (isProblem(validTo)) return validTo;
  if (validTo !== null && validTo === validFrom) {
    return { validFrom, validTo: isLasting ? endOf(fieldOf(item, TO_FIELDS), place) : null };
  }
  if (validFrom !== null && validTo !== null && validTo < validFrom) {
    return { problem: '"to" must not be before "from"' };
  }
  return { validFrom, validTo };
}
