/** What a question compares a time with: "before ⟨Porto⟩", "after ⟨the wedding⟩", ⟨搬家⟩之前. */
import type { DateMention } from "../../text/dates.ts";
import type { Span } from "./span.ts";

/** Something that is named to tell a time by. */
export interface Anchor {
  /** The words that compare, as they stand in the query. */
  readonly words: string;
  /** Where they stand. */
  readonly place: Span;
  /** Where what it is compared with should be named. */
  readonly anchor: Span;
  /** English names it right after the words, Chinese right in front of them. */
  readonly isAnchorAfter: boolean;
}

/** How a language compares: patterns with the flag `g`, and what a date says that stands there. */
export interface Comparison {
  readonly english: RegExp;
  readonly chinese: RegExp;
  readonly relations: ReadonlySet<DateMention["relation"]>;
}

/** How far from the words their anchor may stand, in characters: a clause. */
const ANCHOR_REACH = 60;

/** The first such comparison; null for none. A date there ("before May", 三年之前) is a range, no anchor. */
export function readAnchor(
  text: string,
  dates: readonly DateMention[],
  { english, chinese, relations }: Comparison,
): Anchor | null {
  const isOfDate = (at: number, anchor: Span): boolean =>
    dates.some(
      ({ start, end, relation }) =>
        (start <= at && at < end) ||
        (relations.has(relation) && start < anchor.end && anchor.start < end),
    );
  for (const match of text.matchAll(english)) {
    const place = placeOf(match);
    const anchor = { start: place.end, end: clauseEnd(text, place.end) };
    if (isOfDate(place.start, anchor)) continue;
    return { words: match[0], place, anchor, isAnchorAfter: true };
  }
  for (const match of text.matchAll(chinese)) {
    const place = placeOf(match);
    const anchor = { start: clauseStart(text, place.start), end: place.start };
    if (isOfDate(place.start, anchor)) continue;
    return { words: match[0], place, anchor, isAnchorAfter: false };
  }
  return null;
}

/** Where a match stands. */
export function placeOf({ index, 0: words }: RegExpExecArray): Span {
  return { start: index, end: index + words.length };
}

function clauseEnd(text: string, start: number): number {
  const reach = text.slice(start, start + ANCHOR_REACH);
  const stop = reach.search(/[,;?!，；？！。]/u);
  return start + (stop < 0 ? reach.length : stop);
}

function clauseStart(text: string, end: number): number {
  const from = Math.max(0, end - ANCHOR_REACH);
  const reach = text.slice(from, end);
  const stops = Array.from(reach.matchAll(/[,;?!，；？！。]/gu), ({ index }) => index + 1);
  return from + (stops.at(-1) ?? 0);
}
