/**
 * Which points have a term, packed: a row of `posting` holds up to {@link BLOCK_ENTRIES} points of one term in the order
 * of their numbers. A block reaches from its `first` to that of the next; new numbers are larger than all before them.
 */
import type { SqliteFile } from "../../sqlite/sqlite-file.ts";
import type { IndexedTerms } from "../count-terms.ts";

/** Points in a block: 1 KiB, which SQLite keeps inside a page of 8 KiB together with others. */
const BLOCK_ENTRIES = 128;
const ENTRY_WORDS = 2;
/** The most that half a word of 32 bits counts: a frequency, and a length, beyond it weigh no more. */
const MAX_COUNT = 0xffff;

/** What is called for each point that has a term. */
export type PostingVisitor = (number: number, frequency: number, length: number) => void;

interface BlockRow {
  readonly first: number;
  readonly entries: Uint8Array;
}

/** The postings of one file. Every method is of one tenant, by its row number. */
export class Postings {
  readonly #file: SqliteFile;

  constructor(file: SqliteFile) {
    this.#file = file;
  }

  /** Adds points, by number, which must be larger than those of all points that were ever added. */
  add(tenantRow: number, points: ReadonlyMap<number, IndexedTerms>): void {
    const added = new Map<string, number[]>();
    for (const [number, { frequencies, length }] of points) {
      for (const [term, frequency] of frequencies) {
        const counts = Math.min(frequency, MAX_COUNT) + Math.min(length, MAX_COUNT) * 0x1_0000;
        const words = added.get(term);
        if (words) words.push(number, counts);
        else added.set(term, [number, counts]);
      }
    }
    for (const [term, words] of added) this.#append(tenantRow, term, Uint32Array.from(words));
  }

  /** Takes a point out of the postings of all its terms. */
  erase(tenantRow: number, number: number, terms: Iterable<string>): void {
    for (const term of terms) {
      const block = this.#blockAt(tenantRow, term, number);
      if (block) this.#write(tenantRow, term, block.first, without(toWords(block.entries), number));
    }
  }

  /** Erases all of a tenant. */
  eraseAll(tenantRow: number): void {
    this.#file.run("DELETE FROM posting WHERE tenant = ?", tenantRow);
  }

  /** The blocks of a term. */
  read(tenantRow: number, term: string): TermPostings {
    const sql = "SELECT entries FROM posting WHERE tenant = ? AND term = ? ORDER BY first";
    const rows = this.#file.all<{ entries: Uint8Array }>(sql, tenantRow, term);
    return new TermPostings(rows.map(({ entries }) => toWords(entries)));
  }

  #append(tenantRow: number, term: string, words: Uint32Array): void {
    const [firstNumber = 0] = words;
    const last = this.#blockAt(tenantRow, term, firstNumber);
    let start = 0;
    if (last) {
      const kept = toWords(last.entries);
      start = Math.min(Math.max(0, BLOCK_ENTRIES * ENTRY_WORDS - kept.length), words.length);
      if (start > 0) {
        const joined = new Uint32Array(kept.length + start);
        joined.set(kept);
        joined.set(words.subarray(0, start), kept.length);
        this.#write(tenantRow, term, last.first, joined);
      }
    }
    for (let index = start; index < words.length; index += BLOCK_ENTRIES * ENTRY_WORDS) {
      const block = words.subarray(index, index + BLOCK_ENTRIES * ENTRY_WORDS);
      this.#write(tenantRow, term, block[0] ?? 0, block);
    }
  }

  /** The block that reaches over a point's number. */
  #blockAt(tenantRow: number, term: string, number: number): BlockRow | undefined {
    const sql =
      "SELECT first, entries FROM posting WHERE tenant = ? AND term = ? AND first <= ? ORDER BY first DESC LIMIT 1";
    return this.#file.get<BlockRow>(sql, tenantRow, term, number);
  }

  #write(tenantRow: number, term: string, first: number, words: Uint32Array): void {
    if (words.length === 0) {
      const sql = "DELETE FROM posting WHERE tenant = ? AND term = ? AND first = ?";
      this.#file.run(sql, tenantRow, term, first);
      return;
    }
    this.#file.run(
      "INSERT INTO posting (tenant, term, first, entries) VALUES (?, ?, ?, ?) " +
        "ON CONFLICT DO UPDATE SET entries = excluded.entries",
      tenantRow,
      term,
      first,
      new Uint8Array(words.buffer, words.byteOffset, words.byteLength),
    );
  }
}

/** Which points have one term. */
export class TermPostings {
  /** How many points have it. */
  readonly size: number;
  readonly #blocks: readonly Uint32Array[];

  constructor(blocks: readonly Uint32Array[]) {
    this.#blocks = blocks;
    this.size = blocks.reduce((sum, words) => sum + words.length / ENTRY_WORDS, 0);
  }

  /** Calls `visit` for each of them, in the order of their numbers. */
  forEach(visit: PostingVisitor): void {
    for (const words of this.#blocks) {
      for (let index = 0; index < words.length; index += ENTRY_WORDS) {
        // In range: a block holds whole entries.
        const counts = words[index + 1] as number;
        visit(words[index] as number, counts & MAX_COUNT, counts >>> 16);
      }
    }
  }
}

/** The bytes of a block as words. Files are little-endian, as is every machine that Node is built for but one. */
function toWords(bytes: Uint8Array): Uint32Array {
  const aligned = bytes.byteOffset % Uint32Array.BYTES_PER_ELEMENT === 0 ? bytes : bytes.slice();
  return new Uint32Array(
    aligned.buffer,
    aligned.byteOffset,
    aligned.byteLength / Uint32Array.BYTES_PER_ELEMENT,
  );
}

function without(words: Uint32Array, number: number): Uint32Array {
  const kept: number[] = [];
  for (let index = 0; index < words.length; index += ENTRY_WORDS) {
    const [own = 0, counts = 0] = words.subarray(index, index + ENTRY_WORDS);
    if (own !== number) kept.push(own, counts);
  }
  return Uint32Array.from(kept);
}
