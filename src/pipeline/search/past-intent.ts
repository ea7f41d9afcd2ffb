/** Whether a query asks how things were rather than how they are. */
import { greatest, least } from "../../core/extremes.ts";
import type { DateMention } from "../../text/dates.ts";
import type { TimeRange } from "../../vector/vector-store.ts";
import { type Anchor, type Comparison, placeOf, readAnchor } from "./anchor.ts";
import type { Span } from "./span.ts";
import { rangeOf } from "./time-ranges.ts";

/** A question about the past: the words that say so, and with what they compare. */
export interface PastIntent extends Omit<Anchor, "anchor"> {
  /** Where what it was before should be named: "before ⟨Porto⟩", ⟨波尔图⟩之前. Null if nothing is compared. */
  readonly anchor: Span | null;
  /** The time asked about; null if no date is named. */
  readonly range: TimeRange | null;
}

/** What one has one after another: the last one, or an old one, is one that was. */
const LAST_THINGS =
  "address|apartment|boss|boyfriend|city|company|employer|flat|girlfriend|home|house|job|manager|number|partner|place|position|role|school|team|title";
/** The same of what is old. Of a friend or a dog "old" says its age. */
const OLD_THINGS = `${LAST_THINGS}|bike|car|class|coach|colleague|dentist|doctor|e-?mail|favou?rite|flatmate|gym|landlord|laptop|name|neighbou?r|office|password|phone|plan|plate|room|roommate|salary|university|username|workplace`;
/** 旧金山 and 旧书 are none. */
const OLD_THINGS_ZH =
  "手机|手機|电话|電話|号码|號碼|邮箱|郵箱|邮件|郵件|住址|地址|址|名|车|車|单位|單位|老板|老闆|上司|同事|室友|邻居|鄰居|房东|房東|学校|學校|工作|职位|職位|公司|东家|東家|雇主|家|账号|帳號|密码|密碼|电脑|電腦|计划|計劃";

/** Words of the past with nothing to compare with. */
const PLAIN_PAST: readonly RegExp[] = [
  // With a verb behind it: being used to the cold is of today.
  /\bused to(?=\s+(?!(?:a|an|being|her|his|it|my|that|the|their|this|your)\b|\p{L}+ing\b)\p{L})/iu,
  /\bdid\b[^.?!]{1,60}\buse to\b/iu,
  /\b(?:previous(?:ly)?|former(?:ly)?|originally|initially|no longer|any ?more|back then|in the past|at first|over time|history of)\b/iu,
  /\b(?:has|have|did|was|were)\b[^.?!]{1,60}\bever\b/iu,
  /\bex(?:[- ](?=\p{L})|(?=['’]s\b|\s*[?.!]|$))/iu,
  // "Who was I working for earlier?", but "what did I do earlier today?" asks for what happened.
  /(?<=\b(?:did|was|were|had)\b[^.?!]{1,60}\b)(?:earlier|formerly)(?=\s*(?:[?.!]|$))/iu,
  // The noun stays: it says what of the past is asked for. One's last name is of today.
  new RegExp(
    String.raw`\b(?:old|earlier|past|last(?! name)) (?=(?:\p{L}+ )?(?:${OLD_THINGS})s?\b)`,
    "iu",
  ),
  /从前|原先|原来|曾经|曾(?=在|是|有|住|为|任|当|做|去|到)|过去|当初|先前|早先|当年|那时|不再|原來|曾經|從前|過去|當初|當年|那時/u,
  /(?<![目之以眼提])前(?:任|一(?:个|個|份|家|任)(?=的?\p{L})|(?=夫|妻|男友|女友|男朋友|女朋友|雇主|同事|公司|东家|老板|上司))|上一(?:个|份|家|任)|老(?=东家|東家|地址|单位)/u,
  new RegExp(`旧的?(?=${OLD_THINGS_ZH})|舊的?(?=${OLD_THINGS_ZH})`, "u"),
  // 我用过哪些手机号, 她在哪里住过
  /(?<=[用住当當做养養干待呆换換])[过過](?=哪|什么|什麼|多少|几|幾)/u,
];

/** "Before Porto": English names it after, Chinese in front. */
export const BEFORE: Comparison = {
  english: /\b(?:before|prior to)\b/giu,
  chinese: /以前|之前/gu,
  relations: new Set(["before"]),
};

/**
 * Reads whether a query asks about the past, from its words or from a date that is over.
 *
 * @param dates - The dates it names, with their place.
 * @param now - Epoch ms.
 */
export function readPastIntent(
  text: string,
  dates: readonly DateMention[],
  now: number,
): PastIntent | null {
  const range = pastRange(dates, now);
  const before = readAnchor(text, dates, BEFORE);
  if (before) return { ...before, range };
  for (const pattern of PLAIN_PAST) {
    const match = pattern.exec(text);
    if (!match) continue;
    const place = placeOf(match);
    return { words: match[0].trim(), place, anchor: null, isAnchorAfter: false, range };
  }
  const date = dates.find((mention) => isPast(mention, now));
  return date && range
    ? { words: date.text, place: date, anchor: null, isAnchorAfter: false, range }
    : null;
}

function isPast({ from, to, relation }: DateMention, now: number): boolean {
  if (relation === "after" || relation === "since") return false;
  return relation === "before" ? from <= now : to <= now;
}

function pastRange(dates: readonly DateMention[], now: number): TimeRange | null {
  const ranges = dates.filter((mention) => isPast(mention, now)).map(rangeOf);
  if (ranges.length === 0) return null;
  return {
    from: least(ranges.map(({ from }) => from)),
    to: greatest(ranges.map(({ to }) => to)),
  };
}
