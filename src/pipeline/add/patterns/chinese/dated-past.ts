/** What a Chinese date makes of a state: the verb has no past form, so that 去年在百度工作 tells of the past by its date alone. */
import { canonicalizeRelation } from "../../../../core/relations/relations.ts";
import type { DateMention } from "../../../../text/dates.ts";
import { datesWithin } from "../clause-dates.ts";
import type { Statement } from "../reading.ts";
import { isRecurring } from "../times.ts";
import type { ChineseSource, Compact, Segment } from "./compact.ts";
import type { ChineseClause } from "./described.ts";

/** What its dates say of a clause that tells a state: it was so then, perhaps, or nothing. */
export type Dating = "past" | "unclear" | "none";

/** Words that make a state one of today, whatever date stands near. */
const current = /现在|目前|如今/;
/** 三年前在百度工作，一直到现在: the date is a beginning, wherever the sentence says so. */
const lasting = /至今|到现在|到如今|到今天/;

/** A segment of a sentence among those that are not empty. */
interface Place {
  readonly segment: Segment;
  readonly parts: readonly Segment[];
}

/** What was read before a segment. */
interface Before {
  readonly hasClauses: boolean;
  /** Whether it told a state of a time that is over, which may go on: 去年在百度工作，住在北京. */
  readonly isPast: boolean;
}

/** What dates say of a segment: its own, those that lead into the sentence, or those of the state told before it. */
export function datingOf(
  { dates, saidAt }: ChineseSource,
  sentence: Compact,
  { segment, parts }: Place,
  { hasClauses, isPast }: Before,
): Dating {
  const { text } = sentence;
  if (current.test(text.slice(segment.start, segment.end)) || lasting.test(text)) {
    return "none";
  }
  const own = parts.length === 1 ? dates : datesWithin(writtenSpan(sentence, segment), dates);
  if (own.length > 0) {
    return areOver(own, saidAt) ? "past" : "none";
  }
  const [first = segment] = parts;
  const leading = datesWithin({ start: 0, end: writtenSpan(sentence, first).start }, dates);
  return isPast || (!hasClauses && areOver(leading, saidAt)) ? "unclear" : "none";
}

/** Where the sentence writes a segment, with the dates right before and after it, which the compact text lacks. */
function writtenSpan({ offsets, original }: Compact, { start, end }: Segment): Segment {
  const before = start === 0 ? undefined : offsets[start - 1];
  return { start: before === undefined ? 0 : before + 1, end: offsets[end] ?? original.length };
}

/** Whether all dates name a time that is over, and none of them a beginning or an end. */
function areOver(dates: readonly DateMention[], saidAt: number): boolean {
  const isWithin = dates.every(
    ({ relation, to }) => /^(?:in|around|between)$/.test(relation) && to <= saidAt,
  );
  return dates.length > 0 && isWithin && !isRecurring(dates);
}

/** What begins on its date and lasts: 认识, 加入, 养了, 换成. */
const turning =
  /[爱欢]上了|加入|诊断|确诊|[认结]识|养了|成了|成为|[换改变]成|[换改变]为|更新为|当上/;
/** 去年在百度工作了, 2019年就…了: since then, or then alone. */
const changed = /了$/;

/** What is so whatever day is named with it. */
const standing: ReadonlySet<string> = new Set([
  "ALSO_KNOWN_AS",
  "BORN_IN",
  "BORN_ON",
  "FROM",
  "GREW_UP_IN",
]);

/**
 * Sets what a clause says is so into the time that is over which its dates name. Of what there can be many the date tells
 * too little to be read: nobody said whether 去年喜欢咖啡 is over. Undefined if nothing is left of the clause.
 */
export function setInPast(
  clause: ChineseClause,
  words: string,
  dating: Dating,
): ChineseClause | undefined {
  if (dating === "none" || !clause.statements.some((statement) => isPassing(statement))) {
    return clause;
  }
  const statements = clause.statements.flatMap((statement) =>
    isPassing(statement) ? settle(statement, words, dating) : [statement],
  );
  return statements.some(({ isMain }) => isMain) ? { ...clause, statements } : undefined;
}

/** Whether a statement says of its subject what need not be so for ever. */
export function isPassing({ isMain, tense, type }: Statement): boolean {
  return isMain && tense === "holds" && !standing.has(type);
}

function settle(statement: Statement, words: string, dating: Dating): Statement[] {
  if (turning.test(words)) {
    return [{ ...statement, tense: "begins" }];
  }
  const isSingle = canonicalizeRelation(statement.type).cardinality === "one";
  const isClear = dating === "past" && isSingle && !changed.test(words);
  return isClear ? [{ ...statement, tense: "past" }] : [];
}
