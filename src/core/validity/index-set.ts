/** A set of whole numbers below a bound, 32 to a word: a set of the attestations of a ledger, by their place in it. */
export class IndexSet {
  /** Bit `i % 32` of word `i / 32` says whether `i` is in it. */
  readonly words: Uint32Array;

  /** @param bound - Every member is below it. */
  constructor(bound: number) {
    this.words = new Uint32Array((bound + 31) >>> 5);
  }

  has(index: number): boolean {
    return (((this.words[index >>> 5] ?? 0) >>> (index & 31)) & 1) === 1;
  }

  add(index: number): void {
    this.words[index >>> 5] = (this.words[index >>> 5] ?? 0) | (1 << (index & 31));
  }

  delete(index: number): void {
    this.words[index >>> 5] = (this.words[index >>> 5] ?? 0) & ~(1 << (index & 31));
  }

  /** Adds every member of another set of the same bound. */
  addAll({ words }: IndexSet): void {
    for (let word = 0; word < words.length; word += 1) {
      this.words[word] = (this.words[word] ?? 0) | (words[word] ?? 0);
    }
  }

  /** Takes out every member of another set of the same bound. */
  deleteAll({ words }: IndexSet): void {
    for (let word = 0; word < words.length; word += 1) {
      this.words[word] = (this.words[word] ?? 0) & ~(words[word] ?? 0);
    }
  }

  /** The members, the least first. */
  *[Symbol.iterator](): Generator<number> {
    for (const [word, bits] of this.words.entries()) {
      for (const bit of bitsOf(bits)) yield word * 32 + bit;
    }
  }
}

/** The places of the bits of a word that are set, the lowest first. */
export function* bitsOf(bits: number): Generator<number> {
  let rest = bits >>> 0;
  while (rest !== 0) {
    const bit = 31 - Math.clz32(rest & -rest);
    yield bit;
    rest = (rest & (rest - 1)) >>> 0;
  }
}
