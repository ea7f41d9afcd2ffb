/** The English verb forms that relation names and sentences are written with. */
export interface VerbForms {
  /** "live", "have", "be". */
  readonly base: string;
  /** "lives", "has", "is". */
  readonly third: string;
  /** "living", "having", "being". */
  readonly gerund: string;
  /** "lived", "had", "was". */
  readonly past: string;
}

const irregularForms: ReadonlyMap<string, VerbForms> = new Map([
  ["is", { base: "be", third: "is", gerund: "being", past: "was" }],
  ["has", { base: "have", third: "has", gerund: "having", past: "had" }],
  ["does", { base: "do", third: "does", gerund: "doing", past: "did" }],
  ["speaks", { base: "speak", third: "speaks", gerund: "speaking", past: "spoke" }],
  ["goes", { base: "go", third: "goes", gerund: "going", past: "went" }],
  ["comes", { base: "come", third: "comes", gerund: "coming", past: "came" }],
  ["travels", { base: "travel", third: "travels", gerund: "traveling", past: "traveled" }],
]);

const sibilantEnding = /(?:ss|sh|ch|x|zz|o)es$/;
const silentE = /[^eoy]e$/;
/** One vowel between consonants in one syllable: "swim", "plan", not "ski" or "cook". */
const doubledEnding = /^[^aeiou]*[aeiou][^aeiouwxy]$/;

/** Derives the other forms of a verb from its third person singular ("studies"). */
export function verbForms(third: string): VerbForms {
  const irregular = irregularForms.get(third);
  if (irregular !== undefined) {
    return irregular;
  }
  const base = baseForm(third);
  return { base, third, gerund: gerundOf(base), past: pastOf(base) };
}

/** The gerund of a plain verb: "swim" gives "swimming", "bake" gives "baking". */
export function gerundOf(base: string): string {
  const stem = silentE.test(base) ? base.slice(0, -1) : base;
  return `${stem}${doubling(base)}ing`;
}

/** Whether the first word of a phrase is a verb in the third person ("lives in", not "met"). */
export function isThirdPerson(word: string): boolean {
  return word.length > 3 && /[^s]s$/.test(word) && word !== "this";
}

function baseForm(third: string): string {
  if (third.length > 4 && third.endsWith("ies")) {
    return `${third.slice(0, -3)}y`;
  }
  return sibilantEnding.test(third) ? third.slice(0, -2) : third.slice(0, -1);
}

function pastOf(base: string): string {
  if (base.endsWith("e")) {
    return `${base}d`;
  }
  return /[^aeiou]y$/.test(base) ? `${base.slice(0, -1)}ied` : `${base}${doubling(base)}ed`;
}

function doubling(base: string): string {
  return doubledEnding.test(base) ? base.slice(-1) : "";
}
