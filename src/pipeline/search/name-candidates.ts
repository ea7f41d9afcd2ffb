/** The pieces of a query that may be names: which of them are, the graph knows. */
import { entityKey, nameKey } from "../../core/names.ts";
import type { Query, QueryWord } from "./query.ts";
import type { Span } from "./span.ts";

/** Longest name that is looked for, in words. */
export const MAX_NAME_WORDS = 6;
/** Names in scripts without spaces have from 2 to this many characters. */
export const MAX_UNSPACED_NAME = 8;
/** Pieces of one query that are looked up: what 64 words give, with room for a line of Chinese. */
export const MAX_NAME_KEYS = 640;
/** Words of one query that are tried as the first word of a longer name; each costs a range read. */
export const MAX_NAME_PREFIXES = 8;

/** What to look up, with the places each piece stands at. */
export interface NameCandidates {
  /** By entity key. */
  readonly places: ReadonlyMap<string, readonly Span[]>;
  /** Single words that may begin a longer name, by their name key. */
  readonly prefixes: ReadonlyMap<string, readonly Span[]>;
}

/** Lists the pieces of a query that may be names: up to six words, or two to eight characters without spaces. */
export function nameCandidates(query: Query): NameCandidates {
  const places = new Map<string, Span[]>();
  const note = (start: number, end: number): void => {
    const key = entityKey(query.text.slice(start, end));
    const known = places.get(key);
    if (known) known.push({ start, end });
    else if (key !== "" && places.size < MAX_NAME_KEYS) places.set(key, [{ start, end }]);
  };
  const spaced = query.words.filter(({ isCjk }) => !isCjk);
  // Longest last: were the bound to cut, the short pieces are those that names are made of.
  for (let length = 1; length <= MAX_NAME_WORDS; length += 1) {
    for (let index = 0; index + length <= spaced.length; index += 1) {
      const run = spaced.slice(index, index + length);
      if (isOneName(run, query.text)) note(startOf(run), endOf(run));
    }
  }
  for (const { start, end } of unspacedRuns(query.text)) {
    for (let length = 2; length <= MAX_UNSPACED_NAME; length += 1) {
      for (let at = start; at + length <= end; at += 1) note(at, at + length);
    }
  }
  return { places, prefixes: prefixesOf(spaced, query.text) };
}

const UNSPACED_RUN = /[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Hangul}ー・·]{2,}/gu;

function unspacedRuns(text: string): Span[] {
  return Array.from(text.matchAll(UNSPACED_RUN), ({ index, 0: run }) => ({
    start: index,
    end: index + run.length,
  }));
}

/** Not across a comma or full stop, and not of grammar alone. */
function isOneName(run: readonly QueryWord[], text: string): boolean {
  if (run.every(({ isStopWord }) => isStopWord)) return false;
  return run.every((word, index) => {
    const next = run[index + 1];
    return !next || /^(?:['’]s)?[\s\-.&'’/]{0,3}$/u.test(text.slice(word.end, next.start));
  });
}

/** In a query with capitals a name has one; in a query without, any word may begin a name. */
function prefixesOf(words: readonly QueryWord[], text: string): Map<string, Span[]> {
  const contents = words.filter(({ isStopWord, text: word }) => !isStopWord && word.length > 1);
  const isCapital = ({ start }: QueryWord): boolean => /\p{Lu}/u.test(text.charAt(start));
  const named = contents.filter(isCapital);
  // The first word has a capital in any case: it says nothing of the others.
  const chosen = named.some(({ start }) => start > 0) ? named : contents;
  const places = Map.groupBy(chosen, ({ start, end }) => nameKey(text.slice(start, end)));
  places.delete("");
  return new Map([...places].slice(0, MAX_NAME_PREFIXES));
}

function startOf(run: readonly QueryWord[]): number {
  return run[0]?.start ?? 0;
}

function endOf(run: readonly QueryWord[]): number {
  return run.at(-1)?.end ?? 0;
}
