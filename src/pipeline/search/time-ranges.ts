/** The ranges of time that a query names. */
import type { DateMention } from "../../text/dates.ts";
import type { TimeRange } from "../../vector/vector-store.ts";

/** Ranges of one query that are searched; more dates than these are a list, not a question. */
export const MAX_TIME_RANGES = 4;

/** The range a date stands for, with the word before it: "before 2020" ends where 2020 begins. */
export function rangeOf({ from, to, relation }: DateMention): TimeRange {
  switch (relation) {
    case "before": {
      return { from: Number.NEGATIVE_INFINITY, to: from };
    }
    case "until": {
      return { from: Number.NEGATIVE_INFINITY, to };
    }
    case "after": {
      return { from: to, to: Number.POSITIVE_INFINITY };
    }
    case "since": {
      return { from, to: Number.POSITIVE_INFINITY };
    }
    default: {
      return { from, to };
    }
  }
}

/** The ranges of a query's dates: "between A and B" and "from A to B" are one, the others one each. */
export function timeRanges(dates: readonly DateMention[]): TimeRange[] {
  const ranges: TimeRange[] = [];
  for (let index = 0; index < dates.length && ranges.length < MAX_TIME_RANGES; index += 1) {
    const [first, second] = [dates[index], dates[index + 1]];
    if (first && second && isPair(first, second) && first.from < second.to) {
      ranges.push({ from: first.from, to: second.to });
      index += 1;
    } else if (first) {
      ranges.push(rangeOf(first));
    }
  }
  return ranges;
}

/**
 * How near a time is to a range, in [0, 1]: 1 inside, falling off outside over the range's own length, as people speak of
 * things shortly before and after. Inside a range that is open to one side it falls off from the end that is named.
 */
export function closeness(at: number, { from, to }: TimeRange): number {
  const isInside = at >= from && at < to;
  if (Number.isFinite(from) && Number.isFinite(to)) {
    if (isInside) return 1;
    const distance = at < from ? from - at : at - to;
    return Math.exp(-distance / Math.max(to - from, DAY_MS));
  }
  const distance = Math.abs(at - (Number.isFinite(from) ? from : to));
  return Math.exp(-distance / (isInside ? YEAR_MS : DAY_MS));
}

const DAY_MS = 24 * 3_600_000;
const YEAR_MS = 365 * DAY_MS;

function isPair(first: DateMention, second: DateMention): boolean {
  return (
    (first.relation === "between" && second.relation === "between") ||
    (first.relation === "since" && second.relation === "until")
  );
}
