/** Which of a sentence's dates are those of one clause. Pure. */
import type { DateMention } from "../../../text/dates.ts";
import type { Clause } from "./reading.ts";

/**
 * The dates in a clause and in what leads into it; where there are none, those that lead into the whole sentence ("In 2019
 * I visited Rome and I met Ana"), or the only one, if it comes after it or what comes before is not known. Another clause's
 * are not its own: of "I bought a bike in March and I got a cat called Mia" nobody knows since when.
 */
export function datesOfClause(
  clause: Clause,
  clauses: readonly Clause[],
  dates: readonly DateMention[],
): readonly DateMention[] {
  const own = datesWithin({ start: clause.lead?.start ?? clause.start, end: clause.end }, dates);
  if (own.length > 0) return own;
  const first = clauses[0]?.lead;
  const leading = first?.start === 0 ? datesWithin(first, dates) : [];
  if (leading.length > 0) return leading;
  const [only] = dates;
  // In Chinese a date may be a part of its own: 2023年3月，我去了罗马.
  const isAfter = only !== undefined && (!clause.lead || only.start >= clause.end);
  return dates.length === 1 && isAfter ? dates : [];
}

/** The dates that begin within a stretch of a sentence. */
export function datesWithin(
  { start, end }: Pick<Clause, "start" | "end">,
  dates: readonly DateMention[],
): readonly DateMention[] {
  return dates.filter((date) => date.start >= start && date.start < end);
}
