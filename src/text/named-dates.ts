/** Which words that would be dates are a name where they stand: 五月天 is a band, "the Sunday Times" a newspaper. */

/** Before a name: 叫, 名叫, 取名. Not 是: 我的狗是2019年领养的. */
const CHINESE_NAMING = /(?:叫[做作]?|[名称稱][为為作]|取名|改名|名字是)$/u;
const OPEN_TITLE = /[《〈][^》〉]{0,40}$/u;
/** "Is called", "a dog named": but "she called yesterday". */
const ENGLISH_NAMING =
  /(?:\b(?:is|are|was|were|been|be)|['’](?:s|re)|\ban? [\p{L}-]{1,20}) (?:called|named|titled|nicknamed) $/iu;
/** Day or month that a name with an article begins with. */
const ARTICLE = /\bthe $/iu;
const CAPITALISED_WORD = /^ \p{Lu}\p{Ll}/u;
const ONE_WORD = /^\p{Lu}\p{Ll}+$/u;

/** What words stand between. */
export interface Place {
  readonly before: string;
  readonly text: string;
  readonly after: string;
}

/** Whether the words at a place are a name, or begin one. */
export function isNamedSo({ before, text, after }: Place): boolean {
  // Monday.com
  if (/^\.\p{Ll}/u.test(after)) return true;
  // Most dates stand after a space.
  if (!before.endsWith(" ")) return CHINESE_NAMING.test(before) || OPEN_TITLE.test(before);
  const isTitle = ARTICLE.test(before) && ONE_WORD.test(text) && CAPITALISED_WORD.test(after);
  // "I was called yesterday"
  return isTitle || (ENGLISH_NAMING.test(before) && !/^\p{Ll}/u.test(text));
}
