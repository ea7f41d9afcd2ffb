/** The quick way through JSON that is as it should be. */
import {
  BACKSLASH,
  CLOSE_BRACE,
  CLOSE_BRACKET,
  COLON,
  COMMA,
  OPEN_BRACE,
  OPEN_BRACKET,
  QUOTE,
} from "./characters.ts";

const SPACE = 0x20;
/** Of ASCII: what begins strings, comments, escapes and tuples that JSON does not know. */
const NEVER_PLAIN: ReadonlySet<number> = new Set(Array.from("'#/\\()", (one) => one.charCodeAt(0)));

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
  const { end, mayBeJson } = matchingEnd(text, start);
  if (!mayBeJson) return { isWhole: false, end };
  try {
    // JSON.parse makes `__proto__` a field like any other, and does not recurse.
    return { value: JSON.parse(text.slice(start, end)) as unknown, isWhole: true, end };
  } catch {
    return { isWhole: false, end };
  }
}

/** Where a value seems to end. */
interface MatchingEnd {
  /** Behind the bracket that closes the first, or where it was given up. */
  readonly end: number;
  /** Whether `JSON.parse` may read it. To be sure beforehand that it cannot is cheaper than its exception. */
  readonly mayBeJson: boolean;
}

function matchingEnd(text: string, start: number): MatchingEnd {
  let depth = 0;
  let faultCount = 0;
  let last = 0;
  for (let index = start; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    if (code === QUOTE) {
      index = closingQuote(text, index);
      if (index < 0) break;
      faultCount += Number(!mayFollowString(text.charCodeAt(index + 1)));
    } else if (code === OPEN_BRACE || code === OPEN_BRACKET) {
      depth += 1;
    } else if (code === CLOSE_BRACE || code === CLOSE_BRACKET) {
      faultCount += Number(last === COMMA);
      depth -= 1;
      if (depth === 0) return { end: index + 1, mayBeJson: faultCount === 0 };
    } else if (!isPlain(code)) {
      return { end: index, mayBeJson: false };
    }
    if (code > SPACE) last = code;
  }
  return { end: text.length, mayBeJson: false };
}

function mayFollowString(code: number): boolean {
  return (
    code === COLON ||
    code === COMMA ||
    code === CLOSE_BRACE ||
    code === CLOSE_BRACKET ||
    code <= SPACE
  );
}

/** Whether a character may stand in JSON outside of strings, or nearly so: JSON.parse has the last word. */
function isPlain(code: number): boolean {
  return code < 0x80 && !NEVER_PLAIN.has(code);
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
