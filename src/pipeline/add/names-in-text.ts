/** Finds which of many names stand in a text, by looking up its parts and not each name. */

/** What was found in a text, as long as no name is added. */
interface Found {
  readonly nameCount: number;
  readonly names: readonly string[];
}

/** Names that are looked for, in the order they were added. */
export class NamesInText {
  readonly #orders = new Map<string, number>();
  readonly #lengths = new Set<number>();
  /** Each text is asked about once for every name. */
  readonly #found = new Map<string, Found>();

  add(name: string): void {
    if (name === "" || this.#orders.has(name)) return;
    this.#orders.set(name, this.#orders.size);
    this.#lengths.add(name.length);
  }

  /** The names that are parts of a text, in the order they were added. O(length of the text × lengths of names). */
  in(text: string): readonly string[] {
    const known = this.#found.get(text);
    if (known?.nameCount === this.#orders.size) return known.names;
    const found = new Set<string>();
    for (const length of this.#lengths) {
      for (let at = 0; at + length <= text.length; at += 1) {
        const part = text.slice(at, at + length);
        if (this.#orders.has(part)) found.add(part);
      }
    }
    const orderOf = (name: string): number => this.#orders.get(name) ?? 0;
    const names = [...found].toSorted((a, b) => orderOf(a) - orderOf(b));
    this.#found.set(text, { nameCount: this.#orders.size, names });
    return names;
  }
}
