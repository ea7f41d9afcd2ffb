/** Characters that hold JSON together, with what models write instead of them. */

/** `{` */
export const OPEN_BRACE = 0x7b;
/** `}` */
export const CLOSE_BRACE = 0x7d;
/** `[` */
export const OPEN_BRACKET = 0x5b;
/** `]` */
export const CLOSE_BRACKET = 0x5d;
/** `(` */
export const OPEN_PARENTHESIS = 0x28;
/** `:` */
export const COLON = 0x3a;
/** `,` */
export const COMMA = 0x2c;
/** `\` */
export const BACKSLASH = 0x5c;
/** `"` */
export const QUOTE = 0x22;

const STRUCTURE: ReadonlyMap<number, number> = new Map(
  [
    ["{｛", OPEN_BRACE],
    ["}｝", CLOSE_BRACE],
    ["[［【", OPEN_BRACKET],
    ["]］】", CLOSE_BRACKET],
    [":：", COLON],
    [",，、", COMMA],
  ].flatMap(([characters, code]) =>
    Array.from(String(characters), (one): [number, number] => [one.charCodeAt(0), Number(code)]),
  ),
);

/** The same for ASCII, as most characters are. */
const ASCII_STRUCTURE = Uint8Array.from({ length: 0x80 }, (_, code) => STRUCTURE.get(code) ?? 0);

/** Returns the ASCII code of `{ } [ ] : ,` for it or its full-width form, else 0; 0 beyond the end. */
export function structureAt(text: string, index: number): number {
  const code = text.charCodeAt(index);
  return (code < 0x80 ? ASCII_STRUCTURE[code] : STRUCTURE.get(code)) ?? 0;
}

/** Whether a parenthesis opens at `index`: where a value may stand, it opens a Python tuple. */
export function opensTuple(text: string, index: number): boolean {
  const code = text.charCodeAt(index);
  return code === OPEN_PARENTHESIS || code === 0xff_08;
}

/** Whether a parenthesis closes at `index`: it closes a tuple if one is open, and is prose otherwise. */
export function closesTuple(text: string, index: number): boolean {
  const code = text.charCodeAt(index);
  return code === 0x29 || code === 0xff_09;
}

/** As {@link structureAt} where a value may stand: what opens an array or a tuple is a bracket. */
export function valueStructureAt(text: string, index: number): number {
  return opensTuple(text, index) ? OPEN_BRACKET : structureAt(text, index);
}

/** How a string that begins with some quote goes on. */
export interface QuoteStyle {
  readonly open: string;
  /** What closes it. */
  readonly close: string;
  /** Whether opening and closing quotes differ, so that a quotation inside can be told from the end. */
  readonly nests: boolean;
  /** Finds what matters inside: a backslash, the quotes themselves. Global: set `lastIndex`. */
  readonly special: RegExp;
  /** The same with every quote of that kind, for a model that opens with one and closes with another. */
  readonly anySpecial: RegExp;
}

const DOUBLE = /[\\"“”„＂]/g;
const SINGLE = /[\\'‘’＇]/g;
const STYLES: ReadonlyMap<number, QuoteStyle> = new Map(
  (
    [
      ['"', '"', DOUBLE],
      ["“", "”", DOUBLE],
      ["”", "”", DOUBLE],
      ["„", "“", DOUBLE],
      ["＂", "＂", DOUBLE],
      ["'", "'", SINGLE],
      ["‘", "’", SINGLE],
      ["’", "’", SINGLE],
      ["＇", "＇", SINGLE],
      ["「", "」", /[\\「」]/g],
      ["『", "』", /[\\『』]/g],
    ] as const
  ).map(([open, close, anySpecial]) => [
    open.charCodeAt(0),
    // Of ‘ ’ the second is an apostrophe too, so that counting them would lead astray.
    {
      open,
      close,
      nests: open !== close && anySpecial !== SINGLE,
      special: new RegExp(`[\\\\${open}${close}]`, "g"),
      anySpecial,
    },
  ]),
);

/** Returns how a string that opens at `index` goes on, or undefined if no quote stands there. */
export function quoteAt(text: string, index: number): QuoteStyle | undefined {
  return STYLES.get(text.charCodeAt(index));
}

const SPACE = /[\s\uFEFF\u200B]*/y;
/** Looking ahead, a comment longer than this is not one: the look has to be cheap. */
const MAX_COMMENT_AHEAD = 500;

/** Returns the index of the first character that is neither blank nor in a comment: `//`, `/*`, `#`. */
export function skipSpace(text: string, start: number): number {
  return skip(text, start, text.length);
}

/** As {@link skipSpace}, but it gives up in a long comment: for a look ahead, which is taken back. */
export function skipSpaceAhead(text: string, start: number): number {
  return skip(text, start, MAX_COMMENT_AHEAD);
}

function skip(text: string, start: number, maxComment: number): number {
  let index = skipBlank(text, start);
  for (;;) {
    const end = commentEnd(text, index, maxComment);
    if (end === undefined) return index;
    index = skipBlank(text, end);
  }
}

function skipBlank(text: string, start: number): number {
  if (isNoBlank(text.charCodeAt(start))) return start;
  if (isNoBlank(text.charCodeAt(start + 1)) && text.charCodeAt(start) === 0x20) return start + 1;
  SPACE.lastIndex = start;
  SPACE.test(text);
  return SPACE.lastIndex;
}

/** Whether it is surely not blank: of ASCII, quotes, Chinese. */
function isNoBlank(code: number): boolean {
  if (code < 0x80) return code > 0x20;
  return (code > 0x20_0b && code < 0x20_28) || (code > 0x30_00 && code !== 0xfe_ff);
}

/** Where a comment that begins at `index` ends; undefined if none does. */
function commentEnd(text: string, index: number, maxLength: number): number | undefined {
  const mark = commentMark(text, index);
  if (mark === undefined) return undefined;
  const isBlock = mark === "/*";
  const isShort = maxLength < text.length;
  const part = isShort ? text.slice(index, index + maxLength) : text;
  const origin = isShort ? index : 0;
  const found = part.indexOf(isBlock ? "*/" : "\n", index - origin + mark.length);
  if (found >= 0) return found + origin + (isBlock ? 2 : 0);
  return isShort && part.length === maxLength ? undefined : text.length;
}

function commentMark(text: string, index: number): string | undefined {
  const first = text[index];
  if (first === "#") return first;
  if (first !== "/") return undefined;
  const second = text[index + 1];
  // Also one that was cut behind its first character.
  return second === "/" || second === "*" || second === undefined ? `/${second ?? ""}` : undefined;
}
