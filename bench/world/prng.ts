/**
 * A seeded random source, the same on every machine.
 *
 * Source: Chris Doty-Humphrey, sfc32, PractRand 0.93; seeded here by splitmix32 (Steele, Lea & Flood,
 * "Fast Splittable Pseudorandom Number Generators", OOPSLA 2014) and warmed up by twelve draws.
 */

/** Draws from one seeded sequence. */
export interface Random {
  /** A number in [0, 1). */
  readonly next: () => number;
  /** An integer in [minimum, maximum], both included. */
  readonly integer: (minimum: number, maximum: number) => number;
  /** True with the given probability. */
  readonly chance: (probability: number) => boolean;
  /** One of the items, which must not be empty. */
  readonly pick: <Item>(items: readonly Item[]) => Item;
  /** The items in random order. */
  readonly shuffle: <Item>(items: readonly Item[]) => Item[];
}

/**
 * Makes a random source for a seed and a label.
 *
 * Each label has a sequence of its own, so that drawing more for one purpose leaves the others as they were.
 */
export function createRandom(seed: number, label = ""): Random {
  const next = sfc32(seed, label);
  const integer = (minimum: number, maximum: number): number =>
    minimum + Math.floor(next() * (maximum - minimum + 1));
  return {
    next,
    integer,
    chance: (probability) => next() < probability,
    pick: (items) => mustAt(items, integer(0, items.length - 1)),
    shuffle: (items) => shuffled(items, integer),
  };
}

/** The item at an index that is known to exist. */
export function mustAt<Item>(items: readonly Item[], index: number): Item {
  const item = items[index];
  if (item === undefined) throw new RangeError(`No item at ${index} of ${items.length}`);
  return item;
}

function shuffled<Item>(
  items: readonly Item[],
  integer: (minimum: number, maximum: number) => number,
): Item[] {
  const result = [...items];
  for (let last = result.length - 1; last > 0; last--) {
    const other = integer(0, last);
    const moved = mustAt(result, last);
    result[last] = mustAt(result, other);
    result[other] = moved;
  }
  return result;
}

function sfc32(seed: number, label: string): () => number {
  const split = splitmix32((seed ^ hashLabel(label)) >>> 0);
  let a = split();
  let b = split();
  let c = split();
  let counter = 1;
  const next = (): number => {
    const sum = (a + b + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = ((c << 21) | (c >>> 11)) + sum;
    c |= 0;
    return (sum >>> 0) / 4_294_967_296;
  };
  for (let draw = 0; draw < 12; draw++) next();
  return next;
}

function splitmix32(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x9e3779b9) | 0;
    let mixed = state ^ (state >>> 16);
    mixed = Math.imul(mixed, 0x21f0aaad);
    mixed ^= mixed >>> 15;
    mixed = Math.imul(mixed, 0x735a2d97);
    return (mixed ^ (mixed >>> 15)) | 0;
  };
}

/** FNV-1a over the label's code units. */
function hashLabel(label: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < label.length; index++) {
    hash = Math.imul(hash ^ label.charCodeAt(index), 0x01000193);
  }
  return hash >>> 0;
}
