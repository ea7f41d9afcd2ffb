/** Where the reading of one text stands, and what happens to what it finds. */
import { collectLists, holdsList, soleList } from "./collect-value.ts";
import { opensTuple } from "./characters.ts";
import { type Embedded, isEmbedded, isListText } from "./embedded.ts";
import { isSchema } from "./collector.ts";
import type { ItemReading } from "./item-reader.ts";
import type { ReadContext } from "./read-context.ts";
import { Shape } from "./shape.ts";
import { type Decoded, decodeContent } from "./string-content.ts";

/** What is open around the place where the reader is. */
export interface Frame {
  /** `object` and `array` wrap lists; a `list` has items. */
  readonly kind: "object" | "array" | "list";
  /** The list's name, if it is known. */
  readonly key: string | undefined;
  /** The name that the prose before it mentions. */
  readonly label: string | undefined;
  /** What opened it and has to close it: nothing, if the bracket was left out. */
  readonly opener: "bracket" | "parenthesis" | "nothing";
  readonly shape: Shape;
  /** Strings of a list without a name: kept back until it is sure that it is one. */
  readonly strings: string[];
  /** How many fields of an object that wraps lists were seen. */
  fieldCount: number;
}

/** How reading a text ended. */
export interface TextReading {
  /** Whether the text ends inside of JSON or of a thought. */
  readonly isCut: boolean;
  /** Up to where everything is whole. */
  readonly end: number;
}

/** Text in text in text: an answer in the arguments of a call in an answer. */
const MAX_LEVELS = 4;

/** Reads a text that stood in a string of another. */
export type ReadNested = (
  text: string,
  context: ReadContext,
  options: { readonly level: number; readonly key: string | undefined },
) => TextReading;

/** Where the reading of one text stands. */
export class Reading {
  readonly text: string;
  readonly context: ReadContext;
  /** How many strings it stands in. */
  readonly level: number;
  /** The list that everything in this text belongs to, if that is known. */
  readonly key: string | undefined;
  stack: Frame[] = [];
  /** What lies in no bracket at all. */
  readonly loose: Shape = new Shape();
  index = 0;
  /** Where the prose before the next answer begins. */
  proseStart = 0;
  /** Where the last thing that is not whole began; -1 if there is none. */
  cutAt = -1;
  wasLeftOpen = false;
  /** Whether the outermost object that is read as what wraps lists has shown one, so that it is no item. */
  hasShownList = false;
  readonly #readNested: ReadNested;
  #nextList: { readonly from: number; readonly index: number } | undefined;

  constructor(
    text: string,
    context: ReadContext,
    { level, key }: { readonly level: number; readonly key: string | undefined },
    readNested: ReadNested,
  ) {
    this.text = text;
    this.context = context;
    this.level = level;
    this.key = key;
    this.#readNested = readNested;
  }

  isOpen(): boolean {
    return (
      this.stack.some((frame) => frame.opener !== "nothing") || this.cutAt >= 0 || this.wasLeftOpen
    );
  }

  abandon(): void {
    this.wasLeftOpen = true;
    for (const frame of this.stack) this.release(frame);
    this.stack = [];
    this.proseStart = this.index;
  }

  push(
    kind: Frame["kind"],
    key?: string,
    label?: string,
    opener: Frame["opener"] = "bracket",
  ): void {
    const shape = new Shape();
    this.stack.push({ kind, key, label, opener, shape, strings: [], fieldCount: 0 });
    if (kind === "list" && key !== undefined) this.context.collector.noteList();
  }

  /** A list opens at `index`, with a bracket or as a tuple. */
  pushList(index: number, key: string | undefined, label?: string): void {
    this.push("list", key, label, opensTuple(this.text, index) ? "parenthesis" : "bracket");
    this.index = index + 1;
  }

  pop(): void {
    const frame = this.stack.pop();
    if (frame) this.release(frame);
    if (this.stack.length === 0) this.proseStart = this.index;
  }

  /** Strings of a list without a name are items now. */
  release(frame: Frame): void {
    for (const item of frame.strings) this.add(item, frame);
    frame.strings.length = 0;
  }

