/** Where items go as they are found. */

/** Why something that looked like an item was not returned. */
export type DamageReason = "broken" | "example" | "unassigned" | "too-long";

/** Something that looked like an item and was left out, so that nothing disappears in silence. */
export interface DamagedText {
  /** What stood there, at most 2,000 characters of it; an item that could be read is written as JSON. */
  readonly text: string;
  /**
   * `broken`: a bracket, a quote or a value is missing, so that what it said can only be guessed. `example`: the model
   * repeated a schema or an example. `unassigned`: it is whole, but belongs to no list that was asked for. `too-long`: the
   * text is so tangled that the rest was not read.
   */
  readonly reason: DamageReason;
}

/** How many pieces of damaged text are kept; the rest is only counted. */
export const MAX_DAMAGED = 100;
/** How much of each piece is kept, in characters: more than a statement has, and all together 200,000. */
const MAX_DAMAGED_LENGTH = 2000;

/** A run of the text that is one answer, if the model gave several. */
interface Piece {
  readonly isExample: boolean;
  readonly items: { readonly key: string; readonly item: unknown }[];
  hasLists: boolean;
}

/** Gathers items and what was left out. */
export class Collector {
  readonly #keys: readonly string[];
  readonly #keyOf: ((item: unknown) => string | undefined) | undefined;
  #pieces: Piece[] = [];
  #damaged: DamagedText[] = [];
  #damagedCount = 0;

  constructor(keys: readonly string[], keyOf: ((item: unknown) => string | undefined) | undefined) {
    this.#keys = keys;
    this.#keyOf = keyOf;
  }

  /**
   * From here on it is another answer of the model, or its next line.
   *
   * @param isExample - Whether it is announced as an example; if nothing is said, it is what the one before was.
   */
  begin(isExample: boolean | undefined): void {
    const inherited = isExample ?? this.#pieces.at(-1)?.isExample ?? false;
    this.#pieces.push({ isExample: inherited, items: [], hasLists: false });
  }

  /** What was found so far was only thought. */
  forget(): void {
    this.#pieces = [];
    this.#damaged = [];
    this.#damagedCount = 0;
  }

  /** A list was found, even if it is empty. */
  noteList(): void {
    this.#piece().hasLists = true;
  }

  /** An item of a list whose name is known, or of one that has none. */
  add(item: unknown, key: string | undefined, label?: string): void {
    if (isSchema(item)) {
      this.leaveOut(printItem(item), "example");
      return;
    }
    const owner = key ?? this.#ownerOf(item, label);
    if (owner === undefined) {
      this.leaveOut(printItem(item), "unassigned");
      return;
    }
    const piece = this.#piece();
    piece.hasLists = true;
    piece.items.push({ key: owner, item });
  }

  /** Whether `keyOf` says that this is an item. */
  isItem(value: unknown): boolean {
    return this.kindOf(value) !== "";
  }

  /** Which list `keyOf` says a value belongs to; empty if it says nothing. */
  kindOf(value: unknown): string {
    const key = this.#keyOf?.(value);
    return key !== undefined && this.#keys.includes(key) ? key : "";
  }

  /** Notes what is not returned. */
  leaveOut(text: string, reason: DamageReason): void {
    this.#damagedCount += 1;
    if (this.#damaged.length >= MAX_DAMAGED) return;
    this.#damaged.push({ text: text.slice(0, MAX_DAMAGED_LENGTH), reason });
  }

  /** Everything that was found. */
  finish(): {
    readonly items: Record<string, unknown[]>;
    readonly damaged: DamagedText[];
    readonly damagedCount: number;
  } {
    const lists = new Map(this.#keys.map((key): [string, unknown[]] => [key, []]));
    const last = this.#pieces.findLastIndex((piece) => piece.hasLists && !isEcho(piece));
    for (const [index, piece] of this.#pieces.entries()) {
      const { items } = piece;
      // With nothing else behind it, it is the answer after all.
      const isLeftOut = index < last && isEcho(piece);
      for (const { key, item } of items) {
        if (isLeftOut) this.leaveOut(printItem(item), "example");
        else lists.get(key)?.push(item);
      }
    }
    // fromEntries makes a field of any name, `__proto__` included.
    const items = Object.fromEntries(lists);
    return { items, damaged: this.#damaged, damagedCount: this.#damagedCount };
  }

  #piece(): Piece {
    const last = this.#pieces.at(-1);
    if (last) return last;
    const first: Piece = { isExample: false, items: [], hasLists: false };
    this.#pieces.push(first);
    return first;
  }

  #ownerOf(item: unknown, label: string | undefined): string | undefined {
    const named = this.#keyOf?.(item);
    if (named !== undefined && this.#keys.includes(named)) return named;
    return this.#keys.length === 1 ? this.#keys[0] : label;
  }
}

function isEcho({ isExample: isAnnounced, items }: Piece): boolean {
  return isAnnounced || (items.length > 0 && items.every(({ item }) => isPlaceholder(item)));
}

const SCHEMA_FIELDS = ["type", "$ref", "enum", "anyOf", "oneOf", "const"];

/** Whether a value is JSON Schema rather than data. */
export function isSchema(value: unknown): boolean {
  if (!isRecord(value) || typeof value["type"] !== "string") return false;
  const { items, properties } = value;
  if (isRecord(items)) return isSchemaPart(items);
  if (!isRecord(properties)) return false;
  const fields = Object.values(properties);
  return fields.length > 0 && fields.every(isSchemaPart);
}

function isSchemaPart(value: unknown): boolean {
  return isRecord(value) && SCHEMA_FIELDS.some((field) => Object.hasOwn(value, field));
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

const PLACEHOLDER = /^(?:string|number|boolean|integer|float|int|str|bool|\.\.\.|…|<[\w .|/-]+>)$/;
const ELLIPSIS = /^(?:\.\.\.|…)$/;

/** Whether an item has the name of a type, or dots, wherever it should have a value. */
function isPlaceholder(item: unknown): boolean {
  if (typeof item === "string") return ELLIPSIS.test(item);
  if (typeof item !== "object" || item === null) return false;
  const values: unknown[] = Object.values(item);
  return (
    values.length > 1 &&
    values.every((value) => typeof value === "string" && PLACEHOLDER.test(value))
  );
}

function printItem(item: unknown): string {
  try {
    return JSON.stringify(item) ?? "";
  } catch {
    // Nested too deeply to be written.
    return String(item);
  }
}
