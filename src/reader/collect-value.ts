/** Finds the lists in a value that could be read whole. */
import type { Collector } from "./collector.ts";
import { isSchema } from "./collector.ts";

/** How to look for lists in a value. */
export interface CollectOptions {
  readonly collector: Collector;
  readonly isListKey: (name: string) => boolean;
  /** Whether an object under a list's name wraps lists itself, and is no item. */
  readonly wrapsLists: (value: object) => boolean;
  /** Reads text in a field that may hold JSON itself; returns whether it did. */
  readonly readText: (text: string, key: string | undefined, field: string) => boolean;
}

/** How to tell what wraps a list. */
export interface HoldsListOptions {
  readonly isListKey: (name: string) => boolean;
  /** Whether text in a field is JSON with a list that is asked for; with a key, JSON that is that list. */
  readonly isListText: (text: string, key: string | undefined, field: string) => boolean;
}

/** Brackets that may wrap a list: deeper than this it is not looked for. */
export const MAX_WRAPPERS = 64;

interface Visit {
  readonly value: unknown;
  readonly field: string;
  readonly depth: number;
}

/**
 * Adds every item of the lists that a value holds, however it wraps them, in their order.
 *
 * @returns whether it held any list, even an empty one.
 */
export function collectLists(value: unknown, options: CollectOptions): boolean {
  let hasLists = false;
  const visits: Visit[] = [{ value, field: "", depth: 0 }];
  for (let visit = visits.pop(); visit; visit = visits.pop()) {
    const { depth, field } = visit;
    if (options.isListKey(field) && !isWrapper(visit, options)) {
      hasLists = true;
      collectList(visit.value, field, options);
    } else if (typeof visit.value === "string") {
      hasLists = options.readText(visit.value, undefined, field) || hasLists;
    } else if (isObject(visit.value) && depth < MAX_WRAPPERS) {
      for (const child of childrenOf(visit.value, depth)) visits.push(child);
    }
  }
  return hasLists;
}

function isWrapper({ value, depth }: Visit, { wrapsLists }: CollectOptions): boolean {
  return isObject(value) && !Array.isArray(value) && depth < MAX_WRAPPERS && wrapsLists(value);
}

/**
 * Whether a value wraps a list that is asked for, however deep: a key of it has an array under it, or JSON in a string does.
 */
export function holdsList(value: unknown, { isListKey, isListText }: HoldsListOptions): boolean {
  const visits: Visit[] = [{ value, field: "", depth: 0 }];
  for (let visit = visits.pop(); visit; visit = visits.pop()) {
    const { depth, field } = visit;
    const key = isListKey(field) ? field : undefined;
    if (typeof visit.value === "string") {
      if (isListText(visit.value, key, field)) return true;
    } else if (key !== undefined && Array.isArray(visit.value)) {
      return true;
    } else if (isObject(visit.value) && depth < MAX_WRAPPERS) {
      for (const child of childrenOf(visit.value, depth)) visits.push(child);
    }
  }
  return false;
}

function collectList(value: unknown, key: string, { collector, readText }: CollectOptions): void {
  collector.noteList();
  if (Array.isArray(value)) {
    for (const item of value) collector.add(item, key);
  } else if (typeof value === "string") {
    if (!readText(value, key, key)) collector.add(value, key);
  } else if (isObject(value) && !isSchema(value)) {
    // A list of one whose brackets were left out.
    collector.add(value, key);
  }
}

/** The fields of a value, the last first. */
function childrenOf(value: object, depth: number): Visit[] {
  const isArray = Array.isArray(value);
  const fields: [string, unknown][] = Object.entries(value);
  return fields
    .toReversed()
    .map(([name, child]) => ({ value: child, field: isArray ? "" : name, depth: depth + 1 }));
}

/** The list in an object that has nothing else, whatever it is called: `{"data": [{…}, {…}]}`. */
export function soleList(value: unknown): readonly unknown[] | undefined {
  if (!isObject(value) || Array.isArray(value)) return undefined;
  const fields: unknown[] = Object.values(value);
  const [only] = fields;
  if (fields.length !== 1 || !Array.isArray(only) || only.length === 0) return undefined;
  const items: readonly unknown[] = only;
  return items.every((item) => isObject(item)) ? items : undefined;
}

/** Whether a value is an object or an array. */
export function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null;
}