  collect(value: unknown, frame: Frame | undefined): void {
    const { collector, listKeys } = this.context;
    const shape = frame?.shape ?? this.loose;
    const isItem = collector.isItem(value);
    if (isItem && !this.wrapsLists(value)) {
      this.keep(value, frame, shape);
      return;
    }
    const hasLists = collectLists(value, {
      collector,
      isListKey: (name) => listKeys.has(name),
      wrapsLists: (inner) => this.wrapsLists(inner),
      readText: (content, key, field) => this.readField(content, key, field),
    });
    if (hasLists) return;
    const list = soleList(value);
    if (list) for (const item of list) this.add(item, frame);
    else this.keep(value, frame, shape);
  }

  /** Whether a value holds a list that is asked for, so that it is no item; a schema only describes one. */
  wrapsLists(value: unknown): boolean {
    if (isSchema(value)) return false;
    const { isListKey, listKeys } = this.context;
    return holdsList(value, {
      isListKey,
      isListText: (content, key, field) =>
        this.level < MAX_LEVELS && isListText(content, field, key, listKeys),
    });
  }

  readField(content: string, key: string | undefined, field: string): boolean {
    const { listKeys } = this.context;
    if (this.level >= MAX_LEVELS || !isEmbedded(content, field, key, listKeys)) return false;
    const reading = this.#readNested(content, this.context, { level: this.level + 1, key });
    if (reading.isCut) this.wasLeftOpen = true;
    return true;
  }

  keep(value: unknown, frame: Frame | undefined, shape: Shape): void {
    const { collector } = this.context;
    // Where lists are mixed, each has a shape of its own.
    const kind = (frame?.key ?? this.key) === undefined ? collector.kindOf(value) : "";
    if (!shape.fits(value, kind)) {
      collector.leaveOut(JSON.stringify(value), "broken");
      return;
    }
    shape.learn(value, kind);
    this.add(value, frame);
  }

  add(item: unknown, frame: Frame | undefined): void {
    this.context.collector.add(item, frame?.key ?? this.key, frame?.label);
  }

  /**
   * Reads JSON in a field's string among what wraps lists, if it may hold them; returns whether it did. The same as of an
   * object that is whole: what is cut off may still turn out to be an item, and then this is a text of it.
   */
  readAnswer(embedded: Embedded | undefined, field: string): boolean {
    if (!embedded) return false;
    const decoded = this.#decode(embedded);
    if (!isEmbedded(decoded.text, field, undefined, this.context.listKeys)) return false;
    this.#readDecoded(embedded, decoded, this.key);
    return true;
  }

  readEmbedded(embedded: Embedded, key: string | undefined): void {
    this.#readDecoded(embedded, this.#decode(embedded), key);
  }

  #decode({ start, end }: Embedded): Decoded {
    this.context.budget.spend(end - start);
    return decodeContent(this.text.slice(start, end));
  }

  #readDecoded(
    { start, end, isClosed }: Embedded,
    { text, originOf }: Decoded,
    key: string | undefined,
  ): void {
    this.index = isClosed ? end + 1 : end;
    if (this.level >= MAX_LEVELS) return;
    const reading = this.#readNested(text, this.context, { level: this.level + 1, key });
    if (!reading.isCut) return;
    this.wasLeftOpen = true;
    if (!isClosed) this.cutAt = start + originOf(reading.end);
  }

  /** Goes on behind an item that is not whole. */
  settle(reading: ItemReading, start: number, shape: Shape, isInList: boolean): void {
    const { collector } = this.context;
    if (reading.outcome === "cut") {
      this.cutAt = start;
      this.index = this.text.length;
      return;
    }
    shape.suspect(reading.names);
    this.index = Math.max(reading.end, start + 1);
    if (reading.outcome === "lost") {
      const item = shape.nextItem(this.text, start);
      const list = this.nextList(start + 1);
      const next = item < 0 || (list >= 0 && list < item) ? list : item;
      if (next < 0) this.cutAt = start;
      this.index = next < 0 ? this.text.length : next;
    }
    const isNoise = !isInList && reading.names.length === 0;
    if (!isNoise) collector.leaveOut(this.text.slice(start, this.index), "broken");
  }

  /** Whether an object that is read as what wraps lists may be an item all the same, as `keyOf` may say once it is whole. */
  mayBeItem(): boolean {
    return this.context.hasKeyOf && !this.hasShownList && this.nextList(this.index) < 0;
  }

  /** Where the next list with a name begins; -1 if none does. Searched for once between two lists. */
  nextList(from: number): number {
    const known = this.#nextList;
    const isKnown = known && known.from <= from && (known.index < 0 || known.index >= from);
    if (isKnown) return known.index;
    const index = this.context.listKeys.next(this.text, from);
    this.#nextList = { from, index };
    return index;
  }
}
