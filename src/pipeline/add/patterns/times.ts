import type { DateRelation } from "../../../text/date-relation.ts";
import type { DateMention } from "../../../text/dates.ts";
import { canonicalizeRelation } from "../../../core/relations/relations.ts";
import type { Statement, Tense } from "./reading.ts";

/** When something is said to have held, epoch ms. */
export interface Times {
  readonly validFrom?: number;
  readonly validTo?: number;
}

/**
 * Reads from the dates of a clause when what it states began and ended.
 *
 * What is over without a date is over when it was said. A date that only says when something that still
 * holds is done ("on Mondays") says nothing.
 *
 * @param at - When it was said, epoch ms.
 */
export function timesOf(tense: Tense, dates: readonly DateMention[], at: number): Times {
  const named = sortDates(dates);
  switch (tense) {
    case "holds": {
      return ordered(named.since?.from, named.until?.from);
    }
    case "ended": {
      return ordered(undefined, pick(named)?.from ?? at);
    }
    case "past": {
      return timesOfPast(named, at);
    }
    default: {
      return ordered((pick(named) ?? dates[0])?.from, undefined);
    }
  }
}

/**
 * When a statement that something is over holds, of what has no one value: from that end on. Undefined if the statement
 * is past itself: "I played tennis until 2015".
 */
export function timesOfEnding(tense: Tense, dates: readonly DateMention[]): Times | undefined {
  if (tense === "ended") {
    return ordered(pick(sortDates(dates))?.from, undefined);
  }
  return tense === "past" && dates.length === 0 ? {} : undefined;
}

/** When what is said to be so "now" begins, if something else cannot hold beside it ("I hate coffee now"): as it is said. */
export function timesOfExcluding(
  { type, tense }: Pick<Statement, "type" | "tense">,
  text: string,
  at: number,
): Times {
  const isExcluding = canonicalizeRelation(type).definition?.excludes !== undefined;
  return isExcluding && tense === "holds" && saysNow(text) ? { validFrom: at } : {};
}

/** Whether a sentence says of what holds that it did not always. */
function saysNow(text: string): boolean {
  return /(?<!\b(?:until|till|by|up to) )\b(?:now|nowadays|these days)\b|(?<!到|至)(?:现在|現在|如今)/iu.test(
    text,
  );
}

function pick({ within, since, until }: NamedDates): DateMention | undefined {
  return within ?? since ?? until;
}

interface NamedDates {
  /** "between 2010 and 2015" */
  readonly span: readonly [DateMention, DateMention] | undefined;
  readonly since: DateMention | undefined;
  readonly until: DateMention | undefined;
  readonly within: DateMention | undefined;
}

function sortDates(dates: readonly DateMention[]): NamedDates {
  const [first, second] = dates;
  // 2015年到2018年 begins where it says so only by what follows.
  const opening = first?.relation === "in" && second?.relation === "until" ? first : undefined;
  const find = (...relations: readonly DateRelation[]): DateMention | undefined =>
    dates.find((date) => relations.includes(date.relation));
  const isSpan = first?.relation === "between" && second?.relation === "between";
  return {
    span: isSpan ? [first, second] : undefined,
    since: find("since", "after") ?? opening,
    until: find("until", "before"),
    within: find("in", "around", "between"),
  };
}

/** "In 2015" was all of it, "from 2010 to 2015" and "between 2010 and 2015" name both ends. */
function timesOfPast({ span, since, until, within }: NamedDates, at: number): Times {
  if (span !== undefined) {
    return ordered(span[0].from, Math.min(span[1].from, at));
  }
  const isOpen = since === undefined && until === undefined;
  const from = isOpen ? within?.from : since?.from;
  const to = isOpen ? within?.to : until?.from;
  return ordered(from, Math.min(to ?? at, at));
}

function ordered(from: number | undefined, to: number | undefined): Times {
  const isBackwards = from !== undefined && to !== undefined && from >= to;
  return {
    ...(from === undefined || isBackwards ? {} : { validFrom: from }),
    ...(to === undefined ? {} : { validTo: to }),
  };
}

const bareDate =
  /^(?:(?:mon|tues|wednes|thurs|fri|satur|sun)days?|weekends?|january|february|march|april|may|june|july|august|september|october|november|december|jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec|spring|summer|autumn|fall|winter|周末|(?:周|星期|礼拜)[一二三四五六日天]|[\d一二三四五六七八九十]{1,3}月(?:[\d一二三四五六七八九十]{1,3}[日号])?|春天|夏天|秋天|冬天)?(?:\s?\d{1,2}(?:st|nd|rd|th)?)?$|^(?:the )?\d{1,2}(?:st|nd|rd|th)?(?: of)? (?:january|february|march|april|may|june|july|august|september|october|november|december|jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec)$/i;

/**
 * Whether a date of a sentence that tells no past act may come back every week or year, or lie ahead
 * ("I hike on weekends", "training for a race in October"): to write one date behind it would be wrong.
 */
export function isRecurring(dates: readonly DateMention[]): boolean {
  return dates.some((date) => date.isRelative && bareDate.test(date.text));
}

/**
 * Whether what a sentence says is so is so on a day to come, and then is over: "I have an interview tomorrow". What begins
 * or ends there, or comes back, is not.
 *
 * @param at - When it was said, epoch ms.
 */
export function isAppointed(dates: readonly DateMention[], at: number): boolean {
  const isDay = ({ precision }: DateMention): boolean =>
    precision === "day" || precision === "minute";
  const isOnce = dates.every(({ relation }) => relation === "in") && !isRecurring(dates);
  return isOnce && dates.some((date) => isDay(date) && date.from > at);
}
