/**
 * In which order the relations of a question are to be walked from a name in it.
 *
 * "The manager of Ana's partner": what is hers by possessive comes first, then what the whole is "of". Chinese reads from
 * left to right, as 的 is a possessive.
 */
import type { Span } from "./span.ts";

/** Between a possessive and its noun: "Ana's new manager". */
const POSSESSIVE = /^\s*(?:['’]s?|的)\s*(?:\p{L}{2,12}\s+)?$/u;
/** Between a noun and its owner: "manager of the …". */
const OF = /^\s*(?:of|for|to|by|with)\s+(?:(?:the|a|an|my|our|his|her|their)\s+)?$/iu;
/** Between a noun and its owner if one more noun stands there: "the boss of the company Ana works for". */
const OF_THING =
  /^\s*(?:of|for|to|by|with|in|at)\s+(?:the\s+)?\p{L}{2,20}\s+(?:(?:that|which|where)\s+)?$/iu;
const ADJACENT = /^\s*$/u;
const ANYTHING = /^/u;

/**
 * Orders places in the text around `start` as a walk from there should come by them.
 *
 * @returns Indexes into `places`, all of them.
 */
export function walkOrder(text: string, start: Span, places: readonly Span[]): number[] {
  const open = new Set(places.keys());
  const order: number[] = [];
  let phrase: Span = start;
  while (open.size > 0) {
    const next = nextPlace(text, phrase, places, open);
    open.delete(next);
    order.push(next);
    const place = places[next] ?? phrase;
    phrase = {
      start: Math.min(phrase.start, place.start),
      end: Math.max(phrase.end, place.end),
    };
  }
  return order;
}

/** The rules by which the next place is chosen, the strongest first: on which side, and what may stand between. */
const RULES: readonly (readonly ["right" | "left", RegExp])[] = [
  ["right", POSSESSIVE],
  ["left", OF],
  ["right", ADJACENT],
  ["left", OF_THING],
  ["right", ANYTHING],
  ["left", ANYTHING],
];

function nextPlace(
  text: string,
  phrase: Span,
  places: readonly Span[],
  open: ReadonlySet<number>,
): number {
  const right = nearest(places, open, ({ start }) => start - phrase.end);
  const left = nearest(places, open, ({ end }) => phrase.start - end);
  for (const [side, between] of RULES) {
    const index = side === "right" ? right : left;
    const place = index === undefined ? undefined : places[index];
    if (index === undefined || !place) continue;
    const joint =
      side === "right" ? text.slice(phrase.end, place.start) : text.slice(place.end, phrase.start);
    if (between.test(joint)) return index;
  }
  // All that is open lies inside: then any will do.
  return open.values().next().value ?? 0;
}

/** The open place with the least distance that is not negative. */
function nearest(
  places: readonly Span[],
  open: ReadonlySet<number>,
  distanceOf: (place: Span) => number,
): number | undefined {
  let best: { readonly index: number; readonly distance: number } | undefined;
  for (const index of open) {
    const place = places[index];
    const distance = place ? distanceOf(place) : -1;
    if (distance >= 0 && (!best || distance < best.distance)) best = { index, distance };
  }
  return best?.index;
}
