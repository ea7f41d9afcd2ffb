/** Reads one item: plain JSON the quick way, everything else token by token. */
import type { Budget } from "./budget.ts";
import { mend } from "./mend.ts";
import { readQuickly } from "./quick-value.ts";
import { readValue } from "./value-reader.ts";
import type { ValueReading } from "./value-reading.ts";

/** What stands where an item should. */
export interface ItemReading {
  /**
   * `whole`: a value, unharmed. `broken`: something is missing in it, and `end` is where the next may begin. `lost`: the same,
   * but its end cannot be told. `cut`: the text ends inside of it.
   */
  readonly outcome: "whole" | "broken" | "lost" | "cut";
  readonly value?: unknown;
  readonly end: number;
  /** The fields of a broken item, as far as they could be told. */
  readonly names: readonly string[];
}

/** What reading an item needs to know. */
export interface ItemContext {
  readonly budget: Budget;
  readonly isListKey: (name: string) => boolean;
}

/** Two objects in a row, inside of what seemed to be one string between “ and ”. */
const NEXT_OBJECT = /[}｝]\s*[,，]?\s*[{｛]\s*“[^“”]{1,64}”\s*[:：]/;

/** How to read an item. */
interface ItemOptions {
  /** The opening brace is missing: the item starts where its first key stands. */
  readonly isOpened?: boolean;
  /** Do not look for the end of what is broken. */
  readonly stopsAtDamage?: boolean;
}

/** Reads the object or array that opens at `start`, in one to three passes. */
export function readItem(
  text: string,
  start: number,
  context: ItemContext,
  options: ItemOptions = {},
): ItemReading {
  if (!options.isOpened) {
    const quick = readQuickly(text, start);
    context.budget.spend(quick.end - start);
    if (quick.isWhole) return { outcome: "whole", value: quick.value, end: quick.end, names: [] };
  }
  return readSlowly(text, start, context, options);
}

/** As {@link readItem}, for what is known not to be plain JSON. */
export function readSlowly(
  text: string,
  start: number,
  { budget, isListKey }: ItemContext,
  options: ItemOptions,
): ItemReading {
  const reading = readValue(text, start, { ...options, isListKey });
  budget.spend(reading.end - start);
  if (isUnharmed(reading)) return mended(reading);
  const isUnsure = reading.isDamaged || isSwallowed(text, reading.openString);
  if (isUnsure && !options.isOpened) {
    const again = readValue(text, start, { isListKey, closing: "any", stopsAtDamage: true });
    budget.spend(again.end - start);
    if (isUnharmed(again)) return mended(again);
  }
  const { end, keys: names, outcome } = reading;
  if (outcome !== "cut") return { outcome: "broken", end, names };
  return { outcome: isUnsure ? "lost" : "cut", end, names };
}

/** Whether a string that never ends has other objects in it. */
function isSwallowed(text: string, openString: number): boolean {
  return openString >= 0 && NEXT_OBJECT.test(text.slice(openString));
}

function isUnharmed({ outcome, isDamaged }: ValueReading): boolean {
  return outcome === "whole" && !isDamaged;
}

function mended({ json, depth, end, keys }: ValueReading): ItemReading {
  const result = mend(json, depth);
  return result
    ? { outcome: "whole", value: result.value, end, names: [] }
    : { outcome: "broken", end, names: keys };
}
