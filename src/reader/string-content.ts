/** What stands between quotes, turned into JSON or into text. */
import { BACKSLASH } from "./characters.ts";

const ESCAPE_OR_CONTROL =
  // oxlint-disable-next-line no-control-regex -- raw control characters are what JSON forbids in strings
  /\\u\{[0-9A-Fa-f]{1,6}\}|\\u[0-9A-Fa-f]{4}|\\x[0-9A-Fa-f]{2}|\\U[0-9A-Fa-f]{8}|\\[^]|["\u0000-\u001F\\]/g;
// oxlint-disable-next-line no-control-regex -- as above
const TO_ESCAPE = /["\u0000-\u001F\\]/;
const LAST_CODE_POINT = 0x10_ff_ff;

/**
 * Returns a JSON string for what stands between quotes, whatever the quotes were. Escapes that JSON does not know are read
 * as in JavaScript and Python; a backslash before any other letter is one that was meant.
 */
export function toJsonString(content: string): string {
  if (!TO_ESCAPE.test(content)) return `"${content}"`;
  return `"${content.replaceAll(ESCAPE_OR_CONTROL, toJsonEscape)}"`;
}

function toJsonEscape(found: string): string {
  if (found.length === 1) return quoteInside(found);
  if (found.length === 2) return escapeSimple(found.charAt(1));
  if (/^\\u[^{]/.test(found)) return found;
  const code = Number.parseInt(found.slice(2).replaceAll(/[{}]/g, ""), 16);
  return quoteInside(code > LAST_CODE_POINT ? found : String.fromCodePoint(code));
}

/** The text as it stands in a JSON string. */
function quoteInside(text: string): string {
  return JSON.stringify(text).slice(1, -1);
}

function escapeSimple(character: string): string {
  if (`"\\/bfnrt`.includes(character)) return `\\${character}`;
  if ("'“”‘’「」『』＂＇`".includes(character)) return character;
  // A backslash at the end of a line joins it to the next, in JavaScript and Python.
  if (character === "\n") return "";
  return `\\\\${quoteInside(character)}`;
}

/** A JSON string that was unquoted: its text, and how many characters of the quoted form came before any of its own. */
export interface Decoded {
  readonly text: string;
  /** Turns an index of `text` into one of the quoted form. Linear. */
  readonly originOf: (index: number) => number;
}

const ESCAPE = /\\(?:u([0-9A-Fa-f]{4})|([^]))/g;
const CODE = /u[0-9A-Fa-f]{4}/y;
/** An escape that was cut off, or an escaped backslash. */
const LAST_ESCAPE = /\\(?:u[0-9A-Fa-f]{0,3})?$/;
const SIMPLE: Readonly<Record<string, string>> = {
  n: "\n",
  r: "\r",
  t: "\t",
  b: "\b",
  f: "\f",
};

/** Undoes the escapes of a JSON string that may be cut off; an escape that is not whole is left out. */
export function decodeContent(content: string): Decoded {
  const whole = withoutCutEscape(content);
  const originOf = (index: number): number => {
    let decoded = 0;
    let last = 0;
    for (let at = whole.indexOf("\\"); at >= 0; at = whole.indexOf("\\", last)) {
      if (decoded + at - last >= index) break;
      // Every escape stands for one code unit.
      decoded += at - last + 1;
      CODE.lastIndex = at + 1;
      last = CODE.test(whole) ? CODE.lastIndex : at + 2;
    }
    return last + index - decoded;
  };
  return { text: decodeWhole(whole), originOf };
}

function withoutCutEscape(content: string): string {
  const at = content.search(LAST_ESCAPE);
  if (at < 0) return content;
  let first = at;
  while (content.charCodeAt(first - 1) === BACKSLASH) first -= 1;
  return (at - first) % 2 === 0 ? content.slice(0, at) : content;
}

function decodeWhole(content: string): string {
  try {
    return String(JSON.parse(`"${content}"`));
  } catch {
    // Line breaks, and escapes that JSON does not know.
    return content.replaceAll(ESCAPE, (_, hex?: string, simple?: string) => unescaped(hex, simple));
  }
}

function unescaped(hex: string | undefined, simple = ""): string {
  if (hex !== undefined) return String.fromCharCode(Number.parseInt(hex, 16));
  return Object.hasOwn(SIMPLE, simple) ? (SIMPLE[simple] ?? "") : simple;
}
