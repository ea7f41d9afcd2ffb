import { inPlaceOf, isRival, isSingle, withValue } from "../putting-right.ts";
import type { Statement } from "../reading.ts";
import type { ChineseContext } from "./chinese-context.ts";
import { readClause, skipLeadIns } from "./clauses.ts";
import { kindsOf, tellsChange } from "./corrections.ts";

const wrongThenRight =
  /^([^，,]{1,10}?)(?:并)?不是([^，,]{1,20})[，,](?:而)?(?:应该)?是([^，,。！!]{1,20}?)[。！!.\s]*$/;
const rightThenWrong =
  /^([^，,]{2,30})[，,](?:而)?不是(?:对|在)?([^，,。！!]{1,15}?)(?:过敏)?[。！!.\s]*$/;
const repaired =
  /^([^，,]{2,30})[，,](?:哦|啊)?(?:不对|不是?|说错了|错了)[，,](?:应该)?(?:是|在)*([^，,。！!]{1,15})[。！!.\s]*$/;

/** What a whole sentence says instead of something else: 我不是对花生过敏，是对虾过敏; 我对虾过敏，不是花生; 我住在罗马，不对，米兰. */
export function readContrast(context: ChineseContext, sentence: string): Statement | undefined {
  const words = skipLeadIns(sentence);
  return tellsChange(words)
    ? undefined
    : (readRightAfter(context, words) ??
        readRightBefore(context, words) ??
        readRepaired(context, words));
}

function readRightAfter(context: ChineseContext, words: string): Statement | undefined {
  const [, subject = "", wrongWords = "", rightWords = ""] = wrongThenRight.exec(words) ?? [];
  if (subject === "") {
    return undefined;
  }
  const wrong = readOne(context, subject, wrongWords);
  const right =
    readOne(context, subject, rightWords) ??
    (wrong && withValue(wrong, valueOf(context, rightWords)));
  const isContrast = wrong !== undefined && right !== undefined && isRival(wrong, right);
  return isContrast ? inPlaceOf(wrong, right) : undefined;
}

/** What the words say of the subject, with or without 是, if it is one thing. */
function readOne(context: ChineseContext, subject: string, words: string): Statement | undefined {
  const clause =
    readClause(context, subject + words, []) ?? readClause(context, `${subject}是${words}`, []);
  const main = clause?.statements.filter(({ isMain }) => isMain) ?? [];
  return main.length === 1 ? main[0] : undefined;
}

function valueOf({ evidence }: ChineseContext, value: string): Parameters<typeof withValue>[1] {
  return { value, kinds: kindsOf(value, evidence) };
}

function readRightBefore(context: ChineseContext, words: string): Statement | undefined {
  const [, rightWords = "", wrongValue = ""] = rightThenWrong.exec(words) ?? [];
  const right = rightWords === "" ? undefined : readOne(context, "", rightWords);
  const wrong = right && withValue(right, valueOf(context, wrongValue));
  if (right === undefined || wrong === undefined || isSingle(right)) {
    return undefined;
  }
  return isRival(wrong, right) ? inPlaceOf(wrong, right) : undefined;
}

function readRepaired(context: ChineseContext, words: string): Statement | undefined {
  const [, firstWords = "", value = ""] = repaired.exec(words) ?? [];
  const first = firstWords === "" ? undefined : readOne(context, "", firstWords);
  return first && withValue(first, valueOf(context, value));
}
