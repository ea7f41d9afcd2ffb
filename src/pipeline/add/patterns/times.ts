import type { DateMention } from "../../../text/dates.ts";
import type { Tense } from "./reading.ts";

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
  const [first, second] = dates;
  // 2015年到2018年 begins where it says so only by what follows.
  const opening = first?.relation === "in" && second?.relation === "until" ? first : undefined;
  const since =
    dates.find((date) => date.relation === "since" || date.relation === "after") ?? opening;
  const until = dates.find((date) => date.relation === "until" || date.relation === "before");
  const within = dates.find(
    (date) => date.relation === "in" || date.relation === "around" || date.relation === "between",
  );
  switch (tense) {
    case "holds": {
      return ordered(since?.from, until?.from);
    }
    case "begins":
    case "happened": {
      return ordered((within ?? since ?? first)?.from, undefined);
    }
    case "ended": {
      return ordered(undefined, (within ?? since ?? until)?.from ?? at);
    }
    case "past": {
      const isRange = first?.relation === "between" && second?.relation === "between";
      const from = isRange
        ? first.from
        : (since ?? (until === undefined ? within : undefined))?.from;
      const to = isRange
        ? second.from
        : (until?.from ?? (since === undefined ? within?.to : undefined));
      return ordered(from, Math.min(to ?? at, at));
    }
  }
}

function ordered(from: number | undefined, to: number | undefined): Times {
  const isBackwards = from !== undefined && to !== undefined && from >= to;
  return {
    ...(from === undefined || isBackwards ? {} : { validFrom: from }),
    ...(to === undefined ? {} : { validTo: to }),
  };
}

const bareDate =
  /^(?:(?:mon|tues|wednes|thurs|fri|satur|sun)days?|weekends?|january|february|march|april|may|june|july|august|september|october|november|december|jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec|spring|summer|autumn|fall|winter|周末|(?:周|星期|礼拜)[一二三四五六日天]|[\d一二三四五六七八九十]{1,3}月(?:[\d一二三四五六七八九十]{1,3}[日号])?|春天|夏天|秋天|冬天)?(?:\s?\d{1,2}(?:st|nd|rd|th)?)?$/i;

/**
 * Whether a date of a sentence that tells no past act may come back every week or year, or lie ahead
 * ("I hike on weekends", "training for a race in October"): to write one date behind it would be wrong.
 */
export function isRecurring(dates: readonly DateMention[]): boolean {
  return dates.some((date) => date.isRelative && bareDate.test(date.text));
}
