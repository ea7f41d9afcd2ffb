/** What the items of one list look like, to tell the next one after a damaged one from what only lay inside of it. */
import { escapePattern } from "./escape-pattern.ts";

/** How many names of fields are remembered of one kind of item: items have a handful. */
const MAX_NAMES = 200;

/** The field names that items of one kind had. */
interface Kind {
  readonly names: Set<string>;
  /** How many fields the smallest of them had. */
  leastCount: number;
}

/** The field names that the items of a list had, by kind if it holds several. */
export class Shape {
  readonly #kinds = new Map<string, Kind>();
  #isSuspicious = false;

  /** Whether an item of this list was damaged, so that what follows has to look like an item. */
  get isSuspicious(): boolean {
    return this.#isSuspicious;
  }

  /** Notes an item; `kind` is the list it belongs to where several are mixed, else empty. */
  learn(item: unknown, kind: string = ""): void {
    if (isRecord(item)) this.#note(Object.keys(item), kind);
  }

  /** Notes a damaged item, with the names of those of its fields that were read. */
  suspect(names: readonly string[]): void {
    this.#isSuspicious = true;
    if (names.length > 0) this.#note([...new Set(names)], "");
  }

  /**
   * Whether an item may belong to the list. Once there is doubt, it has to be an object that shares two fields with those that
   * were seen, or, if theirs are fewer, all of its own.
   */
  fits(item: unknown, kind: string = ""): boolean {
    const seen = this.#kinds.get(kind);
    if (!this.#isSuspicious || (!seen && this.#kinds.size === 0)) return true;
    if (!isRecord(item)) return false;
    if (!seen) return true;
    const names = Object.keys(item);
    const sharedCount = names.filter((name) => seen.names.has(name)).length;
    return sharedCount >= Math.min(2, seen.leastCount) && (sharedCount > 1 || names.length === 1);
  }

  /** Where the next item begins, after the damaged one at `start`: an object that opens with a known name; -1 if none does. */
  nextItem(text: string, start: number): number {
    const known = [...this.#kinds.values()].flatMap(({ names }) => [...names]).map(escapePattern);
    const name = known.length === 0 ? String.raw`[\p{L}\p{N}_]+` : `(?:${known.join("|")})`;
    const pattern = new RegExp(String.raw`[{｛]\s*["'“‘「『]${name}["'”’」』]\s*[:：]`, "gu");
    pattern.lastIndex = start + 1;
    return pattern.exec(text)?.index ?? -1;
  }

  #note(names: readonly string[], name: string): void {
    const kind = this.#kinds.get(name) ?? {
      names: new Set<string>(),
      leastCount: Number.POSITIVE_INFINITY,
    };
    this.#kinds.set(name, kind);
    kind.leastCount = Math.min(kind.leastCount, names.length);
    for (const one of names) {
      if (kind.names.size >= MAX_NAMES) return;
      kind.names.add(one);
    }
  }
}

function isRecord(value: unknown): value is object {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
