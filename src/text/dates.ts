import { type DateSpan, wallTime } from "./calendar.ts";
import { ENGLISH_RELATIVE_RULES } from "./date-patterns-en-relative.ts";
import { ENGLISH_DATE_RULES } from "./date-patterns-en.ts";
import { NUMERIC_DATE_RULES } from "./date-patterns-numeric.ts";
import { CHINESE_DATE_RULES } from "./date-patterns-zh.ts";
import { type DateRelation, relateDates } from "./date-relation.ts";
import { CONTEXT_LENGTH, type DateRule } from "./date-rule.ts";
import { type DateInterval, writeInterval } from "./format-date.ts";
import { isAhead } from "./future-words.ts";
import { hasCjk } from "./language.ts";
import { isNamedSo } from "./named-dates.ts";
import { openTimeZone, type TimeZone } from "./time-zone.ts";

export type { DatePrecision } from "./calendar.ts";

/** A date in a text: `text` is `source.slice(start, end)`, without its preposition. */
export interface DateMention extends DateInterval {
  readonly text: string;
  readonly start: number;
  readonly end: number;
  /** Whether the date depends on when it was said: "yesterday", and "in May", which names no year. */
  readonly isRelative: boolean;
  /** What the words around it say: `in` unless they say otherwise. */
  readonly relation: DateRelation;
}

/** When and where a text was said. */
export interface DateOptions {
  /** Epoch milliseconds. */
  readonly reference: number;
  /** IANA name. @defaultValue "UTC" */
  readonly timeZone?: string | undefined;
}

interface Candidate {
  readonly start: number;
  readonly end: number;
  readonly span: DateSpan;
  readonly isRelative: boolean;
}

/** Dates outside these years are misread numbers, and near the ends of what a Date can hold. */
const FIRST_YEAR = 1000;
const LAST_YEAR = 9999;

/**
 * Finds the dates in an English or Chinese text, in order and without overlap: of two that overlap the longer.
 *
 * Relative dates count from `reference`; one without a year is the latest not after it, unless the words say
 * "next", or that it lies ahead ("we'll move in May"). Vague ones ("recently", "a few days ago") and times of day without a date are left out. O(length).
 *
 * @throws {InvalidArgumentError} If the time zone is unknown.
 * @throws {RangeError} If `reference` is not a time a Date can hold.
 * @example
 * findDates("We met yesterday", { reference: Date.UTC(2023, 4, 8) })[0]?.from; // Date.UTC(2023, 4, 7)
 */
export function findDates(text: string, options: DateOptions): DateMention[] {
  const zone = openTimeZone(options.timeZone);
  const now = zone.toWall(options.reference);
  const rules = rulesFor(text);
  const chosen = longestFirst(
    rules.flatMap((rule) => candidates(text, rule, now)),
    text.length,
  );
  const relations = relateDates(text, chosen);
  return chosen.map(({ start, end, span, isRelative }, index) => ({
    text: text.slice(start, end),
    start,
    end,
    ...toInterval(span, zone),
    precision: span.precision,
    isRelative,
    relation: relations[index] ?? "in",
  }));
}

/**
 * Returns the text with the absolute date in parentheses after each relative one, to its own precision:
 * "yesterday (2023-05-07)", "last month (2023-04)", 上周三（2023-05-03）, 去年夏天（2022年夏天）. Doing it twice changes nothing.
 *
 * @throws {InvalidArgumentError} If the time zone is unknown.
 * @throws {RangeError} If `reference` is not a time a Date can hold.
 */
