/** Streams of items in groups, and two listings side by side. */

/** Items in groups of `size`, the last one perhaps smaller. */
export async function* groupsOf<T>(items: AsyncIterable<T>, size: number): AsyncGenerator<T[]> {
  let group: T[] = [];
  for await (const item of items) {
    group.push(item);
    if (group.length < size) continue;
    yield group;
    group = [];
  }
  if (group.length > 0) yield group;
}

/** What two listings have under one id; at least one of them is there. */
export interface Joined<A, B> {
  readonly id: string;
  readonly left: A | undefined;
  readonly right: B | undefined;
}

/** A listing by id, ascending. */
export interface Listed<T> {
  readonly items: AsyncGenerator<T>;
  readonly idOf: (item: T) => string;
}

/** Joins two listings that are each by id, ascending. Ids are ASCII, which every store sorts alike. */
export async function* joinById<A, B>(
  left: Listed<A>,
  right: Listed<B>,
): AsyncGenerator<Joined<A, B>> {
  const [a, b] = [new Head(left), new Head(right)];
  await Promise.all([a.advance(), b.advance()]);
  for (let id = first(a.id, b.id); id !== undefined; id = first(a.id, b.id)) {
    yield { id, left: a.at(id), right: b.at(id) };
    if (a.id === id) await a.advance();
    if (b.id === id) await b.advance();
  }
}

/** The item of a listing that is next. */
class Head<T> {
  readonly #listed: Listed<T>;
  #item: T | undefined;
  /** The next item's; undefined at the end. */
  id: string | undefined;

  constructor(listed: Listed<T>) {
    this.#listed = listed;
  }

  async advance(): Promise<void> {
    const { items, idOf } = this.#listed;
    const next = await items.next();
    this.#item = next.done === true ? undefined : next.value;
    this.id = next.done === true ? undefined : idOf(next.value);
  }

  /** The next item, if it has this id. */
  at(id: string): T | undefined {
    return this.id === id ? this.#item : undefined;
  }
}

function first(a: string | undefined, b: string | undefined): string | undefined {
  if (a === undefined || b === undefined) return a ?? b;
  return a < b ? a : b;
}
