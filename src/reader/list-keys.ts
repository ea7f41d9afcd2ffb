/** The names of the lists that are asked for, as they may stand in a text. */
import { escapePattern } from "./escape-pattern.ts";

/** A list's name with what follows it, up to its value. */
export interface ListKey {
  readonly key: string;
  /** Where its value stands. */
  readonly valueAt: number;
}

const OPEN_QUOTE = String.raw`["'“”‘’＂「『]`;
const CLOSE_QUOTE = String.raw`["'“”‘’＂」』]`;
const BRACKET = String.raw`[[［【]`;
const PARENTHESIS = String.raw`[(（]`;
const BRACE = String.raw`[{｛]`;
/** How far before a bracket its name may stand. */
const MAX_LABEL_LENGTH = 300;

/** Finds the names of lists in text. */
export class ListKeys {
  readonly #names: ReadonlySet<string>;
  readonly #here: RegExp;
  readonly #next: RegExp;
  readonly #before: RegExp;
  readonly #label: RegExp;
  readonly #mention: RegExp;
  readonly #escapedList: RegExp;

  constructor(keys: readonly string[]) {
    this.#names = new Set(keys);
    // The longest first: "relations_new" before "relations".
    const longestFirst = keys.toSorted((a, b) => b.length - a.length);
    const names = `(${longestFirst.map((key) => escapePattern(key)).join("|")})`;
    const colon = String.raw`\s*(?:[:：]\s*|(?=${BRACKET}|${BRACE}))`;
    this.#here = new RegExp(
      `(?:${OPEN_QUOTE}${names}${CLOSE_QUOTE}?|${names}${CLOSE_QUOTE}?)${colon}`,
      "y",
    );
    const start = String.raw`(?<![\\\p{L}\p{N}_])${OPEN_QUOTE}?`;
    // A parenthesis behind a name without a colon is prose.
    const open = String.raw`\s*(?:[:：]?\s*${BRACKET}|[:：]\s*${PARENTHESIS})`;
    const value = String.raw`${open}\s*(?:${BRACE}|${OPEN_QUOTE}|${PARENTHESIS}|[\]］】/#]|$)`;
    this.#next = new RegExp(`${start}${names}${CLOSE_QUOTE}?${value}`, "gu");
    this.#before = new RegExp(String.raw`(?<![\p{L}\p{N}_])${names}["'”’*_\x60]*\s*[:：]\s*$`, "u");
    this.#label = new RegExp(String.raw`(?<![\p{L}\p{N}_])${names}(?![\p{L}\p{N}_])`, "giu");
    this.#mention = new RegExp(`${names}\\\\*${CLOSE_QUOTE}\\s*[:：]`);
    this.#escapedList = new RegExp(
      `${names}\\\\*${CLOSE_QUOTE}\\s*[:：]\\s*(?:${BRACKET}|${PARENTHESIS})`,
    );
  }

  /** Whether a field of that name is a list that is asked for. */
  has(name: string): boolean {
    return this.#names.has(name);
  }

  /** Reads a name and its colon at `index`; a quote or the colon may be missing. */
  at(text: string, index: number): ListKey | undefined {
    this.#here.lastIndex = index;
    const match = this.#here.exec(text);
    const key = match?.[1] ?? match?.[2];
    return key === undefined ? undefined : { key, valueAt: this.#here.lastIndex };
  }

  /** Where the next list that is asked for begins, its name included; -1 if none does. */
  next(text: string, from: number): number {
    this.#next.lastIndex = from;
    return this.#next.exec(text)?.index ?? -1;
  }

  /** Whether a list begins twice in a part of a text, of which `JSON.parse` would keep the last. */
  repeatsIn(part: string): boolean {
    const seen = new Set<string>();
    this.#next.lastIndex = 0;
    for (let found = this.#next.exec(part); found; found = this.#next.exec(part)) {
      const name = found[1] ?? "";
      if (seen.has(name)) return true;
      seen.add(name);
    }
    return false;
  }

  /** The name right before a bracket: `entities: [`. */
  before(text: string, bracket: number): string | undefined {
    return this.#before.exec(text.slice(Math.max(0, bracket - MAX_LABEL_LENGTH), bracket))?.[1];
  }

  /** The name that prose mentions last before a bracket: `## Entities`. */
  labelIn(prose: string): string | undefined {
    const found = Array.from(
      prose.slice(-MAX_LABEL_LENGTH).matchAll(this.#label),
      ([name]) => name,
    );
    const last = found.at(-1)?.toLowerCase();
    return last === undefined
      ? undefined
      : [...this.#names].find((name) => name.toLowerCase() === last);
  }

  /** Whether text that may be escaped once more has one of the names with a list. */
  isListIn(text: string): boolean {
    return this.#escapedList.test(text);
  }

  /** Whether text that may be escaped once more has one of the names as a key. */
  isMentionedIn(text: string): boolean {
    return this.#mention.test(text);
  }
}
