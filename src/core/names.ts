/** How names and statements are compared: the keys under which equal ones meet. */

/** Longest name of an entity that is kept, in UTF-16 code units; a longer one is a sentence, not a name. */
export const MAX_NAME_LENGTH = 200;

/** What is not part of a name or statement at its ends. A leading @ goes too; it marks the speakers' own keys. */
const EDGE_CHARACTERS = new Set(" \"'“”‘’«»「」『』()（）[]【】.,;:!?。，；：！？、…");
const ARTICLES = ["the ", "a ", "an "];
const POSSESSIVE = "'s";

const SCRIPTS_WITHOUT_SPACES =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]/u;

/** Company forms that a name may or may not carry. */
const LEGAL_FORM = /\s+(inc|ltd|llc|gmbh|corp|co|sa|ag|plc|limited|incorporated|corporation)$/u;

/**
 * The key of an entity: its name in NFKC, lower case, white space folded, punctuation and a leading article removed
 * from the ends. "Feedzai", "feedzai " and "“Feedzai”" are one; 张伟 and 张伟民 are two. Empty if nothing is left.
 */
export function entityKey(name: string): string {
  const text = foldText(name);
  let { start, end } = withoutEdges(text, 0, text.length);
  // Each may bare another, as in “The "Feedzai"'s”; and what is left must be its own key.
  for (;;) {
    const article = ARTICLES.find((one) => text.startsWith(one, start) && start + one.length < end);
    const possessor = end - POSSESSIVE.length;
    const isPossessive = possessor > start && text.startsWith(POSSESSIVE, possessor);
    if (!article && !isPossessive) return text.slice(start, end);
    if (article) start += article.length;
    else end = possessor;
    ({ start, end } = withoutEdges(text, start, end));
  }
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
  if (SCRIPTS_WITHOUT_SPACES.test(base)) return "";
  const letters = base
    .normalize("NFD")
    .replace(/\p{M}+/gu, "")
    .replace(/[^\p{L}\p{N}]+/gu, " ")
    // Between two numbers the gap stays: 1.2 is not 12.
    .replace(/(?<!\p{N}) | (?!\p{N})/gu, "")
    .replace(/(\p{L})\1+/gu, "$1");
  return letters.replace(/[^\p{L}]/gu, "").length < MIN_FUZZY_LENGTH ? "" : letters;
}

/** Fewest letters of a name that may be matched by {@link fuzzyNameKey}: shorter ones collide ("Lee", "Le"). */
export const MIN_FUZZY_LENGTH = 6;

/** The key of a statement: two texts with the same key are the same statement. Case, spacing and end punctuation do not count. */
export function statementKey(text: string): string {
  const folded = foldText(text);
  const { start, end } = withoutEdges(folded, 0, folded.length);
  return folded.slice(start, end);
}

/** Narrows a part of a text to what is left without punctuation and spaces at its ends. Linear, whatever the text. */
function withoutEdges(text: string, from: number, to: number): { start: number; end: number } {
  let start = from;
  let end = to;
  while (start < end && isEdge(text.charAt(start), "@")) start += 1;
  while (end > start && isEdge(text.charAt(end - 1))) end -= 1;
  return { start, end };
}

function isEdge(character: string, also?: string): boolean {
  return character === also || EDGE_CHARACTERS.has(character);
}

function foldText(text: string): string {
  // Lower case may leave marks out of order, so it is normalised once more.
  const lower = text.toWellFormed().normalize("NFKC").toLowerCase().normalize("NFKC");
  return lower.replace(/[’‘]/gu, "'").replace(/\s+/gu, " ").trim();
}
