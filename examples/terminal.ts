import { stripVTControlCharacters, styleText } from "node:util";

/** Where output goes: `process.stdout`, or anything that takes text. */
export interface OutputStream {
  write(text: string): unknown;
  readonly isTTY?: boolean | undefined;
  /** Width in columns, where known. */
  readonly columns?: number | undefined;
}

/** The part of the environment that decides about colours: `process.env`. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** Prints what the demo shows; every call ends its lines. Control characters are taken out. */
export interface Printer {
  /** Prints a heading after an empty line. */
  heading(text: string): void;
  /** Prints a paragraph, wrapped to the width. */
  text(text: string, options?: TextOptions): void;
  /** Prints rows with aligned columns; the last column is wrapped within itself. */
  rows(rows: readonly (readonly string[])[], options?: TextOptions): void;
  blank(): void;
}

/** How a paragraph or a table is set. */
export interface TextOptions {
  /** Columns to the left of every line. @defaultValue 2 */
  readonly indent?: number;
  /** Only shown on a terminal with colours. */
  readonly style?: Style;
}

export type Style = "bold" | "dim" | "green" | "yellow" | "cyan";

/** Lines longer than this are hard to read, however wide the window is. */
const MAX_WIDTH = 100;

/** Narrower than this nothing can be aligned. */
const MIN_WIDTH = 40;

const DEFAULT_WIDTH = 80;
const COLUMN_GAP = 2;

/** No column but the last may take more than this share of the width. */
const MAX_COLUMN_SHARE = 0.4;

/** Scripts, forms and symbols that a terminal draws two columns wide. */
const WIDE =
  /[\u1100-\u115F\u2E80-\u303E\u3041-\u33FF\u3400-\u4DBF\u4E00-\u9FFF\uA000-\uA4CF\uA960-\uA97F\uAC00-\uD7A3\uF900-\uFAFF\uFE30-\uFE6F\uFF01-\uFF60\uFFE0-\uFFE6\u{16FE0}-\u{18CFF}\u{1B000}-\u{1B2FF}\u{20000}-\u{3FFFD}]|\p{Emoji_Presentation}|\uFE0F/u;

/** Marks that sit on the character before them. */
const ZERO_WIDTH = /^[\p{Mn}\p{Me}\p{Cf}]+$/u;

/** Ideographs, kana and Hangul may be followed by a line break without a space. */
const BREAKS_ANYWHERE = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\uFF00-\uFFEF]/u;

/** Punctuation that must not begin a line. */
const NEVER_FIRST = /^[、。，．！？；：）」』》】〉’”…)\]}.,!?;:]/u;

const graphemes = new Intl.Segmenter(undefined, { granularity: "grapheme" });

/** Counts the columns a text takes on a terminal: Chinese characters and emoji take two. */
export function displayWidth(text: string): number {
  let width = 0;
  for (const { segment } of graphemes.segment(text)) {
    if (!ZERO_WIDTH.test(segment)) {
      width += WIDE.test(segment) ? 2 : 1;
    }
  }
  return width;
}

/** Takes out escape sequences and control characters, and makes every run of blanks one space. */
export function toPlainLine(text: string): string {
  return stripVTControlCharacters(text)
    .replaceAll(/[\s\p{Cc}]+/gu, " ")
    .trim();
}

/** Appends spaces until the text takes `width` columns; a wider text stays as it is. */
export function padToWidth(text: string, width: number): string {
  return text + " ".repeat(Math.max(0, width - displayWidth(text)));
}

/**
 * Breaks a text into lines of at most `width` columns, at spaces and between Chinese characters.
 *
 * A word wider than a line is cut; closing punctuation may stand one character out rather than
 * begin a line. An empty text is one empty line.
 */
export function wrapText(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = "";
  for (const unit of splitUnits(text, width)) {
    const isTooLong = displayWidth(line + unit.trimEnd()) > width;
    if (isTooLong && line !== "" && !NEVER_FIRST.test(unit)) {
      lines.push(line.trimEnd());
      line = unit;
    } else {
      line += unit;
    }
  }
  lines.push(line.trimEnd());
  return lines;
}

