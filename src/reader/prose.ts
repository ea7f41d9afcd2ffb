/** Where JSON may begin in prose. */

const MARK = /[{｛[［【"'“<◁A-Za-z_]/g;
const WORD = /[A-Za-z_0-9]+/y;
const OPEN_QUOTE = String.raw`["'“”„‘’＂＇「『]`;
const OBJECT = new RegExp(
  String.raw`[{｛]\s*(?:${OPEN_QUOTE}|[}｝]|[\p{L}_$][\p{L}\p{N}_$-]{0,63}["'”’]?\s*[:：]|/[/*])`,
  "uy",
);
const ARRAY = new RegExp(
  String.raw`[[［【]\s*(?:[[［【]\s*){0,64}(?:[{｛]|${OPEN_QUOTE}|/[/*]|[(（]\s*(?:[{｛(（]|${OPEN_QUOTE})|$)`,
  "y",
);
const EXAMPLE =
  /\b(?:examples?|e\.g\.|sample|schema|template|draft|placeholder)\b|示例|例如|例子|范例|样例|模板|草稿|格式如下/i;

/** The next place where JSON, a thought or the name of a list may begin; the length of the text if there is none. */
export function nextMark(text: string, from: number): number {
  const isInWord = from > 0 && /[A-Za-z_0-9]/.test(text[from - 1] ?? "");
  let index = from;
  if (isInWord) {
    WORD.lastIndex = from;
    if (WORD.test(text)) index = WORD.lastIndex;
  }
  MARK.lastIndex = index;
  return MARK.exec(text)?.index ?? text.length;
}

/** Whether an object may open at `index`, and not just a brace in a sentence. */
export function opensObject(text: string, index: number): boolean {
  return matchesAt(OBJECT, text, index);
}

/** Whether an array of objects or strings may open at `index`, and not just a bracket in a sentence. */
export function opensArray(text: string, index: number): boolean {
  return matchesAt(ARRAY, text, index);
}

/** Whether the words before an answer announce an example, a schema or a draft. */
export function isExampleLabel(prose: string): boolean {
  const lines = prose.split("\n").filter((line) => /[\p{L}\p{N}]/u.test(line));
  return lines.slice(-2).some((line) => EXAMPLE.test(line));
}

function matchesAt(pattern: RegExp, text: string, index: number): boolean {
  pattern.lastIndex = index;
  return pattern.test(text);
}
