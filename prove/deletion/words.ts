/** Words that stand for what was told: each is in one place alone, so that a trace of it can be told from any other. */
import type { SeededRandom } from "../../tests/support/seeded-random.ts";

const LETTERS = "bcdfghjklmnpqrtvwxz";
const LENGTH = 9;

/** A word that is in no dictionary and that no stemmer shortens. */
export function newWord(random: SeededRandom): string {
  const letters = Array.from({ length: LENGTH }, () => LETTERS[random(LETTERS.length)] ?? "b");
  return `q${letters.join("")}q`;
}

/** The words of a list that a text has in it, whatever their case. */
export function wordsIn(text: string, words: Iterable<string>): string[] {
  const lower = text.toLowerCase();
  return [...words].filter((word) => lower.includes(word));
}

/** Those that a file's bytes have in them. */
export function wordsInBytes(bytes: Buffer, words: Iterable<string>): string[] {
  return [...words].filter((word) => bytes.includes(word));
}
