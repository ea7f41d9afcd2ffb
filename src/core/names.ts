/** How names and statements are compared: the keys under which equal ones meet. */

/** Longest name of an entity that is kept, in UTF-16 code units; a longer one is a sentence, not a name. */
export const MAX_NAME_LENGTH = 200;

/** What is not part of a name or statement at its ends. A leading @ goes too; it marks the speakers' own keys. */
const EDGE_CHARACTERS = new Set(" \"'“”‘’«»「」『』()（）[]【】.,;:!?。，；：！？、…");
/** "a" and "an" stay: they begin names too, as in "An Nguyen" and "A Coruña". */
const ARTICLE = "the ";
const POSSESSIVE = "'s";

const SCRIPTS_WITHOUT_SPACES =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]/u;

/** Company forms that a name may or may not carry. */
const LEGAL_FORM = /\s+(inc|ltd|llc|gmbh|corp|co|sa|ag|plc|limited|incorporated|corporation)$/u;

/**
 * A name as it is compared word by word: NFKC, lower case, white space folded, punctuation and a leading "the"
 * removed from the ends. Empty if nothing is left.
 */
export function nameKey(name: string): string {
  const text = foldText(name);
  let { start, end } = withoutEdges(text, 0, text.length);
  // Each may bare another, as in “The "Feedzai"'s”; and what is left must be its own key.
  for (;;) {
    const hasArticle = text.startsWith(ARTICLE, start) && start + ARTICLE.length < end;
    const possessor = end - POSSESSIVE.length;
    const isPossessive = possessor > start && text.startsWith(POSSESSIVE, possessor);
    if (!hasArticle && !isPossessive) return text.slice(start, end);
    if (hasArticle) start += ARTICLE.length;
    else end = possessor;
    ({ start, end } = withoutEdges(text, start, end));
  }
}

/**
 * The key of an entity: its {@link nameKey}, and for names of {@link MIN_SPELLING_LENGTH} letters or more without
 * accents, inner punctuation, spaces and company form, so that spellings of one name meet. "Feedzai" and "Feedzai,
 * Inc." are one, "José Álvarez" and "Jose Alvarez" too; 张伟 and 张伟民 are two, "Room 101" and "Room 102" too.
 *
 * Names are equal or not, whichever came first: nothing is guessed from what the tenant has.
 */
export function entityKey(name: string): string {
  const plain = nameKey(name);
  if (plain.startsWith("@") || SCRIPTS_WITHOUT_SPACES.test(plain)) return plain;
  const letters = plain
    .replace(LEGAL_FORM, "")
    .normalize("NFD")
    .replace(/\p{M}+/gu, "")
    .replace(/[^\p{L}\p{N}]+/gu, " ")
    // Between two numbers the gap stays: 1.2 is not 12.
    .replace(/(?<!\p{N}) | (?!\p{N})/gu, "");
  return letters.replace(/[^\p{L}]/gu, "").length < MIN_SPELLING_LENGTH ? plain : letters;
}

/** Fewest letters of a name whose spellings meet: shorter ones collide. */
export const MIN_SPELLING_LENGTH = 6;

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
