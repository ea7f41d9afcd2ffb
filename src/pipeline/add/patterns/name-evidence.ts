import type { PatternInput } from "./extraction.ts";

/** Where a word stands in the conversation with a capital, and where without. */
export interface NameEvidence {
  /** Whole names the tenant knows, as given. */
  readonly known: ReadonlySet<string>;
  /** Names of employers that were told of before. */
  readonly employers: ReadonlySet<string>;
  /** Words, lower case, that are part of a name the tenant knows. */
  readonly knownWords: ReadonlySet<string>;
  /** Words, lower case, that are part of a known name or stand capitalised inside a sentence. */
  readonly nameWords: ReadonlySet<string>;
  /** Words that stand in lower case somewhere. */
  readonly plainWords: ReadonlySet<string>;
}

/** Names taken into account; the rest would cost more than they tell. */
const maxKnownNames = 10_000;

const capitalisedInside = /(?<=[\p{Ll}\p{N},;] )\p{Lu}[\p{L}\p{M}\p{N}]*/gu;
const plainWord = /(?<![\p{L}\p{N}])\p{Ll}[\p{L}\p{M}]*/gu;

/** Collects what the whole input says about which words are names. O(length). */
export function collectNameEvidence(input: PatternInput): NameEvidence {
  const known = new Set((input.knownNames ?? []).slice(0, maxKnownNames));
  const knownWords = new Set<string>();
  for (const name of known) {
    addWords(knownWords, name.match(/\p{Lu}[\p{L}\p{M}\p{N}]*/gu));
  }
  const nameWords = new Set(knownWords);
  const plainWords = new Set<string>();
  for (const message of [...(input.earlier ?? []), ...input.messages]) {
    addWords(nameWords, message.name?.match(/\p{Lu}[\p{L}\p{M}\p{N}]*/gu));
    addWords(nameWords, message.content.match(capitalisedInside));
    addWords(plainWords, message.content.match(plainWord));
  }
  return { known, employers: new Set(input.employers), knownWords, nameWords, plainWords };
}

function addWords(words: Set<string>, found: readonly string[] | null | undefined): void {
  for (const word of found ?? []) {
    words.add(word.toLowerCase());
  }
}
