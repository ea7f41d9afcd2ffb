import { isMark, isPhraseEnd, sliceTokens, wordAt, type EnglishText } from "./english-text.ts";
import type { Span } from "./names.ts";
import { professionBlockers, professions } from "./noun-lists.ts";
import { readPhrase } from "./phrases.ts";
import { matchWords, wordPattern } from "./word-pattern.ts";

/** Words a profession may have: "senior machine learning engineer". */
const maxProfessionWords = 5;

const article = wordPattern("a|an|the?");
const office = wordPattern("head|vp|vice-president|chief|dean|chair of");

/** Reads what someone is by profession: "nurse", "a senior software engineer", "head of marketing". */
export function readProfession(text: EnglishText, at: number): Span<string> | undefined {
  const start = matchWords(text, at, article) ?? at;
  const end = professionEnd(text, start);
  // "A doctor's daughter" is no doctor.
  if (end !== undefined && wordAt(text, end) === "'s") {
    return undefined;
  }
  if (end === undefined) {
    return readOffice(text, start);
  }
  const field = readField(text, end);
  if (field !== undefined) {
    return { value: sliceTokens(text, start, field), end: field };
  }
  return isPhraseEnd(text, end) ? { value: sliceTokens(text, start, end), end } : undefined;
}

/** The index after the last word that names a profession. */
function professionEnd(text: EnglishText, start: number): number | undefined {
  let found: number | undefined;
  for (let index = start; index < start + maxProfessionWords; index++) {
    const word = wordAt(text, index);
    if (isMark(text, index) || professionBlockers.has(word)) {
      break;
    }
    if (professions.has(word) || professions.has(word.split("-").at(-1) ?? "")) {
      found = index + 1;
    } else if (isPhraseEnd(text, index)) {
      break;
    }
  }
  return found;
}

/** "… of engineering" belongs to the title, "… of Google" does not. */
function readField(text: EnglishText, at: number): number | undefined {
  const isOfName = text.tokens[at + 1]?.isCapitalised === true;
  if (wordAt(text, at) !== "of" || isOfName) {
    return undefined;
  }
  return readPhrase(text, at + 1, { allowsArticle: false, maxWords: 2 })?.end;
}

/** "head of marketing", "VP of Sales", "chief of staff". */
function readOffice(text: EnglishText, at: number): Span<string> | undefined {
  const fieldAt = matchWords(text, at, office);
  const field =
    fieldAt === undefined
      ? undefined
      : readPhrase(text, fieldAt, { allowsArticle: false, maxWords: 3 });
  return field && { value: sliceTokens(text, at, field.end), end: field.end };
}
