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
  let rules = RULES;
  while (open.size > 0) {
    const { index, rule } = nextPlace({ text, phrase, places, open }, rules);
    open.delete(index);
    order.push(index);
    rules = rule === BESIDE ? RULES_AFTER_CLAUSE : RULES;
    const place = places[index] ?? phrase;
    phrase = {
      start: Math.min(phrase.start, place.start),
      end: Math.max(phrase.end, place.end),
    };
  }
  return order;
}

/** On which side the next place is, and what may stand between. */
type Rule = readonly ["right" | "left", RegExp];

const BESIDE: Rule = ["right", ADJACENT];
/** By which the next place is chosen, the strongest first. */
const RULES: readonly Rule[] = [
  ["right", POSSESSIVE],
  ["left", OF],
  BESIDE,
  ["left", OF_THING],
  ["right", ANYTHING],
  ["left", ANYTHING],
];
/** After a clause beside the name, as "the company Ana works for": the noun in front belongs to it. */
const RULES_AFTER_CLAUSE: readonly Rule[] = [["left", OF_THING], ...RULES];

interface Choice {
  readonly text: string;
  readonly phrase: Span;
  readonly places: readonly Span[];
  readonly open: ReadonlySet<number>;
}

function nextPlace(
  { text, phrase, places, open }: Choice,
  rules: readonly Rule[],
): { readonly index: number; readonly rule: Rule | undefined } {
  const right = nearest(places, open, ({ start }) => start - phrase.end);
  const left = nearest(places, open, ({ end }) => phrase.start - end);
  for (const rule of rules) {
    const [side, between] = rule;
    const index = side === "right" ? right : left;
    const place = index === undefined ? undefined : places[index];
    if (index === undefined || !place) continue;
    const joint =
      side === "right" ? text.slice(phrase.end, place.start) : text.slice(place.end, phrase.start);
    if (between.test(joint)) return { index, rule };
  }
  // All that is open lies inside: then any will do.
  return { index: open.values().next().value ?? 0, rule: undefined };
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
