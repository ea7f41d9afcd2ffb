/** From the text of one complete item to its value. */
import { jsonrepair } from "jsonrepair";

/** jsonrepair calls itself for each bracket: deeper than this it is not asked. */
const MAX_REPAIR_DEPTH = 200;

/** A value that could be read. */
export interface Mended {
  readonly value: unknown;
}

/**
 * Reads an item whose brackets and strings are whole. Only if that fails, `jsonrepair` mends what is left: numbers and words
 * that JSON does not know. It is never given text that was cut.
 *
 * @returns undefined if the item is beyond repair.
 */
export function mend(json: string, depth: number): Mended | undefined {
  try {
    return { value: JSON.parse(json) as unknown };
  } catch {
    return depth > MAX_REPAIR_DEPTH ? undefined : repair(json);
  }
}

function repair(json: string): Mended | undefined {
  try {
    return { value: JSON.parse(jsonrepair(json)) as unknown };
  } catch {
    return undefined;
  }
}
