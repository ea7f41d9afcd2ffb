import type { Discourse } from "../discourse.ts";
import { isCorrectable, putRight } from "../putting-right.ts";
import type { Clause } from "../reading.ts";

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

/**
 * Reads a correction that only names the right value: 不对，是布拉加; 不是里斯本，是布拉加.
 * Undefined if nothing said before is meant by it.
 */
export function readCorrection(
  words: string,
  discourse: Discourse,
  isAdmitted: boolean,
): Clause | undefined {
  const [, wrongValue, rightValue] = wrongFirst.exec(words) ?? [];
  const [, onlyRight = "", contrast] =
    rightValue === undefined ? (rightOnly.exec(words) ?? []) : [];
  const value = cleanValue(rightValue ?? onlyRight);
  const wrong = wrongValue ?? contrast;
  if (value === "" || (!isAdmitted && wrong === undefined)) {
    return undefined;
  }
  const meant = wrong === undefined ? undefined : cleanValue(wrong);
  const corrected = discourse.findCorrected(meant, isCorrectable);
  return corrected && putRight(corrected, value, words.length, "zh");
}

function cleanValue(text: string): string {
  const value = text.replace(/(?:了|的|吧|啊|才对|哦)+$/, "").trim();
  return /[我你他她它这那哪谁]|因为|所以|觉得|真的|一样/.test(value) ? "" : value;
}
