/** What all parts of one reading share. */
import { Budget } from "./budget.ts";
import { Collector } from "./collector.ts";
import { ListKeys } from "./list-keys.ts";
import { mend, type Mended } from "./mend.ts";
import { toJsonString } from "./string-content.ts";

/** What all parts of one reading share. */
export interface ReadContext {
  readonly budget: Budget;
  readonly collector: Collector;
  readonly listKeys: ListKeys;
  readonly isListKey: (name: string) => boolean;
  /** Whether `keyOf` may say of an object with a list's name in it that it is an item: only a list under it shows that it is none. */
  readonly hasKeyOf: boolean;
  /** The text of a string item, from what stands between its quotes. */
  readonly decodeItem: (content: string) => string;
  /** A number or literal. */
  readonly readScalar: (json: string) => Mended | undefined;
}

/** Makes the context for a text of some length. */
export function makeContext(
  length: number,
  keys: readonly string[],
  keyOf: ((item: unknown) => string | undefined) | undefined,
): ReadContext {
  const listKeys = new ListKeys(keys);
  return {
    budget: new Budget(length),
    collector: new Collector(keys, keyOf),
    listKeys,
    isListKey: (name) => listKeys.has(name),
    hasKeyOf: keyOf !== undefined,
    decodeItem: (content) => String(JSON.parse(toJsonString(content))),
    readScalar: (json) => mend(json, 0),
  };
}
