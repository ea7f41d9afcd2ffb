/**
 * What a text says, without what makes no difference to it: capitals, punctuation, articles, fillers, contractions and, in
 * Chinese, final particles.
 *
 * Verbs keep their tense, and prepositions, numbers and negations stay: "lived in Lisbon", "flew to Lisbon" and "flew from
 * Lisbon" are three things.
 */

/** English words that may stand or not, and the same is said. */
const FILLERS: ReadonlySet<string> = new Set(
  "a an the that really very so just quite also too please well oh um uh hey ok okay yeah yes actually basically honestly literally".split(
    " ",
  ),
);

const CONTRACTIONS: readonly (readonly [RegExp, string])[] = [
  [/\bcan['’]t\b/giu, "can not"],
  [/\bcannot\b/giu, "can not"],
  [/\bwon['’]t\b/giu, "will not"],
  [/n['’]t\b/giu, " not"],
  [/['’]m\b/giu, " am"],
  [/['’]re\b/giu, " are"],
  [/['’]ve\b/giu, " have"],
  [/['’]ll\b/giu, " will"],
];

const WORD = /[\p{L}\p{N}\p{M}]+/gu;
/** At the end of a clause: 了 and 过 say that something is over, and 吗 that it is asked. */
const FINAL_PARTICLES = /[啊呀吧嘛哦哟啦喔](?=[^\p{L}\p{N}]|$)/gu;
const FIRST_PARTICLES = /(?<=^|[^\p{L}\p{N}])(?:嗯+|哎呀|哎|其实)(?=[^\p{L}]*\p{L})/gu;

/** The key of what a text says: equal for near-duplicates alone; empty for a text without a letter or digit. O(length). */
export function sayingKey(text: string): string {
  const plain = text
    .normalize("NFKC")
    .replaceAll(FINAL_PARTICLES, "")
    .replaceAll(FIRST_PARTICLES, "");
  const spelled = CONTRACTIONS.reduce(
    (so, [pattern, words]) => so.replaceAll(pattern, words),
    plain,
  );
  const words = spelled.toLowerCase().match(WORD) ?? [];
  const saying = words.filter((word) => !FILLERS.has(word));
  // A text of fillers alone says itself.
  return (saying.length > 0 ? saying : words).join(" ");
}
