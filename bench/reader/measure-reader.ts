/** Counts what a parser makes of texts that were cut or damaged. */
import { isDeepStrictEqual } from "node:util";
import { type CorpusText, type Manner, manners, writeCorpus } from "./corpus.ts";
import { documents, LIST_NAMES, type ListName } from "./documents.ts";
import type { FoundLists, Parser } from "./parsers.ts";
import { COMPACT, type ItemEnd, PRETTY, writeArray, writeObject } from "./write-document.ts";

/** What a text is cut by. */
export type CutUnit = "code unit" | "byte";

/** What a parser made of every cut. */
export interface CutResult {
  readonly cutCount: number;
  /** Complete items that were found unharmed, of all. */
  readonly completeness: number;
  /** Cuts with an item that says what the text does not. */
  readonly corrupt: number;
  /** Cuts with an item of which a part is missing. */
  readonly incomplete: number;
  readonly throws: number;
  /** Microseconds for a text, on average. */
  readonly microseconds: number;
}

/** What a parser made of texts that lost one bracket, quote, colon or comma each. */
export interface DamageResult {
  readonly caseCount: number;
  /** Items that were found unharmed, of those that were not damaged. */
  readonly recovered: number;
  readonly corrupt: number;
}

const NOTHING: FoundLists = { entities: [], relations: [] };

/** Cuts every text of the corpus behind every unit. */
export function measureCuts(
  parser: Parser,
  unit: CutUnit,
  corpus: readonly CorpusText[] = writeCorpus(manners),
): CutResult {
  const sum = { cutCount: 0, due: 0, found: 0, corrupt: 0, incomplete: 0, throws: 0 };
  let milliseconds = 0;
  for (const { text, ends } of corpus) {
    for (const { cut, length } of cutsOf(text, unit)) {
      const start = performance.now();
      const lists = read(parser, cut);
      milliseconds += performance.now() - start;
      const due = ends.filter(({ end }) => end <= length);
      const verdict = judge(lists ?? NOTHING, ends);
      sum.cutCount += 1;
      sum.due += due.length;
      sum.found += countFound(lists ?? NOTHING, due);
      if (lists === undefined) sum.throws += 1;
      if (verdict === "corrupt") sum.corrupt += 1;
      if (verdict === "incomplete") sum.incomplete += 1;
    }
  }
  return {
    cutCount: sum.cutCount,
    completeness: sum.found / sum.due,
    corrupt: sum.corrupt / sum.cutCount,
    incomplete: sum.incomplete / sum.cutCount,
    throws: sum.throws / sum.cutCount,
    microseconds: (milliseconds * 1000) / sum.cutCount,
  };
}

/** Every beginning of a text, with how many of its code units are whole in it. */
function* cutsOf(
  text: string,
  unit: CutUnit,
): Generator<{ readonly cut: string; readonly length: number }> {
  if (unit === "code unit") {
    for (let length = 0; length <= text.length; length += 1) {
      yield { cut: text.slice(0, length), length };
    }
    return;
  }
  const bytes = Buffer.from(text);
  for (let count = 0; count <= bytes.length; count += 1) {
    const cut = bytes.toString("utf8", 0, count);
    // A sequence that is not whole comes out as U+FFFD.
    const isWhole = cut === text.slice(0, cut.length);
    yield { cut, length: isWhole ? cut.length : cut.lastIndexOf("\uFFFD") };
  }
}

/** Takes one character after the other out of what holds a text together. */
export function measureDamage(parser: Parser): DamageResult {
  const sum = { caseCount: 0, others: 0, recovered: 0, corrupt: 0 };
  const texts = documents.flatMap((document) => [
    writeObject(document, COMPACT),
    writeObject(document, PRETTY),
    writeArray(document, COMPACT),
  ]);
  for (const { text, ends, structure } of texts) {
    for (const index of structure) {
      const damaged = text.slice(0, index) + text.slice(index + 1);
      if (isStillGood(damaged, text)) continue;
      const lists = read(parser, damaged) ?? NOTHING;
      const others = ends.filter(({ start, end }) => index < start || index >= end);
      sum.caseCount += 1;
      sum.others += others.length;
      sum.recovered += countFound(lists, others);
      if (judge(lists, ends) === "corrupt") sum.corrupt += 1;
    }
  }
  const { caseCount, others, recovered, corrupt } = sum;
  return { caseCount, recovered: recovered / others, corrupt: corrupt / caseCount };
}

/** Without the comma in [1,2] it is JSON as before, and nobody can tell. */
function isStillGood(damaged: string, text: string): boolean {
  try {
    return !isDeepStrictEqual(JSON.parse(damaged), JSON.parse(text));
  } catch {
    return false;
  }
}

function read(parser: Parser, text: string): FoundLists | undefined {
  try {
    return parser.read(text);
  } catch {
    return undefined;
  }
}

function countFound(lists: FoundLists, due: readonly ItemEnd[]): number {
  return due.filter(({ list, value }) => lists[list].some((item) => isDeepStrictEqual(item, value)))
    .length;
}

/** The worst that was found among the items. */
function judge(lists: FoundLists, ends: readonly ItemEnd[]): "good" | "incomplete" | "corrupt" {
  let isIncomplete = false;
  for (const list of LIST_NAMES) {
    const originals = ends.filter((one) => one.list === list).map(({ value }) => value);
    for (const item of lists[list]) {
      if (originals.some((original) => isDeepStrictEqual(item, original))) continue;
      if (!originals.some((original) => isPartOf(item, original))) return "corrupt";
      isIncomplete = true;
    }
  }
  return isIncomplete ? "incomplete" : "good";
}

/** Whether everything in a value is in the original, at the same place. */
function isPartOf(value: unknown, original: unknown): boolean {
  if (typeof value !== "object" || value === null) return Object.is(value, original);
  if (typeof original !== "object" || original === null) return false;
  if (Array.isArray(value) !== Array.isArray(original)) return false;
  const fields = original as Readonly<Record<string, unknown>>;
  return Object.entries(value).every(
    ([name, field]) => Object.hasOwn(fields, name) && isPartOf(field, fields[name]),
  );
}

/** A text of about so many characters in a manner, compact by default, and how many items it has. */
export function writeLong(
  length: number,
  write: Manner = (document) => writeObject(document, COMPACT),
): { readonly text: string; readonly itemCount: number } {
  const lists: Record<ListName, Readonly<Record<string, unknown>>[]> = {
    entities: [],
    relations: [],
  };
  const once = documents.map((one) => write(one).text.length);
  const copies = Math.ceil(length / once.reduce((a, b) => a + b, 0));
  for (let copy = 0; copy < copies; copy += 1) {
    for (const document of documents) {
      lists.entities.push(...document.lists.entities);
      lists.relations.push(...document.lists.relations);
    }
  }
  const { text, ends } = write({ name: "long", lists });
  return { text, itemCount: ends.length };
}
