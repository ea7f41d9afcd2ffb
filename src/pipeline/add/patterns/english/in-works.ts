/** What is so in a play, a film or a dream alone: "Ana is my wife in the play". */
import { isPhraseEnd, wordAt, type EnglishText } from "./english-text.ts";
import { wordSet } from "./word-set.ts";

/** What tells of something that is not so. */
const works = wordSet(
  "novel movie film story stories song lyrics script plot episode play show series game book dream dreams head imagination",
);
/** The same where it stands behind a clause. */
const stages = works.union(
  wordSet(
    "musical opera sitcom drama sketch skit commercial video production soap stage screen tv spirit christ",
  ),
);
/** Words between "in" and such a work. */
const maxWorkWords = 3;

/** Whether a token is such a work, in which what follows is told: "In my novel, …". */
export function opensWork(text: EnglishText, at: number): boolean {
  const before = text.tokens.slice(Math.max(0, at - maxWorkWords), at);
  return works.has(wordAt(text, at)) && before.some(({ lower }) => lower === "in");
}

/** Whether what stands at a token is told in such a work, which was named before it. */
export function isToldInWork(text: EnglishText, at: number): boolean {
  return text.tokens.slice(0, at).some((_, index) => opensWork(text, index));
}

/** Whether what ends before a token is so in such a work alone: "… in the school play", "… on stage"; not "… in the film industry". */
export function isInWork(text: EnglishText, at: number): boolean {
  if (!/^(?:in|on)$/.test(wordAt(text, at))) return false;
  for (let index = at + 1; index <= at + 1 + maxWorkWords; index += 1) {
    if (stages.has(wordAt(text, index)) && isPhraseEnd(text, index + 1)) return true;
  }
  return false;
}
