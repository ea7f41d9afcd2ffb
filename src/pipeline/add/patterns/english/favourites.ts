import { canonicalizeRelation } from "../../../../core/relations/relations.ts";
import { stateMain, type ClauseContext, type Predicate } from "./clause-context.ts";
import { findValue } from "./descriptions.ts";
import { isPhraseEnd, sliceTokens, wordAt, type EnglishText } from "./english-text.ts";
import { readName, type Span } from "./names.ts";
import { readPossessor } from "./nouns.ts";
import { readPhrase } from "./phrases.ts";
import { matchWords, wordPattern } from "./word-pattern.ts";
import { wordSet } from "./word-set.ts";
import { evaluations } from "./words.ts";

/** Kinds of favourite that are no kind of anything. */
const vagueKinds = wordSet(
  "part thing things one place way time times moment memory memories person kind type piece bit aspect spot quote word line day",
);
/** Kinds whose values have titles, so that "my favourite book is thrilling" gives none. */
const titledKinds = wordSet(
  "book novel film movie song album series show band artist author actor actress singer writer game poem painter character",
);

/** Words of a kind: "board game". */
const maxKindWords = 2;

const favourite = wordPattern("all-time? favourite|favorite");

/** "My favourite food is sushi", "Ana's favorite colour is blue". Undefined if no favourite begins at the token. */
export function readFavourite(context: ClauseContext, at: number): Predicate | undefined {
  const { text, discourse } = context;
  const owner = readPossessor(text, at, discourse);
  const kindAt = owner && matchWords(text, owner.end, favourite);
  const kind = kindAt === undefined ? undefined : readKind(text, kindAt);
  const value = kind && findValue(text, kind.end);
  if (owner === undefined || kind === undefined || value === undefined) {
    return undefined;
  }
  const { definition, cardinality } = canonicalizeRelation(`favourite ${kind.value}`);
  const object = readFavouriteValue(text, value.at, wordAt(text, kind.end - 1));
  if (definition === undefined || cardinality !== "one" || object === undefined) {
    return undefined;
  }
  const link = { definition, isInverse: false, tense: value.tense };
  return { statements: [stateMain(link, owner.party, { name: object.value })], end: object.end };
}

function readKind(text: EnglishText, at: number): Span<string> | undefined {
  let end = at;
  while (end - at < maxKindWords && !isPhraseEnd(text, end)) {
    end += 1;
  }
  const isVague = end === at || vagueKinds.has(wordAt(text, end - 1));
  return isVague ? undefined : { value: sliceTokens(text, at, end).toLowerCase(), end };
}

function readFavouriteValue(text: EnglishText, at: number, kind: string): Span<string> | undefined {
  const name = readName(text, at, "any");
  if (name !== undefined && isPhraseEnd(text, name.end)) {
    return name;
  }
  if (titledKinds.has(kind)) {
    return undefined;
  }
  const phrase = readPhrase(text, at, { allowsArticle: true, maxWords: 3 });
  const first = phrase?.value.split(" ")[0]?.toLowerCase() ?? "";
  return evaluations.has(first) ? undefined : phrase;
}
