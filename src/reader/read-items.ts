/**
 * Whatever a model wrote, to complete items: the reader.
 *
 * An item is taken when its own closing bracket (of a text, its closing quote) has arrived, and then as the model wrote it;
 * what is cut off or broken is left out whole, never filled in.
 */
import { InvalidArgumentError } from "../core/errors.ts";
import type { DamagedText } from "./collector.ts";
import { makeContext } from "./read-context.ts";
import { readText } from "./text-reader.ts";
import { skipUnopenedThought } from "./thoughts.ts";

/** What to look for in a model's answer. */
export interface ReadItemsOptions<Key extends string> {
  /** The names of the lists, as `["entities", "relations"]`: at least one, none empty. */
  readonly keys: readonly Key[];
  /**
   * Says which list an item belongs to that stands in none: in a bare array, or on a line of its own. Without it (or where it
   * returns nothing) such an item belongs to the only key; if there are several, to the one that the words before it name.
   * What has a list under one of the keys, or wraps such an object, is never an item, whatever this says.
   */
  readonly keyOf?: ((item: unknown) => Key | undefined) | undefined;
}

/** What was found in a model's answer. */
export interface ReadItems<Key extends string> {
  /** A list for each key, in the order of the text; empty if there is none. */
  readonly items: Record<Key, unknown[]>;
  /** Whether the text ends inside of JSON or of a thought, or JSON in it was left open. */
  readonly truncated: boolean;
  /**
   * The index in the text up to which everything is whole: behind the last complete item if the text was cut, else its
   * length. `text.slice(0, end)` can be given to a model to be continued.
   */
  readonly end: number;
  /** What looked like an item and was left out, the item that was cut off excepted; at most 100. */
  readonly damaged: readonly DamagedText[];
  /** How many were left out, also beyond those 100. */
  readonly damagedCount: number;
}

/**
 * Finds the items of some lists in whatever a model wrote.
 *
 * It reads through code fences, thoughts (`<think>`, also unclosed), prose, Chinese punctuation, single quotes, Python's
 * literals, trailing commas, comments, JSON Lines, several objects in a row, JSON in a string (a tool call's arguments) and
 * further objects around it. It never throws because of the text. Linear in the text's length, and never recursive on its
 * depth. Fields named `__proto__` are fields like any other.
 *
 * @param text - The answer, of any length, cut off anywhere.
 * @throws {InvalidArgumentError} If `keys` is empty or has an empty or repeated name.
 */
export function readItems<const Key extends string>(
  text: string,
  { keys, keyOf }: ReadItemsOptions<Key>,
): ReadItems<Key> {
  checkKeys(keys);
  const context = makeContext(text.length, keys, keyOf);
  const { isCut, end } = readText(text, context, { start: skipUnopenedThought(text) });
  const { items, damaged, damagedCount } = context.collector.finish();
  // The collector makes a list for each key, and no other.
  return { items, truncated: isCut, end, damaged, damagedCount };
}

function checkKeys(keys: readonly string[]): void {
  const isGood = keys.length > 0 && keys.every((key) => key !== "");
  if (!isGood || new Set(keys).size !== keys.length) {
    const requirement = "one or more different names, none of them empty";
    throw new InvalidArgumentError("read items", "keys", requirement, keys);
  }
}
