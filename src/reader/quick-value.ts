/** The quick way through JSON that is as it should be. */
import {
  BACKSLASH,
  CLOSE_BRACE,
  CLOSE_BRACKET,
  OPEN_BRACE,
  OPEN_BRACKET,
  QUOTE,
} from "./characters.ts";

/** How far a quick reading got. */
export interface QuickReading {
  /** The value, if the text from the start to `end` is JSON. */
  readonly value?: unknown;
  readonly isWhole: boolean;
  /** Behind the closing bracket, or where the reading stopped. */
  readonly end: number;
}

/** Reads the object or array that opens at `start` if it is whole and plain JSON. Linear, and not recursive. */
export function readQuickly(text: string, start: number): QuickReading {
  const end = matchingEnd(text, start);
  if (end <= 0) return { isWhole: false, end: -end };
  try {
    // JSON.parse makes `__proto__` a field like any other, and does not recurse.
    return { value: JSON.parse(text.slice(start, end)) as unknown, isWhole: true, end };
  } catch {
    return { isWhole: false, end };
  }
}

/** Behind the bracket that closes the one at `start`; if there is none, minus the index where it gave up. */
function matchingEnd(text: string, start: number): number {
  let depth = 0;
  for (let index = start; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    if (code === QUOTE) {
      index = closingQuote(text, index);
      if (index < 0) return -text.length;
    } else if (code === OPEN_BRACE || code === OPEN_BRACKET) {
      depth += 1;
    } else if (code === CLOSE_BRACE || code === CLOSE_BRACKET) {
      depth -= 1;
      if (depth === 0) return index + 1;
    } else if (!isPlain(code)) {
      return -index;
    }
  }
  return -text.length;
}

/** Whether a character may stand in JSON outside of strings, or nearly so: JSON.parse has the last word. */
function isPlain(code: number): boolean {
  return code < 0x80 && code !== 0x27 && code !== 0x23 && code !== 0x2f && code !== BACKSLASH;
}

/** The index of the quote that closes a JSON string; -1 if the text ends first. */
export function closingQuote(text: string, open: number): number {
  for (let quote = text.indexOf('"', open + 1); quote >= 0; quote = text.indexOf('"', quote + 1)) {
    let first = quote;
    while (text.charCodeAt(first - 1) === BACKSLASH) first -= 1;
    if ((quote - first) % 2 === 0) return quote;
  }
  return -1;
}