/**
 * Makes a printer.
 *
 * @param stream - Where to print; colours need it to be a terminal.
 * @param environment - Honoured: `NO_COLOR` (any text that is not empty) and `TERM=dumb`.
 */
export function createPrinter(stream: OutputStream, environment: Environment = {}): Printer {
  const width = Math.max(MIN_WIDTH, Math.min(stream.columns ?? DEFAULT_WIDTH, MAX_WIDTH));
  const hasColours = shouldUseColours(stream, environment);
  const paint = (text: string, style: Style | undefined): string =>
    hasColours && style !== undefined ? styleText(style, text, { validateStream: false }) : text;
  const printLine = (line: string): void => {
    stream.write(`${line}\n`);
  };
  return {
    heading: (text) => {
      printLine("");
      printLine(paint(toPlainLine(text), "bold"));
    },
    text: (text, { indent = 2, style } = {}) => {
      for (const line of wrapText(toPlainLine(text), width - indent)) {
        printLine(" ".repeat(indent) + paint(line, style));
      }
    },
    rows: (rows, { indent = 2, style } = {}) => {
      for (const line of alignRows(rows, width - indent)) {
        printLine(" ".repeat(indent) + paint(line, style));
      }
    },
    blank: () => {
      printLine("");
    },
  };
}

/**
 * Sets rows in columns as wide as their widest cell; the last cell of a row wraps in its column.
 *
 * A cell wider than its column's share of the width is followed by a new line.
 */
export function alignRows(rows: readonly (readonly string[])[], width: number): string[] {
  const table = rows.map((row) => row.map(toPlainLine));
  const widths = measureColumns(table, Math.floor(width * MAX_COLUMN_SHARE));
  return table.flatMap((row) => {
    const head = row.slice(0, -1);
    // A cell that is too wide for its column still keeps its distance.
    const cells = head.map(
      (cell, index) => padToWidth(cell, widths[index] ?? 0) + " ".repeat(COLUMN_GAP),
    );
    const start = widths
      .slice(0, head.length)
      .reduce((sum, column) => sum + column + COLUMN_GAP, 0);
    const prefix = cells.join("");
    const lines = wrapText(row.at(-1) ?? "", Math.max(MIN_WIDTH / 2, width - start));
    if (displayWidth(prefix) > start) {
      return [prefix.trimEnd(), ...lines.map((line) => " ".repeat(start) + line)];
    }
    return lines.map((line, index) => (index === 0 ? prefix : " ".repeat(start)) + line);
  });
}

/** Whether the stream is a terminal whose user did not ask for plain text. See no-color.org. */
export function shouldUseColours(stream: OutputStream, environment: Environment): boolean {
  const isRefused = Boolean(environment["NO_COLOR"]) || environment["TERM"] === "dumb";
  return stream.isTTY === true && !isRefused;
}

/** The width of every column but each row's last cell, at most `maxWidth`. */
function measureColumns(table: readonly (readonly string[])[], maxWidth: number): number[] {
  const widths: number[] = [];
  for (const row of table) {
    for (const [index, cell] of row.slice(0, -1).entries()) {
      widths[index] = Math.max(widths[index] ?? 0, Math.min(displayWidth(cell), maxWidth));
    }
  }
  return widths;
}

/** Splits a text where a line may end: words with the space after them, single ideographs. */
function splitUnits(text: string, maxWidth: number): string[] {
  const units: string[] = [];
  let unit = "";
  const flush = (): void => {
    if (unit !== "") {
      units.push(unit);
      unit = "";
    }
  };
  for (const { segment } of graphemes.segment(text)) {
    const isIdeograph = BREAKS_ANYWHERE.test(segment);
    if (isIdeograph || displayWidth(unit) >= maxWidth) {
      flush();
    }
    unit += segment;
    if (isIdeograph || segment === " ") {
      flush();
    }
  }
  flush();
  return units;
}