export function resolveDates(text: string, options: DateOptions): string {
  const zone = openTimeZone(options.timeZone);
  const { plain, placeOf } = withoutAnnotations(text);
  let resolved = "";
  let copied = 0;
  for (const mention of findDates(plain, options)) {
    const end = placeOf(mention.end);
    const isAnnotated = /^\s?[(（](?:\d{4}|spring|summer|autumn|winter)/u.test(
      text.slice(end, end + 12),
    );
    if (mention.isRelative && !isAnnotated) {
      const annotation = hasCjk(mention.text)
        ? `（${writeInterval(mention, zone, "zh")}）`
        : ` (${writeInterval(mention, zone, "en")})`;
      resolved += text.slice(copied, end) + annotation;
      copied = end;
    }
  }
  return resolved + text.slice(copied);
}

const WRITTEN =
  "(?:(?:spring|summer|autumn|winter) )?\\d{4}(?:s|年代|年[春夏秋冬]天|-\\d\\d(?:-\\d\\d(?: \\d\\d:\\d\\d)?)?)?";
/** What {@link resolveDates} adds. */
const ANNOTATION = new RegExp(
  `(?: \\(${WRITTEN}(?: to ${WRITTEN})?\\)|（${WRITTEN}(?: 至 ${WRITTEN})?）)`,
  "gu",
);

/** A text as it was before it was annotated, and where its places, asked for in order, are in the annotated one. */
function withoutAnnotations(text: string): {
  readonly plain: string;
  readonly placeOf: (place: number) => number;
} {
  const cuts = Array.from(text.matchAll(ANNOTATION), (match) => ({
    at: match.index,
    length: match[0].length,
  }));
  let passed = 0;
  let added = 0;
  const placeOf = (place: number): number => {
    for (let cut = cuts[passed]; cut && cut.at < place + added; cut = cuts[passed]) {
      added += cut.length;
      passed += 1;
    }
    return place + added;
  };
  return { plain: cuts.length === 0 ? text : text.replaceAll(ANNOTATION, ""), placeOf };
}

/** Without one of these none of the rules of a list matches: most texts are through here, and need no rule compiled. */
const HINTS: readonly (readonly [RegExp, readonly DateRule[]])[] = [
  [/\d/, NUMERIC_DATE_RULES],
  [
    // Two signs that a rule without regard to case takes for "s" and "k" come first.
    /[\d\u017f\u212a]|\b(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|spring|summer|autumn|fall|winter)/i,
    ENGLISH_DATE_RULES,
  ],
  [
    /[\u017f\u212a]|\b(?:mon|tue|wed|thu|fri|sat|sun|day|today|yesterday|tomorrow|tonight|night|morning|afternoon|evening|second|minute|hour|week|year|decade)/i,
    ENGLISH_RELATIVE_RULES,
  ],
];

function rulesFor(text: string): DateRule[] {
  const rules = HINTS.flatMap(([hint, hinted]) => (hint.test(text) ? hinted : []));
  return hasCjk(text) ? [...rules, ...CHINESE_DATE_RULES] : rules;
}

function candidates(text: string, rule: DateRule, now: number): Candidate[] {
  const found: Candidate[] = [];
  for (const match of text.matchAll(rule.pattern)) {
    const start = match.index;
    const end = start + match[0].length;
    const before = text.slice(Math.max(0, start - CONTEXT_LENGTH), start);
    const isPlaced = rule.precededBy?.test(before) ?? true;
    if (isPlaced && !(rule.notPrecededBy?.test(before) ?? false)) {
      const after = text.slice(end, end + CONTEXT_LENGTH);
      const groups = match.groups ?? {};
      const span = resolverOf(rule, before, after)({ groups, text: match[0], before, after }, now);
      const isDate = span !== undefined && isWithinYears(span);
      if (isDate && !isNamedSo({ before, text: match[0], after })) {
        found.push({ start, end, span, isRelative: rule.isRelative });
      }
    }
  }
  return found;
}

function resolverOf(rule: DateRule, before: string, after: string): DateRule["resolve"] {
  const { resolve, resolveAhead } = rule;
  return resolveAhead && isAhead(before, after) ? resolveAhead : resolve;
}

function isWithinYears({ from, to }: DateSpan): boolean {
  return from < to && from >= wallTime(FIRST_YEAR) && to <= wallTime(LAST_YEAR);
}

/** Keeps the longest of overlapping candidates, on a tie the earlier, then the earlier rule's; in text order. */
function longestFirst(found: readonly Candidate[], textLength: number): Candidate[] {
  const taken = new Uint8Array(found.length === 0 ? 0 : textLength);
  const byLength = found.toSorted(
    (a, b) => b.end - b.start - (a.end - a.start) || a.start - b.start,
  );
  const kept: Candidate[] = [];
  for (const candidate of byLength) {
    // What was taken before is at least as long, so it covers an end if it overlaps at all.
    if (taken[candidate.start] === 0 && taken[candidate.end - 1] === 0) {
      taken.fill(1, candidate.start, candidate.end);
      kept.push(candidate);
    }
  }
  return kept.toSorted((a, b) => a.start - b.start);
}

function toInterval(span: DateSpan, zone: TimeZone): { from: number; to: number } {
  return span.isInstant === true
    ? { from: span.from, to: span.to }
    : { from: zone.toEpoch(span.from), to: zone.toEpoch(span.to) };
}
