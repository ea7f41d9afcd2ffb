/** A word, a number or a mark of an English sentence. */
export interface Token {
  readonly text: string;
  /** Lower case, with a plain apostrophe. */
  readonly lower: string;
  readonly start: number;
  readonly end: number;
  readonly isWord: boolean;
  /** Whether it is written like a name: "Ana", "iPhone", "IBM". */
  readonly isCapitalised: boolean;
}

const tokenPattern = /[\p{L}\p{M}\p{N}]+(?:[-&.'’][\p{L}\p{M}\p{N}]+)*|\S/gu;
const contraction = /^(.+?)(n['’]t|['’](?:m|s|re|ve|d|ll))$/i;
const capitalised = /^(?:\p{Lu}|\p{Ll}{1,3}\p{Lu}|\p{N}+\p{Lu})/u;
const wordStart = /^[\p{L}\p{M}\p{N}]/u;

/** Abbreviations whose full stop belongs to a name. */
const dottedTitles: ReadonlySet<string> = new Set([
  "st",
  "dr",
  "mr",
  "mrs",
  "ms",
  "mt",
  "ft",
  "prof",
]);

/**
 * Splits a sentence into words and marks; contractions come apart ("I'm" is "I" and "'m").
 *
 * Offsets are those of `text`. O(length).
 */
export function tokenize(text: string): Token[] {
  const tokens: Token[] = [];
  for (const match of text.matchAll(tokenPattern)) {
    const [word] = match;
    const parts = /^can['’]t$/i.test(word) ? null : contraction.exec(word);
    if (parts?.[1] !== undefined && parts[2] !== undefined) {
      tokens.push(
        makeToken(parts[1], match.index),
        makeToken(parts[2], match.index + parts[1].length),
      );
      continue;
    }
    const isDotted =
      dottedTitles.has(word.toLowerCase()) && text.charAt(match.index + word.length) === ".";
    const previous = tokens.at(-1);
    if (word === "." && previous !== undefined && previous.end > match.index) {
      continue;
    }
    tokens.push(makeToken(isDotted ? `${word}.` : word, match.index));
  }
  return tokens;
}

function makeToken(text: string, start: number): Token {
  const plain = text.toLowerCase().replaceAll("’", "'");
  return {
    text,
    lower: plain === "can't" ? "cant" : plain,
    start,
    end: start + text.length,
    isWord: wordStart.test(text) || /^['’]\p{L}/u.test(text),
    isCapitalised: capitalised.test(text),
  };
}
