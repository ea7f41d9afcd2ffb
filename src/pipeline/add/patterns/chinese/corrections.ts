import type { NameEvidence } from "../name-evidence.ts";
import { canHold, isOfNamed, putRight, type ValueKind } from "../putting-right.ts";
import type { Clause, Statement } from "../reading.ts";
import type { ChineseContext } from "./chinese-context.ts";
import { isKnownPlace, isLatinName, isOrganizationName, isPersonName } from "./names.ts";
import { profession } from "./words.ts";

const admission =
  /^(?:哦|啊|不好意思|抱歉|对不起|等等|其实)?[，,！!\s]*(?:不对|错了|不是的?|不|我(?:之前|刚才|上次)?(?:说|记|弄|搞)错了|(?:说|记|弄|搞)错了|更正(?:一下)?|纠正(?:一下)?|抱歉|不好意思|口误)[，,：:。！!\s]+/;
const alone =
  /^(?:哦|啊|不好意思|抱歉|对不起)?[，,\s]*(?:不对|我(?:之前|刚才|上次)?(?:说|记|弄|搞)错了|(?:说|记|弄|搞)错了|更正(?:一下)?|纠正(?:一下)?)[。.！!：:\s]*$/;

/** A sentence that admits a mistake (我说错了，…): how long the admission is. */
export function splitAdmission(
  sentence: string,
): { readonly length: number; readonly isAlone: boolean } | undefined {
  if (alone.test(sentence)) {
    return { length: sentence.length, isAlone: true };
  }
  const match = admission.exec(sentence);
  return match === null ? undefined : { length: match[0].length, isAlone: false };
}

const strongAdmission = /不对|错|更正|纠正|口误/;

/** Whether what follows an admission puts right what was said, rather than answering no. */
export function isStrongAdmission(words: string): boolean {
  return (
    strongAdmission.test(words) || /[，,](?:而)?不是(?:在)?[^，,]{1,15}[。！!.\s]*$/.test(words)
  );
}

const rightOnly =
  /^(?:应该|其实|实际上|而)?(?:是|叫)(?:在)?([^，,。！!？?]{1,15})(?:[，,](?:而)?不是(?:在)?([^，,。！!？?]{1,15}))?[。！!.\s]*$/;
const wrongFirst =
  /^不是(?:在)?([^，,。！!？?]{1,15})[，,](?:而)?(?:应该)?是(?:在)?([^，,。！!？?]{1,15})[。！!.\s]*$/;
const meaning =
  /^(?:我是说|我的意思是|我想说的是|我要说的是)[，,]?(?=[^，,。！!？?]{1,15}[。！!.\s]*$)/;

/** How a sentence admits that what was said before was wrong. */
export interface Admission {
  /** Whether anything before the words denies or admits. */
  readonly isAdmitted: boolean;
  /** Whether it admits a mistake rather than answering no. */
  readonly isStrong: boolean;
}

/**
 * Reads a correction that only names the right value: 不对，是布拉加; 不是里斯本，是布拉加; 我是说布拉加.
 * Undefined if nothing said before is meant by it.
 */
export function readCorrection(
  words: string,
  { discourse, evidence }: Pick<ChineseContext, "discourse" | "evidence">,
  { isAdmitted, isStrong }: Admission,
): Clause | undefined {
  const isMeaning = meaning.test(words);
  const named = readNamed(isMeaning ? words.replace(meaning, "是") : words);
  const isSaid = isAdmitted || isMeaning || named?.wrong !== undefined;
  if (named === undefined || !isSaid) {
    return undefined;
  }
  const { right, wrong } = named;
  const kinds = kindsOf(right, evidence);
  // Of someone with a name it may be another name: 我姐姐安娜住在罗马。不对，是安妮。
  const surely = kinds.filter((kind) => kind !== "name");
  const isMeant = (statement: Statement): boolean =>
    canHold(statement, wrong === undefined && isOfNamed(statement) ? surely : kinds);
  const corrected =
    wrong === undefined
      ? discourse.findLatest(isMeant, isStrong || isMeaning ? "admission" : "denial")
      : discourse.findTold(wrong, isMeant);
  return corrected && putRight(corrected, right, words.length, "zh");
}

/** The right value that words name, and the wrong one. */
function readNamed(words: string): { right: string; wrong: string | undefined } | undefined {
  const [, first, second] = wrongFirst.exec(words) ?? [];
  const [, only = "", contrast] = second === undefined ? (rightOnly.exec(words) ?? []) : [];
  const right = cleanValue(second ?? only);
  const wrong = first ?? contrast;
  return right === ""
    ? undefined
    : { right, wrong: wrong === undefined ? undefined : cleanValue(wrong) };
}

function cleanValue(text: string): string {
  const value = text.replace(/(?:了|的|吧|啊|才对|哦)+$/, "").trim();
  return /[我你他她它这那哪谁]|因为|所以|觉得|真的|一样/.test(value)
    ? ""
    : value.replace(/(?<=\d)岁$/, "");
}

/** What a value can be by the way it is written. */
export function kindsOf(value: string, evidence: NameEvidence): ValueKind[] {
  // Anything may be a place after 住在; here nothing but its own form tells what it is.
  const isPerson = isPersonName(value, evidence, "strict");
  const isLatin = isLatinName(value);
  const isJob = profession.test(value);
  const kinds: readonly (readonly [ValueKind, boolean])[] = [
    ["name", (isPerson || isLatin) && !isJob],
    ["place", isKnownPlace(value)],
    ["organization", !isLatin && isOrganizationName(value, evidence)],
    ["person", isPerson && !isLatin && !isJob],
    ["profession", isJob],
    ["date", /^[\d一二三四五六七八九十]{1,4}[年月./-]/.test(value)],
    ["number", /^[\d一二三四五六七八九十]{1,4}$/.test(value)],
  ];
  return ["phrase", ...kinds.flatMap(([kind, isSo]) => (isSo ? [kind] : []))];
}

const change = /现在|已经|目前|如今|不再|搬|后来|最近|刚/;

/** Whether words say that something has changed, so that what was said before was right then. */
export function tellsChange(words: string): boolean {
  return change.test(words);
}

/** Whether a sentence opens by taking back what was said: 不，…; 其实…. */
export function opensWithDenial(words: string): boolean {
  return /^(?:哦|啊|等等)?[，,]?(?:不对?|不是|其实|实际上|错了|等一下)(?:[，,]|(?=我))/.test(words);
}
