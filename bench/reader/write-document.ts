/** Writes a document as a model might, and says where each item is complete. */
import { LIST_NAMES, type ListName, type ReaderDocument } from "./documents.ts";

/** Where an item stands. */
export interface ItemEnd {
  readonly list: ListName;
  readonly value: unknown;
  /** The index of its opening brace. */
  readonly start: number;
  /** The index behind its closing brace. */
  readonly end: number;
}

/** A text with what can be read in it. */
export interface WrittenText {
  readonly text: string;
  readonly ends: readonly ItemEnd[];
  /** The indexes of the brackets, quotes, colons and commas that hold it together. */
  readonly structure: readonly number[];
}

/** How JSON is written. */
export interface WritingStyle {
  /** Spaces of each level; 0 writes one line. */
  readonly indent: number;
  readonly open: string;
  readonly close: string;
  readonly colon: string;
  readonly comma: string;
  /** `null`, `true` and `false`. */
  readonly literals: readonly [none: string, yes: string, no: string];
  /** What is done to the text between quotes after the escapes of JSON. */
  readonly escape: (content: string) => string;
  readonly hasTrailingCommas: boolean;
  /** Whether comments stand between the items. */
  readonly hasComments: boolean;
}

const JSON_LITERALS = ["null", "true", "false"] as const;

/** JSON on one line. */
export const COMPACT: WritingStyle = {
  indent: 0,
  open: '"',
  close: '"',
  colon: ":",
  comma: ",",
  literals: JSON_LITERALS,
  escape: (content) => content,
  hasTrailingCommas: false,
  hasComments: false,
};

/** JSON on many lines. */
export const PRETTY: WritingStyle = { ...COMPACT, indent: 2, colon: ": " };

