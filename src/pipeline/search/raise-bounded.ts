/**
 * Raises what happened on the side of something else that a question asks for.
 *
 * What bounds is looked for among what was found: the event, or the fact that began then, which says most of the words.
 * Events on the side that is asked for then go before those on the other; nothing is left out, as dates may be missing.
 */
import { greatest, least } from "../../core/extremes.ts";
import type { Spell } from "../../core/records.ts";
import type { Relation } from "../../graph/graph-store.ts";
import { analyze } from "../../text/tokens.ts";
import type { EventBound } from "./event-bound.ts";
import { compareScored, type ScoredCandidate } from "./fuse.ts";
import { CLOSED_BONUS } from "./past-order.ts";
import { TermMatcher } from "./term-matcher.ts";

/** What says less of the words than this is something else. */
const MIN_SHARE = 0.6;

/** Raises the events on the side that is asked for. Best first, ties by id; as it was if nothing is found that bounds. */
export function raiseBounded(
  ranking: readonly ScoredCandidate[],
  relations: readonly Relation[],
  {
    bound: { side, clause },
    weights,
  }: { readonly bound: EventBound; readonly weights: ReadonlyMap<string, number> },
): readonly ScoredCandidate[] {
  const shareOf = shareReader(clause, weights);
  const told = [
    ...ranking.flatMap(({ candidate: { point } }) =>
      point.kind === "turn" ? [] : { text: point.text, spells: point.projection.spells },
    ),
    ...relations.map(({ fact, spells }) => ({ text: fact ?? "", spells })),
  ].flatMap(({ text, spells }) => {
    const start = startOf(spells);
    const share = shareOf(text);
    return start === null || share < MIN_SHARE ? [] : { text, start, share };
  });
  if (told.length === 0) return ranking;
  const most = greatest(told.map(({ share }) => share));
  const bounds = told.filter(({ share }) => share === most);
  const texts = new Set(bounds.map(({ text }) => text));
  // Of several, what lies on that side of one of them.
  const starts = bounds.map(({ start }) => start);
  const isAsked = (start: number): boolean =>
    side === "before" ? start < greatest(starts) : start > least(starts);
  const raised = ranking.map((one): ScoredCandidate => {
    const { kind, text, projection } = one.candidate.point;
    const start = startOf(projection.spells);
    if (kind !== "event" || start === null || texts.has(text) || !isAsked(start)) return one;
    const part = one.score * (CLOSED_BONUS - 1);
    return { ...one, score: one.score + part, parts: { ...one.parts, bound: part } };
  });
  return raised.toSorted(compareScored);
}

/** When something happened, or last began to hold. */
function startOf(spells: readonly Spell[]): number | null {
  return spells.at(-1)?.from ?? null;
}

/** Reads the share of the clause's words that a text has, each by its weight in the tenant. */
function shareReader(
  clause: string,
  weights: ReadonlyMap<string, number>,
): (text: string) => number {
  const matcher = new TermMatcher([...new Set(analyze(clause))]);
  const own = matcher.terms.map((term) => weights.get(term) ?? 1);
  const total = own.reduce((sum, weight) => sum + weight, 0);
  return (text) => {
    const { counts } = matcher.count(text);
    const said = own.reduce((sum, weight, at) => sum + ((counts[at] ?? 0) > 0 ? weight : 0), 0);
    return total === 0 ? 0 : said / total;
  };
}
