import { wordAt, type EnglishText } from "./english-text.ts";

/** A sequence of words to match: each step one word out of several, perhaps optional or repeated. */
export type WordPattern = readonly WordStep[];

interface WordStep {
  readonly words: ReadonlySet<string>;
  readonly isOptional: boolean;
  readonly isRepeated: boolean;
}

/** Bound on the words one repeated step takes. */
const maxRepeats = 5;

/**
 * Writes a pattern: steps separated by spaces, alternatives by `|`; `?` after a step makes it optional,
 * `*` lets it stand any number of times.
 *
 * @example
 * wordPattern("broke|split up with")
 */
export function wordPattern(source: string): WordPattern {
  return source.split(" ").map((step) => {
    const mark = /[?*]$/.exec(step)?.[0];
    const words = mark === undefined ? step : step.slice(0, -1);
    return {
      words: new Set(words.split("|")),
      isOptional: mark !== undefined,
      isRepeated: mark === "*",
    };
  });
}

/** The index after a pattern that matches at a token; undefined if it does not. */
export function matchWords(
  text: EnglishText,
  at: number,
  pattern: WordPattern,
): number | undefined {
  let index = at;
  for (const { words, isOptional, isRepeated } of pattern) {
    if (!words.has(wordAt(text, index))) {
      if (!isOptional) {
        return undefined;
      }
      continue;
    }
    const last = isRepeated ? index + maxRepeats : index + 1;
    while (index < last && words.has(wordAt(text, index))) {
      index += 1;
    }
  }
  return index;
}
