import { isAnymore, wordAt, type EnglishText } from "./english-text.ts";
import type { Subject } from "./clause-context.ts";
import type { VerbForm } from "./verb-lexicon.ts";
import { matchWords, wordPattern } from "./word-pattern.ts";
import { wordSet } from "./word-set.ts";

/** The auxiliaries of a clause, read: which form of a verb phrase may follow, and what it then means. */
export interface VerbGroup {
  readonly forms: readonly VerbForm[];
  /** Index of the token where the phrase must begin. */
  readonly at: number;
  /** What the auxiliaries say of time: it is over now, it was so once (certainly or if
   * there can be one only), or it has lasted. */
  readonly aspect: "plain" | "ended" | "past" | "past-if-single" | "perfect";
  /** Set if a form of "be" in the present was read, so that what someone is may follow. */
  readonly isBeing: boolean;
}

const adverbs = wordSet(
  "currently now also still really just recently originally always actually only both mostly usually absolutely totally finally",
  "already officially happily truly particularly especially both mainly sometimes often simply definitely truly soon even then",
);

/** The index after adverbs that change nothing. */
export function skipAdverbs(text: EnglishText, at: number): number {
  let index = at;
  while (adverbs.has(wordAt(text, index)) && index - at < 3) {
    index += 1;
  }
  return index;
}

/** Bound on the words between a negated verb and "anymore". */
const anymoreWindow = 14;

const usedTo = wordPattern("used to");
const usedToBe = wordPattern("used to be");
const noLonger = wordPattern("no longer");
const negated = wordPattern("not|n't");

type GroupReader = (text: EnglishText, at: number) => VerbGroup | undefined;

/** What each auxiliary makes of what follows; one that is missing stands for itself. */
const auxiliaries: ReadonlyMap<string, GroupReader> = new Map<string, GroupReader>([
  ...["do", "does"].map((word) => [word, readDo] as const),
  ...["am", "is", "are", "'m", "'re", "'s"].map((word) => [word, readBe] as const),
  ...["was", "were"].map((word) => [word, readWas] as const),
  ...["have", "has", "'ve"].map((word) => [word, readHave] as const),
]);

/**
 * Reads the auxiliaries after a subject. Undefined if they deny, doubt or only imagine what follows:
 * "might", "would", "don't" (unless "anymore" makes an end of it).
 */
export function readVerbGroup(
  text: EnglishText,
  at: number,
  person: Subject["person"],
): VerbGroup | undefined {
  const index = skipAdverbs(text, at);
  const reader = auxiliaries.get(wordAt(text, index));
  if (reader !== undefined) {
    return reader(text, index);
  }
  const wasBeing = matchWords(text, index, usedToBe);
  if (wasBeing !== undefined) {
    return { forms: ["be"], at: wasBeing, aspect: "past", isBeing: true };
  }
  const wasDoing = matchWords(text, index, usedTo);
  if (wasDoing !== undefined) {
    return { forms: ["base"], at: wasDoing, aspect: "past", isBeing: false };
  }
  const finite: readonly VerbForm[] = person === "third" ? ["third", "past"] : ["base", "past"];
  const ended = matchWords(text, index, noLonger);
  return ended === undefined
    ? { forms: finite, at: index, aspect: "plain", isBeing: false }
    : { forms: finite, at: ended, aspect: "ended", isBeing: false };
}

function readWas(text: EnglishText, at: number): VerbGroup | undefined {
  if (matchWords(text, at + 1, negated) !== undefined) {
    return undefined;
  }
  const next = skipAdverbs(text, at + 1);
  return { forms: ["was", "be", "gerund"], at: next, aspect: "past-if-single", isBeing: true };
}

function readDo(text: EnglishText, at: number): VerbGroup | undefined {
  const isNegated = /^(?:not|n't)$/.test(wordAt(text, at + 1));
  if (!isNegated) {
    return { forms: ["base"], at: skipAdverbs(text, at + 1), aspect: "plain", isBeing: false };
  }
  return saysAnymore(text, at)
    ? { forms: ["base"], at: skipAdverbs(text, at + 2), aspect: "ended", isBeing: false }
    : undefined;
}

function readBe(text: EnglishText, at: number): VerbGroup | undefined {
  if (wordAt(text, at + 1) === "been") {
    return readHave(text, at);
  }
  const next = skipAdverbs(text, at + 1);
  const word = wordAt(text, next);
  if (word === "no" && wordAt(text, next + 1) === "longer") {
    return { forms: ["be", "gerund"], at: next + 2, aspect: "ended", isBeing: true };
  }
  if (word === "not" || word === "n't") {
    return saysAnymore(text, next)
      ? { forms: ["be", "gerund"], at: skipAdverbs(text, next + 1), aspect: "ended", isBeing: true }
      : undefined;
  }
  return { forms: ["be", "gerund"], at: next, aspect: "plain", isBeing: true };
}

function readHave(text: EnglishText, at: number): VerbGroup | undefined {
  const next = skipAdverbs(text, at + 1);
  const word = wordAt(text, next);
  if (word === "not" || word === "n't" || word === "never") {
    return undefined;
  }
  if (
    word === "been" &&
    wordAt(text, next + 1) !== "to" &&
    wordAt(text, next + 1) !== "diagnosed"
  ) {
    return {
      forms: ["gerund", "be"],
      at: skipAdverbs(text, next + 1),
      aspect: "perfect",
      isBeing: false,
    };
  }
  return { forms: ["have", "past"], at: next, aspect: "perfect", isBeing: false };
}

/** Whether a negated verb at a token is over rather than never so; not "any more than you do", which compares. */
export function saysAnymore(text: EnglishText, at: number): boolean {
  for (let index = at; index < at + anymoreWindow; index++) {
    if (isAnymore(text, index) && wordAt(text, index + 2) !== "than") {
      return true;
    }
  }
  return false;
}