/** Every character beyond ASCII as an escape. */
export const ESCAPED: WritingStyle = {
  ...COMPACT,
  escape: (content) =>
    content.replaceAll(
      /[\u0080-\uFFFF]/g,
      (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`,
    ),
};

/** What a Chinese keyboard gives. */
export const CHINESE: WritingStyle = {
  ...COMPACT,
  open: "“",
  close: "”",
  colon: "：",
  comma: "，",
};

/** JavaScript with single quotes. */
export const SINGLE_QUOTES: WritingStyle = {
  ...COMPACT,
  open: "'",
  close: "'",
  colon: ": ",
  comma: ", ",
  escape: (content) => content.replaceAll('\\"', '"').replaceAll("'", "\\'"),
};

/** What Python prints. */
export const PYTHON: WritingStyle = { ...SINGLE_QUOTES, literals: ["None", "True", "False"] };

/** A comma behind everything, and comments. */
export const TRAILING: WritingStyle = { ...PRETTY, hasTrailingCommas: true };

/** Collects text piece by piece. */
class Writer {
  readonly #style: WritingStyle;
  readonly ends: ItemEnd[] = [];
  readonly structure: number[] = [];
  text = "";

  constructor(style: WritingStyle) {
    this.#style = style;
  }

  /** Writes a bracket, a quote, a colon or a comma, with the blanks around it. */
  hold(mark: string): void {
    this.structure.push(this.text.length + mark.search(/\S/));
    this.text += mark;
  }

  string(value: string): void {
    const { open, close, escape } = this.#style;
    this.hold(open);
    this.text += escape(JSON.stringify(value).slice(1, -1));
    this.hold(close);
  }

  value(value: unknown, level: number): void {
    if (typeof value === "string") this.string(value);
    else if (typeof value === "object" && value !== null) this.#nested(value, level);
    else this.text += this.#scalar(value);
  }

  #scalar(value: unknown): string {
    const [none, yes, no] = this.#style.literals;
    if (typeof value === "boolean") return value ? yes : no;
    return value === null ? none : JSON.stringify(value);
  }

  #nested(value: object, level: number): void {
    const isArray = Array.isArray(value);
    const entries = Object.entries(value);
    this.hold(isArray ? "[" : "{");
    for (const [index, [key, member]] of entries.entries()) {
      this.#separate(index, level + 1);
      if (!isArray) {
        this.string(key);
        this.hold(this.#style.colon);
      }
      this.value(member, level + 1);
    }
    this.close(entries.length, level, isArray ? "]" : "}");
  }

  #separate(index: number, level: number): void {
    if (index > 0) this.hold(this.#style.comma);
    this.breakLine(level);
  }

  breakLine(level: number): void {
    if (this.#style.indent > 0) this.text += `\n${" ".repeat(this.#style.indent * level)}`;
  }

  close(count: number, level: number, bracket: string): void {
    if (count > 0 && this.#style.hasTrailingCommas) this.hold(this.#style.comma);
    if (count > 0) this.breakLine(level);
    this.hold(bracket);
  }

  list(items: readonly unknown[], list: ListName, level: number): void {
    this.hold("[");
    for (const [index, item] of items.entries()) {
      this.#separate(index, level + 1);
      if (this.#style.hasComments) this.text += "// an item\n/* of {many} */ ";
      this.item(item, list, level + 1);
    }
    this.close(items.length, level, "]");
  }

  written(): WrittenText {
    return { text: this.text, ends: this.ends, structure: this.structure };
  }

  item(value: unknown, list: ListName, level: number): void {
    const start = this.text.length;
    this.value(value, level);
    this.ends.push({ list, value, start, end: this.text.length });
  }
}

/** Writes a document as one object. */
export function writeObject({ lists }: ReaderDocument, style: WritingStyle): WrittenText {
  const writer = new Writer(style);
  writer.hold("{");
  for (const [index, name] of LIST_NAMES.entries()) {
    if (index > 0) writer.hold(style.comma);
    writer.breakLine(1);
    writer.string(name);
    writer.hold(style.colon);
    writer.list(lists[name], name, 1);
  }
  writer.close(LIST_NAMES.length, 0, "}");
  return writer.written();
}

/** Writes all items of a document as one array. */
export function writeArray({ lists }: ReaderDocument, style: WritingStyle): WrittenText {
  const writer = new Writer(style);
  writer.hold("[");
  for (const [index, { list, item }] of allItems(lists).entries()) {
    if (index > 0) writer.hold(style.comma);
    writer.breakLine(1);
    writer.item(item, list, 1);
  }
  writer.close(1, 0, "]");
  return writer.written();
}

/** Writes one item on each line. */
export function writeLines({ lists }: ReaderDocument, style: WritingStyle): WrittenText {
  const writer = new Writer(style);
  for (const { list, item } of allItems(lists)) {
    writer.item(item, list, 0);
    writer.text += "\n";
  }
  return writer.written();
}

function allItems(
  lists: ReaderDocument["lists"],
): { readonly list: ListName; readonly item: unknown }[] {
  return LIST_NAMES.flatMap((list) => lists[list].map((item) => ({ list, item })));
}

/** Puts text before and after. */
export function surround(written: WrittenText, before: string, after: string): WrittenText {
  return {
    ...move(written, (index) => before.length + index),
    text: before + written.text + after,
  };
}

/** Puts a text into a JSON string, once more escaped. */
export function embed(written: WrittenText, before: string, after: string): WrittenText {
  const starts: number[] = [];
  let escaped = `${before}"`;
  for (const character of written.text) {
    // One for each code unit: of a pair, both stand where it begins.
    for (const _ of character.split("")) starts.push(escaped.length);
    escaped += JSON.stringify(character).slice(1, -1);
  }
  const end = escaped.length;
  return { ...move(written, (index) => starts[index] ?? end), text: `${escaped}"${after}` };
}

function move({ text, ends, structure }: WrittenText, to: (index: number) => number): WrittenText {
  return {
    text,
    ends: ends.map((one) => ({ ...one, start: to(one.start), end: to(one.end) })),
    structure: structure.map(to),
  };
}
