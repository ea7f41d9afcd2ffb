/** How names and statements are compared: the keys under which equal ones meet. */

/** Longest name of an entity that is kept, in UTF-16 code units; a longer one is a sentence, not a name. */
export const MAX_NAME_LENGTH = 200;

const EDGE_PUNCTUATION = /^[@\s"'“”‘’«»「」『』()（）[\]【】.,;:!?。，；：！？、…]+|[\s"'“”‘’«»「」『』()（）[\]【】.,;:!?。，；：！？、…]+$/gu;

/** Company forms that a name may or may not carry. */
const LEGAL_FORM = /\s+(inc|ltd|llc|gmbh|corp|co|sa|ag|plc|limited|incorporated|corporation)$/u;

/**
 * The key of an entity: its name in NFKC, lower case, white space folded, punctuation and a leading article removed
 * from the ends. "Feedzai", "feedzai " and "“Feedzai”" are one; 张伟 and 张伟民 are two. Empty if nothing is left.
 */
export function entityKey(name: string): string {
  const folded = foldText(name).replace(EDGE_PUNCTUATION, "");
  return folded.replace(/^(the|a|an) (?=\S)/u, "").replace(/['’]s$/u, "");
}

/**
 * The key under which two spellings of one name meet: no accents, punctuation, spaces, doubled letters or company
 * form. Digits stay, so "Room 101" and "Room 102" differ. Empty for names too short to be guessed about (fewer than
 * {@link MIN_FUZZY_LENGTH} letters) and for scripts without spaces, where one character is another name.
 *
 * Being equal is an equivalence, so which spelling arrives first makes no difference.
 */
export function fuzzyNameKey(name: string): string {
  const base = entityKey(name).replace(LEGAL_FORM, "");
  if (/[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]/u.test(base)) return "";
  const letters = base
    .normalize("NFD")
    .replace(/\p{M}+/gu, "")
    .replace(/[^\p{L}\p{N}]+/gu, "")
    .replace(/(\p{L})\1+/gu, "$1");
  return letters.replace(/\p{N}/gu, "").length < MIN_FUZZY_LENGTH ? "" : letters;
}

/** Fewest letters of a name that may be matched by {@link fuzzyNameKey}: shorter ones collide ("Lee", "Le"). */
export const MIN_FUZZY_LENGTH = 6;

/** The key of a statement: two texts with the same key are the same statement. Case, spacing and end punctuation do not count. */
export function statementKey(text: string): string {
  return foldText(text).replace(EDGE_PUNCTUATION, "");
}

function foldText(text: string): string {
  return text.toWellFormed().normalize("NFKC").toLowerCase().replace(/[’‘]/gu, "'").replace(/\s+/gu, " ").trim();
}
